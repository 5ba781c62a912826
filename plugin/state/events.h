// SPDX-License-Identifier: MIT
/*
 * events - what happened in a tenant, in order, as the collector wrote it down;
 * read by whoever relays it.
 */
#ifndef STATE_EVENTS_H
#define STATE_EVENTS_H

#include "core/notice.h"
#include "state/state.h"

/* `id` is that of the event; borrowed during the visit, without tenant. */
typedef bool events_fn(void *context, int64_t id, const struct notice *event,
	struct error *err);

/*
 * Visits up to `limit` events behind the one numbered `after` in the database
 * at `path`, which is opened and closed.  `*last` becomes the number of the
 * last that was seen, of a kind we know or not; whether there may be more is in
 * `*more`; whether there is none numbered `after` any more, nor a later one, in
 * `*is_older`: a backup was put back.  One that is damaged says so in its text
 * and has CHECK_UNKNOWN; it keeps none behind it from being told.  Anything but
 * STATE_READY has none.
 * Waits for nobody: ERROR_WAIT.
 */
MUST_CHECK bool events_read(const char *path, int64_t after, size_t limit,
	events_fn *visit, void *context, int64_t *last, bool *more,
	bool *is_older, struct error *err);

/*
 * For who looks for the first time: visits the events that raised the alarms
 * that are still on, and `*last` is the number of the newest event of all.
 */
MUST_CHECK bool events_read_alarms(const char *path, events_fn *visit,
	void *context, int64_t *last, struct error *err);

/*
 * Completes an event that knows no more than its user_id: mailbox, loss, cause
 * and upn, as they are now; mailbox stays 0 for one who has no row.
 */
MUST_CHECK bool events_find_mailbox(
	const char *path, struct notice *event, struct error *err);

#endif
