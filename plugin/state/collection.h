// SPDX-License-Identifier: MIT
/*
 * collection - writing TENANT.db: one collector run.
 *
 * What the run sees goes into temporary tables; only when everything was seen
 * are the differences written, in one transaction together with the run, the
 * seats and the events.  A run that fails leaves nothing but its own row.
 *
 * Rules tried with SQLite 3.40: cache_spill off (else a large transaction locks
 * readers out half way), synchronous FULL, BEGIN IMMEDIATE; a COMMIT that waits
 * freezes every reader, so it waits 300 ms, rolls back to try again later.
 */
#ifndef STATE_COLLECTION_H
#define STATE_COLLECTION_H

#include "core/audit.h"
#include "core/observation.h"
#include "core/transition.h"
#include "state/state.h"

struct collection;

struct collection_settings {
	const char *path;
	const char *tenant;
	bool simulated; /* an instant was given with --at */
	time_t now;
	int busy_budget_s; /* so many seconds are commits retried */
};

/*
 * Opens (creating or upgrading it) the database for writing.  Refuses one that
 * is simulated when this run is not, and the other way round.
 */
MUST_CHECK bool collection_open(const struct collection_settings *settings,
	struct collection **collection, struct error *err);
void collection_close(struct collection *collection);

MUST_CHECK bool collection_facts(struct collection *collection,
	struct state_facts *facts, struct error *err);

/* Begins an attempt; `*run_id` is its row. */
MUST_CHECK bool collection_begin(struct collection *collection,
	time_t started_at, int64_t *run_id, struct error *err);
/* Says what it is doing; ERROR_WAIT at once when somebody reads. */
MUST_CHECK bool collection_progress(struct collection *collection,
	int64_t run_id, const char *text, struct error *err);
/* Ends it as failed; only the run's row changes. */
MUST_CHECK bool collection_fail(struct collection *collection,
	const struct run *run, struct error *err);

/* How an observation got here. */
enum seen_by {
	SEEN_BY_LISTING = 1, /* whole listing, deletedItems */
	SEEN_BY_FILTER = 2,  /* the server's index */
	SEEN_BY_ID = 4,	     /* asked for by id: overrules both */
};

/* Remembers one observation; a later one by id replaces an earlier one. */
MUST_CHECK bool collection_saw(struct collection *collection,
	const struct observation *seen, enum seen_by by, struct error *err);
MUST_CHECK bool collection_saw_audit(struct collection *collection,
	const struct audit_record *record, struct error *err);
/* Of a listing that broke off nothing is used. */
MUST_CHECK bool collection_forget_audits(
	struct collection *collection, struct error *err);
MUST_CHECK bool collection_saw_probe(struct collection *collection,
	const struct guid *user_id, enum probe_answer answer,
	struct error *err);

/* A growing list of users. */
struct guid_list {
	struct guid *ids;
	size_t count;
	size_t capacity;
};
void guid_list_add(struct guid_list *list, const struct guid *id);
void guid_list_release(struct guid_list *list);

/*
 * Users who must be asked for by id: those known to be in danger (or alive
 * without a plan) whom no listing showed, those who were found gone after
 * `gone_since` and within `window_s` of their loss, which a lag may have been,
 * and, with `entering`, those whom only the server's index showed and who are
 * new.
 */
struct unconfirmed {
	bool entering;
	time_t gone_since;
	int64_t window_s;
};
MUST_CHECK bool collection_unconfirmed(struct collection *collection,
	const struct unconfirmed *which, struct guid_list *ids,
	struct error *err);

/*
 * Of the users that have a row: how many this run has found, and how many it
 * has asked for in vain.
 */
MUST_CHECK bool collection_recognized(struct collection *collection,
	uint64_t *found, uint64_t *gone, struct error *err);

/*
 * How the filter compares with the whole listing of the same run, among those
 * lost before `settled_at` (or undated): how many there are to compare, and how
 * many of them the filter missed.
 */
MUST_CHECK bool collection_compare_filter(struct collection *collection,
	time_t settled_at, uint64_t *compared, uint64_t *missed,
	struct error *err);

/*
 * Drops whom the filter alone has shown, and unless it `agreed` with the whole
 * listing its word on the others, too.
 */
MUST_CHECK bool collection_forget_filter(
	struct collection *collection, bool agreed, struct error *err);

/*
 * Visits what was known and what was seen, joined and ordered by user id; one
 * of the two may be NULL.
 */
typedef bool collection_pair_fn(void *context, const struct mailbox *before,
	const struct observation *seen, struct error *err);
MUST_CHECK bool collection_each(struct collection *collection,
	collection_pair_fn *visit, void *context, struct error *err);

/*
 * The transaction that ends a complete run: `write` puts everything, the run's
 * row last.  When a reader is in the way of the commit all is rolled back and
 * `write` called again, until the busy budget is spent (ERROR_WAIT).
 */
typedef bool collection_write_fn(void *context, struct error *err);
MUST_CHECK bool collection_write(struct collection *collection,
	collection_write_fn *write, void *context, struct error *err);

/* To be called by a collection_write_fn only. */

/* Updates the row of mailbox->id, or inserts and sets it. */
MUST_CHECK bool collection_put_mailbox(struct collection *collection,
	struct mailbox *mailbox, struct error *err);
struct event_row {
	time_t at;
	enum event event;
	enum check_state severity;
	int64_t mailbox; /* 0: the tenant */
	int64_t loss;
	time_t deadline;
	const char *text; /* NULL: none */
};
MUST_CHECK bool collection_put_event(struct collection *collection,
	int64_t run_id, const struct event_row *event, struct error *err);
MUST_CHECK bool collection_put_skus(struct collection *collection,
	const struct sku_list *skus, const struct plan_set *plans,
	struct error *err);
struct tenant_row {
	enum tri dates_move;
	const char *tenant_id; /* tenant_directory() */
	const char *plans;     /* plan_set_text() of the plans looked for */
	enum check_state mass_announced;
	time_t audit_covers_from;
	time_t certificate_expires_at;
};
MUST_CHECK bool collection_put_tenant(struct collection *collection,
	const struct tenant_row *tenant, struct error *err);
MUST_CHECK bool collection_put_run(struct collection *collection,
	const struct run *run, struct error *err);

/* Accepts what was past when first seen as past (--accept-history). */
MUST_CHECK bool collection_accept_history(
	struct collection *collection, time_t now, struct error *err);

#endif
