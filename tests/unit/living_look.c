// SPDX-License-Identifier: MIT
/* What the collector does at each look. */
#include "living.h"

#include "core/evidence.h"
#include "core/interval.h"
#include "core/population.h"

static bool
is_asked_by_id(const struct living *living)
{
	const struct mailbox *mailbox = &living->mailbox;
	time_t now = living->truth.now;

	if (!living->is_known) {
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
is_listed(const struct living *living, const struct observation *seen)
{
	return seen->place == PLACE_DELETED ||
	       (seen->place == PLACE_ACTIVE &&
		       (seen->plans == PLANS_DELETED ||
			       seen->plans == PLANS_SUSPENDED)) ||
	       is_asked_by_id(living);
}

static void
merge(struct living *living, const struct observation *seen)
{
	struct mailbox after = {0};
	struct mailbox again = {0};
	bool kept = evidence_merge(living->is_known ? &living->mailbox : NULL,
		seen, &living->history, &living->tenant, &after);

	if (living->is_known) {
		mailbox_release(&living->mailbox);
	}
	living->mailbox = after;
	living->is_known = kept;
	if (kept) {
		if (!evidence_merge(&living->mailbox, seen, &living->history,
			    &living->tenant, &again) ||
			!mailbox_equal(&living->mailbox, &again)) {
			living->complaint = "the same again changes it";
		}
		mailbox_release(&again);
	}
}

/* As find_due() in the collector. */
static void
ask(struct living *living, struct observation *seen, bool daily, bool weekly)
{
	struct mailbox after = {0};
	const struct mailbox *before =
		living->is_known ? &living->mailbox : NULL;
	enum tri moves = TRI_UNKNOWN;

	if (!evidence_merge(
		    before, seen, &living->history, &living->tenant, &after)) {
		return;
	}
	if (living->may_probe && evidence_probe_due(before, &after, daily,
					 weekly) == PROBE_DUE_NOW) {
		/* A shared one that fails waits for another week. */
		seen->probe = dice_once_in(&living->dice, 30) &&
					      after.plans == PLANS_DELETED &&
					      after.probe != PROBE_SHARED
				      ? PROBE_FAILED
				      : truth_answer(&living->truth);
	}
	if (before == NULL || before->loss != after.loss) {
		moves = interval_dates_move(&after, after.audit_at != 0);
	}
	if (moves == TRI_NO || living->history.dates_move == TRI_UNKNOWN) {
		living->history.dates_move =
			moves == TRI_UNKNOWN ? living->history.dates_move
					     : moves;
	}
	mailbox_release(&after);
}

static size_t
audits_of(const struct living *living,
	struct audit_record records[LIVING_REMOVALS])
{
	size_t count = 0;

	for (size_t i = 0; living->has_audit && i < living->removed_count;
		i++) {
		time_t at = living->removed_at[i];
		if (at < living->truth.now - WINDOW ||
			at < living->history.listed_at - DAY) {
			continue;
		}
		records[count++] = (struct audit_record){
			.activity = AUDIT_LICENSE_CHANGED,
			.at = at,
			.has_detail = true,
			.removed_count = 1,
			.removed_skus = {living->skus[0].id},
		};
	}
	return count;
}

static bool
is_due(time_t last, time_t now, time_t every)
{
	return last == 0 || now - last >= every;
}

static void
tell_look(const struct living *living, const struct observation *seen)
{
	living_say(living,
		"look: place %d plans %d of %.3f license %d probe %d: "
		"%s loss %d absent %.3f seen %.3f deleted %.3f "
		"probe %d answered %.3f silent %.3f back %.3f "
		"lost %.3f to %.3f move %d%s",
		(int)seen->place, (int)seen->plans, living_day(seen->plan_at),
		seen->has_license, (int)seen->probe,
		living->is_known ? cause_text(living->mailbox.cause) : "-",
		(int)living->mailbox.loss,
		living_day(living->mailbox.absent_at),
		living_day(living->mailbox.first_seen_at),
		living_day(living->mailbox.deleted_at),
		(int)living->mailbox.probe,
		living_day(living->mailbox.answered_at),
		living_day(living->mailbox.silent_at),
		living_day(living->mailbox.restored_at),
		living_day(living->mailbox.lost_earliest),
		living_day(living->mailbox.lost_latest),
		(int)living->history.dates_move,
		living->mailbox.confirmed ? "" : " unconfirmed");
}

void
living_look(struct living *living)
{
	time_t now = living->truth.now;
	bool daily = is_due(living->daily_at, now, DAY - 600);
	bool weekly = is_due(living->weekly_at, now, 7 * DAY - 600);
	struct audit_record records[LIVING_REMOVALS];
	struct observation seen = {0};

	truth_observe(&living->truth, &living->plans, &living->list, &seen);
	seen.audits = records;
	seen.audit_count = audits_of(living, records);
	if (is_listed(living, &seen)) {
		ask(living, &seen, daily, weekly);
		merge(living, &seen);
		tell_look(living, &seen);
	} else {
		living_say(living, "look: not listed");
		if (living->is_known) {
			interval_settle(&living->mailbox,
				living->history.dates_move, &living->tenant);
		}
	}
	living->history.listed_at = now;
	living->history.listed_whole_at = now;
	if (living->may_probe) {
		living->history.probed_at = now;
		living->daily_at = daily ? now : living->daily_at;
		living->weekly_at = weekly ? now : living->weekly_at;
		living->history.shared_probed_at = living->weekly_at;
	}
	living->looks[living->look_count++] = now;
}
