// SPDX-License-Identifier: MIT
#include "worlds.h"

#define INSTANTS 16

/* Everything that ever happened, and the edges of what may have. */
struct instants {
	time_t at[INSTANTS];
	int count;
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

bool
worlds_date_is_credible(const struct story *story)
{
	return story->plan_at != 0 &&
	       story->plan_at <= plan_seen_gone_at(story);
}

/* Dates that are known to move win over a listing. */
static bool
witness_is_refuted(const struct story *story)
{
	return story->dates_move == TRI_YES && worlds_date_is_credible(story) &&
	       story->plan_at < story->witness_at - LAG;
}

bool
worlds_witness_counts(const struct story *story)
{
	return story->witness_at != 0 && !witness_is_refuted(story);
}

bool
worlds_audit_counts(const struct story *story)
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
	bool dated = worlds_date_is_credible(story);

	if (at > seen_at) {
		return false;
	}
	if (worlds_audit_counts(story)) {
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
	if (worlds_witness_counts(story) && at < story->witness_at - LAG) {
		return false;
	}
	if (!dated) {
		return true;
	}
	/* A date never is later than the removal. */
	if (at < story->plan_at) {
		return false;
	}
	if (worlds_witness_counts(story) &&
		story->first_at - (story->witness_at - LAG) <= DAY + 6 * HOUR &&
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
		bool resilient = cut >= story->answered_at - PROBE_LAG &&
				 cut <= story->silent_at;
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

struct clocks
worlds_of_license(const struct story *story)
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

time_t
worlds_deleted_by(const struct story *story)
{
	return story->deleted_at != 0 ? story->deleted_at : story->end_at;
}

bool
worlds_shortly_before_deletion(const struct story *story, time_t at)
{
	return at > NEVER && at >= worlds_deleted_by(story) - WINDOW;
}

struct story
worlds_after_last_look(const struct story *story)
{
	struct story rest = *story;

	if (story->seen_active) {
		rest.seen_active = false;
		rest.witness_at = story->first_at;
		rest.first_at = story->end_at;
		rest.asked = ASKED_NEVER; /* in the bin */
		rest.silent_at = 0;
	}
	if (story->plans != PLANS_DELETED) {
		rest.plan_at = 0; /* nothing carries it */
	}
	return rest;
}

bool
worlds_may_have_gone_unseen(const struct story *story)
{
	struct story rest = worlds_after_last_look(story);
	/* Some license may be left, without a mailbox in it. */
	bool is_hidden =
		rest.plans == PLANS_NONE || rest.plans == PLANS_DELETED;
	bool is_dated = rest.plans == PLANS_DELETED &&
			(rest.plan_at > rest.deleted_at ||
				(worlds_date_is_credible(&rest) &&
					rest.dates_move == TRI_YES &&
					rest.plan_at < rest.deleted_at - SAME));

	return is_hidden && !is_dated && rest.answered_at == 0 &&
	       rest.silent_at == 0 && worlds_witness_counts(&rest) &&
	       !worlds_audit_counts(&rest);
}
