// SPDX-License-Identifier: MIT
#include "core/population.h"

#include "core/timestamp.h"

bool
probe_is_definite(enum probe_answer answer)
{
	return answer == PROBE_USER || answer == PROBE_SHARED ||
	       answer == PROBE_NOT_FOUND;
}

static bool
was_open(const struct population *population)
{
	return population->before != NULL &&
	       mailbox_is_open(population->before);
}

/* This run's answer, else the last one unless the plan has changed since. */
static enum probe_answer
answer_of(const struct population *population)
{
	const struct mailbox *before = population->before;

	if (probe_is_definite(population->seen->probe)) {
		return population->seen->probe;
	}
	if (before == NULL || before->restored_at != 0 ||
		before->place != population->now->place ||
		before->plans != population->now->plans ||
		(before->cause == CAUSE_NONE &&
			before->plan_at != population->seen->plan_at)) {
		return PROBE_NEVER;
	}
	return before->probe;
}

/* A plan alone does not make a mailbox answer; where it was asked, it must. */
bool
population_is_alive(const struct population *population)
{
	const struct mailbox *before = population->before;
	enum probe_answer asked = population->seen->probe;

	if (population->seen->place != PLACE_ACTIVE) {
		return false;
	}
	if (answer_of(population) == PROBE_SHARED) {
		return true;
	}
	if (population->now->plans == PLANS_ALIVE) {
		if (probe_is_definite(asked)) {
			return asked != PROBE_NOT_FOUND;
		}
		return !was_open(population) ||
		       !population->history->probe_permitted;
	}
	/* A restored shared mailbox needs no plan. */
	if (before != NULL && before->cause == CAUSE_SHARED_DELETED) {
		return probe_is_definite(asked)
			       ? asked != PROBE_NOT_FOUND
			       : before->restored_at != 0 ||
					 !population->history->probe_permitted;
	}
	return false;
}

/* Its plan was lost within a window before the deletion, not long before. */
static bool
lost_shortly_before_deletion(const struct population *population)
{
	time_t lost_at = population->seen->plan_at;
	time_t deleted_at = population->seen->deleted_at;

	if (was_open(population) &&
		population->before->cause == CAUSE_LICENSE_REMOVED) {
		lost_at = timestamp_earliest(population->before->lost_earliest,
			population->seen->plan_at);
	}
	return population->now->plans == PLANS_DELETED && lost_at != 0 &&
	       (deleted_at == 0 ||
		       lost_at >= deleted_at - population->tenant->retention_s);
}

static bool
is_known_disconnected(const struct population *population)
{
	return was_open(population) &&
	       population->before->cause == CAUSE_LICENSE_REMOVED &&
	       population->before->probe == PROBE_NOT_FOUND &&
	       population->before->confirmed;
}

static enum cause
cause_of_deleted(const struct population *population)
{
	const struct mailbox *now = population->now;

	if (now->plans == PLANS_ALIVE || now->plans == PLANS_SUSPENDED ||
		now->has_license || is_known_disconnected(population) ||
		lost_shortly_before_deletion(population)) {
		return CAUSE_USER_DELETED;
	}
	if (now->mail == NULL || (now->synced == TRI_YES && !now->ever_alive)) {
		return was_open(population) ? population->before->cause
					    : CAUSE_NONE;
	}
	/* Nothing new about one that was in the bin all the time. */
	if (was_open(population) &&
		population->before->place == PLACE_DELETED) {
		return population->before->cause;
	}
	return CAUSE_SHARED_DELETED;
}

static enum cause
cause_of_active(const struct population *population)
{
	enum cause before =
		was_open(population) ? population->before->cause : CAUSE_NONE;

	switch (population->now->plans) {
	case PLANS_DELETED:
		return CAUSE_LICENSE_REMOVED;
	case PLANS_SUSPENDED:
		/* A clock that runs is not stopped by a dead license. */
		return before == CAUSE_NONE ? CAUSE_SUBSCRIPTION : before;
	case PLANS_ALIVE: /* back, but the mailbox does not answer yet */
	case PLANS_NONE:
		break;
	}
	/* Restored without a license: the clock runs on. */
	return before == CAUSE_USER_DELETED ? CAUSE_LICENSE_REMOVED : before;
}

enum cause
population_cause(const struct population *population)
{
	if (population->seen->guest) {
		return CAUSE_NONE;
	}
	switch (population->seen->place) {
	case PLACE_ACTIVE:
		return cause_of_active(population);
	case PLACE_DELETED:
		return cause_of_deleted(population);
	case PLACE_GONE:
		break;
	}
	if (population->before == NULL) {
		return CAUSE_NONE;
	}
	return was_open(population) || population->before->place == PLACE_GONE
		       ? population->before->cause
		       : CAUSE_USER_DELETED;
}

/* Whether what is seen now is another loss than the one that was known. */
bool
population_is_new_loss(const struct population *population, enum cause cause)
{
	const struct mailbox *before = population->before;

	if (before == NULL) {
		return true;
	}
	if (before->place == PLACE_GONE) {
		return false;
	}
	if (!mailbox_is_open(before)) {
		return true;
	}
	if (before->cause == CAUSE_SUBSCRIPTION) {
		return cause != CAUSE_SUBSCRIPTION;
	}
	/* A mailbox that was alive without a plan until its user was deleted.
	 */
	return population->seen->place == PLACE_DELETED &&
	       before->place == PLACE_ACTIVE &&
	       before->cause == CAUSE_LICENSE_REMOVED &&
	       !is_known_disconnected(population) &&
	       (before->probe == PROBE_USER ||
		       !lost_shortly_before_deletion(population));
}
