// SPDX-License-Identifier: MIT
/*
 * population_deleted - whose mailbox was in deletedItems: a user's, whose clock
 * may run since the license went, or a shared one, whose clock began with the
 * deletion.
 *
 * Internal to the population.  Pure.
 */
#ifndef CORE_POPULATION_DELETED_H
#define CORE_POPULATION_DELETED_H

#include "core/population.h"

/* Its plan was lost within a window before the deletion, not long before. */
bool population_lost_before_deletion(const struct population *population);

/* Answering without a plan when last asked; not known to have stopped. */
bool population_was_connected(const struct population *population);

/* Its clock was running, and asking had confirmed it. */
bool population_is_known_disconnected(const struct population *population);

/* The cause of one that is in deletedItems; CAUSE_NONE: not in danger. */
enum cause population_cause_of_deleted(const struct population *population);

#endif
