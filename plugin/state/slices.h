// SPDX-License-Identifier: MIT
/*
 * slices - reading TENANT.db a little at a time, for a daemon that has to
 * answer others in between.
 *
 * Each slice is a transaction of its own, so that the collector can write in
 * between.  Where it wrote mailboxes, what was read no longer fits together,
 * and reading has to start over.  Nobody is waited for: a database that is just
 * being written fails with ERROR_WAIT, and the same slice may be asked for
 * again.
 */
#ifndef STATE_SLICES_H
#define STATE_SLICES_H

#include "state/state.h"

struct slices;

/*
 * As state_open(), but no transaction is left open.  `*facts` is what readers
 * need besides mailboxes, to be released by the caller.
 */
MUST_CHECK bool slices_open(const char *path, enum state_condition *condition,
	struct slices **slices, struct state_facts *facts, struct error *err);
void slices_close(struct slices *slices);

/* A mailbox with its texts, which are borrowed during the visit. */
typedef bool slices_fn(
	void *context, const struct mailbox *mailbox, struct error *err);

enum slice_result {
	SLICE_MORE,
	SLICE_END,
	SLICE_MOVED, /* they were written: start over with slices_open() */
};

/* Visits the next `limit` mailboxes that are not alive, by rising id. */
MUST_CHECK bool slices_next(struct slices *slices,
	const struct seat_list *seats, size_t limit, slices_fn *visit,
	void *context, enum slice_result *result, struct error *err);

#endif
