// SPDX-License-Identifier: MIT
/*
 * What holds whatever is asked: scenes drawn at random, and rules that are told
 * without a look at how the policy arrives at its answers.
 */
#include "dice.h"
#include "scene.h"

#include "test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define SCENES 60000
#define CAST 6
#define LETTERS "mfbngGcutozpqlysSLxPQaRrewkv"

#define PICK(dice, words) (words)[dice_roll((dice), COUNT_OF(words))]

static void
draw_request(struct dice *dice, struct scene *scene, char cast[], char on[])
{
	static const enum request_kind kinds[] = {REQUEST_ACKNOWLEDGE,
		REQUEST_ACKNOWLEDGE, REQUEST_ACKNOWLEDGE, REQUEST_EVENT,
		REQUEST_RESTORE, REQUEST_RELEASE, REQUEST_UNRELEASE};
	static const char *const comments[] = {NULL, "seen", "#restore",
		"#restore-all", "#force", "#restore #force",
		"#restore-all #force", "#restore-signin", "#release", "#ack",
		"#relase", "m0@x", "#restore l1@x", "#release b0@x",
		"#restore nobody@x"};
	static const char *const people[] = {
		NULL, NULL, NULL, "", "eve", "*", "local:ann", "JDOE"};
	unsigned place = dice_roll(dice, CAST);

	for (size_t i = 0; i < CAST; i++) {
		cast[i] = LETTERS[dice_roll(dice, sizeof(LETTERS) - 1)];
	}
	cast[dice_roll(dice, CAST + 1)] = '\0';
	cast[CAST] = '\0';
	scene->cast = cast;
	scene->kind = PICK(dice, kinds);
	scene->comment = PICK(dice, comments);
	scene->author = PICK(dice, people);
	if (place < strlen(cast) && !dice_once_in(dice, 3)) {
		(void)snprintf(on, 16, "%c%u@x", cast[place], place);
		scene->on = on;
	}
	scene->says_state = dice_once_in(dice, 4);
	scene->state = (enum check_state)dice_roll(dice, 4);
	scene->soft = dice_once_in(dice, 8);
	scene->downtime = dice_once_in(dice, 8);
	scene->reconciled = dice_once_in(dice, 6);
	scene->all = scene->kind == REQUEST_RESTORE && scene->on == NULL;
	scene->force = scene->kind == REQUEST_RESTORE && dice_once_in(dice, 3);
	scene->asked_ago_s = dice_once_in(dice, 12) ? 100000 : 10;
	scene->acked_ago_s =
		dice_once_in(dice, 3) ? (int64_t)dice_roll(dice, 100000) : 0;
}

static void
draw_rest(struct dice *dice, struct scene *scene)
{
	static const char *const lists[] = {
		NULL, NULL, NULL, "", "*", "local:ann", "eve jdoe"};
	static const char *const denied[] = {
		NULL, NULL, NULL, NULL, "eve", "*", "jdoe local:ann"};
	static const char *const acts[] = {
		NULL, NULL, "none", "token", "restore"};
	static const char *const senders[] = {NULL, "ann", "eve"};

	scene->born_ago_s = dice_once_in(dice, 4) ? 50000 : 0;
	scene->paused = dice_once_in(dice, 10);
	scene->killed = dice_once_in(dice, 10);
	scene->done = dice_once_in(dice, 6) ? 49 : 0;
	scene->recent = dice_once_in(dice, 6) ? 30 : 0;
	scene->trusted = dice_once_in(dice, 3);
	scene->sender = PICK(dice, senders);
	scene->authors = PICK(dice, lists);
	scene->deny = PICK(dice, denied);
	scene->on_ack = PICK(dice, acts);
	scene->on_ack_deleted = PICK(dice, acts);
	scene->on_ack_shared = PICK(dice, acts);
	scene->on_event = !dice_once_in(dice, 4);
	scene->all_event_causes = dice_once_in(dice, 2);
	scene->max_per_ack = dice_once_in(dice, 3) ? 1 + dice_roll(dice, 4) : 0;
	scene->mass_brake = dice_once_in(dice, 6) ? -1 : 0;
	scene->dry_run = dice_once_in(dice, 8);
	scene->refuse_groups = dice_once_in(dice, 2);
	scene->allow_synced = dice_once_in(dice, 2);
	scene->block = dice_once_in(dice, 2);
	scene->disabled = dice_once_in(dice, 20);
}

/* ---- what must never be -------------------------------------------------- */

static bool
stands_in(const struct text_list *list, const char *name)
{
	for (size_t i = 0; i < list->count; i++) {
		if (strcmp(list->texts[i], "*") == 0 ||
			(name != NULL &&
				strcasecmp(list->texts[i], name) == 0)) {
			return true;
		}
	}
	return false;
}

static bool
may(const struct stage *stage)
{
	const struct policy *policy = &stage->tenant.policy;
	const char *author = stage->request.author;
	char local[32];

	if (stage->request.kind == REQUEST_EVENT) {
		return policy->on_event;
	}
	if (request_is_by_hand(&stage->request)) {
		if (stage->facts.is_trusted) {
			return true;
		}
		(void)snprintf(local, sizeof(local), "local:%s",
			stage->facts.sender == NULL ? "" : stage->facts.sender);
		author = local;
	} else if (author != NULL && strncmp(author, "local:", 6) == 0) {
		author = NULL;
	} else if (author != NULL && strcmp(author, "*") == 0) {
		author = NULL;
	}
	return stands_in(&policy->authors, author) &&
	       !stands_in(&policy->deny_authors, author);
}

static bool
has_word(const struct stage *stage, const char *word)
{
	const char *comment = stage->request.comment;

	return comment != NULL && strstr(comment, word) != NULL;
}

/* Whether this mailbox must not be restored now, told one by one. */
static const char *
why_never(const struct stage *stage, const struct remedy_candidate *candidate)
{
	const struct policy *policy = &stage->tenant.policy;
	const struct mailbox *mailbox = candidate->mailbox;
	const struct judgement *now = &candidate->now;
	bool is_event = stage->request.kind == REQUEST_EVENT;
	bool force = (!is_event && has_word(stage, "#force")) ||
		     stage->request.force;

	if (candidate->released || now->phase == PHASE_RELEASED) {
		return "released";
	}
	if (now->phase == PHASE_EXCLUDED || now->phase == PHASE_ALIVE ||
		now->phase == PHASE_RESTORED || now->phase == PHASE_LOST ||
		now->phase == PHASE_EXPIRED || now->phase == PHASE_PAST ||
		now->phase == PHASE_SUBSCRIPTION ||
		mailbox->place == PLACE_GONE || !now->restorable) {
		return "excluded, back, or gone";
	}
	if (!force && (now->needs_force ||
			      (now->deadline.latest != 0 &&
				      SCENE_NOW >= now->deadline.latest))) {
		return "a closed window without force";
	}
	if (candidate->has_open) {
		return "at work";
	}
	if (mailbox->place == PLACE_DELETED && mailbox->synced == TRI_YES &&
		!policy->allow_synced_deleted) {
		return "synchronized";
	}
	if (mailbox->actor_kind == ACTOR_GROUP &&
		policy->group_held == GROUP_HELD_REFUSE) {
		return "held by a group";
	}
	if (is_event &&
		(!policy->on_event_causes[mailbox->cause] ||
			(mailbox->account_enabled != TRI_YES &&
				mailbox->cause != CAUSE_SHARED_DELETED))) {
		return "not for events";
	}
	if (stage->request.kind == REQUEST_ACKNOWLEDGE &&
		(policy->on_ack[mailbox->cause] == ON_ACK_NONE ||
			(policy->on_ack[mailbox->cause] == ON_ACK_TOKEN &&
				!has_word(stage, "#restore")))) {
		return "not by on_ack";
	}
	return NULL;
}

/* Whether nothing at all may be restored by this request. */
static const char *
why_nothing(const struct stage *stage, size_t remedies)
{
	const struct request *request = &stage->request;
	const struct remedy_facts *facts = &stage->facts;
	const struct policy *policy = &stage->tenant.policy;
	bool is_event = request->kind == REQUEST_EVENT;
	bool trusted = request_is_by_hand(request) && facts->is_trusted;
	time_t at =
		request->acked_at == 0 ? request->made_at : request->acked_at;

	if (!stage->tenant.enabled || facts->paused || facts->kill_switch) {
		return "disabled, paused or killed";
	}
	if (!may(stage)) {
		return "an author who may not";
	}
	if (facts->now - at > policy->ack_max_age_s ||
		(request->reconciled &&
			(request->acked_at == 0 || at < facts->born_at))) {
		return "too old";
	}
	if (!is_event &&
		(has_word(stage, "#ack") || has_word(stage, "#relase") ||
			has_word(stage, "#release"))) {
		return "another word";
	}
	if (!request_is_by_hand(request) && request->state != CHECK_WARNING &&
		request->state != CHECK_CRITICAL) {
		return "OK or UNKNOWN";
	}
	if (is_event &&
		(!request->is_hard || request->in_downtime ||
			(policy->mass_brake > 0 &&
				facts->recent_losses >= policy->mass_brake))) {
		return "SOFT, a downtime or a mass loss";
	}
	if (!trusted && ((int64_t)remedies > policy->max_per_ack ||
				(int64_t)remedies + facts->done_this_hour >
					policy->max_per_hour)) {
		return "over the cap";
	}
	if (request->kind == REQUEST_RELEASE ||
		request->kind == REQUEST_UNRELEASE) {
		return "not a request to restore";
	}
	return NULL;
}

static const char *
what_is_wrong(const struct stage *stage, const struct remedy_plan *plan)
{
	bool acknowledged = stage->request.kind == REQUEST_ACKNOWLEDGE;
	bool lets_go = stage->request.kind == REQUEST_RELEASE ||
		       (acknowledged && has_word(stage, "#release"));
	bool any_refused = plan->verdict == VERDICT_REFUSE;
	const char *why = NULL;
	size_t remedies = 0;

	for (size_t i = 0; i < plan->count; i++) {
		const struct remedy_decision *decision = &plan->each[i];

		remedies += decision->verdict == VERDICT_REMEDY;
		any_refused |= decision->verdict == VERDICT_REFUSE;
		if (decision->verdict == VERDICT_REMEDY) {
			why = why_never(stage, &stage->candidates[i]);
		} else if (decision->verdict == VERDICT_RELEASE &&
			   (!lets_go || !may(stage))) {
			why = "let go, unasked";
		}
		if (why != NULL) {
			return why;
		}
		if ((plan->verdict == VERDICT_REFUSE ||
			    plan->verdict == VERDICT_LEAVE) &&
			decision->verdict < VERDICT_LEAVE) {
			return "done, though nothing is to be";
		}
	}
	if (remedies > 0 && why_nothing(stage, remedies) != NULL) {
		return why_nothing(stage, remedies);
	}
	if (remedies != plan->remedies ||
		(remedies > 0) != (plan->verdict == VERDICT_REMEDY)) {
		return "miscounted";
	}
	if (plan->unacknowledge && (!acknowledged || !any_refused)) {
		return "comes back without a reason";
	}
	return plan->reason[0] == '\0' ? "no reason" : NULL;
}

static void
draw(struct dice *dice, struct scene *scene, char cast[CAST + 1], char on[16])
{
	*scene = (struct scene){.name = "drawn"};
	draw_request(dice, scene, cast, on);
	draw_rest(dice, scene);
}

static void
test_never(void **state)
{
	size_t kinds[VERDICT_RESUME + 1] = {0};

	(void)state;
	for (uint64_t seed = 1; seed <= SCENES; seed++) {
		struct dice dice = {seed * UINT64_C(0x9e3779b97f4a7c15)};
		struct scene scene = {0};
		struct stage stage = {0};
		struct remedy_plan plan = {0};
		char cast[CAST + 1];
		char on[16];
		const char *wrong = NULL;

		draw(&dice, &scene, cast, on);
		stage_build(&stage, &scene);
		remedy_decide(&stage.request, &stage.facts, stage.candidates,
			stage.count, &plan);
		wrong = what_is_wrong(&stage, &plan);
		if (wrong != NULL) {
			fail_msg("seed %u: %s: %s", (unsigned)seed, wrong,
				plan.reason);
		}
		kinds[plan.verdict]++;
		remedy_plan_release(&plan);
		stage_release(&stage);
	}
	/* Drawing nothing but refusals would prove nothing. */
	assert_true(kinds[VERDICT_REMEDY] > SCENES / 100);
	assert_true(kinds[VERDICT_RELEASE] > SCENES / 1000);
	assert_true(kinds[VERDICT_UNRELEASE] > 10);
	assert_true(kinds[VERDICT_LEAVE] > SCENES / 100);
	assert_true(kinds[VERDICT_REFUSE] > SCENES / 100);
}

/* ---- what makes no difference, and what can only hold back --------------- */

static void
reverse(const struct stage *stage, struct remedy_candidate reversed[])
{
	for (size_t i = 0; i < stage->count; i++) {
		reversed[i] = stage->candidates[stage->count - 1 - i];
	}
}

static void
test_order_is_nothing(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= SCENES / 10; seed++) {
		struct dice dice = {seed * UINT64_C(0x9e3779b97f4a7c15)};
		struct scene scene = {0};
		struct stage stage = {0};
		struct remedy_candidate reversed[SCENE_CAST];
		struct remedy_plan plan = {0};
		struct remedy_plan other = {0};
		char cast[CAST + 1];
		char on[16];

		draw(&dice, &scene, cast, on);
		stage_build(&stage, &scene);
		reverse(&stage, reversed);
		remedy_decide(&stage.request, &stage.facts, stage.candidates,
			stage.count, &plan);
		remedy_decide(&stage.request, &stage.facts, reversed,
			stage.count, &other);
		assert_int_equal(plan.verdict, other.verdict);
		assert_int_equal(plan.unacknowledge, other.unacknowledge);
		for (size_t i = 0; i < stage.count; i++) {
			const struct remedy_decision *a = &plan.each[i];
			const struct remedy_decision *b =
				&other.each[stage.count - 1 - i];

			assert_int_equal(a->verdict, b->verdict);
			assert_string_equal(a->reason, b->reason);
		}
		remedy_plan_release(&plan);
		remedy_plan_release(&other);
		stage_release(&stage);
	}
}

/* Any of these may only take remedies away. */
static void
hold_back(struct scene *scene, unsigned how)
{
	switch (how) {
	case 0:
		scene->paused = true;
		break;
	case 1:
		scene->killed = true;
		break;
	case 2:
		scene->refuse_groups = true;
		break;
	case 3:
		scene->allow_synced = false;
		break;
	case 4:
		scene->deny = "*";
		break;
	case 5:
		scene->done = 50;
		break;
	case 6:
		scene->on_ack = "none";
		break;
	case 7:
		scene->force = false;
		break;
	case 8:
		scene->disabled = true;
		break;
	case 9:
		scene->soft = true;
		break;
	default:
		scene->recent = 1000;
		break;
	}
}

static void
test_holding_back(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= SCENES / 5; seed++) {
		struct dice dice = {seed * UINT64_C(0x9e3779b97f4a7c15)};
		struct scene scene = {0};
		struct stage free_stage = {0};
		struct stage held_stage = {0};
		struct remedy_plan plan = {0};
		struct remedy_plan held = {0};
		char cast[CAST + 1];
		char on[16];

		draw(&dice, &scene, cast, on);
		scene.max_per_ack = 0; /* fewer may pass where more would not */
		stage_build(&free_stage, &scene);
		hold_back(&scene, dice_roll(&dice, 11));
		stage_build(&held_stage, &scene);
		remedy_decide(&free_stage.request, &free_stage.facts,
			free_stage.candidates, free_stage.count, &plan);
		remedy_decide(&held_stage.request, &held_stage.facts,
			held_stage.candidates, held_stage.count, &held);
		for (size_t i = 0; i < free_stage.count; i++) {
			/* done = 49 of 50: likewise. */
			if (held.each[i].verdict == VERDICT_REMEDY &&
				plan.each[i].verdict != VERDICT_REMEDY &&
				scene.done != 49) {
				fail_msg("seed %u: %s", (unsigned)seed,
					plan.each[i].reason);
			}
		}
		remedy_plan_release(&plan);
		remedy_plan_release(&held);
		stage_release(&free_stage);
		stage_release(&held_stage);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_never),
		cmocka_unit_test(test_order_is_nothing),
		cmocka_unit_test(test_holding_back),
	};

	return cmocka_run_group_tests_name("remedy random", tests, NULL, NULL);
}
