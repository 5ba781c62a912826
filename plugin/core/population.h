// SPDX-License-Identifier: MIT
/*
 * population - which mailboxes count, and under which cause.
 *
 *   license-removed: active, newest mailbox plan Deleted, none Enabled or
 *     Warning
 *
 *   user-deleted: in deletedItems with a living mailbox plan or any license, or
 *     its plan lost within a window before the deletion; so is one that was
 *     there when last looked at, within a window before it, and one that
 *     answered as a user's to the last, whenever its plan went; the window
 *     holds extra_grace_days where its license was seen to go and nobody may
 *     ask, and where it went while nobody looked
 *
 *   shared-deleted: in deletedItems with an address and nothing of the above
 *
 *   subscription: newest mailbox plan Suspended or LockedOut
 *
 * Members only; guests never, but for those who were lost as members.  A
 * mailbox that answers as shared, room or equipment needs no license and is
 * alive.  Pure.
 */
#ifndef CORE_POPULATION_H
#define CORE_POPULATION_H

#include "core/observation.h"

/*
 * So long a user who was found nowhere is asked for again: one who is just
 * being restored may be found neither here nor there.
 */
#define POPULATION_GONE_DOUBTED_S (7 * 24 * 60 * 60)

/* A merge half done: what was, what is seen, and the situation now. */
struct population {
	const struct mailbox *before; /* NULL: nothing known */
	const struct observation *seen;
	const struct history *history;
	const struct tenant *tenant;
	const struct mailbox *now; /* place, plans, license, mail of today */
};

/* A loss was going on, even where the user had vanished altogether. */
bool population_was_lost(const struct population *population);

/*
 * The last look that would have shown what is seen now, had it been so; 0:
 * there was none.
 */
time_t population_absent_until(const struct population *population);

/* Whether the mailbox is there, as far as can be told. */
bool population_is_alive(const struct population *population);

/* CAUSE_NONE: not in danger. */
enum cause population_cause(const struct population *population);

/* Whether what is seen now, under `cause`, is another loss than before's. */
bool population_is_new_loss(
	const struct population *population, enum cause cause);

#endif
