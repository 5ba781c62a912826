// SPDX-License-Identifier: MIT
/* Whether a mailbox is there, as far as can be told. */
#include "core/population.h"

/* The last answer holds as long as place and plans stay as they are. */
static bool
is_unchanged(const struct population *population)
{
	const struct mailbox *before = population->before;

	return before != NULL && before->place == population->now->place &&
	       before->plans == population->now->plans &&
	       before->plan_at == population->seen->plan_at;
}

/*
 * One that never had a plan, or lost it long before it was deleted, was shared.
 * The date of any other plan may be that of its license being given, and one
 * that has moved since is that of a plan that was there.
 */
static bool
was_shared_by_plan(const struct population *population)
{
	const struct mailbox *before = population->before;

	return population->now->plans != PLANS_DELETED ||
	       (population->history->dates_move == TRI_YES &&
		       before->plans == PLANS_DELETED && before->plan_at != 0 &&
		       before->plan_at == population->seen->plan_at);
}

/* A mailbox without a plan goes on as it was last known. */
static bool
is_alive_without_plan(const struct population *population)
{
	const struct mailbox *before = population->before;

	if (before == NULL) {
		return false;
	}
	if (is_unchanged(population) && before->probe == PROBE_SHARED) {
		return true;
	}
	/* Restored, a shared mailbox needs no plan. */
	if (before->cause != CAUSE_SHARED_DELETED) {
		return false;
	}
	return before->restored_at != 0
		       ? is_unchanged(population)
		       : (!population->history->probe_permitted ||
				 population->seen->probe == PROBE_DENIED) &&
				 was_shared_by_plan(population);
}

/* A plan alone does not make a mailbox answer; where it was asked, it must. */
static bool
is_alive_by_plan(const struct population *population)
{
	return !population_was_lost(population) ||
	       population->before->cause == CAUSE_SUBSCRIPTION ||
	       !population->history->probe_permitted ||
	       population->seen->probe == PROBE_DENIED;
}

bool
population_is_alive(const struct population *population)
{
	const struct mailbox *before = population->before;

	if (population->seen->place != PLACE_ACTIVE) {
		return false;
	}
	switch (population->seen->probe) {
	case PROBE_SHARED:
		return true;
	case PROBE_USER:
		return population->now->plans == PLANS_ALIVE ||
		       (before != NULL &&
			       before->cause == CAUSE_SHARED_DELETED &&
			       (before->restored_at == 0 ||
				       is_unchanged(population)));
	case PROBE_NOT_FOUND:
		return false;
	case PROBE_NEVER:
	case PROBE_NO_USER:
	case PROBE_DENIED:
	case PROBE_FAILED:
		break;
	}
	return population->now->plans == PLANS_ALIVE
		       ? is_alive_by_plan(population)
		       : is_alive_without_plan(population);
}
