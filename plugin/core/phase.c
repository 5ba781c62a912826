// SPDX-License-Identifier: MIT
#include "core/phase_state.h"

#include "core/timestamp.h"

static const char *const phase_names[PHASE_COUNT] = {
	[PHASE_ALIVE] = "alive",
	[PHASE_SETTLING] = "settling",
	[PHASE_EXPIRING] = "expiring",
	[PHASE_CONNECTED] = "connected",
	[PHASE_OVERDUE] = "overdue",
	[PHASE_EXPIRED] = "expired",
	[PHASE_LOST] = "lost",
	[PHASE_RESTORED] = "restored",
	[PHASE_UNDATED] = "undated",
	[PHASE_PAST] = "past",
	[PHASE_PAST_UNPROVEN] = "past-unproven",
	[PHASE_SUBSCRIPTION] = "subscription",
	[PHASE_RELEASED] = "released",
	[PHASE_EXCLUDED] = "excluded",
};

const char *
phase_text(enum phase phase)
{
	return phase_names[phase];
}

bool
phase_is_reported(enum phase phase)
{
	return phase != PHASE_ALIVE && phase != PHASE_SETTLING &&
	       phase != PHASE_EXCLUDED;
}

static bool
is_settling(const struct mailbox *mailbox, const struct judging *judging)
{
	return mailbox->counts_from != 0 &&
	       judging->now - mailbox->counts_from < judging->tenant->min_age_s;
}

static enum phase
phase_of_restored(const struct mailbox *mailbox, const struct judging *judging)
{
	/* A swap of plans that took minutes was never reported as a loss. */
	if (mailbox->counts_from != 0 &&
		mailbox->restored_at - mailbox->counts_from <
			judging->tenant->min_age_s) {
		return PHASE_ALIVE;
	}
	return judging->now - mailbox->restored_at < PHASE_RESTORED_LISTED_S
		       ? PHASE_RESTORED
		       : PHASE_ALIVE;
}

/*
 * It was brought back as a shared one, by its user alone.  The data show that
 * user, and that it is a license that is missing; nobody may ask more.
 */
static bool
is_back_by_user_alone(
	const struct mailbox *mailbox, const struct handling *handling)
{
	return handling->verified_cause == CAUSE_SHARED_DELETED &&
	       mailbox->cause == CAUSE_LICENSE_REMOVED &&
	       mailbox->place == PLACE_ACTIVE &&
	       !probe_is_definite(mailbox->probe);
}

/*
 * What the data show is older, or of the same second: they show it lost, so
 * they were read before it came back.  The next ones may show it lost again:
 * then this means nothing any more, however often a clock was set back since.
 */
static bool
is_seen_by_handler(const struct mailbox *mailbox, const struct judging *judging,
	const struct handling *handling)
{
	return mailbox->restored_at == 0 && handling->verified_at != 0 &&
	       !is_back_by_user_alone(mailbox, handling) &&
	       handling->verified_at >= judging->looked_at &&
	       handling->verified_at <= judging->now + PHASE_VERIFIED_AHEAD_S;
}

static enum phase
phase_of_gone(const struct mailbox *mailbox, const struct judging *judging,
	const struct deadline *deadline)
{
	time_t due =
		deadline->earliest != 0 ? deadline->earliest : deadline->latest;

	if (mailbox->gone_at >= due ||
		judging->now - mailbox->gone_at >= judging->tenant->overdue_s) {
		return PHASE_EXPIRED;
	}
	return PHASE_LOST;
}

/* Of a removed license: delicensing resiliency may have come before it. */
static int64_t
longest_window_s(const struct tenant *tenant)
{
	return tenant->retention_s + tenant->extra_grace_s;
}

/* Of one that is dated: its window was over when this tenant was first looked
 * at. */
static bool
was_past_at_first_sight(
	const struct mailbox *mailbox, const struct tenant *tenant)
{
	/* Whatever else is in doubt, the audit is not. */
	time_t lost_at = (mailbox->sources & SOURCE_AUDIT) != 0
				 ? mailbox->lost_latest
				 : mailbox->lost_earliest;
	bool was_first_seen_active =
		mailbox->deleted_at == 0 ||
		mailbox->first_seen_at < mailbox->deleted_at;

	return mailbox->cause != CAUSE_SHARED_DELETED &&
	       was_first_seen_active && mailbox->absent_at == 0 &&
	       mailbox->answered_at == 0 &&
	       mailbox->first_seen_at >=
		       lost_at + (time_t)longest_window_s(tenant);
}

static bool
date_is_proven(const struct mailbox *mailbox, const struct judging *judging)
{
	time_t reaches_back_to = mailbox->first_seen_at -
				 (time_t)longest_window_s(judging->tenant) +
				 PHASE_AUDIT_SLACK_S;

	return judging->dates_move == TRI_YES ||
	       (mailbox->sources & SOURCE_AUDIT) != 0 ||
	       mailbox->first_seen_at <= judging->history_accepted_at ||
	       (judging->audit_covers_from != 0 &&
		       judging->audit_covers_from <= reaches_back_to);
}

/* Long enough overdue, and by no reading of the evidence still in time. */
static bool
is_over(const struct judging *judging, const struct deadline *deadline)
{
	time_t from =
		deadline->earliest != 0 ? deadline->earliest : deadline->latest;

	return judging->now - from >= judging->tenant->overdue_s &&
	       judging->now >= deadline->latest;
}

/* "Still answers" has to be known of somebody who was heard lately. */
static bool
is_connected(const struct mailbox *mailbox, const struct judging *judging)
{
	return mailbox->cause == CAUSE_LICENSE_REMOVED &&
	       mailbox_answers(mailbox) &&
	       (mailbox->probe == PROBE_USER ||
		       judging->looked_at - mailbox->answered_at <
			       PHASE_HEARD_S);
}

static enum phase
phase_of_open(const struct mailbox *mailbox, const struct judging *judging,
	const struct deadline *deadline)
{
	if (is_settling(mailbox, judging)) {
		return PHASE_SETTLING;
	}
	if (is_connected(mailbox, judging)) {
		return PHASE_CONNECTED;
	}
	if (deadline->earliest == 0) {
		return is_over(judging, deadline) ? PHASE_EXPIRED
						  : PHASE_UNDATED;
	}
	if (was_past_at_first_sight(mailbox, judging->tenant)) {
		return date_is_proven(mailbox, judging) ? PHASE_PAST
							: PHASE_PAST_UNPROVEN;
	}
	if (!deadline_has_passed(deadline, judging->now)) {
		return PHASE_EXPIRING;
	}
	return is_over(judging, deadline) ? PHASE_EXPIRED : PHASE_OVERDUE;
}

static enum phase
phase_of(const struct mailbox *mailbox, const struct judging *judging,
	const struct handling *handling, const struct deadline *deadline)
{
	if (mailbox->cause == CAUSE_NONE) {
		return PHASE_ALIVE;
	}
	if (handling->excluded || !judging->tenant->causes[mailbox->cause]) {
		return PHASE_EXCLUDED;
	}
	if (mailbox->restored_at != 0) {
		return phase_of_restored(mailbox, judging);
	}
	if (is_seen_by_handler(mailbox, judging, handling)) {
		return judging->now - handling->verified_at <
				       PHASE_RESTORED_LISTED_S
			       ? PHASE_RESTORED
			       : PHASE_ALIVE;
	}
	if (handling->released && !judging->deadlines_only) {
		return PHASE_RELEASED;
	}
	if (mailbox->cause == CAUSE_SUBSCRIPTION) {
		return PHASE_SUBSCRIPTION;
	}
	if (mailbox->place == PLACE_GONE) {
		return phase_of_gone(mailbox, judging, deadline);
	}
	return phase_of_open(mailbox, judging, deadline);
}

static bool
is_restorable(const struct judging *judging, const struct judgement *judgement)
{
	switch (judgement->phase) {
	case PHASE_EXPIRING:
	case PHASE_CONNECTED:
	case PHASE_UNDATED:
	case PHASE_OVERDUE: /* Exchange may be late; see needs_force */
		return true;
	case PHASE_SETTLING:
	case PHASE_PAST_UNPROVEN:
	case PHASE_RELEASED:
		return judging->now < judgement->deadline.latest;
	case PHASE_ALIVE:
	case PHASE_LOST:
	case PHASE_EXPIRED:
	case PHASE_RESTORED:
	case PHASE_PAST:
	case PHASE_SUBSCRIPTION:
	case PHASE_EXCLUDED:
		break;
	}
	return false;
}

/* Lost within the period, as far as anything but "first seen" says so. */
static bool
is_recent(const struct mailbox *mailbox, const struct judging *judging)
{
	time_t since = judging->now - (time_t)judging->tenant->mass_period_s;

	return mailbox->lost_earliest > since ||
	       (mailbox->absent_at != 0 && mailbox->first_seen_at > since &&
		       mailbox->lost_latest > since);
}

void
phase_judge(const struct mailbox *mailbox, const struct judging *judging,
	const struct handling *handling, struct judgement *judgement)
{
	struct judgement judged = {
		.deadline = deadline_of(
			mailbox, judging->tenant, judging->looked_at)};

	judged.left_s = deadline_left_s(&judged.deadline, judging->now);
	judged.phase = phase_of(mailbox, judging, handling, &judged.deadline);
	judged.state = phase_state(mailbox, judging, &judged);
	judged.restorable = is_restorable(judging, &judged);
	judged.needs_force = judged.restorable &&
			     (judged.phase == PHASE_OVERDUE ||
				     judged.phase == PHASE_PAST_UNPROVEN);
	if (judged.phase == PHASE_RESTORED) {
		judged.by_handler = mailbox->restored_at == 0;
		judged.restored_at =
			judged.by_handler
				? timestamp_earliest(
					  handling->verified_at, judging->now)
				: mailbox->restored_at;
		judged.is_late = deadline_has_passed(
			&judged.deadline, judged.restored_at);
	}
	switch (judged.phase) {
	case PHASE_EXPIRING:
	case PHASE_CONNECTED:
	case PHASE_LOST:
	case PHASE_UNDATED:
		judged.recent = is_recent(mailbox, judging);
		break;
	case PHASE_ALIVE:
	case PHASE_SETTLING:
	case PHASE_OVERDUE:
	case PHASE_EXPIRED:
	case PHASE_RESTORED:
	case PHASE_PAST:
	case PHASE_PAST_UNPROVEN:
	case PHASE_SUBSCRIPTION:
	case PHASE_RELEASED:
	case PHASE_EXCLUDED:
		break;
	}
	*judgement = judged;
}
