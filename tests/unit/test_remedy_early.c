// SPDX-License-Identifier: MIT
/*
 * What is decided before anything is known of the mailboxes is what would be
 * decided with them; and to whom a request is good whose sign-in is blocked.
 */
#include "scene.h"

#include "test.h"

#include <string.h>

#include "core/clock.h"
#include "core/guard.h"
#include "core/mem.h"

#define HAND(what) .kind = REQUEST_##what

/* Settled where a verdict is said. */
static const struct scene scenes[] = {
	{"one who may", "m", .author = "jdoe"},
	{"by hand", "m", HAND(RESTORE), .on = "m0@x", .sender = "root",
		.trusted = true},
	{"a release", "m", HAND(RELEASE), .on = "m0@x", .sender = "root",
		.trusted = true},
	{"a pause is decided by itself", "m", HAND(PAUSE), .sender = "root",
		.trusted = true},
	{"and so is its end", "m", HAND(RESUME), .sender = "root",
		.trusted = true},
	{"an unknown word", "m", .comment = "#restroe",
		.verdict = VERDICT_REFUSE, .comes_back = true},
	{"just that", "m", .comment = "#ack", .verdict = VERDICT_LEAVE},
	{"on what is fine", "m", .state = CHECK_OK, .says_state = true,
		.verdict = VERDICT_LEAVE},
	{"by name, where nothing is known", "m", .comment = "#restore m0@x",
		.state = CHECK_UNKNOWN, .says_state = true,
		.verdict = VERDICT_REFUSE, .comes_back = true},
	{"who was denied", "m", .deny = "jdoe", .verdict = VERDICT_REFUSE},
	{"a tenant that is not enabled", "m", .disabled = true,
		.verdict = VERDICT_REFUSE, .comes_back = true},
};

static void
test_early(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(scenes); i++) {
		const struct scene *scene = &scenes[i];
		struct stage stage;
		struct remedy_plan early = {0};
		struct remedy_plan whole = {0};
		bool settled = false;
		stage_build(&stage, scene);
		settled = remedy_decide_early(
			&stage.request, &stage.facts, &early);
		remedy_decide(&stage.request, &stage.facts, stage.candidates,
			stage.count, &whole);
		if (settled != (scene->verdict != 0)) {
			fail_msg("%s: %s", scene->name, early.reason);
		}
		if (settled &&
			(early.verdict != scene->verdict ||
				early.unacknowledge != scene->comes_back ||
				early.verdict != whole.verdict ||
				early.unacknowledge != whole.unacknowledge ||
				strcmp(early.reason, whole.reason) != 0)) {
			fail_msg("%s: %s, not %s", scene->name, early.reason,
				whole.reason);
		}
		if (!settled) {
			assert_int_equal(early.verdict, 0);
			assert_int_equal(early.reason[0], '\0');
		}
		remedy_plan_release(&early);
		remedy_plan_release(&whole);
		stage_release(&stage);
	}
}

/* What another clock would decide otherwise says so; nothing else does. */
static void
test_by_age(void **state)
{
	static const struct {
		int64_t ago_s;
		const char *comment;
		int64_t born_ago_s; /* of the handler; 0: a year */
		bool found;	    /* by looking */
		bool by_age;
	} cases[] = {
		{24 * 3600, "#ack", 0, false, false},
		{24 * 3600 + 1, "#ack", 0, false, true},
		{40 * 86400, NULL, 0, false, true},
		{-40 * 86400, "#restroe", 0, false, false},
		{3600, "#ack", 3600, true, false},
		{3601, "#ack", 3600, true, true},
		{3601, "#ack", 3600, false, false},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		const struct scene scene = {
			.name = "m",
			.cast = "m",
			.comment = cases[i].comment,
			.born_ago_s = cases[i].born_ago_s,
			.reconciled = cases[i].found,
		};
		struct stage stage;
		struct remedy_plan plan = {0};
		stage_build(&stage, &scene);
		stage.request.acked_at =
			(time_t)(stage.facts.now - cases[i].ago_s);
		assert_true(remedy_decide_early(
			&stage.request, &stage.facts, &plan));
		assert_int_equal(plan.by_age, cases[i].by_age);
		remedy_plan_release(&plan);
		stage_release(&stage);
	}
}

/* A database that was made while the clock ran ahead is older than it says. */
static void
test_born_tomorrow(void **state)
{
	static const struct {
		int64_t born_in_s;
		bool settled;
	} cases[] = {
		{-7200, false},
		{-1800, true},
		{CLOCK_LIMIT_S, true},
		{40 * 86400, false},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		const struct scene scene = {"m", "m", .comment = "seen"};
		struct stage stage;
		struct remedy_plan plan = {0};
		stage_build(&stage, &scene);
		stage.request.reconciled = true;
		stage.request.acked_at = stage.facts.now - 3600;
		stage.facts.born_at =
			(time_t)(stage.facts.now + cases[i].born_in_s);
		assert_int_equal(remedy_decide_early(
					 &stage.request, &stage.facts, &plan),
			cases[i].settled);
		remedy_plan_release(&plan);
		stage_release(&stage);
	}
}

/* A word is hinted at to whom it would have helped, and to nobody else. */
static void
test_hints(void **state)
{
	static const struct {
		const char *comment;
		const char *cast; /* a leaver, one that failed, a mistake */
		const char *on_ack;
		enum verdict verdict;
		bool hint;
	} cases[] = {
		{"on it", "l", NULL, VERDICT_LEAVE, true},
		{"#restore", "l", NULL, VERDICT_REMEDY, false},
		{"#force", "l", NULL, VERDICT_REFUSE, false},
		{"#restore #force", "l", NULL, VERDICT_REMEDY, false},
		{"on it", "k", NULL, VERDICT_LEAVE, true},
		{"#restore", "k", NULL, VERDICT_LEAVE, true},
		{"#force", "k", NULL, VERDICT_REMEDY, false},
		{"#ack", "k", NULL, VERDICT_LEAVE, false},
		{"on it", "m", "none", VERDICT_LEAVE, false},
		{"#restore", "m", "none", VERDICT_LEAVE, true},
		{"#force", "m", "none", VERDICT_LEAVE, true},
		{"bring m0@x back", "m", "none", VERDICT_LEAVE, true},
		{"#ack", "m", "none", VERDICT_LEAVE, false},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		const char on[] = {cases[i].cast[0], '0', '@', 'x', '\0'};
		const struct scene scene = {"a hint", cases[i].cast, .on = on,
			.comment = cases[i].comment, .on_ack = cases[i].on_ack};
		struct stage stage;
		struct remedy_plan plan = {0};
		stage_build(&stage, &scene);
		remedy_decide(&stage.request, &stage.facts, stage.candidates,
			stage.count, &plan);
		assert_int_equal(plan.each[0].verdict, cases[i].verdict);
		assert_int_equal(plan.each[0].hint, cases[i].hint);
		assert_int_equal(plan.hint, cases[i].hint);
		remedy_plan_release(&plan);
		stage_release(&stage);
	}
}

/*
 * The service was no OK: by thresholds of its own, for a mass loss, a secret.
 * Who expected a mailbox back has to hear that none was meant.
 */
static void
test_hint_that_nobody_is_meant(void **state)
{
	static const struct scene nobodies[] = {
		{"seen", "ff", .comment = NULL},
		{"#ack", "ff", .comment = "#ack"},
		{"no button", "ff", .on_ack = "none"},
		{"an event", "ff", .kind = REQUEST_EVENT, .on_event = true},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(nobodies); i++) {
		struct stage stage;
		struct remedy_plan plan = {0};
		stage_build(&stage, &nobodies[i]);
		remedy_decide(&stage.request, &stage.facts, stage.candidates,
			stage.count, &plan);
		assert_int_equal(plan.verdict, VERDICT_LEAVE);
		assert_int_equal(plan.hint, i == 0);
		remedy_plan_release(&plan);
		stage_release(&stage);
	}
}

static const struct {
	const char *name;
	enum request_kind kind;
	const char *comment;
	bool all;
	enum on_ack on_deleted;
	bool is_good;
} blocked[] = {
	{"acknowledged", REQUEST_ACKNOWLEDGE, "on it", false, ON_ACK_TOKEN,
		false},
	{"acknowledged without a word", REQUEST_ACKNOWLEDGE, NULL, false,
		ON_ACK_NONE, false},
	{"acknowledged with the word", REQUEST_ACKNOWLEDGE, "#restore", false,
		ON_ACK_TOKEN, true},
	{"with the word and a name", REQUEST_ACKNOWLEDGE, "#restore ada@x",
		false, ON_ACK_TOKEN, true},
	{"with the word for all", REQUEST_ACKNOWLEDGE, "#restore-all", false,
		ON_ACK_TOKEN, true},
	{"with another word", REQUEST_ACKNOWLEDGE, "#ack", false, ON_ACK_TOKEN,
		false},
	{"with a word and one too many", REQUEST_ACKNOWLEDGE,
		"#restore #nonsense", false, ON_ACK_TOKEN, false},
	{"where leavers come back, too", REQUEST_ACKNOWLEDGE, "on it", false,
		ON_ACK_RESTORE, true},
	{"by hand, by name", REQUEST_RESTORE, NULL, false, ON_ACK_TOKEN, true},
	{"by hand, all", REQUEST_RESTORE, NULL, true, ON_ACK_RESTORE, false},
	{"by hand, all and leavers", REQUEST_RESTORE, "#restore-all", true,
		ON_ACK_TOKEN, true},
	{"an event", REQUEST_EVENT, "#restore", false, ON_ACK_RESTORE, false},
	{"a release", REQUEST_RELEASE, "#restore", false, ON_ACK_RESTORE,
		false},
	{"a release taken back", REQUEST_UNRELEASE, "#restore", false,
		ON_ACK_RESTORE, false},
	{"a pause", REQUEST_PAUSE, NULL, false, ON_ACK_RESTORE, false},
	{"its end", REQUEST_RESUME, NULL, false, ON_ACK_RESTORE, false},
};

static void
test_may_be_blocked(void **state)
{
	struct tenant tenant;

	(void)state;
	tenant_init(&tenant, "contoso");
	for (size_t i = 0; i < COUNT_OF(blocked); i++) {
		struct request request = {
			.kind = blocked[i].kind,
			.comment = mem_text(blocked[i].comment),
			.all = blocked[i].all,
		};
		tenant.policy.on_ack[CAUSE_USER_DELETED] =
			blocked[i].on_deleted;
		if (guard_may_be_blocked(&request, &tenant.policy) !=
			blocked[i].is_good) {
			fail_msg("%s", blocked[i].name);
		}
		request_release(&request);
	}
	tenant_release(&tenant);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_early),
		cmocka_unit_test(test_by_age),
		cmocka_unit_test(test_born_tomorrow),
		cmocka_unit_test(test_hints),
		cmocka_unit_test(test_hint_that_nobody_is_meant),
		cmocka_unit_test(test_may_be_blocked),
	};

	return cmocka_run_group_tests_name("remedy early", tests, NULL, NULL);
}
