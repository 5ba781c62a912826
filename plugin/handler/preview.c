// SPDX-License-Identifier: MIT
#include "handler/preview.h"

#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/mem.h"
#include "core/timestamp.h"
#include "handler/kill_switch.h"
#include "state/handler.h"

void
preview_release(struct preview *preview)
{
	remedy_plan_release(&preview->plan);
	candidates_release(&preview->candidates);
}

/* As the worker will see it: by the owner of the file we would leave. */
static bool
is_trusted(const struct config *config)
{
	struct stat status = {0};

	return geteuid() == 0 || (stat(config->state_dir, &status) == 0 &&
					 status.st_uid == geteuid());
}

/* Of a database that may not be there yet: then nothing ever was. */
static bool
ask_past(void *context, const char *tenant, const struct mailbox *mailbox,
	struct remedy_past *past, struct error *err)
{
	return handler_past(context, tenant, mailbox, past, err);
}

struct pausing {
	const char *tenant;
	bool paused;
	bool all_paused;
};

static bool
visit_pause(void *context, const struct pause_row *row, struct error *err)
{
	struct pausing *pausing = context;

	(void)err;
	pausing->all_paused |= row->tenant == NULL;
	pausing->paused |= row->tenant == NULL ||
			   strcmp(row->tenant, pausing->tenant) == 0;
	return true;
}

static bool
gather_facts(const struct preview_settings *settings,
	struct handler_reader *reader, const struct candidates *candidates,
	struct remedy_facts *facts, struct error *err)
{
	const struct tenant *tenant = settings->tenant;
	struct pausing pausing = {.tenant = tenant->name};

	*facts = (struct remedy_facts){
		.tenant = tenant,
		.now = settings->now,
		.looked_at = candidates->looked_at,
		.kill_switch = kill_switch_is_set(tenant),
		.recent_losses = candidates->recent,
		.is_trusted = is_trusted(settings->config),
	};
	if (reader == NULL) {
		return true;
	}
	if (!handler_each_pause(reader, visit_pause, &pausing, err)) {
		return false;
	}
	facts->paused = pausing.paused;
	facts->all_paused = pausing.all_paused;
	return handler_opened_since(reader, tenant->name,
		settings->now - TIMESTAMP_HOUR_S, &facts->done_this_hour, err);
}

/* The worker will say so once it has it. */
static void
refuse_sku(struct remedy_plan *plan)
{
	plan->verdict = VERDICT_REFUSE;
	plan->remedies = 0;
	(void)snprintf(plan->reason, REASON_SIZE, "%s", CANDIDATES_NO_SUCH_SKU);
}

static bool
decide(const struct preview_settings *settings, struct handler_reader *reader,
	struct preview *preview, struct error *err)
{
	const struct candidates_settings wanted = {
		.config = settings->config,
		.tenant = settings->tenant,
		.now = settings->now,
		.simulated = settings->simulated,
		.past = reader == NULL ? NULL : ask_past,
		.past_context = reader,
	};
	struct candidates *candidates = &preview->candidates;
	const struct passwd *account = getpwuid(geteuid());
	struct remedy_facts facts = {0};

	if (!candidates_read(&wanted, settings->request, candidates, err)) {
		return false;
	}
	if (candidates->problem != NULL) {
		return error_set(err, ERROR_WAIT,
			"nothing can be decided: %s; run "
			"mailbox_expiry_collect --tenant %s",
			candidates->problem, settings->tenant->name);
	}
	if (!gather_facts(settings, reader, candidates, &facts, err)) {
		return false;
	}
	facts.sender = account == NULL ? NULL : account->pw_name;
	remedy_decide(settings->request, &facts, candidates->items,
		candidates->count, &preview->plan);
	if (preview->plan.verdict == VERDICT_REMEDY &&
		!candidates_find_sku(
			candidates, settings->request->sku, &preview->sku)) {
		refuse_sku(&preview->plan);
	}
	return true;
}

bool
preview_make(const struct preview_settings *settings, struct preview *preview,
	struct error *err)
{
	char *path = handler_database_path(settings->config->state_dir);
	enum state_condition condition = STATE_ABSENT;
	struct handler_reader *reader = NULL;
	bool ok = false;

	*preview = (struct preview){.tenant = settings->tenant};
	if (!handler_open(path, &condition, &reader, err)) {
		goto out;
	}
	if (condition == STATE_STALE) {
		(void)error_set(err, ERROR_WAIT,
			"%s: the last write was interrupted, or is of an older "
			"version: handle_mailbox_expiry worker repairs it",
			path);
		goto out;
	}
	ok = decide(settings, reader, preview, err) ||
	     error_prefix(err, "%s", settings->tenant->name);
out:
	handler_close(reader);
	free(path);
	return ok;
}
