// SPDX-License-Identifier: MIT
/*
 * urgency - which judged mailboxes come first, and the N that come first of
 * all, kept in a heap.  No two compare equal: what comes first does not depend
 * on the order they are added in.  Pure.
 */
#ifndef CORE_URGENCY_H
#define CORE_URGENCY_H

#include "core/phase.h"

/* One mailbox that made it into the list. */
struct assessed {
	struct mailbox mailbox;
	struct judgement judgement;
};

/* A deep copy; `to` is overwritten, not released. */
void urgency_copy(struct assessed *to, const struct assessed *from);

/*
 * Keeps a copy of `item` among the `*count` in `*items` unless there are
 * `limit` more urgent ones; the least urgent makes room.
 */
void urgency_keep(struct assessed **items, size_t *count, size_t limit,
	const struct assessed *item);

/* Most urgent first; nothing may be kept afterwards. */
void urgency_sort(struct assessed *items, size_t count);

/* Runs out before the other; by the id where they do so together. */
bool urgency_is_sooner(const struct assessed *a, const struct assessed *b);

/* Less than zero: a comes first. */
int urgency_compare(const struct assessed *a, const struct assessed *b);

#endif
