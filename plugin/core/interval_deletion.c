// SPDX-License-Identifier: MIT
#include "core/interval_impl.h"

#include "core/observation.h"
#include "core/timestamp.h"

static bool
was_silent_before_deletion(const struct mailbox *mailbox)
{
	return mailbox->silent_at != 0 &&
	       mailbox->silent_at < mailbox->deleted_at;
}

/*
 * A date says that its license went before the deletion.  What the bin shows of
 * plans proves nothing but by that: deleting a user may end the plan, too.
 */
static bool
is_dated_before_deletion(
	const struct mailbox *mailbox, const struct interval *license)
{
	return (license->sources & SOURCE_AUDIT) != 0 ||
	       ((license->sources & SOURCE_PLAN_DATE) != 0 &&
		       mailbox->plan_at <
			       mailbox->deleted_at - INTERVAL_SAME_EVENT_S);
}

/* How long before its deletion the license may have gone that began its clock.
 */
static int64_t
longest_clock_s(const struct mailbox *mailbox, const struct tenant *tenant)
{
	bool went_unseen = interval_is_witnessed(mailbox) &&
			   mailbox->plan_at >= mailbox->absent_at;

	return tenant->retention_s + (went_unseen ? tenant->extra_grace_s : 0);
}

/* Its mailbox is known to have been disconnected before its user was deleted.
 */
static bool
was_lost_before_deletion(const struct mailbox *mailbox,
	const struct interval *license, const struct tenant *tenant)
{
	if (mailbox->cause == CAUSE_SHARED_DELETED) {
		return false;
	}
	if (was_silent_before_deletion(mailbox)) {
		return true;
	}
	if (mailbox->answered_at != 0 || mailbox->plans == PLANS_ALIVE ||
		mailbox->plans == PLANS_SUSPENDED) {
		return false;
	}
	/* Known before, it is that loss: else this were a new one. */
	if (mailbox->first_seen_at < mailbox->deleted_at) {
		return license->earliest != 0;
	}
	return is_dated_before_deletion(mailbox, license) &&
	       license->earliest >=
		       mailbox->deleted_at - longest_clock_s(mailbox, tenant);
}

/*
 * When it was lost at the earliest, if that was before the deletion.  What the
 * bin shows of plans proves no loss that a look did not show.  By the
 * operator's word it was there for some time without its license; that counts
 * where nothing was asked, and it was over before the deletion.
 */
static time_t
lost_by_license(const struct mailbox *mailbox, const struct interval *license,
	const struct tenant *tenant)
{
	bool was_in_bin = mailbox->first_seen_at >= mailbox->deleted_at;
	time_t at = was_in_bin && interval_is_witnessed(mailbox)
			    ? timestamp_latest(
				      license->earliest, mailbox->absent_at)
			    : license->earliest;
	time_t over_at = at + (time_t)tenant->extra_grace_s;

	return mailbox->silent_at == 0 && mailbox->answered_at == 0 &&
			       over_at <= mailbox->deleted_at
		       ? over_at
		       : at;
}

/* Any license makes a user of it; this one gives a mailbox, too. */
static bool
held_license_to_the_last(const struct mailbox *mailbox)
{
	return mailbox->plans == PLANS_NONE && mailbox->has_license &&
	       !guid_is_nil(&mailbox->sku);
}

/*
 * The bin does not show that it held its license until it was deleted, and
 * nothing tells when it went: where dates are not known to move, that of a
 * Deleted plan may be when it was given.  A plan that ended later than that was
 * there.
 */
static bool
may_have_lost_license(const struct mailbox *mailbox,
	const struct interval *license, enum tri dates_move)
{
	return (mailbox->plans == PLANS_NONE ||
		       mailbox->plans == PLANS_DELETED) &&
	       !held_license_to_the_last(mailbox) &&
	       mailbox->plan_at <= mailbox->deleted_at &&
	       !(dates_move == TRI_YES &&
		       is_dated_before_deletion(mailbox, license));
}

/*
 * Its license may have gone right after the last look, whatever it seems to be.
 * One that answered without a license had none to lose.
 */
static bool
may_have_been_lost_unseen(const struct mailbox *mailbox,
	const struct interval *license, enum tri dates_move)
{
	return may_have_lost_license(mailbox, license, dates_move) &&
	       mailbox->answered_at == 0 &&
	       !was_silent_before_deletion(mailbox) &&
	       interval_is_witnessed(mailbox) &&
	       license->earliest < mailbox->deleted_at;
}

/*
 * Its license was gone when it answered last, and that lags: it may have been
 * cut off before its user was deleted.  A license in the bin does not say that
 * it had it back: one of a deleted subscription is held, and gives nothing.
 */
static bool
may_have_been_cut_off(const struct mailbox *mailbox)
{
	return mailbox->cause != CAUSE_SHARED_DELETED &&
	       mailbox->answered_at != 0 &&
	       (mailbox->plans == PLANS_NONE ||
		       mailbox->plans == PLANS_DELETED) &&
	       mailbox->plan_at <= mailbox->deleted_at &&
	       !was_silent_before_deletion(mailbox) &&
	       interval_is_witnessed(mailbox) &&
	       mailbox->absent_at < mailbox->deleted_at;
}

/*
 * Restored it is silent: it was a user's then, since it answered last.  One
 * that had answered at every look is known better.
 */
static bool
was_made_a_users(const struct mailbox *mailbox)
{
	return (mailbox->cause == CAUSE_SHARED_DELETED ||
		       mailbox->absent_at >=
			       mailbox->answered_at - EVIDENCE_LISTING_LAG_S) &&
	       mailbox->answered_at != 0 &&
	       mailbox->answered_at < mailbox->deleted_at &&
	       mailbox->silent_at > mailbox->deleted_at;
}

struct interval
interval_of_deletion(const struct mailbox *mailbox, enum tri dates_move,
	const struct tenant *tenant)
{
	struct interval interval = {
		mailbox->deleted_at, mailbox->deleted_at, SOURCE_DELETION};
	struct interval license =
		interval_of_license(mailbox, dates_move, tenant);
	bool was_silent = was_silent_before_deletion(mailbox);

	if (was_silent) {
		interval_apply_probe(mailbox, tenant, &license);
	}
	if (was_lost_before_deletion(mailbox, &license, tenant)) {
		interval.earliest = lost_by_license(mailbox, &license, tenant);
		/* A license that came back may have brought it back. */
		if (was_silent && mailbox->plans != PLANS_ALIVE) {
			interval.latest = license.latest;
		}
		interval.sources = license.sources | SOURCE_DELETION;
	} else if (may_have_been_lost_unseen(mailbox, &license, dates_move)) {
		interval.earliest = license.earliest;
		interval.sources |= SOURCE_WITNESSED;
	} else if (may_have_been_cut_off(mailbox)) {
		interval.earliest = mailbox->absent_at;
		interval.sources |= SOURCE_PROBE;
	}
	if (was_made_a_users(mailbox)) {
		interval.earliest = timestamp_earliest(interval.earliest,
			mailbox->answered_at - EVIDENCE_PROBE_LAG_S);
		interval.sources |= SOURCE_PROBE;
	}
	/* Back from the bin, it answered, and then no more. */
	if (mailbox->answered_at > mailbox->deleted_at) {
		interval_apply_probe(mailbox, tenant, &interval);
	}
	return interval;
}
