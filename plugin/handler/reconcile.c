// SPDX-License-Identifier: MIT
#include "handler/reconcile.h"

#include <poll.h>
#include <stdlib.h>

#include "alert/nagios.h"
#include "core/mem.h"
#include "core/typed.h"
#include "handler/monitor.h"
#include "state/handler.h"

/* While the worker takes what was told: else that would be found, too. */
#define PATIENCE_MS 5000
#define PATIENCE_STEP_MS 100
/* With so many waiting nobody takes them; more would not help. */
#define WAITING_LIMIT 1000

struct found {
	const struct reconcile_settings *settings;
	struct request *requests;
	size_t count;
	size_t capacity;
	size_t fresh;
	/* Where we are. */
	enum request_system system;
	const char *instance;
	/* The first thing that went wrong. */
	bool has_failed;
	struct error first;
};

static void
note_failure(struct found *found, const struct error *why)
{
	if (!found->has_failed) {
		found->has_failed = true;
		found->first = *why;
	}
}

static bool
keep(void *context, const struct acknowledgement *ack, struct error *err)
{
	struct found *found = context;
	const struct config *config = found->settings->deliver->config;
	struct request *request = NULL;

	(void)err;
	/* Not ours: another host may look after that tenant. */
	if (!ack->is_acknowledged || ack->tenant == NULL ||
		config_tenant(config, ack->tenant) == NULL) {
		return true;
	}
	found->requests = mem_grow(found->requests, found->count,
		&found->capacity, sizeof(*found->requests));
	request = &found->requests[found->count++];
	*request = (struct request){
		.kind = REQUEST_ACKNOWLEDGE,
		.system = found->system,
		.instance = mem_text(found->instance),
		.tenant = mem_text(ack->tenant),
		.host = mem_text(ack->host),
		.service = mem_text(ack->service),
		.author = typed_author(ack->author),
		.comment = typed_comment(ack->comment),
		.state = ack->state,
		.is_hard = ack->is_hard,
		.in_downtime = ack->in_downtime,
		.checked_at = ack->checked_at,
		.acked_at = ack->acked_at,
		.made_at = found->settings->now,
		.reconciled = true,
	};
	if (ack->mailbox != NULL && *ack->mailbox != '\0') {
		text_list_add(&request->mailboxes, ack->mailbox);
	}
	for (size_t i = 0; i < ack->shows->count; i++) {
		text_list_add(&request->shows, ack->shows->texts[i]);
	}
	return true;
}

static void
ask_icinga2(struct found *found, const struct icinga2_site *site)
{
	struct monitor monitor = {0};
	struct error why = {0};

	found->system = SYSTEM_ICINGA2;
	found->instance = site->name;
	if (!monitor_open(site, found->settings->clock, &monitor, &why) ||
		!icinga2_acknowledged(monitor.icinga2, keep, found, &why)) {
		(void)error_prefix(&why, "[icinga2 %s]", site->name);
		note_failure(found, &why);
	}
	monitor_close(&monitor);
}

static void
ask_nagios(struct found *found, const struct nagios_site *site)
{
	time_t created_at = 0;
	struct error why = {0};

	found->system = SYSTEM_NAGIOS;
	found->instance = NULL;
	if (!nagios_acknowledged(site, keep, found, &created_at, &why)) {
		(void)error_prefix(&why, "[nagios]");
		note_failure(found, &why);
	}
}

/* Nothing can be known where there is no database yet. */
static bool
open_database(const struct config *config, struct handler_reader **reader,
	struct error *err)
{
	char *path = handler_database_path(config->state_dir);
	enum state_condition condition = STATE_ABSENT;
	bool ok = handler_open(path, &condition, reader, err);

	if (ok && condition == STATE_STALE) {
		ok = error_set(err, ERROR_WAIT,
			"%s: the last write was interrupted, or is of an older "
			"version: the next run of the worker repairs it",
			path);
	}
	free(path);
	return ok;
}

/* Leaves those nobody knows; the others have no kind any more. */
static bool
forget_known(struct found *found, struct error *err)
{
	struct handler_reader *reader = NULL;
	bool ok = open_database(found->settings->deliver->config, &reader, err);

	for (size_t i = 0; i < found->count && ok; i++) {
		struct request *request = &found->requests[i];
		bool known = false;

		ok = reader == NULL ||
		     handler_knows_ack(reader, request->system,
			     request->instance, request->host, request->service,
			     request->acked_at, &known, err);
		if (known) {
			request_release(request);
		}
	}
	handler_close(reader);
	return ok;
}

static void
put_down(struct found *found)
{
	const struct deliver_settings *deliver = found->settings->deliver;
	char name[INBOX_NAME_SIZE];

	for (size_t i = 0; i < found->count; i++) {
		struct error why = {0};

		if (found->requests[i].kind == 0) {
			continue;
		}
		if (deliver_request(deliver, &found->requests[i], name, &why)) {
			found->fresh++;
		} else {
			note_failure(found, &why);
		}
	}
}

/*
 * A worker that was killed left it, or the host went down: where no unit looks
 * after that nobody would before the next acknowledgement.  What cannot be read
 * is for the worker to repair.
 */
static bool
something_is_left(const struct config *config)
{
	struct handler_reader *reader = NULL;
	struct handler_facts facts = {0};
	struct error ignored = {0};
	bool ok = open_database(config, &reader, &ignored) &&
		  (reader == NULL ||
			  handler_read_facts(reader, &facts, &ignored));

	handler_close(reader);
	return !ok || facts.open_remedies > 0 || facts.untold_messages > 0 ||
	       facts.waiting_requests > 0;
}

static bool
wait_for_worker(const struct deliver_settings *deliver, struct error *err)
{
	char *path = inbox_path(deliver->config->state_dir);
	time_t since = 0;
	size_t waiting = 0;
	bool ok = true;

	if (!inbox_is_empty(path) || something_is_left(deliver->config)) {
		ok = deliver_wake(deliver, err);
	}
	for (int i = 0; i < PATIENCE_MS / PATIENCE_STEP_MS && ok &&
			!inbox_is_empty(path);
		i++) {
		(void)poll(NULL, 0, PATIENCE_STEP_MS);
	}
	waiting = inbox_count(path, &since);
	if (ok && waiting >= WAITING_LIMIT) {
		ok = error_set(err, ERROR_WAIT,
			"%s: %zu requests wait; does the worker run? See "
			"handle_mailbox_expiry status",
			path, waiting);
	}
	free(path);
	return ok;
}

static void
ask_all(struct found *found, const struct config *config)
{
	for (size_t i = 0; i < config->icinga2_count; i++) {
		ask_icinga2(found, &config->icinga2[i]);
	}
	if (config->nagios.status_file != NULL) {
		ask_nagios(found, &config->nagios);
	}
}

static void
tell(const struct found *found)
{
	if (found->fresh > 0 || found->settings->verbose) {
		(void)fprintf(found->settings->say,
			"%zu acknowledged, %zu of them not known before\n",
			found->count, found->fresh);
	}
}

bool
reconcile(const struct reconcile_settings *settings, struct error *err)
{
	const struct config *config = settings->deliver->config;
	struct found found = {.settings = settings};
	bool ok = false;

	if (config->icinga2_count == 0 && config->nagios.status_file == NULL) {
		return error_set(err, ERROR_CONFIG,
			"nobody to ask: the configuration has neither an "
			"[icinga2 NAME] nor a status_file in [nagios]");
	}
	if (!deliver_prove(settings->deliver, err) ||
		!wait_for_worker(settings->deliver, err)) {
		return false;
	}
	ask_all(&found, config);
	ok = forget_known(&found, err);
	if (ok) {
		put_down(&found);
		tell(&found);
		ok = found.fresh == 0 || deliver_wake(settings->deliver, err);
	}
	for (size_t i = 0; i < found.count; i++) {
		request_release(&found.requests[i]);
	}
	free(found.requests);
	if (ok && found.has_failed) {
		*err = found.first;
	}
	return ok && !found.has_failed;
}
