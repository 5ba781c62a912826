// SPDX-License-Identifier: MIT
#include "story.h"

static void
look(struct telling *telling, enum place place, enum plans plans,
	enum probe_answer probe, time_t at)
{
	const struct story *story = telling->story;
	const struct audit_record record = {.at = story->audit_at,
		.has_detail = true,
		.removed_count = 1,
		.removed_skus = {{{1}}}};
	struct observation seen = {.at = at,
		.user_id = {{7}},
		.place = place,
		.mail = "ada@example.com",
		.account_enabled = TRI_YES,
		.synced = story->synced ? TRI_YES : TRI_UNKNOWN,
		.plans = plans,
		.plan_at = plans == PLANS_DELETED ? story->plan_at : 0,
		.deleted_at = place == PLACE_DELETED ? story->deleted_at : 0,
		.has_license = place != PLACE_ACTIVE && story->license,
		.probe = probe,
		.audits = &record,
		.audit_count = story->audit_at != 0 ? 1 : 0};
	struct mailbox after = {0};

	if (place == PLACE_GONE) {
		observation_of_gone(&(struct guid){{7}}, at, &seen);
	}
	telling->is_kept =
		evidence_merge(telling->is_kept ? &telling->mailbox : NULL,
			&seen, &telling->history, telling->tenant, &after);
	mailbox_release(&telling->mailbox);
	telling->mailbox = after;
	if (telling->is_kept) {
		struct mailbox again = {0};
		if (!evidence_merge(&telling->mailbox, &seen, &telling->history,
			    telling->tenant, &again) ||
			!mailbox_equal(&telling->mailbox, &again)) {
			telling->is_idempotent = false;
		}
		mailbox_release(&again);
	}
	telling->history.listed_at = at;
	if (probe != PROBE_NEVER) {
		telling->history.probed_at = at;
		telling->history.shared_probed_at = at;
	}
}

static void
look_at_active(struct telling *telling)
{
	const struct story *story = telling->story;
	enum plans plans = story->suspended		   ? PLANS_SUSPENDED
			   : story->place == PLACE_DELETED ? PLANS_DELETED
							   : story->plans;
	static const enum probe_answer first[] = {
		[ASKED_NEVER] = PROBE_NEVER,
		[ASKED_USER] = PROBE_USER,
		[ASKED_SHARED] = PROBE_SHARED,
		[ASKED_SILENT] = PROBE_NOT_FOUND,
		[ASKED_SILENT_LATER] = PROBE_USER,
	};

	look(telling, PLACE_ACTIVE, plans, first[story->asked],
		story->first_at);
	if (story->asked == ASKED_SILENT_LATER) {
		look(telling, PLACE_ACTIVE, plans, PROBE_NOT_FOUND,
			story->silent_at);
	}
}

void
story_tell(struct telling *telling)
{
	const struct story *story = telling->story;

	telling->is_idempotent = true;
	telling->history = (struct history){.listed_at = story->witness_at,
		.dates_move = story->dates_move,
		.probe_permitted = story->asked != ASKED_NEVER};
	if (story->seen_active) {
		look_at_active(telling);
	}
	if (story->place != PLACE_ACTIVE) {
		look(telling, story->place, story->plans, PROBE_NEVER,
			story->end_at);
	}
}
