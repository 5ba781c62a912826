// SPDX-License-Identifier: MIT
/* What the handler did, from handler.db: its jobs, and events to be told. */
#include "snmp/relay_impl.h"

#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "state/events.h"
#include "state/handler.h"

struct harvest {
	struct relay *relay;
	struct remedy *jobs; /* the newest first */
	size_t job_count;
	struct notice *events;
	size_t event_count;
	size_t read_count; /* those that are not told of, too */
	time_t born_at;
	int64_t after; /* the last event taken before */
	int64_t last;  /* the last one read */
	int64_t newest;
};

void
relay_look_at_handler(struct relay *relay, const char *state_dir)
{
	mem_replace_text(&relay->state_dir, state_dir);
	relay->is_handler_due = true;
}

static bool
take_job(void *context, const struct remedy *remedy, struct error *err)
{
	struct harvest *harvest = context;
	struct remedy *job = &harvest->jobs[harvest->job_count++];

	(void)err;
	*job = *remedy;
	job->tenant = mem_text(remedy->tenant);
	job->upn = mem_text(remedy->upn);
	job->reason = mem_text(remedy->reason);
	return true;
}

/* Whom it is about, as the handler knows it; see find_mailboxes(). */
static void
describe(const struct harvest *harvest, int64_t remedy, struct notice *notice)
{
	for (size_t i = 0; i < harvest->job_count; i++) {
		const struct remedy *job = &harvest->jobs[i];
		if (job->id == remedy) {
			notice->loss = job->loss;
			notice->cause = job->cause;
			notice->upn = mem_text(job->upn);
			return;
		}
	}
}

/* Of a tenant that is not configured nothing is told. */
static bool
take_event(void *context, const struct handler_event *event, struct error *err)
{
	struct harvest *harvest = context;
	const struct board_tenant *tenant = NULL;
	struct notice *notice = &harvest->events[harvest->event_count];

	(void)err;
	harvest->read_count++;
	harvest->last = event->id;
	tenant = event->tenant == NULL
			 ? NULL
			 : board_find_name(harvest->relay->settings.board,
				   event->tenant);
	*notice = (struct notice){
		.fate = NOTICE_WAITING,
		.at = event->at,
		/* What is none would stop the outbox, for good. */
		.state = (int)event->severity < CHECK_OK ||
					 event->severity > CHECK_UNKNOWN
				 ? CHECK_UNKNOWN
				 : event->severity,
		.deadline = event->deadline,
	};
	if (tenant == NULL || harvest->after < 0 ||
		!notice_kind_parse(event->event, &notice->kind) ||
		event->user_id == NULL ||
		!guid_parse(event->user_id, strlen(event->user_id),
			&notice->user_id)) {
		return true;
	}
	notice->tenant = tenant->index;
	notice->tenant_name = mem_text(tenant->name);
	notice->text = mem_text(event->text);
	describe(harvest, event->remedy, notice);
	harvest->event_count++;
	return true;
}

static void
release_harvest(struct harvest *harvest)
{
	for (size_t i = 0; i < harvest->job_count; i++) {
		remedy_release(&harvest->jobs[i]);
	}
	for (size_t i = 0; i < harvest->event_count; i++) {
		notice_release(&harvest->events[i]);
	}
	free(harvest->jobs);
	free(harvest->events);
}

static bool
see_event(void *context, const struct handler_event *event, struct error *err)
{
	struct harvest *harvest = context;

	(void)err;
	harvest->newest = event->id;
	return true;
}

/*
 * A backup may have been put back, and numbers come up again; that is rare, and
 * events of the handler are few.
 */
static bool
check_newest(struct harvest *harvest, struct handler_reader *reader,
	struct error *err)
{
	harvest->last = harvest->after < 0 ? 0 : harvest->after;
	if (!handler_each_event(reader,
		    harvest->last == 0 ? 0 : harvest->last - 1, 1, see_event,
		    harvest, err)) {
		return false;
	}
	if (harvest->last == 0 || harvest->newest >= harvest->last) {
		return true;
	}
	harvest->last = 0;
	harvest->after = -1; /* to be gone through, none of them told */
	return true;
}

static bool
read_all(struct harvest *harvest, struct handler_reader *reader,
	struct error *err)
{
	struct relay *relay = harvest->relay;
	struct handler_facts facts = {0};

	if (!handler_read_facts(reader, &facts, err) ||
		!outbox_handler(relay->settings.outbox, facts.born_at,
			&harvest->after, err)) {
		return false;
	}
	harvest->born_at = facts.born_at;
	if (!check_newest(harvest, reader, err)) {
		return false;
	}
	return handler_each_remedy(reader, NULL, false, BOARD_JOBS, take_job,
		       harvest, err) &&
	       handler_each_event(reader, harvest->last,
		       harvest->after < 0 ? 0 : RELAY_EVENTS_AT_ONCE,
		       take_event, harvest, err);
}

static bool
put_events(struct harvest *harvest, struct error *err)
{
	struct relay *relay = harvest->relay;
	struct outbox *outbox = relay->settings.outbox;

	for (size_t i = 0; i < harvest->event_count; i++) {
		if (!outbox_put(outbox, &harvest->events[i], err)) {
			return false;
		}
	}
	return outbox_took_handler(
		outbox, harvest->born_at, harvest->last, err);
}

/*
 * The mailboxes they are about, as TENANT.db knows them.  One that cannot be
 * read keeps nobody from being told: what is missing then is the row.
 */
static bool
find_mailboxes(struct harvest *harvest, struct error *err)
{
	for (size_t i = 0; i < harvest->event_count; i++) {
		struct notice *event = &harvest->events[i];
		char *path = state_database_path(
			harvest->relay->state_dir, event->tenant_name);
		bool ok = events_find_mailbox(path, event, err);
		free(path);
		if (!ok && err->code == ERROR_WAIT) {
			return false;
		}
	}
	return true;
}

static void
show_jobs(struct harvest *harvest)
{
	struct board *board = harvest->relay->settings.board;
	size_t count = harvest->job_count;

	board_release_jobs(board);
	board->jobs = mem_zeroed(count, sizeof(*board->jobs));
	for (size_t i = 0; i < count; i++) {
		board->jobs[i] = harvest->jobs[count - 1 - i];
	}
	board->job_count = count;
	harvest->job_count = 0;
}

static bool
harvest_handler(struct harvest *harvest, struct error *err)
{
	struct relay *relay = harvest->relay;
	struct outbox *outbox = relay->settings.outbox;
	char *path = handler_database_path(relay->state_dir);
	enum state_condition condition = STATE_ABSENT;
	struct handler_reader *reader = NULL;
	bool ok = handler_open(path, &condition, &reader, err) &&
		  (reader == NULL || read_all(harvest, reader, err));

	free(path);
	handler_close(reader);
	if (ok && condition == STATE_ABSENT) {
		show_jobs(harvest);
		return outbox_no_handler(outbox, err);
	}
	if (!ok || reader == NULL) {
		return ok;
	}
	show_jobs(harvest);
	if (harvest->last == harvest->after) {
		return true;
	}
	return find_mailboxes(harvest, err) && outbox_begin(outbox, err) &&
	       outbox_end(outbox, put_events(harvest, err), err);
}

bool
relay_take_from_handler(struct relay *relay)
{
	struct harvest harvest = {
		.relay = relay,
		.jobs = mem_zeroed(BOARD_JOBS, sizeof(*harvest.jobs)),
		.events = mem_zeroed(
			RELAY_EVENTS_AT_ONCE, sizeof(*harvest.events)),
	};
	struct error err = {0};
	bool ok = harvest_handler(&harvest, &err);

	relay->is_handler_due =
		!ok || harvest.read_count == RELAY_EVENTS_AT_ONCE;
	if (ok && harvest.event_count > 0) {
		relay->waiting += (int64_t)harvest.event_count;
		relay->may_fold = true;
		relay->is_log_old = true;
	}
	release_harvest(&harvest);
	return ok || relay_trouble_with(relay, &relay->handler, &err);
}
