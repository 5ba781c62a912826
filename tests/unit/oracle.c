// SPDX-License-Identifier: MIT
#include "oracle.h"

#define HOUR ((time_t)3600)
#define DAY (24 * HOUR)
#define MINUTE ((time_t)60)
#define LAG HOUR      /* of listings */
#define PROBE_LAG DAY /* of the probe */
#define SAME (10 * MINUTE)
#define WINDOW (30 * DAY)
#define NEVER ((time_t)1) /* before all else: nothing dates it */

#define INSTANTS 16

/* Everything that ever happened, and the edges of what may have. */
struct instants {
	time_t at[INSTANTS];
	int count;
};

/* The clocks of all worlds that fit. */
struct clocks {
	time_t first;
	time_t last;
};

static void
add_instant(struct instants *instants, time_t at)
{
	if (at > 0) {
		instants->at[instants->count++] = at;
	}
}

static void
list_instants(const struct story *story, struct instants *instants)
{
	instants->count = 0;
	add_instant(instants, NEVER);
	add_instant(instants, story->plan_at);
	add_instant(instants, story->audit_at);
	add_instant(instants, story->first_at);
	add_instant(instants, story->deleted_at);
	add_instant(instants, story->answered_at);
	add_instant(instants, story->silent_at);
	if (story->witness_at != 0) {
		add_instant(instants, story->witness_at - LAG);
	}
	if (story->answered_at != 0) {
		add_instant(instants, story->answered_at - PROBE_LAG);
	}
}

/* The look that showed the plan gone; a deletion may have come first. */
static time_t
plan_seen_gone_at(const struct story *story)
{
	return !story->seen_active && story->deleted_at != 0 &&
			       story->deleted_at < story->first_at
		       ? story->deleted_at
		       : story->first_at;
}

static bool
date_is_credible(const struct story *story)
{
	return story->plan_at != 0 &&
	       story->plan_at <= plan_seen_gone_at(story);
}

/* Dates that are known to move win over a listing. */
static bool
witness_is_refuted(const struct story *story)
{
	return story->dates_move == TRI_YES && date_is_credible(story) &&
	       story->plan_at < story->witness_at - LAG;
}

static bool
witness_counts(const struct story *story)
{
	return story->witness_at != 0 && !witness_is_refuted(story);
}

static bool
audit_counts(const struct story *story)
{
	return story->audit_at != 0 &&
	       story->audit_at <= plan_seen_gone_at(story) &&
	       (story->witness_at == 0 ||
		       story->audit_at >= story->witness_at - LAG);
}

/* May the license have gone then? */
static bool
license_may_go(const struct story *story, time_t at)
{
	time_t seen_at = plan_seen_gone_at(story);
	bool dated = date_is_credible(story);

	if (at > seen_at) {
		return false;
	}
	if (audit_counts(story)) {
		if (dated && story->plan_at > story->audit_at) {
			return at >= story->audit_at && at <= story->plan_at;
		}
		if (dated && story->dates_move == TRI_YES &&
			story->plan_at < story->audit_at - SAME &&
			story->plan_at >= story->audit_at - WINDOW) {
			return at >= story->plan_at && at <= story->audit_at;
		}
		return at == story->audit_at;
	}
	if (witness_counts(story) && at < story->witness_at - LAG) {
		return false;
	}
	if (!dated) {
		return true;
	}
	/* A date never is later than the removal. */
	if (at < story->plan_at) {
		return false;
	}
	if (witness_counts(story) &&
		story->plan_at >= story->witness_at - LAG) {
		return at == story->plan_at; /* shown to have moved */
	}
	/* Against a listing a date proves that something is wrong. */
	return story->dates_move != TRI_YES || witness_is_refuted(story) ||
	       at == story->plan_at;
}

/* May the mailbox have been cut off then, its license having gone at `lost`? */
static bool
may_be_cut_off(const struct story *story, time_t lost, time_t cut)
{
	if (cut < lost) {
		return false;
	}
	if (story->asked == ASKED_SILENT_LATER) {
		bool at_once =
			cut == lost && story->answered_at <= lost + PROBE_LAG;
		bool resilient =
			cut >= story->answered_at && cut <= story->silent_at;
		return at_once || resilient;
	}
	if (story->asked == ASKED_SILENT) {
		return cut <= story->silent_at &&
		       cut <= lost + (time_t)story->grace_s;
	}
	return cut == lost;
}

static void
add_clock(struct clocks *clocks, time_t at)
{
	clocks->first =
		clocks->first == 0 || at < clocks->first ? at : clocks->first;
	clocks->last = at > clocks->last ? at : clocks->last;
}

/* The clocks of the license alone. */
static struct clocks
license_clocks(const struct story *story)
{
	struct instants instants;
	struct clocks clocks = {0, 0};

	list_instants(story, &instants);
	for (int i = 0; i < instants.count; i++) {
		time_t lost = instants.at[i];
		if (!license_may_go(story, lost)) {
			continue;
		}
		for (int k = 0; k < instants.count; k++) {
			if (may_be_cut_off(story, lost, instants.at[k])) {
				add_clock(&clocks, instants.at[k]);
			}
		}
		if (may_be_cut_off(
			    story, lost, lost + (time_t)story->grace_s)) {
			add_clock(&clocks, lost + (time_t)story->grace_s);
		}
	}
	return clocks;
}

static bool
is_within_window_before_deletion(const struct story *story, time_t at)
{
	return at > NEVER &&
	       (story->deleted_at == 0 || at >= story->deleted_at - WINDOW);
}

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

/* The look that dates "shortly before": what bin, audit and looks tell. */
static bool
was_lost_shortly_before(const struct story *story)
{
	time_t shown = 0;

	if (story->plans == PLANS_ALIVE || story->plans == PLANS_SUSPENDED) {
		return false;
	}
	if (story->audit_at != 0 && story->deleted_at != 0 &&
		story->audit_at <= story->deleted_at) {
		return is_within_window_before_deletion(story, story->audit_at);
	}
	if (story->plans == PLANS_DELETED) {
		shown = story->plan_at;
	}
	if (story->seen_active && story->asked != ASKED_SHARED) {
		time_t known = license_clocks(story).first;
		shown = known > NEVER && (shown == 0 || known < shown) ? known
								       : shown;
	}
	return is_within_window_before_deletion(story, shown);
}

/* The table of populations, for one in the bin. */
static enum cause
cause_in_bin(const struct story *story)
{
	bool ever_alive = story->answered_at != 0;

	if (story->plans == PLANS_ALIVE || story->plans == PLANS_SUSPENDED ||
		story->license) {
		return CAUSE_USER_DELETED;
	}
	if (was_shared(story)) {
		return CAUSE_SHARED_DELETED;
	}
	if ((was_silent(story) && was_confirmed_active(story)) ||
		was_lost_shortly_before(story)) {
		return CAUSE_USER_DELETED;
	}
	if (story->synced && !ever_alive) {
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
	       story->plans == PLANS_SUSPENDED ||
	       (!(was_silent(story) && was_confirmed_active(story)) &&
		       !was_lost_shortly_before(story));
}

/* The license is known to have gone before the user did. */
static bool
is_known_lost_before(const struct story *story, bool new_loss)
{
	bool dated = (audit_counts(story) && is_within_window_before_deletion(
						     story, story->audit_at)) ||
		     (date_is_credible(story) &&
			     story->plan_at < story->deleted_at - SAME);

	if (story->plans == PLANS_ALIVE || story->plans == PLANS_SUSPENDED ||
		(new_loss && story->seen_active)) {
		return false;
	}
	return (story->seen_active || (dated && story->plans != PLANS_NONE) ||
		       audit_counts(story)) &&
	       is_within_window_before_deletion(
		       story, license_clocks(story).first);
}

/* A loss that began after the last look at an active user. */
static struct clocks
clocks_of_vanishing(const struct story *story)
{
	time_t before = story->silent_at != 0 ? story->silent_at
			: story->seen_active  ? story->first_at
					      : story->witness_at;

	return (struct clocks){
		before == 0 ? NEVER : before - LAG, story->end_at};
}

static struct clocks
clocks_of(const struct story *story, enum cause cause)
{
	bool new_loss = is_new_loss(story, cause);
	struct clocks license = {0, 0};
	struct clocks clocks = {story->deleted_at, story->deleted_at};

	if (cause == CAUSE_LICENSE_REMOVED) {
		return license_clocks(story);
	}
	if (story->deleted_at == 0) {
		if (story->plans == PLANS_DELETED && !story->seen_active) {
			return license_clocks(story);
		}
		return new_loss ? clocks_of_vanishing(story)
				: license_clocks(story);
	}
	if (cause == CAUSE_SHARED_DELETED) {
		return clocks;
	}
	if (was_silent(story) && !new_loss) {
		license = license_clocks(story);
		clocks.first = license.first;
		clocks.last = story->plans == PLANS_ALIVE ? story->deleted_at
							  : license.last;
	} else if (is_known_lost_before(story, new_loss)) {
		license = license_clocks(story);
		clocks.first = license.first;
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
		/* Its plan alive, it may as well be a mailbox to come. */
		return story->answered_at != 0 &&
		       (story->place != PLACE_GONE ||
			       story->plans != PLANS_ALIVE);
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
is_proven(const struct story *story)
{
	return story->dates_move == TRI_YES || audit_counts(story);
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
		    audit_counts(story) ? opinion->last - WINDOW : lost)) {
		return is_proven(story) ? PHASE_PAST : PHASE_PAST_UNPROVEN;
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

struct opinion
oracle_ask(const struct story *story, time_t now)
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
