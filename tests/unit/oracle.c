// SPDX-License-Identifier: MIT
#include "oracle.h"

#include "worlds.h"

static bool
was_connected(const struct story *story)
{
	return story->seen_active && story->asked == ASKED_USER;
}

static bool
was_shared(const struct story *story)
{
	return story->seen_active && story->asked == ASKED_SHARED;
}

static bool
was_silent(const struct story *story)
{
	return story->seen_active && story->silent_at != 0;
}

static bool
was_confirmed_active(const struct story *story)
{
	if (story->synced && story->onpremises) {
		return story->answered_at != 0;
	}
	return story->answered_at != 0 || story->silent_at != 0;
}

/* Who was lost before anybody looked may be a shared one. */
static time_t
known_lost_until(const struct story *story)
{
	struct clocks known = worlds_of_license(story);

	return known.first > NEVER && worlds_witness_counts(story)
		       ? known.last
		       : known.first;
}

/*
 * By the operator's word a mailbox stays for a while without its license: where
 * that was seen to go, and nobody may ask, or while nobody looked.
 */
static bool
may_have_outlived(const struct story *story)
{
	if (story->seen_active) {
		return story->asked == ASKED_NEVER;
	}
	return story->plans == PLANS_DELETED && story->witness_at != 0 &&
	       story->plan_at >= story->witness_at - LAG;
}

/* Its clock was not over when its user was deleted. */
static bool
was_running(const struct story *story, time_t lost)
{
	time_t grace = may_have_outlived(story) ? (time_t)story->grace_s : 0;

	return lost > NEVER &&
	       worlds_shortly_before_deletion(story, lost + grace);
}

/* The look that dates "shortly before": what bin, audit and looks tell. */
static bool
was_lost_shortly_before(const struct story *story)
{
	time_t shown = 0;

	if (story->plans == PLANS_ALIVE || story->plans == PLANS_SUSPENDED) {
		return false;
	}
	if (story->audit_at != 0 &&
		story->audit_at <= worlds_deleted_by(story) &&
		(story->witness_at == 0 ||
			story->audit_at >= story->witness_at - LAG)) {
		return worlds_shortly_before_deletion(story, story->audit_at);
	}
	if (story->plans == PLANS_DELETED) {
		shown = story->plan_at;
	}
	if (story->suspended) {
		time_t there = story->witness_at - LAG;
		shown = there > shown ? there : shown;
	} else if (story->seen_active && story->asked != ASKED_SHARED) {
		time_t known = known_lost_until(story);
		shown = known > shown ? known : shown;
	}
	return was_running(story, shown);
}

/*
 * A plan that was there at some look, or was given since; asked, there was
 * none.
 */
static bool
had_plan(const struct story *story)
{
	if (story->suspended) {
		return true;
	}
	return story->seen_active
		       ? story->silent_at == 0 && worlds_witness_counts(story)
		       : story->plans == PLANS_DELETED &&
				 story->witness_at != 0 &&
				 story->witness_at - LAG <
					 worlds_deleted_by(story);
}

/* The table of populations, for one in the bin. */
static enum cause
cause_in_bin(const struct story *story)
{
	bool ever_alive = story->answered_at != 0;

	if (story->plans == PLANS_ALIVE || story->plans == PLANS_SUSPENDED ||
		story->license || was_connected(story)) {
		return CAUSE_USER_DELETED;
	}
	if (was_shared(story)) {
		return CAUSE_SHARED_DELETED;
	}
	if ((was_silent(story) && was_confirmed_active(story)) ||
		was_lost_shortly_before(story)) {
		return CAUSE_USER_DELETED;
	}
	if (story->synced && !ever_alive && !had_plan(story)) {
		return story->seen_active ? CAUSE_LICENSE_REMOVED : CAUSE_NONE;
	}
	return CAUSE_SHARED_DELETED;
}

static enum cause
cause_of(const struct story *story)
{
	if (story->place == PLACE_DELETED) {
		return cause_in_bin(story);
	}
	if (story->place == PLACE_ACTIVE) {
		if (story->asked == ASKED_SHARED) {
			return CAUSE_NONE;
		}
		return story->plans == PLANS_DELETED	 ? CAUSE_LICENSE_REMOVED
		       : story->plans == PLANS_SUSPENDED ? CAUSE_SUBSCRIPTION
							 : CAUSE_NONE;
	}
	/* Gone: what was there until then is lost by that. */
	if (story->asked == ASKED_SHARED || story->plans == PLANS_SUSPENDED) {
		return CAUSE_USER_DELETED;
	}
	if (story->plans != PLANS_DELETED) {
		return CAUSE_NONE;
	}
	return story->asked == ASKED_USER ? CAUSE_USER_DELETED
					  : CAUSE_LICENSE_REMOVED;
}

/* The user's end is the loss: whatever was before it had not been lost. */
static bool
is_new_loss(const struct story *story, enum cause cause)
{
	if (!story->seen_active) {
		return true;
	}
	if (story->place == PLACE_ACTIVE || cause == CAUSE_LICENSE_REMOVED) {
		return false;
	}
	return was_shared(story) || was_connected(story) ||
	       (story->place == PLACE_GONE &&
		       story->plans == PLANS_SUSPENDED) ||
	       (!(was_silent(story) && was_confirmed_active(story)) &&
		       !was_lost_shortly_before(story));
}

/* The license is known to have gone before the user did. */
static bool
is_known_lost_before(const struct story *story, bool new_loss)
{
	bool dated =
		(worlds_audit_counts(story) &&
			worlds_shortly_before_deletion(
				story, story->audit_at)) ||
		(worlds_date_is_credible(story) &&
			story->plan_at < story->deleted_at - SAME &&
			(!worlds_witness_counts(story) ||
				story->plan_at >= story->witness_at - LAG));

	if (story->plans == PLANS_ALIVE || story->plans == PLANS_SUSPENDED ||
		(new_loss && story->seen_active)) {
		return false;
	}
	if (story->seen_active) {
		return was_running(story, known_lost_until(story));
	}
	return ((dated && story->plans != PLANS_NONE) ||
		       worlds_audit_counts(story)) &&
	       was_running(story, worlds_of_license(story).first);
}

/*
 * It answered without its license when last seen, as it does for a while after
 * it was cut off: that may have been a lag before, but not before the license.
 */
static time_t
cut_off_after(const struct story *story)
{
	time_t license = worlds_of_license(story).first;
	time_t answer = story->answered_at - PROBE_LAG;

	return license > answer ? license : answer;
}

/*
 * No plan in the bin shows that it had its license back until it went there; a
 * license does not: its subscription may have been deleted.
 */
static bool
may_have_been_cut_off(const struct story *story)
{
	return (was_connected(story) || was_shared(story)) &&
	       (story->plans == PLANS_NONE ||
		       (story->plans == PLANS_DELETED &&
			       story->plan_at <= story->deleted_at));
}

/* A loss that began after the last look at an active user. */
static struct clocks
clocks_of_vanishing(const struct story *story)
{
	time_t before = story->silent_at != 0 ? story->silent_at
			: story->seen_active  ? story->first_at
					      : story->witness_at;

	if (was_connected(story) && (story->place != PLACE_GONE ||
					    story->plans != PLANS_SUSPENDED)) {
		return (struct clocks){cut_off_after(story), story->end_at};
	}
	return (struct clocks){
		before == 0 ? NEVER : before - LAG, story->end_at};
}

static struct clocks
clocks_of(const struct story *story, enum cause cause)
{
	bool new_loss = is_new_loss(story, cause);
	struct story rest = {0};
	struct clocks license = {0, 0};
	struct clocks clocks = {story->deleted_at, story->deleted_at};

	if (cause == CAUSE_LICENSE_REMOVED) {
		return worlds_of_license(story);
	}
	if (story->deleted_at == 0) {
		if (cause == CAUSE_USER_DELETED &&
			story->plans == PLANS_DELETED && !story->seen_active &&
			worlds_shortly_before_deletion(
				story, worlds_of_license(story).first)) {
			return worlds_of_license(story);
		}
		return new_loss ? clocks_of_vanishing(story)
				: worlds_of_license(story);
	}
	if (cause == CAUSE_SHARED_DELETED) {
		if (worlds_may_have_gone_unseen(story)) {
			rest = worlds_after_last_look(story);
			clocks.first = worlds_of_license(&rest).first;
		}
		return clocks;
	}
	if (was_silent(story) && !new_loss) {
		license = worlds_of_license(story);
		clocks.first = license.first;
		clocks.last = story->plans == PLANS_ALIVE ? story->deleted_at
							  : license.last;
	} else if (is_known_lost_before(story, new_loss)) {
		license = worlds_of_license(story);
		clocks.first = license.first;
		/* Not asked, a resilient tenant is taken at its word. */
		if (story->silent_at == 0 && story->answered_at == 0 &&
			clocks.first + (time_t)story->grace_s <=
				story->deleted_at) {
			clocks.first += (time_t)story->grace_s;
		}
	} else if (new_loss && may_have_been_cut_off(story)) {
		/* A shared one had to be made a user's first. */
		clocks.first = was_shared(story) ? story->first_at - LAG
						 : cut_off_after(story);
	} else if (new_loss && worlds_may_have_gone_unseen(story)) {
		rest = worlds_after_last_look(story);
		clocks.first = worlds_of_license(&rest).first;
	}
	return clocks;
}

static bool
is_confirmed(const struct story *story, enum cause cause)
{
	switch (cause) {
	case CAUSE_NONE:
	case CAUSE_SUBSCRIPTION:
		return true;
	case CAUSE_SHARED_DELETED:
		return story->answered_at != 0;
	case CAUSE_LICENSE_REMOVED:
	case CAUSE_USER_DELETED:
		break;
	}
	if (story->synced && story->onpremises) {
		/* An answer while the plan was there proves nothing. */
		return story->answered_at != 0 &&
		       (story->place != PLACE_GONE ||
			       story->plans == PLANS_DELETED ||
			       (story->asked == ASKED_SHARED &&
				       story->plans != PLANS_ALIVE));
	}
	if (story->answered_at != 0 ||
		(was_silent(story) && !is_new_loss(story, cause)) ||
		(story->place == PLACE_ACTIVE && story->silent_at != 0)) {
		return true;
	}
	if (cause != CAUSE_USER_DELETED) {
		return false;
	}
	return story->plans == PLANS_ALIVE ||
	       (story->plans == PLANS_DELETED && story->deleted_at != 0 &&
		       story->plan_at >= story->deleted_at - SAME);
}

static bool
was_past_when_first_seen(
	const struct story *story, enum cause cause, time_t lost)
{
	bool active_first = story->place == PLACE_ACTIVE || story->seen_active;

	return active_first && !is_new_loss(story, cause) &&
	       story->witness_at == 0 && story->answered_at == 0 &&
	       lost > NEVER &&
	       story->first_at >= lost + WINDOW + (time_t)story->grace_s;
}

static enum phase
phase_by_time(const struct story *story, const struct opinion *opinion,
	time_t lost, time_t now)
{
	if (opinion->is_dated && now - lost < HOUR) {
		return PHASE_SETTLING;
	}
	if (opinion->cause == CAUSE_LICENSE_REMOVED &&
		story->asked == ASKED_USER) {
		return PHASE_CONNECTED;
	}
	if (!opinion->is_dated) {
		return now >= opinion->last + 7 * DAY ? PHASE_EXPIRED
						      : PHASE_UNDATED;
	}
	if (was_past_when_first_seen(story, opinion->cause,
		    worlds_audit_counts(story) ? opinion->last - WINDOW
					       : lost)) {
		return story->dates_move == TRI_YES ||
				       worlds_audit_counts(story)
			       ? PHASE_PAST
			       : PHASE_PAST_UNPROVEN;
	}
	if (now < opinion->soonest) {
		return PHASE_EXPIRING;
	}
	return now >= opinion->soonest + 7 * DAY && now >= opinion->last
		       ? PHASE_EXPIRED
		       : PHASE_OVERDUE;
}

static enum phase
phase_of(const struct story *story, const struct opinion *opinion, time_t lost,
	time_t now)
{
	time_t due = opinion->is_dated ? opinion->soonest : opinion->last;

	if (opinion->cause == CAUSE_NONE) {
		return PHASE_ALIVE;
	}
	if (opinion->cause == CAUSE_SUBSCRIPTION) {
		return PHASE_SUBSCRIPTION;
	}
	if (story->place == PLACE_GONE) {
		return story->end_at < due && now < story->end_at + 7 * DAY
			       ? PHASE_LOST
			       : PHASE_EXPIRED;
	}
	return phase_by_time(story, opinion, lost, now);
}

/* By the defaults: 10 and 3 days, leavers at most WARNING. */
static enum check_state
state_of(const struct opinion *opinion, time_t now)
{
	time_t left = opinion->soonest - now;
	bool leaver = opinion->cause == CAUSE_USER_DELETED;

	if (opinion->phase == PHASE_LOST) {
		return CHECK_CRITICAL;
	}
	if (opinion->phase == PHASE_UNDATED ||
		opinion->phase == PHASE_PAST_UNPROVEN ||
		opinion->phase == PHASE_SUBSCRIPTION) {
		return CHECK_WARNING;
	}
	if (opinion->phase == PHASE_OVERDUE) {
		return leaver ? CHECK_WARNING : CHECK_CRITICAL;
	}
	if (opinion->phase == PHASE_EXPIRING ||
		opinion->phase == PHASE_CONNECTED) {
		bool capped = leaver || opinion->phase == PHASE_CONNECTED;
		if (left < 3 * DAY) {
			return capped ? CHECK_WARNING : CHECK_CRITICAL;
		}
		return left < 10 * DAY ? CHECK_WARNING : CHECK_OK;
	}
	return CHECK_OK;
}

static struct opinion
opinion_of(const struct story *story, time_t now)
{
	struct opinion opinion = {.cause = cause_of(story)};
	struct clocks clocks = {0, 0};
	time_t grace = 0;

	opinion.is_kept =
		opinion.cause != CAUSE_NONE || story->asked == ASKED_SHARED;
	opinion.confirmed = is_confirmed(story, opinion.cause);
	if (opinion.cause != CAUSE_NONE &&
		opinion.cause != CAUSE_SUBSCRIPTION) {
		clocks = clocks_of(story, opinion.cause);
		/* Not asked, a resilient tenant is taken at its word. */
		grace = opinion.cause == CAUSE_LICENSE_REMOVED &&
					story->silent_at == 0
				? (time_t)story->grace_s
				: 0;
		opinion.is_dated = clocks.first > NEVER;
		opinion.soonest =
			opinion.is_dated ? clocks.first + WINDOW + grace : 0;
		opinion.last = clocks.last + WINDOW + grace;
		if (story->asked == ASKED_USER &&
			opinion.cause == CAUSE_LICENSE_REMOVED) {
			opinion.last = story->end_at + WINDOW + grace;
		}
	}
	opinion.phase = phase_of(story, &opinion, clocks.first, now);
	opinion.state = state_of(&opinion, now);
	return opinion;
}

struct opinion
oracle_ask(const struct story *story, time_t now)
{
	struct story rest = *story;

	/* A loss of its own: all before it is that it was there till then. */
	if (story->suspended) {
		rest = worlds_after_last_look(story);
	}
	return opinion_of(&rest, now);
}
