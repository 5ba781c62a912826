// SPDX-License-Identifier: MIT
/*
 * state - TENANT.db: one file a tenant, one writing program, many readers.
 *
 * The schema is tenant.sql beside this file.  All SQL of the project is in this
 * folder, one function a question.  SQLite in rollback-journal mode: a reader
 * needs no right to write, not even beside it.
 *
 * Reading: everything is read in one transaction, so the parts fit together;
 * the reader is to be closed before anything is printed, since a reader that
 * hangs would hold the collector up.
 */
#ifndef STATE_STATE_H
#define STATE_STATE_H

#include "core/error.h"
#include "core/mailbox.h"
#include "core/phase.h"
#include "core/sku.h"

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

/* Names of the files of a tenant; to be freed. */
char *state_database_path(const char *state_dir, const char *tenant);
char *state_lock_path(const char *state_dir, const char *tenant);

enum run_outcome { RUN_RUNNING, RUN_COMPLETE, RUN_FAILED };

/* One attempt at collecting; texts owned, NULL where there is none. */
struct run {
	int64_t id; /* 0: there was none */
	time_t started_at;
	time_t ended_at; /* 0: still running, or was killed */
	enum run_outcome outcome;
	enum error_code code;
	char *error;
	char *progress;
	bool listed_whole;
	enum tri filter_agreed; /* TRI_UNKNOWN: not compared */
	char *filter_note;
	bool probed;
	bool probed_daily;
	bool probed_weekly;
	char *degraded; /* one a line */
	time_t not_before;
	bool has_clock_offset;
	int64_t clock_offset_s;
	uint64_t requests;
	uint64_t pages;
	uint64_t bytes;
};

void run_release(struct run *run);

/* One SKU as stored. */
struct seat {
	struct guid sku;
	char *part_number;
	bool subscribed;
	bool gives_mailbox;
	int64_t free;
	int64_t enabled;
	int64_t warning;
	int64_t consumed;
};

struct seat_list {
	struct seat *seats; /* by row id; [0] is "not known" */
	size_t count;
};

void seat_list_release(struct seat_list *list);
/* NULL when it is not in the list. */
const struct seat *seat_find(
	const struct seat_list *list, const struct guid *sku);

/* How a line of run->degraded begins when the audit could not be read. */
#define STATE_AUDIT_NOTE "audit: "
#define STATE_AUDITED_SQL                                                      \
	"instr(x'0a' || ifnull(degraded, ''), "                                \
	"x'0a' || '" STATE_AUDIT_NOTE "') = 0"

/* What readers need besides mailboxes. */
struct state_facts {
	bool simulated;
	time_t born_at;
	enum tri dates_move;
	time_t history_accepted_at;
	char *tenant_id; /* tenant_directory() of the newest complete run */
	char *plans;
	enum check_state mass_announced; /* as it was told; OK: none is on */
	time_t audit_covers_from;	 /* 0: it never could be read */
	time_t certificate_expires_at;	 /* of the reader; 0: it has none */
	struct run last;		 /* the newest attempt */
	struct run complete;		 /* the newest complete one */
	struct seat_list seats;
	time_t filter_compared_at; /* 0: never */
	enum tri filter_agreed;	   /* the newest comparison */
	char *filter_note;
	/*
	 * From earlier complete runs, 0: never.  For the collector alone: see
	 * collection_facts().
	 */
	time_t listed_whole_at;
	time_t probed_at;
	time_t probed_daily_at;
	time_t probed_weekly_at;
	time_t audited_at; /* was not degraded by STATE_AUDIT_NOTE */
	time_t not_before; /* of the newest attempt that was told */
};

void state_facts_release(struct state_facts *facts);

enum state_condition {
	STATE_READY,
	STATE_ABSENT, /* no file: never collected */
	/* An interrupted write, or an older schema: the writer repairs it. */
	STATE_STALE,
};

struct state_reader;
struct state_row; /* where a visit is */

/*
 * Opens TENANT.db read-only and begins the transaction.  Anything but
 * STATE_READY gives no reader and is not an error.  A newer schema fails with
 * ERROR_OUTDATED, damage with ERROR_DISK.
 */
MUST_CHECK bool state_open(const char *path, enum state_condition *condition,
	struct state_reader **reader, struct error *err);
void state_close(struct state_reader *reader);

MUST_CHECK bool state_read_facts(struct state_reader *reader,
	struct state_facts *facts, struct error *err);

/*
 * How mailboxes are judged at `now` by the tenant's own thresholds; `judging`
 * borrows `tenant`.
 */
void state_set_up_judging(const struct state_facts *facts,
	const struct tenant *tenant, time_t now, struct judging *judging);

/*
 * Visits every mailbox that is not alive.  `mailbox` has no texts and no
 * user_id unless state_row_texts() is called for it during the visit.
 */
typedef bool state_mailbox_fn(void *context, struct state_row *row,
	const struct mailbox *mailbox, struct error *err);
MUST_CHECK bool state_each_mailbox(struct state_reader *reader,
	const struct seat_list *seats, state_mailbox_fn *visit, void *context,
	struct error *err);

/* The row of a user; 0: has none. */
MUST_CHECK bool state_find_mailbox(struct state_reader *reader,
	const struct guid *user_id, int64_t *id, struct error *err);

/* Fills in user_id and the texts, owned by `mailbox` then. */
MUST_CHECK bool state_row_texts(
	struct state_row *row, struct mailbox *mailbox, struct error *err);
/*
 * Sets actor_kind and actor alone, during the visit.  The text is borrowed
 * until the next call, or until the visit ends.
 */
MUST_CHECK bool state_row_actor(
	struct state_row *row, struct mailbox *mailbox, struct error *err);
/* Texts after the visit, by mailbox->id. */
MUST_CHECK bool state_mailbox_texts(struct state_reader *reader,
	struct mailbox *mailbox, struct error *err);

#endif
