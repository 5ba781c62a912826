// SPDX-License-Identifier: MIT
#include "handler/overview.h"

#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "handler/kill_switch.h"
#include "process/inbox.h"
#include "process/lock.h"

/* A list that grows while rows are visited. */
struct gathering {
	struct overview *overview;
	size_t capacity;
	const char *tenant;
	size_t limit;
};

static void
release_remedies(struct overview_remedy *remedies, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		free(remedies[i].tenant);
		free(remedies[i].name);
		free(remedies[i].reason);
	}
	free(remedies);
}

void
overview_release(struct overview *overview)
{
	text_list_release(&overview->kill_switches);
	release_remedies(overview->open, overview->open_count);
	release_remedies(overview->latest, overview->latest_count);
	for (size_t i = 0; i < overview->pause_count; i++) {
		free(overview->pauses[i].tenant);
		free(overview->pauses[i].author);
		free(overview->pauses[i].comment);
	}
	free(overview->pauses);
	for (size_t i = 0; i < overview->request_count; i++) {
		free(overview->requests[i].what);
		free(overview->requests[i].tenant);
		free(overview->requests[i].state);
		free(overview->requests[i].reason);
	}
	free(overview->requests);
	for (size_t i = 0; i < overview->untold_count; i++) {
		free(overview->untold[i].object);
		free(overview->untold[i].error);
	}
	free(overview->untold);
	*overview = (struct overview){0};
}

static struct overview_remedy
copy_remedy(const struct remedy *remedy)
{
	char id[GUID_TEXT_SIZE];

	return (struct overview_remedy){
		.id = remedy->id,
		.tenant = mem_text(remedy->tenant),
		.name = mem_text(remedy->upn != NULL
					 ? remedy->upn
					 : guid_text(&remedy->user_id, id)),
		.user_id = remedy->user_id,
		.cause = remedy->cause,
		.state = remedy->state,
		.reason = mem_text(remedy->reason),
		.opened_at = remedy->opened_at,
		.due_at = remedy->due_at,
		.closed_at = remedy->closed_at,
	};
}

static bool
add_open(void *context, const struct remedy *remedy, struct error *err)
{
	struct gathering *gathering = context;
	struct overview *overview = gathering->overview;

	(void)err;
	overview->open = mem_grow(overview->open, overview->open_count,
		&gathering->capacity, sizeof(*overview->open));
	overview->open[overview->open_count++] = copy_remedy(remedy);
	return true;
}

/* Among the newest those that are closed. */
static bool
add_latest(void *context, const struct remedy *remedy, struct error *err)
{
	struct gathering *gathering = context;
	struct overview *overview = gathering->overview;

	(void)err;
	if (remedy_is_closed(remedy) &&
		overview->latest_count < OVERVIEW_LATEST) {
		overview->latest = mem_grow(overview->latest,
			overview->latest_count, &gathering->capacity,
			sizeof(*overview->latest));
		overview->latest[overview->latest_count++] =
			copy_remedy(remedy);
	}
	return true;
}

static bool
add_pause(void *context, const struct pause_row *row, struct error *err)
{
	struct gathering *gathering = context;
	struct overview *overview = gathering->overview;

	(void)err;
	if (gathering->tenant != NULL && row->tenant != NULL &&
		strcmp(gathering->tenant, row->tenant) != 0) {
		return true;
	}
	overview->pauses = mem_grow(overview->pauses, overview->pause_count,
		&gathering->capacity, sizeof(*overview->pauses));
	overview->pauses[overview->pause_count++] = (struct overview_pause){
		.tenant = mem_text(row->tenant),
		.author = mem_text(row->author),
		.comment = mem_text(row->comment),
		.since = row->since,
	};
	return true;
}

static char *
tell_request(const struct request_row *row)
{
	return mem_print("%s%s%s%s%s%s%s",
		row->kind == NULL ? "unreadable" : row->kind,
		row->host == NULL ? "" : " ",
		row->host == NULL ? "" : row->host,
		row->service == NULL ? "" : "!",
		row->service == NULL ? "" : row->service,
		row->author == NULL ? "" : " by ",
		row->author == NULL ? "" : row->author);
}

static bool
add_request(void *context, const struct request_row *row, struct error *err)
{
	struct gathering *gathering = context;
	struct overview *overview = gathering->overview;

	(void)err;
	overview->requests =
		mem_grow(overview->requests, overview->request_count,
			&gathering->capacity, sizeof(*overview->requests));
	overview->requests[overview->request_count++] =
		(struct overview_request){
			.id = row->id,
			.received_at = row->received_at,
			.what = tell_request(row),
			.tenant = mem_text(row->tenant),
			.state = mem_text(row->state),
			.reason = mem_text(row->reason),
		};
	return true;
}

static bool
add_untold(void *context, const struct untold_row *row, struct error *err)
{
	struct gathering *gathering = context;
	struct overview *overview = gathering->overview;

	(void)err;
	overview->untold = mem_grow(overview->untold, overview->untold_count,
		&gathering->capacity, sizeof(*overview->untold));
	overview->untold[overview->untold_count++] = (struct overview_message){
		.made_at = row->made_at,
		.due_at = row->due_at,
		.tries = row->tries,
		.object = mem_print("%s!%s", row->host, row->service),
		.error = mem_text(row->error),
	};
	return true;
}

static bool
read_rows(struct handler_reader *reader, const char *tenant,
	struct overview *overview, struct error *err)
{
	struct gathering open = {.overview = overview};
	struct gathering latest = {.overview = overview};
	struct gathering pauses = {.overview = overview, .tenant = tenant};
	struct gathering requests = {.overview = overview};
	struct gathering untold = {.overview = overview};

	return handler_read_facts(reader, &overview->facts, err) &&
	       handler_each_pause(reader, add_pause, &pauses, err) &&
	       handler_each_untold(
		       reader, OVERVIEW_LATEST, add_untold, &untold, err) &&
	       handler_each_remedy(
		       reader, tenant, true, 0, add_open, &open, err) &&
	       /* Open ones are the newest, most often. */
	       handler_each_remedy(reader, tenant, false,
		       overview->open_count + OVERVIEW_LATEST, add_latest,
		       &latest, err) &&
	       handler_each_request(reader, tenant, OVERVIEW_LATEST,
		       add_request, &requests, err);
}

static bool
read_database(const char *path, const char *tenant, struct overview *overview,
	struct error *err)
{
	enum state_condition condition = STATE_ABSENT;
	struct handler_reader *reader = NULL;
	bool ok = false;

	if (!handler_open(path, &condition, &reader, err)) {
		return false; /* it names the file */
	}
	switch (condition) {
	case STATE_ABSENT:
		return true;
	case STATE_STALE:
		return error_set(err, ERROR_WAIT,
			"%s: the last write was interrupted, or is of an older "
			"version: handle_mailbox_expiry worker repairs it",
			path);
	case STATE_READY:
		ok = read_rows(reader, tenant, overview, err) ||
		     error_prefix(err, "%s", path);
		break;
	}
	handler_close(reader);
	return ok;
}

static void
look_around(const struct config *config, const char *tenant,
	struct overview *overview)
{
	char *inbox = inbox_path(config->state_dir);
	char *lock = handler_lock_path(config->state_dir);
	struct lock_look look = {0};

	lock_look(lock, &look);
	overview->worker_runs = look.is_hidden ? TRI_UNKNOWN
				: look.held    ? TRI_YES
					       : TRI_NO;
	overview->inbox_count = inbox_count(inbox, &overview->inbox_since);
	for (size_t i = 0; i < config->tenant_count; i++) {
		const char *file = config->tenants[i].policy.kill_switch;
		bool chosen = tenant == NULL ||
			      strcmp(tenant, config->tenants[i].name) == 0;
		if (chosen && kill_switch_is_set(&config->tenants[i]) &&
			!text_list_has(&overview->kill_switches, file)) {
			text_list_add(&overview->kill_switches, file);
		}
	}
	free(inbox);
	free(lock);
}

bool
overview_read(const struct config *config, const char *tenant,
	struct overview *overview, struct error *err)
{
	char *path = handler_database_path(config->state_dir);
	bool ok = false;

	*overview = (struct overview){0};
	look_around(config, tenant, overview);
	ok = read_database(path, tenant, overview, err);
	free(path);
	return ok;
}
