// SPDX-License-Identifier: MIT
/* Which mailboxes a request means by name, and which it lets go. */
#include "scene.h"

#include "test.h"

#include <string.h>

#include "core/mem.h"

#define REMEDY .verdict = VERDICT_REMEDY
#define LEAVE .verdict = VERDICT_LEAVE
#define REFUSE .verdict = VERDICT_REFUSE, .comes_back = true
#define RELEASE .verdict = VERDICT_RELEASE
#define ID(place) "aa000000-0000-0000-0000-0000000000" place

/* ---- names --------------------------------------------------------------- */

static const struct scene names[] = {
	{"a name nobody has", "m", .comment = "carol@x", REFUSE, .each = "-",
		.reason = "\"carol@x\" is none of the lost mailboxes of "
			  "2026-09-21T14:08:20Z"},
	{"one good, one bad: nothing is done", "mm", .comment = "m0@x carol@x",
		REFUSE, .each = "--"},
	{"an id nobody has", "m", .comment = ID("99"), REFUSE, .each = "-"},
	{"a service of a mailbox that is not lost", "m", .on = ID("99"), REFUSE,
		.each = "-"},
	{"before anything was collected", "", .comment = "m0@x",
		.never_looked = true, REFUSE, .each = "",
		.reason = "nothing was collected"},
	{"part of a name", "m", .comment = "@x", REFUSE, .each = "-"},
	{"a pattern is no name", "m", .comment = "*@x", REFUSE, .each = "-"},
	{"a name beyond ASCII", "m", .comment = "J\xc3\xb6rg@x", REFUSE,
		.each = "-", .reason = "\"J\xc3\xb6rg@x\" is none"},
	{"a name beyond ASCII on another's alert", "mm", .on = "m0@x",
		.comment = "\xc3\xb6@x", REFUSE, .each = "--",
		.reason = "\"\xc3\xb6@x\" is none"},
	{"a name of terminal escapes", "m", .comment = "\x1b[31m@x|", REFUSE,
		.each = "-", .reason = "\" [31m@x\" is none"},
	{"its own name once more", "mm", .on = "m0@x",
		.comment = "MAIL.m0@x " ID("00"), REMEDY, .each = "R-"},
	{"another's name on its alert", "mm", .on = "m0@x", .comment = "m1@x",
		REFUSE, .each = "--",
		.reason = "this alert is not about \"m1@x\""},
	{"nobody's name on its alert", "m", .on = "m0@x",
		.comment = "as boss@x wishes", REFUSE, .each = "-"},
	{"named, and back already", "a", .comment = "a0@x", LEAVE, .each = "L",
		.reason = "is there already"},
};

static void
test_names(void **state)
{
	(void)state;
	scene_run_all(names, COUNT_OF(names));
}

static void
expect(struct stage *stage, enum verdict verdict, size_t meant,
	const char *reason)
{
	struct remedy_plan plan = {0};

	remedy_decide(&stage->request, &stage->facts, stage->candidates,
		stage->count, &plan);
	if (plan.verdict != verdict || strstr(plan.reason, reason) == NULL) {
		fail_msg("%d: %s", (int)plan.verdict, plan.reason);
	}
	for (size_t i = 0; i < stage->count; i++) {
		assert_int_equal(plan.each[i].verdict == VERDICT_REMEDY,
			verdict == VERDICT_REMEDY && i == meant);
	}
	remedy_plan_release(&plan);
}

/*
 * alice left, and another alice was hired, took the UPN and lost the license:
 * an address is two people, an id is one.
 */
static void
test_rehired(void **state)
{
	static const struct scene scene = {
		"rehired", "lm", .comment = "#restore alice@x"};
	struct stage stage = {0};

	(void)state;
	stage_build(&stage, &scene);
	for (size_t i = 0; i < 2; i++) {
		mem_replace_text(&stage.mailboxes[i].upn, "alice@x");
	}
	expect(&stage, VERDICT_REFUSE, 0,
		"\"alice@x\" is two mailboxes, " ID("00") " and " ID(
			"01") "; write the id");
	/* The address of one may be the mail of the other. */
	mem_replace_text(&stage.mailboxes[1].upn, "alice2@x");
	mem_replace_text(&stage.mailboxes[1].mail, "Alice@X");
	expect(&stage, VERDICT_REFUSE, 0, "is two mailboxes");
	mem_replace_text(&stage.request.comment, "#restore " ID("01"));
	expect(&stage, VERDICT_REMEDY, 1, "1 mailbox");
	mem_replace_text(&stage.request.comment, "#restore " ID("00"));
	expect(&stage, VERDICT_REMEDY, 0, "1 mailbox");
	/* Also one that is back is somebody of that name. */
	mem_replace_text(&stage.request.comment, "#restore alice@x");
	stage.candidates[1].now.phase = PHASE_RESTORED;
	expect(&stage, VERDICT_REFUSE, 0, "is two mailboxes");
	/* The service knows the id of its mailbox. */
	mem_replace_text(&stage.request.comment, "#restore");
	text_list_add(&stage.request.mailboxes, ID("00"));
	expect(&stage, VERDICT_REMEDY, 0, "1 mailbox");
	stage_release(&stage);
}

/* Directories have users without a mail address, and stranger ones. */
static void
test_nameless(void **state)
{
	static const struct scene scene = {"nameless", "mm", .comment = "m1@x"};
	struct stage stage = {0};

	(void)state;
	stage_build(&stage, &scene);
	mem_replace_text(&stage.mailboxes[0].upn, NULL);
	mem_replace_text(&stage.mailboxes[0].mail, NULL);
	expect(&stage, VERDICT_REMEDY, 1, "1 mailbox");
	/* What looks like an id is one, and nobody's address. */
	mem_replace_text(&stage.mailboxes[0].upn, ID("01"));
	mem_replace_text(&stage.request.comment, ID("01"));
	expect(&stage, VERDICT_REMEDY, 1, "1 mailbox");
	stage_release(&stage);
}

/* What is said of a name is said in its own letters. */
static void
test_letters(void **state)
{
	static const struct scene scene = {
		"letters", "mm", .on = "m0@x", .comment = "zo\xc3\xab@x"};
	struct stage stage = {0};

	(void)state;
	stage_build(&stage, &scene);
	mem_replace_text(&stage.mailboxes[1].upn, "zo\xc3\xab@x");
	expect(&stage, VERDICT_REFUSE, 0,
		"this alert is not about \"zo\xc3\xab@x\"");
	mem_replace_text(&stage.mailboxes[0].upn, "zo\xc3\xab@x");
	expect(&stage, VERDICT_REFUSE, 0,
		"\"m0@x\" is none of the lost mailboxes");
	text_list_release(&stage.request.mailboxes);
	expect(&stage, VERDICT_REFUSE, 0, "\"zo\xc3\xab@x\" is two mailboxes");
	stage_release(&stage);
}

/* Whom its service shows nobody understands: only who is named is meant. */
static void
test_shown(void **state)
{
	static const struct scene scene = {
		"shown", "mm", .comment = "#restore", .on_event = true};
	struct stage stage = {0};

	(void)state;
	stage_build(&stage, &scene);
	text_list_add(&stage.request.shows, "include=\xc3\xb6$");
	expect(&stage, VERDICT_REFUSE, 0,
		"not understood: \"include=\xc3\xb6$\"");
	stage.request.kind = REQUEST_EVENT;
	expect(&stage, VERDICT_LEAVE, 0, "not understood");
	stage.request.kind = REQUEST_ACKNOWLEDGE;
	mem_replace_text(&stage.request.comment, "#restore m1@x");
	expect(&stage, VERDICT_REMEDY, 1, "1 mailbox");
	mem_replace_text(&stage.request.comment, "#restore");
	text_list_add(&stage.request.mailboxes, ID("00"));
	expect(&stage, VERDICT_REMEDY, 0, "1 mailbox");
	stage_release(&stage);
}

/* ---- letting go ---------------------------------------------------------- */

static const struct scene releases[] = {
	{"its own service", "l", .on = "l0@x", .comment = "#release", RELEASE,
		.each = "E", .reason = "1 mailbox let go"},
	{"whatever on_ack", "m", .on = "m0@x", .on_ack = "none",
		.comment = "#release", RELEASE, .each = "E"},
	{"the only one a tenant's service listed", "fla", .comment = "#release",
		RELEASE, .each = "-E-"},
	{"one of many is not said", "lm", .comment = "#release", REFUSE,
		.each = "--", .reason = "any of the 2 mailboxes listed"},
	{"none was listed", "f", .comment = "#release", REFUSE, .each = "-",
		.reason = "nothing was listed"},
	{"those named, and only those", "lml", .comment = "#release l0@x l2@x",
		RELEASE, .each = "E-E", .reason = "2 mailboxes let go"},
	{"named, not listed", "fm", .comment = "#release f0@x", RELEASE,
		.each = "E-"},
	{"a name nobody has", "ll", .comment = "#release l0@x y@x", REFUSE,
		.each = "--"},
	{"what is lost for good", "LxPo",
		.comment = "#release L0@x x1@x "
			   "P2@x o3@x",
		RELEASE, .each = "EEEE"},
	{"a subscription", "S", .comment = "#release", RELEASE, .each = "E"},
	{"what is back", "a", .comment = "#release a0@x", LEAVE, .each = "L",
		.reason = "is not lost"},
	{"again", "R", .comment = "#release R0@x", LEAVE, .each = "L",
		.reason = "was let go already"},
	{"what is excluded", "e", .comment = "#release e0@x", LEAVE,
		.each = "L"},
	{"what is being restored", "w", .comment = "#release", REFUSE,
		.each = "X", .reason = "is being restored"},
	{"one at work, one not", "wl", .comment = "#release w0@x l1@x", RELEASE,
		.each = "XE", .comes_back = true,
		.reason = "1 mailbox let go, 1 refused"},
	{"by somebody who may not", "l", .comment = "#release", .author = "bot",
		REFUSE, .each = "X",
		.reason = "author \"bot\" may not release"},
	{"while paused: it writes nothing to Graph", "l", .comment = "#release",
		.paused = true, .killed = true, RELEASE, .each = "E"},
	{"dry_run does not concern it", "l", .comment = "#release",
		.dry_run = true, RELEASE, .each = "E",
		.says = "1 mailbox let go"},
	{"no cap", "ll", .comment = "#release l0@x l1@x", .max_per_ack = 1,
		RELEASE, .each = "EE"},
	{"an ack on OK lets nothing go", "l", .on = "l0@x", .says_state = true,
		.comment = "#release", LEAVE, .each = "-"},
};

static void
test_releases(void **state)
{
	(void)state;
	scene_run_all(releases, COUNT_OF(releases));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_rehired),
		cmocka_unit_test(test_nameless),
		cmocka_unit_test(test_letters),
		cmocka_unit_test(test_shown),
		cmocka_unit_test(test_releases),
	};

	return cmocka_run_group_tests_name("remedy names", tests, NULL, NULL);
}
