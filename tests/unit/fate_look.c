// SPDX-License-Identifier: MIT
/* What the collector does at each look. */
#include "fate.h"

#include "core/evidence.h"
#include "core/interval.h"
#include "core/population.h"
#include "core/probe_due.h"

static bool
is_asked_by_id(const struct fate *fate)
{
	const struct mailbox *mailbox = &fate->mailbox;
	time_t now = fate->truth.now;

	if (!fate->is_known) {
		return false;
	}
	if (mailbox->place == PLACE_GONE &&
		!(mailbox->gone_at > now - POPULATION_GONE_DOUBTED_S &&
			mailbox->gone_at <
				mailbox->lost_latest + WINDOW + DAY)) {
		return false;
	}
	return (mailbox->cause != CAUSE_NONE && mailbox->restored_at == 0) ||
	       (mailbox->plans == PLANS_DELETED &&
		       (mailbox->probe == PROBE_SHARED ||
			       mailbox->restored_at != 0));
}

static bool
is_listed(const struct fate *fate, const struct observation *seen, bool whole)
{
	return seen->place == PLACE_DELETED ||
	       (seen->place == PLACE_ACTIVE && whole &&
		       (seen->plans == PLANS_DELETED ||
			       seen->plans == PLANS_SUSPENDED)) ||
	       is_asked_by_id(fate);
}

static void
merge(struct fate *fate, const struct observation *seen)
{
	struct mailbox after = {0};
	struct mailbox again = {0};
	bool kept = evidence_merge(fate->is_known ? &fate->mailbox : NULL, seen,
		&fate->history, &fate->tenant, &after);

	if (fate->is_known) {
		mailbox_release(&fate->mailbox);
	}
	fate->mailbox = after;
	fate->is_known = kept;
	if (kept) {
		if (!evidence_merge(&fate->mailbox, seen, &fate->history,
			    &fate->tenant, &again) ||
			!mailbox_equal(&fate->mailbox, &again)) {
			fate->complaint = "the same again changes it";
		}
		mailbox_release(&again);
	}
}

/* As find_due() in the collector. */
static void
ask(struct fate *fate, struct observation *seen, bool daily, bool weekly)
{
	struct mailbox after = {0};
	const struct mailbox *before = fate->is_known ? &fate->mailbox : NULL;
	const struct probe_look look = {seen->at, daily, weekly};
	enum tri moves = TRI_UNKNOWN;

	if (!evidence_merge(
		    before, seen, &fate->history, &fate->tenant, &after)) {
		return;
	}
	if (fate->may_probe && probe_is_due(before, &after, &look)) {
		seen->probe = dice_once_in(&fate->dice, 30) &&
					      after.plans == PLANS_DELETED
				      ? PROBE_FAILED
				      : truth_answer(&fate->truth);
	}
	if (before == NULL || before->loss != after.loss) {
		moves = interval_dates_move(
			&after, after.audit_at != 0 && !fate->audit_is_vague);
	}
	if (moves == TRI_NO || fate->history.dates_move == TRI_UNKNOWN) {
		fate->history.dates_move =
			moves == TRI_UNKNOWN ? fate->history.dates_move : moves;
	}
	mailbox_release(&after);
}

static struct audit_record
audit_of(const struct fate *fate, const struct fate_record *record)
{
	struct audit_record audit = {
		.activity = record->deletion ? AUDIT_USER_DELETED
					     : AUDIT_LICENSE_CHANGED,
		.at = record->at,
		.actor_kind = ACTOR_USER,
		.has_detail = !record->deletion && !fate->audit_is_vague,
	};

	for (int i = 0; audit.has_detail && i < TRUTH_SKUS; i++) {
		if (record->removed[i]) {
			audit.removed_skus[audit.removed_count++] =
				fate->skus[i].id;
		}
	}
	return audit;
}

static size_t
audits_of(const struct fate *fate, struct audit_record audits[FATE_RECORDS])
{
	size_t count = 0;

	for (size_t i = 0; fate->has_audit && i < fate->record_count; i++) {
		time_t at = fate->records[i].at;
		if (at >= fate->truth.now - fate->audit_kept_s &&
			at + fate->audit_lag_s <= fate->truth.now &&
			at >= fate->history.listed_at - DAY) {
			audits[count++] = audit_of(fate, &fate->records[i]);
		}
	}
	return count;
}

static bool
is_due(time_t last, time_t now, time_t every)
{
	return last == 0 || now - last >= every;
}

static void
tell_look(const struct fate *fate, const struct observation *seen)
{
	fate_say(fate,
		"look: place %d plans %d of %.3f license %d probe %d: "
		"%s loss %d absent %.3f seen %.3f deleted %.3f "
		"probe %d answered %.3f silent %.3f back %.3f "
		"lost %.3f to %.3f move %d%s",
		(int)seen->place, (int)seen->plans, fate_day(seen->plan_at),
		seen->has_license, (int)seen->probe,
		fate->is_known ? cause_text(fate->mailbox.cause) : "-",
		(int)fate->mailbox.loss, fate_day(fate->mailbox.absent_at),
		fate_day(fate->mailbox.first_seen_at),
		fate_day(fate->mailbox.deleted_at), (int)fate->mailbox.probe,
		fate_day(fate->mailbox.answered_at),
		fate_day(fate->mailbox.silent_at),
		fate_day(fate->mailbox.restored_at),
		fate_day(fate->mailbox.lost_earliest),
		fate_day(fate->mailbox.lost_latest),
		(int)fate->history.dates_move,
		fate->mailbox.confirmed ? "" : " unconfirmed");
}

static time_t
whole_every(const struct fate *fate)
{
	return (fate->history.filter_is_unproven ? DAY : 7 * DAY) - 600;
}

void
fate_look(struct fate *fate)
{
	time_t now = fate->truth.now;
	bool daily = is_due(fate->daily_at, now, DAY - 600);
	bool weekly = is_due(fate->weekly_at, now, 7 * DAY - 600);
	bool whole = !fate->filter_misses ||
		     is_due(fate->whole_at, now, whole_every(fate));
	struct audit_record audits[FATE_RECORDS];
	struct observation seen = {0};

	truth_observe(&fate->truth, &fate->plans, &fate->list, &seen);
	seen.audits = audits;
	seen.audit_count = audits_of(fate, audits);
	seen.only_whole = fate->filter_misses;
	fate->in_vain[fate->look_count] =
		!is_listed(fate, &seen, whole) && !whole;
	if (is_listed(fate, &seen, whole)) {
		ask(fate, &seen, daily, weekly);
		merge(fate, &seen);
		tell_look(fate, &seen);
	} else {
		fate_say(fate, "look: not listed");
		if (fate->is_known) {
			interval_settle(&fate->mailbox,
				fate->history.dates_move, &fate->tenant);
		}
	}
	fate->history.listed_at = now;
	fate->whole_at = whole ? now : fate->whole_at;
	fate->history.listed_whole_at = fate->whole_at;
	if (fate->may_probe) {
		fate->history.probed_at = now;
		fate->daily_at = daily ? now : fate->daily_at;
		fate->weekly_at = weekly ? now : fate->weekly_at;
		fate->history.shared_probed_at = fate->weekly_at;
	}
	fate->in_vain[fate->look_count] |= seen.probe == PROBE_FAILED;
	fate->looks[fate->look_count++] = now;
}
