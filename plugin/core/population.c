// SPDX-License-Identifier: MIT
#include "core/population.h"

#include "core/deadline.h"
#include "core/population_deleted.h"

bool
population_was_lost(const struct population *population)
{
	const struct mailbox *before = population->before;

	return before != NULL && before->cause != CAUSE_NONE &&
	       before->restored_at == 0;
}

time_t
population_absent_until(const struct population *population)
{
	const struct history *history = population->history;
	/* Of the bin there is no other listing; who is lost is asked by id. */
	bool was_asked = population->before != NULL &&
			 mailbox_is_open(population->before);
	bool only_whole = population->seen->place == PLACE_ACTIVE
				  ? population->seen->only_whole
				  : history->filter_is_unproven;
	time_t looked_at = only_whole && !was_asked ? history->listed_whole_at
						    : history->listed_at;

	return looked_at == 0 ? 0 : looked_at - EVIDENCE_LISTING_LAG_S;
}

static enum cause
cause_of_active(const struct population *population)
{
	enum cause before = population_was_lost(population)
				    ? population->before->cause
				    : CAUSE_NONE;

	switch (population->now->plans) {
	case PLANS_DELETED:
		/* Back from the bin with a plan that went long before. */
		return before == CAUSE_SHARED_DELETED &&
				       population->before->plans ==
					       PLANS_DELETED
			       ? CAUSE_SHARED_DELETED
			       : CAUSE_LICENSE_REMOVED;
	case PLANS_SUSPENDED:
		/* A clock that runs is not stopped by a dead license. */
		if (before == CAUSE_NONE) {
			return CAUSE_SUBSCRIPTION;
		}
		break;
	case PLANS_ALIVE: /* back, but the mailbox does not answer yet */
	case PLANS_NONE:
		break;
	}
	/* Restored without a license: the clock runs on. */
	return before == CAUSE_USER_DELETED ? CAUSE_LICENSE_REMOVED : before;
}

/* A mailbox that was there until its user vanished is lost by that. */
static enum cause
cause_of_gone(const struct population *population)
{
	const struct mailbox *before = population->before;

	if (before == NULL) {
		return CAUSE_NONE;
	}
	if (before->place == PLACE_GONE) {
		return before->cause;
	}
	return !population_was_lost(population) ||
			       before->cause == CAUSE_SUBSCRIPTION ||
			       population_was_connected(population)
		       ? CAUSE_USER_DELETED
		       : before->cause;
}

enum cause
population_cause(const struct population *population)
{
	/* A clock that runs is not stopped by another userType. */
	if (population->seen->guest && !population_was_lost(population)) {
		return CAUSE_NONE;
	}
	switch (population->seen->place) {
	case PLACE_ACTIVE:
		return cause_of_active(population);
	case PLACE_DELETED:
		return population_cause_of_deleted(population);
	case PLACE_GONE:
		break;
	}
	return cause_of_gone(population);
}

/*
 * A shared mailbox was brought back, be it for an hour between two looks, and
 * deleted again.  One that did not answer since was not brought back.
 */
static bool
is_shared_deleted_again(const struct population *population)
{
	const struct mailbox *before = population->before;
	bool was_silent = before->silent_at > before->deleted_at;

	return before->cause == CAUSE_SHARED_DELETED && !was_silent &&
	       population->seen->place == PLACE_DELETED &&
	       population->seen->deleted_at >
		       before->deleted_at + EVIDENCE_RUN_S;
}

/*
 * Its license was back, and is gone again.  Whether that brought the mailbox
 * back was not seen: that it did not answer may be a lag.
 */
static bool
may_have_come_back(const struct population *population)
{
	const struct mailbox *before = population->before;

	return before->place == PLACE_ACTIVE &&
	       population->seen->place == PLACE_ACTIVE &&
	       (before->plans == PLANS_ALIVE ||
		       before->plans == PLANS_SUSPENDED) &&
	       (population->now->plans == PLANS_DELETED ||
		       population->now->plans == PLANS_NONE);
}

/* Silent past its end, and now it answers: somebody has had another since. */
static bool
answers_after_its_end(const struct population *population)
{
	const struct mailbox *before = population->before;
	time_t at = population->seen->at;
	struct deadline deadline = deadline_of(before, population->tenant, at);

	return before->probe == PROBE_NOT_FOUND &&
	       population->seen->probe == PROBE_USER && deadline.latest != 0 &&
	       at >= deadline.latest;
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
		return population->seen->place != PLACE_GONE &&
		       population->seen->at - before->gone_at >
			       POPULATION_GONE_DOUBTED_S;
	}
	if (!mailbox_is_open(before)) {
		return true;
	}
	if (before->cause == CAUSE_SUBSCRIPTION) {
		return cause != CAUSE_SUBSCRIPTION;
	}
	if (is_shared_deleted_again(population) ||
		may_have_come_back(population) ||
		answers_after_its_end(population)) {
		return true;
	}
	if (before->place != PLACE_ACTIVE ||
		before->cause != CAUSE_LICENSE_REMOVED ||
		cause == CAUSE_LICENSE_REMOVED) {
		return false;
	}
	/* Alive without a plan until its user was deleted. */
	return population_was_connected(population) ||
	       (!population_is_known_disconnected(population) &&
		       !population_lost_before_deletion(population));
}
