// SPDX-License-Identifier: MIT
/*
 * loss - knowing a loss again: what was said of one mailbox (a release, a
 * remedy) belongs to the loss it had then, not to the user for good.
 *
 * The same loss is known by when it was first seen.  Where TENANT.db was made
 * anew since, it was first seen later, and is known by when it happened.  In
 * doubt it is another one: then it alarms.  Instants are UTC seconds.  Pure.
 */
#ifndef CORE_LOSS_H
#define CORE_LOSS_H

#include "core/mailbox.h"

#include <stdbool.h>
#include <time.h>

/* A loss as it was known when something was said of it. */
struct loss {
	time_t earliest; /* 0: nothing dated it */
	time_t latest;
	time_t first_seen_at;
	time_t said_at; /* when that was */
};

/* How far two sources may be apart and mean one event. */
#define LOSS_SAME_EVENT_S (10 * 60)

/* What `mailbox` has lost now, for something said at `now`. */
struct loss loss_of(const struct mailbox *mailbox, time_t now);

/* Whether `mailbox` still has (or had last) that loss. */
bool loss_is_of(const struct loss *loss, const struct mailbox *mailbox);

#endif
