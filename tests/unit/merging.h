// SPDX-License-Identifier: MIT
/*
 * merging - one look after the other merged into a mailbox.
 */
#ifndef UNIT_MERGING_H
#define UNIT_MERGING_H

#include "core/evidence.h"

/* A look at an active user whose plan is gone; whoever needs more adds it. */
extern const struct observation merging_lost;

/*
 * Merges `seen` as of `day` (of life_at()) into `mailbox` in place; an empty
 * one is not known yet.  False: it need not be kept.
 */
bool merging_look(struct mailbox *mailbox, struct observation seen, double day);

#endif
