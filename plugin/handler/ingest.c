// SPDX-License-Identifier: MIT
#include "handler/ingest.h"

#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/text.h"

#define ACKNOWLEDGEMENT "ACKNOWLEDGEMENT"

/* Nobody knows this word, so the policy refuses and says it. */
#define CUT_MARK " #comment-too-long"
/* As escaped in the file, beside everything else in it. */
#define COMMENT_ROOM ((size_t)10 * 1024)
#define AUTHOR_CUT "..."

bool
ingest_is_meant(const struct handler_options *options)
{
	if (options->is_event) {
		return options->is_hard && options->state != CHECK_OK;
	}
	return strcmp(options->type, ACKNOWLEDGEMENT) == 0;
}

/* Control bytes are no blanks: "x\001#force" must not become a word. */
static void
blot_controls(char *text)
{
	for (; *text != '\0'; text++) {
		unsigned char byte = (unsigned char)*text;

		if ((byte < ' ' && byte != '\n' && byte != '\t' &&
			    byte != '\r') ||
			byte == 0x7f) {
			*text = '?';
		}
	}
}

char *
ingest_author(const char *author)
{
	char *text = NULL;

	if (author == NULL || *author == '\0') {
		return NULL;
	}
	text = mem_text_n(author, strnlen(author, REQUEST_NAME_LIMIT + 1));
	blot_controls(text);
	if (strlen(text) > REQUEST_NAME_LIMIT) {
		/* So that it equals no name that is allowed. */
		memcpy(text + REQUEST_NAME_LIMIT - strlen(AUTHOR_CUT),
			AUTHOR_CUT, sizeof(AUTHOR_CUT));
	}
	return text;
}

/* How much of it fits, counting what has to be escaped. */
static size_t
comment_room(const char *text)
{
	size_t most = REQUEST_COMMENT_LIMIT - strlen(CUT_MARK);
	size_t room = COMMENT_ROOM;
	size_t used = 0;

	while (text[used] != '\0' && used < most && room >= 4) {
		size_t length = text_character_length(text + used);

		length = length == 0 ? 1 : length;
		room -= length > 1	     ? length
			: text[used] < ' '   ? 4
			: text[used] == '\\' ? 2
					     : 1;
		used += length;
	}
	return used;
}

char *
ingest_comment(const char *comment)
{
	size_t length = 0;
	char *text = NULL;
	char *cut = NULL;

	if (comment == NULL || *comment == '\0') {
		return NULL;
	}
	text = mem_text(comment);
	blot_controls(text);
	length = comment_room(text);
	if (text[length] == '\0') {
		return text;
	}
	cut = mem_print("%.*s%s", (int)length, text, CUT_MARK);
	free(text);
	return cut;
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
	if (!options->is_event) {
		request->author = ingest_author(settings->author);
		request->comment = ingest_comment(settings->comment);
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
