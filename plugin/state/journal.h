// SPDX-License-Identifier: MIT
/*
 * journal - writing handler.db; the worker alone does, holding its lock.
 *
 * Each function that writes is one transaction (synchronous=FULL), committed
 * before it returns true: what is written down here survives a power cut, so an
 * intent stands before its write is sent.  journal_begin() and journal_commit()
 * bundle several into one; what fails in between leaves nothing to commit.
 * Readers are locked out while a transaction lasts, so nothing slow belongs
 * into a bundle; a reader in the way is waited for, up to a minute.
 */
#ifndef STATE_JOURNAL_H
#define STATE_JOURNAL_H

#include "core/step.h"
#include "state/handler.h"

struct journal;

/*
 * Creates or upgrades the file.  A simulated one and a real clock, or the
 * other way round, refuse; so does one that has lost rows or index entries.
 */
MUST_CHECK bool journal_open(const char *path, bool simulated, time_t now,
	struct journal **journal, struct error *err);
void journal_close(struct journal *journal);

MUST_CHECK bool journal_begin(struct journal *journal, struct error *err);
MUST_CHECK bool journal_commit(struct journal *journal, struct error *err);
void journal_rollback(struct journal *journal);

MUST_CHECK bool journal_born_at(
	struct journal *journal, time_t *born_at, struct error *err);

/* ---- requests */

struct journal_arrival {
	const char *file;
	unsigned owner;
	time_t received_at;
	const char *text;	       /* as it came; NULL: unreadable */
	const struct request *request; /* NULL: refused */
	const char *refused;
};
/* The same file twice (killed between commit and unlink) is one row. */
MUST_CHECK bool journal_import(struct journal *journal,
	const struct journal_arrival *arrival, int64_t *id, struct error *err);
/*
 * How many requests of one owner were received since, and how many bytes of
 * them are kept; of the newest JOURNAL_LOAD_LIMIT of all.
 */
#define JOURNAL_LOAD_LIMIT 20000
MUST_CHECK bool journal_load_of(struct journal *journal, unsigned owner,
	time_t since, int64_t *count, int64_t *bytes, struct error *err);

/*
 * The oldest request in state 'new' behind row `after`; `*id` 0: there is none.
 * `request` is to be released by the caller.  One that cannot be read any more
 * is refused on the way.
 */
MUST_CHECK bool journal_next_request(struct journal *journal, int64_t after,
	int64_t *id, unsigned *owner, time_t *received_at,
	struct request *request, struct error *err);
/*
 * The row of an earlier request than `id` about the same acknowledgement; 0:
 * there is none.  One that came to nothing because it did not stand any more is
 * another one: this one stands, or is asked about itself.
 */
MUST_CHECK bool journal_same_ack(struct journal *journal, int64_t id,
	const struct request *request, time_t received_at, int64_t *earlier,
	struct error *err);
/* Author and comment found later, in status.dat. */
MUST_CHECK bool journal_complete_request(struct journal *journal, int64_t id,
	const char *author, const char *comment, struct error *err);
/* state: working, done, refused; also writes a journal row. */
MUST_CHECK bool journal_set_request(struct journal *journal, int64_t id,
	const char *state, const char *reason, time_t now, struct error *err);
/* Requests 'working' whose remedies are all closed: for reporting. */
typedef bool journal_id_fn(void *context, int64_t id, struct error *err);
MUST_CHECK bool journal_each_finished(struct journal *journal,
	journal_id_fn *visit, void *context, struct error *err);
MUST_CHECK bool journal_request(struct journal *journal, int64_t id,
	struct request *request, struct error *err);

/* ---- remedies */

/* Opens one; `*opened` false: one is open for this user already. */
MUST_CHECK bool journal_open_remedy(struct journal *journal,
	struct remedy *remedy, bool *opened, struct error *err);
/*
 * Everything that moves: force, block, the SKU, the writes, the state.  One
 * that was closed stays so: that fails.
 */
MUST_CHECK bool journal_put_remedy(struct journal *journal,
	const struct remedy *remedy, struct error *err);
/*
 * What is due later than that was put off by a clock that ran ahead, and is due
 * now.  No honest wait is as long.
 */
#define JOURNAL_WAIT_LIMIT_S (2 * 60 * 60)

/*
 * Open ones due at `now`, longest due first.  The visitor may write, and copies
 * what it wants to keep.  limit 0: all.
 */
MUST_CHECK bool journal_each_due(struct journal *journal, time_t now,
	size_t limit, handler_remedy_fn *visit, void *context,
	struct error *err);
/* When the next open one is due; 0: none is open. */
MUST_CHECK bool journal_next_due(
	struct journal *journal, time_t *due_at, struct error *err);
MUST_CHECK bool journal_each_of_request(struct journal *journal,
	int64_t request, handler_remedy_fn *visit, void *context,
	struct error *err);
/* Other requests that left to this one's what has failed or was refused. */
MUST_CHECK bool journal_each_left_to(struct journal *journal, int64_t request,
	journal_id_fn *visit, void *context, struct error *err);
/* What was done about this user before, for the policy's candidates. */
MUST_CHECK bool journal_past(struct journal *journal, const char *tenant,
	const struct mailbox *mailbox, struct remedy_past *past,
	struct error *err);
/* Opened since, refused and rehearsed ones not counted. */
MUST_CHECK bool journal_opened_since(struct journal *journal,
	const char *tenant, time_t since, int64_t *count, struct error *err);

struct journal_entry {
	time_t at;
	/* 0: none; of a decision the remedy of another request, left to that */
	int64_t request, remedy;
	const char *kind;
	const char *text;
	int status;
	const char *graph_request_id;
};
MUST_CHECK bool journal_write(struct journal *journal,
	const struct journal_entry *entry, struct error *err);

/* ---- releases and pauses */

/* Of the loss it has now; a second time changes nothing. */
MUST_CHECK bool journal_release(struct journal *journal, const char *tenant,
	const struct mailbox *mailbox, int64_t request, const char *author,
	const char *comment, time_t now, struct error *err);
MUST_CHECK bool journal_unrelease(struct journal *journal, const char *tenant,
	const struct mailbox *mailbox, time_t now, bool *was_released,
	struct error *err);
/*
 * tenant NULL: the pause of all of them, which is another than that of each;
 * either stops a tenant.
 */
MUST_CHECK bool journal_pause(struct journal *journal, const char *tenant,
	bool pause, const char *author, const char *comment, time_t now,
	struct error *err);
MUST_CHECK bool journal_is_paused(struct journal *journal, const char *tenant,
	bool *paused, struct error *err);
/* Those that are paused by themselves, for people, to be freed; NULL: none. */
MUST_CHECK bool journal_paused_alone(
	struct journal *journal, char **tenants, struct error *err);

/* ---- what monitoring is to be told */

#define MESSAGE_ACT_LAST 3 /* the greatest of enum alert_act, from 1 */

struct message {
	int64_t id, request;
	enum request_system system;
	/* Borrowed; instance and text may be NULL. */
	const char *instance, *host, *service, *text;
	int act; /* enum alert_act */
	int64_t tries;
};
MUST_CHECK bool journal_tell(struct journal *journal,
	const struct message *message, time_t now, struct error *err);
/* Whether something was, or is, to be told for a request. */
MUST_CHECK bool journal_tells(struct journal *journal, int64_t request, int act,
	bool *tells, struct error *err);
/*
 * Due and not told, oldest first, those of one object in their order: one that
 * has to wait holds up what is behind it.  limit 0: all.  A damaged one fails,
 * before any is visited.
 */
typedef bool journal_message_fn(
	void *context, const struct message *message, struct error *err);
MUST_CHECK bool journal_each_message(struct journal *journal, time_t now,
	size_t limit, journal_message_fn *visit, void *context,
	struct error *err);
/*
 * Told, or (error not NULL) to be tried again at retry_at; 0: given up, which
 * counts as told.
 */
MUST_CHECK bool journal_told(struct journal *journal, int64_t id, time_t now,
	const char *error, time_t retry_at, struct error *err);
/* When the next one is due that nothing holds up; 0: all are told. */
MUST_CHECK bool journal_next_message(
	struct journal *journal, time_t *due_at, struct error *err);

MUST_CHECK bool journal_put_event(struct journal *journal,
	const struct handler_event *event, struct error *err);

#endif
