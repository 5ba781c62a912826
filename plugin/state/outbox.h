// SPDX-License-Identifier: MIT
/*
 * outbox - agentx.db: the numbers SNMP knows tenants by, and every event that
 * is or was to be told, in order.
 *
 * One writing program, mailbox_expiry_agentx; the schema is agentx.sql beside
 * this file.  An event is taken from TENANT.db or handler.db in the same
 * transaction that notes how far one has got there, and stays waiting until the
 * master agent took its notification: each is told, and, but for a crash
 * between the two, once.  Nobody is waited for longer than a moment: ERROR_WAIT
 * means that somebody reads, and that it may be tried again.
 */
#ifndef STATE_OUTBOX_H
#define STATE_OUTBOX_H

#include "core/error.h"
#include "core/notice.h"

/* So many notices are kept. */
#define OUTBOX_KEPT 100000
/*
 * A new file numbers from the clock, so that numbers never go back when one was
 * lost; not beyond this, as SNMP has 32 bits for them.
 */
#define OUTBOX_LAST_BEGINNING INT64_C(4200000000)

struct outbox;

struct outbox_settings {
	const char *path;
	bool simulated; /* an instant was given with --at */
	time_t now;
};

/* Opens or creates it.  Refuses one that was made with the other clock. */
MUST_CHECK bool outbox_open(const struct outbox_settings *settings,
	struct outbox **outbox, struct error *err);
void outbox_close(struct outbox *outbox);

/* What follows, up to the end, is done all or not at all. */
MUST_CHECK bool outbox_begin(struct outbox *outbox, struct error *err);
/* `ok` false: undoes it, always false. */
MUST_CHECK bool outbox_end(struct outbox *outbox, bool ok, struct error *err);

/* ---- where events come from ---------------------------------------------- */

struct outbox_tenant {
	uint32_t index;
	int64_t event; /* the last one taken; -1: never looked */
	bool is_stale; /* its old data were told of, under its name */
};

/*
 * The tenant of this name whose database was begun at `born_at`; 0: the one
 * known last.  A new one is entered.
 */
MUST_CHECK bool outbox_tenant(struct outbox *outbox, const char *name,
	time_t born_at, struct outbox_tenant *tenant, struct error *err);
MUST_CHECK bool outbox_took(struct outbox *outbox, uint32_t tenant,
	int64_t event, struct error *err);
/* Of all that have its name. */
MUST_CHECK bool outbox_set_stale(struct outbox *outbox, uint32_t tenant,
	bool is_stale, struct error *err);

/*
 * The last event taken from the handler.db begun at `born_at`; 0: none; -1: it
 * was there already when first looked for, and was never looked at.
 */
MUST_CHECK bool outbox_handler(struct outbox *outbox, time_t born_at,
	int64_t *event, struct error *err);
/* There is no handler.db: of one that comes all is new. */
MUST_CHECK bool outbox_no_handler(struct outbox *outbox, struct error *err);
MUST_CHECK bool outbox_took_handler(struct outbox *outbox, time_t born_at,
	int64_t event, struct error *err);

/* ---- notices --------------------------------------------------------------
 */

/* Enters it and gives it its sequence. */
MUST_CHECK bool outbox_put(
	struct outbox *outbox, struct notice *notice, struct error *err);
/* Its notification was taken. */
MUST_CHECK bool outbox_sent(
	struct outbox *outbox, const struct notice *notice, struct error *err);

/* Borrowed during the visit. */
typedef bool outbox_fn(
	void *context, const struct notice *notice, struct error *err);
/* Those that wait, behind the sequence `after`, the first `limit`. */
MUST_CHECK bool outbox_each_waiting(struct outbox *outbox, int64_t after,
	size_t limit, outbox_fn *visit, void *context, struct error *err);
/* The newest `limit` of all, the newest first. */
MUST_CHECK bool outbox_each_newest(struct outbox *outbox, size_t limit,
	outbox_fn *visit, void *context, struct error *err);
MUST_CHECK bool outbox_count_waiting(
	struct outbox *outbox, int64_t *count, struct error *err);
/*
 * Forgets the oldest that are at their end, a bundle of them; whether there are
 * more is in `*more`.
 */
MUST_CHECK bool outbox_trim(
	struct outbox *outbox, bool *more, struct error *err);

/* ---- too many -------------------------------------------------------------
 *
 * What can be folded into a summary: events of mailboxes that wait, but not the
 * end of an alarm that was told of by a notification of its own.
 */

/*
 * The tenant with most of them behind the sequence `after`, and how many; 0:
 * there are none.
 */
MUST_CHECK bool outbox_most_foldable(struct outbox *outbox, int64_t after,
	uint32_t *tenant, int64_t *count, struct error *err);
/*
 * Folds the first `limit` of the tenant into `summary`, a notice that was put
 * with NOTICE_GATHERING; visits each and tells how many they were.
 */
MUST_CHECK bool outbox_fold(struct outbox *outbox, const struct notice *summary,
	int64_t after, size_t limit, outbox_fn *visit, void *context,
	size_t *folded, struct error *err);
/* It is complete, and waits: its count, first, state and text are written. */
MUST_CHECK bool outbox_fold_end(
	struct outbox *outbox, const struct notice *summary, struct error *err);
/* A summary that was interrupted; false in `*found` when there is none. */
MUST_CHECK bool outbox_find_gathering(struct outbox *outbox,
	struct notice *summary, bool *found, struct error *err);
/* All that were folded into it. */
MUST_CHECK bool outbox_each_folded(struct outbox *outbox, int64_t summary,
	outbox_fn *visit, void *context, struct error *err);

#endif
