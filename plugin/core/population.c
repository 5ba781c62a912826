// SPDX-License-Identifier: MIT
#include "core/population.h"

#include "core/timestamp.h"

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
	/* Of the bin there is no other listing. */
	bool only_whole = population->seen->only_whole &&
			  population->seen->place == PLACE_ACTIVE;
	time_t looked_at = population->before == NULL && only_whole
				   ? history->listed_whole_at
				   : history->listed_at;

	return looked_at == 0 ? 0 : looked_at - EVIDENCE_LISTING_LAG_S;
}

/* Where rights to see its date are missing it was deleted by now. */
static time_t
deleted_by(const struct population *population)
{
	return population->seen->deleted_at != 0 ? population->seen->deleted_at
						 : population->seen->at;
}

/* When the audit saw the license go before the deletion; 0: it did not. */
static time_t
audited_removal_at(const struct population *population)
{
	const struct observation *seen = population->seen;
	const struct audit_search removal = {
		.activity = AUDIT_LICENSE_CHANGED,
		.from = population_was_lost(population)
				? population->before->absent_at
				: population_absent_until(population),
		.to = deleted_by(population),
		.near = seen->plan_at,
		.skus = seen->skus,
		.plans = &population->tenant->plans,
	};
	const struct audit_record *record =
		audit_choose(seen->audits, seen->audit_count, &removal);

	return record == NULL ? 0 : record->at;
}

/* A plan that is suspended was there, too. */
static bool
had_suspended_plan(const struct population *population)
{
	const struct mailbox *before = population->before;

	return before != NULL && before->place == PLACE_ACTIVE &&
	       before->cause == CAUSE_SUBSCRIPTION;
}

/* The last look at which its plan was there; 0: none, or it was not its own. */
static time_t
plan_seen_until(const struct population *population)
{
	const struct mailbox *before = population->before;
	bool had_plan = before != NULL && before->place == PLACE_ACTIVE &&
			(before->plans == PLANS_ALIVE ||
				before->plans == PLANS_SUSPENDED) &&
			before->probe != PROBE_SHARED &&
			!mailbox_is_open(before);

	return had_plan || had_suspended_plan(population)
		       ? population_absent_until(population)
		       : 0;
}

/*
 * It had a plan when last looked at, or was given one since: then even that of
 * a synchronized user was a mailbox here.
 */
static bool
had_plan_since_last_look(const struct population *population)
{
	time_t looked_at = population_absent_until(population);

	return population->before == NULL
		       ? population->now->plans == PLANS_DELETED &&
				 looked_at != 0 &&
				 looked_at < deleted_by(population)
		       : had_suspended_plan(population);
}

/*
 * Until when its license may have gone, by what was known of it; 0: nothing.
 * What was lost before anybody looked may be a shared one, so that is taken for
 * as long ago as it may be; but not where nobody may ask, and its window had
 * not ended by then: it may as well be a user's, whose clock runs.
 */
static time_t
known_lost_until(const struct population *population)
{
	const struct mailbox *before = population->before;

	if (!population_was_lost(population) ||
		before->cause != CAUSE_LICENSE_REMOVED) {
		return 0;
	}
	return (before->sources & SOURCE_WITNESSED) != 0 ||
			       (!population->history->probe_permitted &&
				       before->first_seen_at <=
					       before->lost_earliest +
						       (time_t)population
							       ->tenant
							       ->retention_s)
		       ? before->lost_latest
		       : timestamp_latest(
				 before->lost_earliest, before->deleted_at);
}

/* Its plan was lost within a window before the deletion, not long before. */
static bool
lost_shortly_before_deletion(const struct population *population)
{
	const struct mailbox *now = population->now;
	time_t lost_at = 0;

	if (now->plans == PLANS_ALIVE || now->plans == PLANS_SUSPENDED) {
		return false;
	}
	if (now->plans == PLANS_DELETED) {
		lost_at = population->seen->plan_at;
	}
	lost_at = timestamp_latest(lost_at, known_lost_until(population));
	lost_at = timestamp_latest(lost_at, audited_removal_at(population));
	lost_at = timestamp_latest(lost_at, plan_seen_until(population));
	return lost_at != 0 &&
	       lost_at >= deleted_by(population) -
				  (time_t)population->tenant->retention_s;
}

/* Answering without a plan when last asked; not known to have stopped. */
static bool
was_connected(const struct population *population)
{
	return population_was_lost(population) &&
	       population->before->place == PLACE_ACTIVE &&
	       population->before->cause == CAUSE_LICENSE_REMOVED &&
	       mailbox_answers(population->before);
}

/* The same where no license was needed for it. */
static bool
was_shared(const struct population *population)
{
	const struct mailbox *before = population->before;

	if (before == NULL) {
		return false;
	}
	if (before->place == PLACE_DELETED) {
		return before->cause == CAUSE_SHARED_DELETED &&
		       before->answered_at != 0;
	}
	return before->place == PLACE_ACTIVE && before->probe == PROBE_SHARED &&
	       !mailbox_is_open(before) && before->plans != PLANS_ALIVE;
}

static bool
is_known_disconnected(const struct population *population)
{
	return population_was_lost(population) &&
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
		was_connected(population)) {
		return CAUSE_USER_DELETED;
	}
	/* Its plan was gone, and it answered all the same. */
	if (was_shared(population)) {
		return CAUSE_SHARED_DELETED;
	}
	if (lost_shortly_before_deletion(population)) {
		return CAUSE_USER_DELETED;
	}
	if (!now->ever_alive &&
		(now->mail == NULL ||
			(now->synced == TRI_YES &&
				!had_plan_since_last_look(population)))) {
		return population_was_lost(population)
			       ? population->before->cause
			       : CAUSE_NONE;
	}
	/* Nothing new about one that was in the bin all the time. */
	if (population_was_lost(population) &&
		population->before->place == PLACE_DELETED) {
		return population->before->cause;
	}
	return CAUSE_SHARED_DELETED;
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
			       was_connected(population)
		       ? CAUSE_USER_DELETED
		       : before->cause;
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
	return cause_of_gone(population);
}

/*
 * A shared mailbox was brought back, be it for an hour between two looks, and
 * deleted again.
 */
static bool
is_shared_deleted_again(const struct population *population)
{
	const struct mailbox *before = population->before;

	return before->cause == CAUSE_SHARED_DELETED &&
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
		may_have_come_back(population)) {
		return true;
	}
	if (before->place != PLACE_ACTIVE ||
		before->cause != CAUSE_LICENSE_REMOVED ||
		cause == CAUSE_LICENSE_REMOVED) {
		return false;
	}
	/* Alive without a plan until its user was deleted. */
	return was_connected(population) ||
	       (!is_known_disconnected(population) &&
		       !lost_shortly_before_deletion(population));
}
