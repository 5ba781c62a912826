// SPDX-License-Identifier: MIT
#include "handler/ingest.h"

#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/typed.h"

#define ACKNOWLEDGEMENT "ACKNOWLEDGEMENT"

bool
ingest_is_meant(const struct handler_options *options)
{
	if (options->is_event) {
		return options->is_hard && options->state != CHECK_OK;
	}
	return strcmp(options->type, ACKNOWLEDGEMENT) == 0;
}

/* Names of objects come back to us as keys: they are taken whole or not. */
static bool
check_name(const char *option, const char *name, struct error *err)
{
	if (strlen(name) > REQUEST_NAME_LIMIT) {
		return error_set(err, ERROR_USAGE,
			"%s \"%.40s...\": longer than %d bytes", option, name,
			REQUEST_NAME_LIMIT);
	}
	for (const char *at = name; *at != '\0'; at++) {
		if ((unsigned char)*at < ' ' || *at == 0x7f) {
			return error_set(err, ERROR_USAGE,
				"%s \"%.40s\": has control characters in it",
				option, name);
		}
	}
	return true;
}

static bool
check_names(const struct handler_options *options, struct error *err)
{
	return check_name("--host", options->host, err) &&
	       check_name("--service", options->service, err);
}

/* One that is not said can only be the only one. */
static const struct tenant *
find_tenant(const struct ingest_settings *settings, struct error *err)
{
	const struct config *config = settings->deliver->config;
	const char *name = settings->options->tenant;

	if (name != NULL) {
		return config_tenant(config, name); /* it is there */
	}
	if (config->tenant_count == 1) {
		return &config->tenants[0];
	}
	(void)error_set(err, ERROR_USAGE,
		"give --tenant: the configuration has %zu",
		config->tenant_count);
	return NULL;
}

/* Else nobody there would hear what came of it. */
static bool
check_instance(const struct ingest_settings *settings, struct error *err)
{
	const struct config *config = settings->deliver->config;
	const char *name = settings->options->instance;

	if (settings->options->source != SYSTEM_ICINGA2) {
		return true;
	}
	if (name == NULL) {
		return config->icinga2_count <= 1 ||
		       error_set(err, ERROR_USAGE,
			       "give --instance: the configuration has %zu "
			       "sections [icinga2 NAME]",
			       config->icinga2_count);
	}
	return config_icinga2(config, name) != NULL ||
	       error_set(err, ERROR_USAGE,
		       "--instance \"%.60s\": the configuration has no "
		       "[icinga2 %.60s]",
		       name, name);
}

static void
fill_request(const struct ingest_settings *settings, const char *tenant,
	struct request *request)
{
	const struct handler_options *options = settings->options;

	*request = (struct request){
		.kind = options->is_event ? REQUEST_EVENT : REQUEST_ACKNOWLEDGE,
		.system = options->source,
		.instance = mem_text(options->instance),
		.tenant = mem_text(tenant),
		.host = mem_text(options->host),
		.service = mem_text(options->service),
		.state = options->state,
		.is_hard = options->is_hard,
		.in_downtime = options->in_downtime,
		.checked_at = options->checked_at,
		.acked_at = options->acked_at,
		.made_at = settings->now,
	};
	for (size_t i = 0; i < options->mailboxes.count; i++) {
		text_list_add(&request->mailboxes, options->mailboxes.texts[i]);
	}
	for (size_t i = 0; i < options->shows.count; i++) {
		text_list_add(&request->shows, options->shows.texts[i]);
	}
	if (!options->is_event) {
		request->author = typed_author(settings->author);
		request->comment = typed_comment(settings->comment);
	}
}

bool
ingest(const struct ingest_settings *settings, struct error *err)
{
	const struct tenant *tenant = find_tenant(settings, err);
	char name[INBOX_NAME_SIZE];
	struct request request = {0};
	bool ok = false;

	if (tenant == NULL || !check_names(settings->options, err) ||
		!check_instance(settings, err)) {
		return false;
	}
	if (settings->options->is_event && !tenant->policy.on_event) {
		return true; /* it would only be put down to be left */
	}
	if (!deliver_prove(settings->deliver, err)) {
		return false;
	}
	fill_request(settings, tenant->name, &request);
	ok = deliver_request(settings->deliver, &request, name, err) &&
	     deliver_wake(settings->deliver, err);
	request_release(&request);
	return ok;
}
