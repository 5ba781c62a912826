// SPDX-License-Identifier: MIT
/* The guards of the policy once more: what the letters of the cast cannot say.
 */
#include "scene.h"

#include "test.h"

#include <string.h>

#include "core/mem.h"

#define DAY 86400

struct twist {
	const char *name;
	const char *cast;
	void (*change)(struct stage *stage);
	const char *comment;
	enum verdict verdict;
	const char *says; /* in its reason; NULL: not looked at */
};

static void
make_active(struct stage *stage)
{
	stage->mailboxes[0].synced = TRI_YES;
}

static void
make_released_elsewhere(struct stage *stage)
{
	stage->candidates[0].released = true;
}

static void
make_phase_released(struct stage *stage)
{
	stage->candidates[0].now.phase = PHASE_RELEASED;
}

static void
make_user_of_group(struct stage *stage)
{
	stage->mailboxes[0].actor_kind = ACTOR_GROUP;
}

static void
make_failed_tomorrow(struct stage *stage)
{
	stage->candidates[0].failed_at = SCENE_NOW + DAY;
}

static void
make_failed_soon(struct stage *stage)
{
	stage->candidates[0].failed_at = SCENE_NOW + 60;
}

/* Too late, says the earliest reading, since this very second. */
static void
make_ending_now(struct stage *stage)
{
	stage->candidates[0].now.left_s = 0;
}

/* One second before it is too late, and at it. */
static void
make_last_second(struct stage *stage)
{
	stage->candidates[0].now.deadline.latest = SCENE_NOW + 1;
}

static void
make_too_late(struct stage *stage)
{
	stage->candidates[0].now.deadline.latest = SCENE_NOW;
}

static void
make_without_deadline(struct stage *stage)
{
	stage->candidates[0].now.deadline = (struct deadline){0};
}

/* The bin shows neither plans nor licenses, and who it is may sign in. */
static void
make_guessed(struct stage *stage)
{
	stage->mailboxes[0].confirmed = false;
	stage->mailboxes[0].account_enabled = TRI_YES;
}

static void
make_known(struct stage *stage)
{
	stage->mailboxes[0].confirmed = true;
	stage->mailboxes[0].account_enabled = TRI_YES;
}

/* Back meanwhile, and lost again: whoever asked an hour ago meant another. */
static void
make_lost_since(struct stage *stage)
{
	stage->request.made_at = SCENE_NOW - 3600;
	stage->mailboxes[0].lost_earliest = SCENE_NOW - 3600 + 301;
}

/* Nobody says since when it is acknowledged: since it was told, then. */
static void
make_lost_before(struct stage *stage)
{
	stage->request.made_at = SCENE_NOW;
	stage->mailboxes[0].lost_earliest = SCENE_NOW;
}

/* As far apart as clocks may be. */
static void
make_lost_just_then(struct stage *stage)
{
	stage->request.made_at = SCENE_NOW;
	stage->request.acked_at = SCENE_NOW - 3600;
	stage->mailboxes[0].lost_earliest = SCENE_NOW - 3600 + 300;
}

static void
make_lost_since_it_was_told(struct stage *stage)
{
	make_lost_just_then(stage);
	stage->mailboxes[0].lost_earliest++;
}

static void
make_event_before(struct stage *stage)
{
	make_lost_since(stage);
	stage->request.kind = REQUEST_EVENT;
	stage->tenant.policy.on_event = true;
	stage->tenant.policy.on_event_causes[CAUSE_LICENSE_REMOVED] = true;
}

static void
make_by_hand_before(struct stage *stage)
{
	make_lost_since(stage);
	stage->request.kind = REQUEST_RESTORE;
	stage->facts.is_trusted = true;
	text_list_add(&stage->request.mailboxes, "m0@x");
}

static void
make_nameless(struct stage *stage)
{
	mem_replace_text(&stage->request.author, "");
}

static void
make_nothing(struct stage *stage)
{
	(void)stage;
}

/* What the letters of the cast cannot say. */
static void
test_twists(void **state)
{
	static const struct twist twists[] = {
		{"synchronized, but not deleted", "m", make_active, NULL,
			VERDICT_REMEDY, NULL},
		{"released, whatever the phase", "m", make_released_elsewhere,
			NULL, VERDICT_LEAVE, NULL},
		{"the phase says released", "m", make_phase_released, NULL,
			VERDICT_LEAVE, NULL},
		{"deleted: its license comes back by itself", "l",
			make_user_of_group, "#restore-all", VERDICT_REMEDY,
			NULL},
		{"a group of no name", "m", make_user_of_group, NULL,
			VERDICT_REFUSE, "its license came with a group: "},
		{"an author of no name", "m", make_nameless, NULL,
			VERDICT_REFUSE, "authors = * would allow that"},
		{"failed by a clock that ran ahead", "m", make_failed_tomorrow,
			NULL, VERDICT_REMEDY, NULL},
		{"failed by one that ran a little ahead", "m", make_failed_soon,
			NULL, VERDICT_LEAVE, "failed 0s ago"},
		{"the very last second", "m", make_ending_now, NULL,
			VERDICT_REMEDY, "license-removed, 0s left: "},
		{"lost before it was told", "m", make_lost_before, NULL,
			VERDICT_REMEDY, NULL},
		{"the last second", "m", make_last_second, NULL, VERDICT_REMEDY,
			NULL},
		{"too late", "m", make_too_late, NULL, VERDICT_REFUSE, NULL},
		{"too late, #force", "m", make_too_late, "#force",
			VERDICT_REMEDY, NULL},
		{"without a deadline", "m", make_without_deadline, NULL,
			VERDICT_REMEDY, NULL},
		{"synchronized, shared", "s", make_active, "#restore-all",
			VERDICT_REFUSE, NULL},
		{"a shared mailbox", "s", make_nothing, "#restore-all",
			VERDICT_REMEDY, NULL},
		{"shared, or a leaver", "s", make_guessed, "s0@x",
			VERDICT_LEAVE, NULL},
		{"shared, or a leaver, with the word", "s", make_guessed,
			"s0@x #restore", VERDICT_REMEDY, NULL},
		{"known to be shared", "s", make_known, "s0@x", VERDICT_REMEDY,
			NULL},
		{"lost after it was asked for", "m", make_lost_since, NULL,
			VERDICT_REFUSE, "was lost at 2026-09-21T13:18:21Z"},
		{"lost after it was asked for, by name", "m", make_lost_since,
			"m0@x #restore #force", VERDICT_REFUSE, NULL},
		{"lost after it was let go", "m", make_lost_since, "#release",
			VERDICT_REFUSE, NULL},
		{"clocks that are apart", "m", make_lost_just_then, NULL,
			VERDICT_REMEDY, NULL},
		{"clocks that are apart: let go", "m", make_lost_just_then,
			"#release", VERDICT_RELEASE, NULL},
		{"lost after it was acknowledged", "m",
			make_lost_since_it_was_told, NULL, VERDICT_REFUSE,
			NULL},
		{"lost after it was acknowledged, which asks for nothing", "l",
			make_lost_since_it_was_told, "l0@x", VERDICT_REFUSE,
			NULL},
		{"lost after the event", "m", make_event_before, NULL,
			VERDICT_LEAVE, NULL},
		{"by hand it is this one that is meant", "m",
			make_by_hand_before, NULL, VERDICT_REMEDY, NULL},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(twists); i++) {
		const struct scene scene = {.name = twists[i].name,
			.cast = twists[i].cast,
			.comment = twists[i].comment,
			.refuse_groups = true};
		struct stage stage = {0};
		struct remedy_plan plan = {0};

		stage_build(&stage, &scene);
		twists[i].change(&stage);
		remedy_decide(&stage.request, &stage.facts, stage.candidates, 1,
			&plan);
		if (plan.each[0].verdict != twists[i].verdict ||
			(twists[i].says != NULL &&
				strstr(plan.each[0].reason, twists[i].says) ==
					NULL)) {
			fail_msg("%s: %s", twists[i].name, plan.each[0].reason);
		}
		remedy_plan_release(&plan);
		stage_release(&stage);
	}
}

/* Whoever may be a leaver: no event brings him back, and he may not sign in. */
static void
test_may_be_leaver(void **state)
{
	static const struct {
		const char *name;
		enum request_kind kind;
		const char *comment;
		bool known;
		bool events_for_leavers;
		enum verdict verdict;
		bool block;
	} rows[] = {
		{"an event", REQUEST_EVENT, NULL, false, false, VERDICT_LEAVE,
			false},
		{"an event, where they are for leavers, too", REQUEST_EVENT,
			NULL, false, true, VERDICT_REMEDY, true},
		{"an event, known to be shared", REQUEST_EVENT, NULL, true,
			false, VERDICT_REMEDY, false},
		{"the word", REQUEST_ACKNOWLEDGE, "#restore", false, false,
			VERDICT_REMEDY, true},
		{"the other word", REQUEST_ACKNOWLEDGE, "#restore-signin",
			false, false, VERDICT_REMEDY, false},
		{"known to be shared", REQUEST_ACKNOWLEDGE, "#restore", true,
			false, VERDICT_REMEDY, false},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		const struct scene scene = {.name = rows[i].name,
			.cast = "s",
			.kind = rows[i].kind,
			.comment = rows[i].comment,
			.on = "s0@x",
			.on_event = true,
			.all_event_causes = true,
			.block = true};
		struct stage stage = {0};
		struct remedy_plan plan = {0};

		stage_build(&stage, &scene);
		(rows[i].known ? make_known : make_guessed)(&stage);
		stage.tenant.policy.on_event_causes[CAUSE_USER_DELETED] =
			rows[i].events_for_leavers;
		remedy_decide(&stage.request, &stage.facts, stage.candidates, 1,
			&plan);
		if (plan.each[0].verdict != rows[i].verdict ||
			plan.each[0].block != rows[i].block) {
			fail_msg("%s: %s", rows[i].name, plan.each[0].reason);
		}
		remedy_plan_release(&plan);
		stage_release(&stage);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_twists),
		cmocka_unit_test(test_may_be_leaver),
	};

	return cmocka_run_group_tests_name("remedy twists", tests, NULL, NULL);
}
