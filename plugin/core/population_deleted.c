// SPDX-License-Identifier: MIT
#include "core/population_deleted.h"

#include "core/timestamp.h"

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
 * A look showed that its plan had gone since the one before, and that it has no
 * mailbox nobody heard.
 */
static bool
was_seen_to_lose_its_plan(const struct population *population)
{
	const struct mailbox *before = population->before;

	return population_was_lost(population) &&
	       before->cause == CAUSE_LICENSE_REMOVED &&
	       (before->sources & SOURCE_WITNESSED) != 0 &&
	       before->probe != PROBE_NOT_FOUND;
}

/*
 * It had a plan at some look, or was given one since: then even that of a
 * synchronized user was a mailbox here.
 */
static bool
had_plan_once_looked_at(const struct population *population)
{
	time_t looked_at = population_absent_until(population);

	return population->before == NULL
		       ? population->now->plans == PLANS_DELETED &&
				 looked_at != 0 &&
				 looked_at < deleted_by(population)
		       : had_suspended_plan(population) ||
				 was_seen_to_lose_its_plan(population);
}

/* How long the clock of a license runs at most. */
static time_t
license_window_s(const struct population *population)
{
	const struct tenant *tenant = population->tenant;

	return (time_t)(tenant->retention_s + tenant->extra_grace_s);
}

/*
 * Nobody may ask whether it is a shared one, and its window had not ended when
 * it was first seen: it may as well be a user's, whose clock runs.
 */
static bool
may_be_a_users(const struct population *population)
{
	const struct mailbox *before = population->before;

	return !population->history->probe_permitted &&
	       before->first_seen_at <=
		       before->lost_earliest + license_window_s(population);
}

/*
 * When the clock of a license that was known to be gone is over; 0: it was not.
 * What was lost before anybody looked may be a shared one, so that is taken for
 * as long ago as it may be.
 */
static time_t
known_clock_ends_at(const struct population *population)
{
	const struct mailbox *before = population->before;
	time_t retention_s = (time_t)population->tenant->retention_s;

	if (!population_was_lost(population) ||
		before->cause != CAUSE_LICENSE_REMOVED) {
		return 0;
	}
	if (may_be_a_users(population)) {
		return before->lost_latest + license_window_s(population);
	}
	if ((before->sources & SOURCE_WITNESSED) != 0) {
		return before->lost_latest + retention_s;
	}
	return timestamp_latest(before->lost_earliest, before->deleted_at) +
	       retention_s;
}

/* The date of its plan is later than the last look: it went since. */
static bool
went_unseen(const struct population *population, time_t by)
{
	time_t plan_at = population->seen->plan_at;
	time_t looked_at = population_absent_until(population);

	return population->now->plans == PLANS_DELETED && looked_at != 0 &&
	       plan_at >= looked_at &&
	       by <= plan_at + license_window_s(population);
}

bool
population_lost_before_deletion(const struct population *population)
{
	const struct mailbox *now = population->now;
	time_t by = deleted_by(population);
	time_t retention_s = (time_t)population->tenant->retention_s;
	time_t lost_at = 0;

	if (now->plans == PLANS_ALIVE || now->plans == PLANS_SUSPENDED) {
		return false;
	}
	if (now->plans == PLANS_DELETED) {
		lost_at = population->seen->plan_at;
	}
	lost_at = timestamp_latest(lost_at, audited_removal_at(population));
	lost_at = timestamp_latest(lost_at, plan_seen_until(population));
	return by <= lost_at + retention_s || went_unseen(population, by) ||
	       by <= known_clock_ends_at(population);
}

bool
population_was_connected(const struct population *population)
{
	return population_was_lost(population) &&
	       population->before->place == PLACE_ACTIVE &&
	       population->before->cause == CAUSE_LICENSE_REMOVED &&
	       mailbox_answers(population->before);
}

/* Brought back it answered as a user's to the last. */
static bool
was_back_as_a_users(const struct population *population)
{
	const struct mailbox *before = population->before;

	return before != NULL && before->place == PLACE_ACTIVE &&
	       before->restored_at != 0 && before->probe == PROBE_USER;
}

/* Was there at the last look, and no license was needed for it. */
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

bool
population_is_known_disconnected(const struct population *population)
{
	return population_was_lost(population) &&
	       population->before->cause == CAUSE_LICENSE_REMOVED &&
	       population->before->probe == PROBE_NOT_FOUND &&
	       population->before->confirmed;
}

enum cause
population_cause_of_deleted(const struct population *population)
{
	const struct mailbox *now = population->now;

	if (now->plans == PLANS_ALIVE || now->plans == PLANS_SUSPENDED ||
		now->has_license ||
		population_is_known_disconnected(population) ||
		population_was_connected(population) ||
		was_back_as_a_users(population)) {
		return CAUSE_USER_DELETED;
	}
	/* Its plan was gone, and it answered all the same. */
	if (was_shared(population)) {
		return CAUSE_SHARED_DELETED;
	}
	if (population_lost_before_deletion(population)) {
		return CAUSE_USER_DELETED;
	}
	if (!now->ever_alive &&
		(now->mail == NULL ||
			(now->synced == TRI_YES &&
				!had_plan_once_looked_at(population)))) {
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
