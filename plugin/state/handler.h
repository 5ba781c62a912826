// SPDX-License-Identifier: MIT
/*
 * handler - reading handler.db: requests, remedies, journal, releases.
 *
 * For everyone but the worker.  The schema is handler.sql beside this file.
 * One transaction from open to close; close before printing.  That there is
 * no file yet (STATE_ABSENT) is not an error: nothing was ever asked.
 */
#ifndef STATE_HANDLER_H
#define STATE_HANDLER_H

#include "core/remedy.h"
#include "state/state.h"

/*
 * state_dir/handler.db, and the worker's lock; to be freed.  Where there is a
 * directory state_dir/handler they are in that: whoever may add a file beside a
 * database, as a collector that is another user, may give it a journal.
 */
char *handler_database_path(const char *state_dir);
char *handler_lock_path(const char *state_dir);

struct handler_reader;

MUST_CHECK bool handler_open(const char *path, enum state_condition *condition,
	struct handler_reader **reader, struct error *err);
void handler_close(struct handler_reader *reader);

struct handler_facts {
	bool simulated;
	time_t born_at;
	int64_t open_remedies;
	int64_t untold_messages;
	char untold_why[160]; /* of the first; "": none was tried */
	int64_t waiting_requests;
};
MUST_CHECK bool handler_read_facts(struct handler_reader *reader,
	struct handler_facts *facts, struct error *err);

/*
 * What is known of the mailboxes of one tenant from here, for judging them:
 * releases that hold, and remedies verified at `since` or later, which is when
 * the data were collected.  Loaded whole and looked up by mailbox; both are
 * few.
 */
struct handler_view;
MUST_CHECK bool handler_view_load(struct handler_reader *reader,
	const char *tenant, time_t since, struct handler_view **view,
	struct error *err);
/*
 * The same from the file itself, opened and closed.  `*view` is NULL where
 * there is none.  One that is not in order, or whose clock is not that of the
 * data
 * (`simulated`), fails.
 */
MUST_CHECK bool handler_view_read(const char *state_dir, const char *tenant,
	bool simulated, time_t since, struct handler_view **view,
	struct error *err);
void handler_view_free(struct handler_view *view);
bool handler_view_is_empty(const struct handler_view *view);
/*
 * Ties the view to the rows of TENANT.db, so that from then on it is looked up
 * by mailbox->id, which needs no texts; before that it goes by user_id.
 */
MUST_CHECK bool handler_view_resolve(struct handler_view *view,
	struct state_reader *tenant, struct error *err);
/*
 * Fills in released, verified_at and verified_cause.  Of the mailbox only its
 * dates are needed, and its id or user_id.  A view that is NULL knows nothing.
 */
void handler_view_look(const struct handler_view *view,
	const struct mailbox *mailbox, struct handling *handling);

/* Whether an acknowledgement set at `acked_at` was already received. */
MUST_CHECK bool handler_knows_ack(struct handler_reader *reader,
	enum request_system system, const char *instance, const char *host,
	const char *service, time_t acked_at, bool *known, struct error *err);

/* What was done about this user before, as journal_past() tells the worker. */
MUST_CHECK bool handler_past(struct handler_reader *reader, const char *tenant,
	const struct mailbox *mailbox, struct remedy_past *past,
	struct error *err);
/* Opened since, refused and rehearsed ones not counted. */
MUST_CHECK bool handler_opened_since(struct handler_reader *reader,
	const char *tenant, time_t since, int64_t *count, struct error *err);

/*
 * One row of the request table; texts borrowed during the visit.  NULL: not
 * said, but for `state`, which is "damaged" then.
 */
struct request_row {
	int64_t id;
	const char *file; /* its name in the inbox */
	time_t received_at;
	unsigned owner;
	const char *kind, *system, *instance, *tenant, *host, *service;
	const char *author, *comment, *state, *reason;
	time_t closed_at;
};
typedef bool handler_request_fn(
	void *context, const struct request_row *row, struct error *err);
/* Newest first; tenant NULL: all; limit 0: all. */
MUST_CHECK bool handler_each_request(struct handler_reader *reader,
	const char *tenant, size_t limit, handler_request_fn *visit,
	void *context, struct error *err);

/* The one that lay in the inbox under this name, if it was taken. */
MUST_CHECK bool handler_request_of_file(struct handler_reader *reader,
	const char *file, handler_request_fn *visit, void *context,
	struct error *err);

/* `remedy` and its texts are borrowed for the visit. */
typedef bool handler_remedy_fn(
	void *context, const struct remedy *remedy, struct error *err);
/* Newest first; open_only: those at work; tenant NULL: all. */
MUST_CHECK bool handler_each_remedy(struct handler_reader *reader,
	const char *tenant, bool open_only, size_t limit,
	handler_remedy_fn *visit, void *context, struct error *err);

/* Those that one request opened, oldest first. */
MUST_CHECK bool handler_each_of_request(struct handler_reader *reader,
	int64_t request, handler_remedy_fn *visit, void *context,
	struct error *err);

struct journal_row {
	int64_t id, request, remedy;
	time_t at;
	const char *kind, *text, *graph_request_id;
	int status;
	const char *tenant, *upn, *user_id; /* of the remedy; may be NULL */
};
typedef bool handler_journal_fn(
	void *context, const struct journal_row *row, struct error *err);
/* Oldest first, from id `after` on. */
MUST_CHECK bool handler_each_entry(struct handler_reader *reader,
	const char *tenant, int64_t after, handler_journal_fn *visit,
	void *context, struct error *err);

struct handler_event {
	int64_t id, remedy;
	time_t at, deadline;
	const char *event, *tenant, *user_id, *text;
	enum check_state severity;
};
typedef bool handler_event_fn(
	void *context, const struct handler_event *event, struct error *err);
MUST_CHECK bool handler_each_event(struct handler_reader *reader, int64_t after,
	size_t limit, handler_event_fn *visit, void *context,
	struct error *err);

/* What monitoring could not be told yet. */
struct untold_row {
	const char *system, *instance, *host, *service, *text;
	const char *error; /* of the last try; NULL: there was none */
	time_t made_at, due_at;
	int64_t tries;
};
typedef bool handler_untold_fn(
	void *context, const struct untold_row *row, struct error *err);
/* Oldest first; limit 0: all. */
MUST_CHECK bool handler_each_untold(struct handler_reader *reader, size_t limit,
	handler_untold_fn *visit, void *context, struct error *err);

/* What is paused since when; tenant NULL: all of them. */
struct pause_row {
	const char *tenant, *author, *comment;
	time_t since;
};
typedef bool handler_pause_fn(
	void *context, const struct pause_row *row, struct error *err);
MUST_CHECK bool handler_each_pause(struct handler_reader *reader,
	handler_pause_fn *visit, void *context, struct error *err);

#endif
