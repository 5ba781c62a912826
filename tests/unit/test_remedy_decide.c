// SPDX-License-Identifier: MIT
/*
 * The policy, line by line: acknowledgements, words, events, and requests by
 * hand.  Names are in test_remedy_names.c, guards in test_remedy_guards.c.
 */
#include "scene.h"

#include "test.h"

#include <stdlib.h>
#include <string.h>

#include "core/mem.h"

#define REMEDY .verdict = VERDICT_REMEDY
#define LEAVE .verdict = VERDICT_LEAVE
#define REFUSE .verdict = VERDICT_REFUSE, .comes_back = true
#define REFUSE_QUIETLY .verdict = VERDICT_REFUSE
#define RELEASE .verdict = VERDICT_RELEASE
#define STATE(word) .says_state = true, .state = CHECK_##word
#define EVENT .kind = REQUEST_EVENT, .on_event = true
#define HAND(what) .kind = REQUEST_##what, .trusted = true
#define ID(place) "aa000000-0000-0000-0000-0000000000" place
#define HOUR 3600
#define DAY 86400

/* ---- what an acknowledgement asks for, by cause -------------------------- */

static const struct scene own_service[] = {
	{"a removed license comes back", "m", .on = "m0@x", .comment = "seen",
		REMEDY, .each = "R", .reason = "1 mailbox to be restored",
		.of = "license-removed, 5d left: to be restored"},
	{"without any comment, too", "m", .on = "m0@x", REMEDY, .each = "R"},
	{"by its id", "mm", .on = ID("01"), REMEDY, .each = "-R"},
	{"by its id in capitals", "m",
		.on = "AA000000-0000-0000-0000-"
		      "000000000000",
		REMEDY, .each = "R"},
	{"by its mail address", "mm", .on = "MAIL.M0@X", REMEDY, .each = "R-"},
	{"not listed, but it is its own service", "f", .on = "f0@x", REMEDY,
		.each = "R"},
	{"settling", "t", .on = "t0@x", REMEDY, .each = "R"},
	{"connected", "c", .on = "c0@x", REMEDY, .each = "R"},
	{"undated", "u", .on = "u0@x", REMEDY, .each = "R",
		.of = "license-removed, undated: to be restored"},
	{"on_ack = none", "m", .on = "m0@x", .on_ack = "none", LEAVE,
		.each = "L", .reason = "an acknowledgement restores nothing"},
	{"on_ack = none, whatever the word", "m", .on = "m0@x",
		.on_ack = "none", .comment = "#restore", LEAVE, .each = "L"},
	{"on_ack = token without", "m", .on = "m0@x", .on_ack = "token",
		.comment = "seen", LEAVE, .each = "L",
		.reason = "the comment would have to say #restore"},
	{"on_ack = token with", "m", .on = "m0@x", .on_ack = "token",
		.comment = "#restore", REMEDY, .each = "R"},
	{"on_ack = token, #restore-signin", "m", .on = "m0@x",
		.on_ack = "token", .comment = "#restore-signin", REMEDY,
		.each = "R"},
	{"on_ack = token, #restore-all", "m", .on = "m0@x", .on_ack = "token",
		.comment = "#restore-all", REMEDY, .each = "R"},
	{"on_ack = token, #force is none", "m", .on = "m0@x", .on_ack = "token",
		.comment = "#force", REFUSE, .each = "X"},

	{"a routine \"seen\" on a leaver", "l", .on = "l0@x", .comment = "seen",
		LEAVE, .each = "L",
		.reason = "user-deleted: the comment would have to say "
			  "#restore"},
	{"a deleted user with the word", "l", .on = "l0@x",
		.comment = "#restore", REMEDY, .each = "R"},
	{"on_ack_user_deleted = restore", "l", .on = "l0@x",
		.on_ack_deleted = "restore", REMEDY, .each = "R"},
	{"on_ack_user_deleted = none", "l", .on = "l0@x",
		.on_ack_deleted = "none", .comment = "#restore-all", LEAVE,
		.each = "L"},
	{"on_ack does not speak for deleted users", "l", .on = "l0@x",
		.on_ack = "restore", LEAVE, .each = "L"},
	{"a \"seen\" on a leaver whose sign-in is blocked", "b", .on = "b0@x",
		LEAVE, .each = "L", .reason = "sign-in is blocked"},
	{"who comes back with the word", "b", .on = "b0@x",
		.comment = "#restore", REMEDY, .each = "R"},
	{"or where leavers come back anyway", "b", .on = "b0@x",
		.on_ack_deleted = "restore", REMEDY, .each = "R"},
	{"or with the word where leavers do not", "b", .on = "b0@x",
		.on_ack_deleted = "none", .comment = "#restore", REMEDY,
		.each = "R"},
	{"but not with on_ack = none", "b", .on = "b0@x", .on_ack = "none",
		.on_ack_deleted = "restore", .comment = "#restore", LEAVE,
		.each = "L"},
	{"nobody knows whether it is blocked", "n", .on = "n0@x", REMEDY,
		.each = "R"},
	{"a shared mailbox", "s", .on = "s0@x", REMEDY, .each = "R",
		.of = "shared-deleted, 5d left"},
	{"on_ack_shared_deleted = token", "s", .on = "s0@x",
		.on_ack_shared = "token", LEAVE, .each = "L"},
	{"on_ack_shared_deleted = none", "s", .on = "s0@x",
		.on_ack_shared = "none", .comment = "#restore", LEAVE,
		.each = "L"},
	{"a suspended subscription", "S", .on = "S0@x", LEAVE, .each = "L",
		.reason = "renewing it does"},

	{"block_sign_in", "l", .on = "l0@x", .block = true,
		.comment = "#restore", REMEDY, .each = "B",
		.of = "with sign-in blocked"},
	{"#restore-signin leaves it", "l", .on = "l0@x", .block = true,
		.comment = "#restore-signin", REMEDY, .each = "R"},
	{"block_sign_in is for deleted users", "m", .on = "m0@x", .block = true,
		REMEDY, .each = "R"},
	{"and not for shared mailboxes", "s", .on = "s0@x", .block = true,
		REMEDY, .each = "R"},
};

static void
test_own_service(void **state)
{
	(void)state;
	scene_run_all(own_service, COUNT_OF(own_service));
}

/* ---- on a tenant's service ----------------------------------------------- */

static const struct scene tenant_service[] = {
	{"ten leavers and one mistake", "llllllmllll", .comment = "seen",
		REMEDY, .each = "------R----",
		.says = "1 mailbox to be restored"},
	{"ten leavers and one mistake, #restore", "llllllmllll",
		.comment = "#restore", REMEDY, .each = "------R----"},
	{"what was listed, and nothing else", "mfRmea", REMEDY,
		.each = "R--R--", .reason = "2 mailboxes to be restored"},
	{"neither blocked nor deleted ones", "mblsn", REMEDY, .each = "R----"},
	{"#restore-all: all that were listed", "mbsnfa",
		.comment = "#restore-all", REMEDY, .each = "RRRR--"},
	{"#restore-all is the word for leavers", "lb",
		.comment = "#restore-all", REMEDY, .each = "RR"},
	{"#restore-all and block_sign_in", "ml", .block = true,
		.comment = "#restore-all", REMEDY, .each = "RB"},
	{"named: only those", "mml", .comment = "m1@x please", REMEDY,
		.each = "-R-"},
	{"named, not listed", "mf", .comment = "f1@x", REMEDY, .each = "-R"},
	{"named, deleted, without the word", "ml", .comment = "l1@x", LEAVE,
		.each = "-L", .reason = "#restore"},
	{"named, deleted, with the word", "ml", .comment = "#restore l1@x",
		REMEDY, .each = "-R"},
	{"named by id", "mm", .comment = "(" ID("01") ")", REMEDY,
		.each = "-R"},
	{"named twice, differently", "m", .comment = "m0@x " ID("00"), REMEDY,
		.each = "R"},
	{"on_ack = token", "mm", .on_ack = "token", LEAVE, .each = "LL"},
	{"on_ack = token, #restore", "mm", .on_ack = "token",
		.comment = "#restore", REMEDY, .each = "RR"},
	{"on_ack = none", "m", .on_ack = "none", LEAVE, .each = "L"},
	{"one's own, which warns of a secret", "f", .on = "f0@x",
		STATE(WARNING), LEAVE, .each = "L", .reason = "#restore would"},
	{"that, and #restore", "f", .on = "f0@x", STATE(WARNING),
		.comment = "#restore", REMEDY, .each = "R"},
	{"one's own, whatever it alarms for", "f", .on = "f0@x", REMEDY,
		.each = "R"},
	{"nothing listed", "ff", LEAVE, .each = "--",
		.reason = "no mailbox was listed"},
	{"nothing listed, and yet asked for", "ff", .comment = "#restore",
		REFUSE, .each = "--"},
	{"leavers alone: a routine \"seen\"", "ll", LEAVE, .each = "--",
		.reason = "of 2 listed none lost its license alone"},
	{"leavers alone, and #restore", "ll", .comment = "#restore", REFUSE,
		.each = "--", .reason = "#restore-all, would mean"},
	{"leavers alone, and #force", "ll", .comment = "#force", REFUSE,
		.each = "--"},
	{"nobody at all", "", LEAVE, .each = ""},
	{"a mix", "mwRo", REMEDY, .each = "RL-X", .comes_back = true,
		.reason = "1 mailbox to be restored, 1 refused, 1 left as "
			  "they are"},
};

static void
test_tenant_service(void **state)
{
	(void)state;
	scene_run_all(tenant_service, COUNT_OF(tenant_service));
}

/* Who was listed is asked of the last check, what is done of today. */
static void
test_listed_then_and_now(void **state)
{
	static const struct scene scene = {
		.name = "then and now", .cast = "mmm"};
	struct stage stage = {0};
	struct remedy_plan plan = {0};

	(void)state;
	stage_build(&stage, &scene);
	stage.candidates[0].then.state = CHECK_OK; /* reached it since */
	stage.candidates[1].now.phase = PHASE_RESTORED;
	stage.candidates[1].now.state = CHECK_OK;
	stage.candidates[2].now.state = CHECK_OK;
	remedy_decide(&stage.request, &stage.facts, stage.candidates, 3, &plan);
	assert_int_equal(plan.each[0].verdict, VERDICT_LEAVE);
	assert_string_equal(plan.each[0].reason, "");
	assert_int_equal(plan.each[1].verdict, VERDICT_LEAVE);
	assert_string_equal(plan.each[1].reason, "is there already");
	assert_int_equal(plan.each[2].verdict, VERDICT_REMEDY);
	remedy_plan_release(&plan);
	assert_null(plan.each);
	stage_release(&stage);
}

/* ---- states and ages ----------------------------------------------------- */

static const struct scene counts[] = {
	{"an ack on OK", "m", .on = "m0@x", STATE(OK), LEAVE, .each = "-",
		.reason = "the service is OK"},
	{"on OK, whatever the word", "m", .on = "m0@x", STATE(OK),
		.comment = "#restore", LEAVE, .each = "-"},
	{"an ack on WARNING", "m", .on = "m0@x", STATE(WARNING), REMEDY,
		.each = "R"},
	{"an ack on UNKNOWN", "m", .on = "m0@x", STATE(UNKNOWN),
		.comment = "seen", LEAVE, .each = "-",
		.reason = "the service is UNKNOWN"},
	{"an ack on UNKNOWN of a tenant", "mm", STATE(UNKNOWN), LEAVE,
		.each = "--"},
	{"on UNKNOWN a #restore must be heard", "m", .on = "m0@x",
		STATE(UNKNOWN), .comment = "#restore", REFUSE, .each = "-"},
	{"and a #release", "m", .on = "m0@x", STATE(UNKNOWN),
		.comment = "#release", REFUSE, .each = "-"},
	{"and a name", "m", STATE(UNKNOWN), .comment = "m0@x", REFUSE,
		.each = "-"},
	{"and a #force", "m", STATE(UNKNOWN), .comment = "#force", REFUSE,
		.each = "-"},
	{"a SOFT state is acknowledged all the same", "m", .soft = true, REMEDY,
		.each = "R"},
	{"in a downtime, too", "m", .downtime = true, REMEDY, .each = "R"},

	{"#ack", "m", .comment = "#ack", LEAVE, .each = "-", .reason = "#ack"},
	{"#ack, however many are named", "m", .comment = "#ack nobody@x", LEAVE,
		.each = "-"},
	{"#ack by anybody", "m", .comment = "#ack", .authors = "", LEAVE,
		.each = "-"},
	{"#ack on UNKNOWN", "m", STATE(UNKNOWN), .comment = "#ack", LEAVE,
		.each = "-"},
	{"#ack while paused", "m", .comment = "#ack", .paused = true, LEAVE,
		.each = "-"},
	{"a typo: #relase", "mm", .comment = "#relase m0@x", REFUSE,
		.each = "--", .reason = "unknown word \"#relase\""},
	{"a typo beside a word", "mm", .comment = "#restore #fource", REFUSE,
		.each = "--", .reason = "nothing is done: unknown word"},
	{"a contradiction", "m", .comment = "#ack #restore", REFUSE,
		.each = "-"},

	{"a day old", "m", .asked_ago_s = DAY, REMEDY, .each = "R"},
	{"older", "m", .asked_ago_s = DAY + 1, LEAVE, .each = "-",
		.is_late = true, .reason = "longer than ack_max_age"},
	{"told a day ago, acknowledged before", "m", .asked_ago_s = DAY,
		.acked_ago_s = DAY + 1, LEAVE, .each = "-"},
	{"acknowledged long ago, told now", "m", .acked_ago_s = DAY + 1, LEAVE,
		.each = "-"},
	{"told long ago, acknowledged just now", "m", .asked_ago_s = 2 * DAY,
		.acked_ago_s = 60, REMEDY, .each = "R"},
	{"ack_max_age", "m", .asked_ago_s = HOUR + 1, .ack_max_age_s = HOUR,
		.is_late = true, LEAVE, .each = "-"},
	{"an old one with a typo comes back no more", "m",
		.acked_ago_s = 2 * DAY, .comment = "#relase", LEAVE,
		.each = "-"},
	{"from the future", "m", .asked_ago_s = -60, REMEDY, .each = "R"},
	{"the first one ever, before handler.db was there", "m",
		.asked_ago_s = 5, .born_ago_s = 1, REMEDY, .each = "R"},

	{"found by looking", "m", .reconciled = true, .acked_ago_s = 60, REMEDY,
		.each = "R"},
	{"a first start with a year of old sticky acks", "m",
		.reconciled = true, .born_ago_s = 10,
		.acked_ago_s = 200LL * DAY, LEAVE, .each = "-",
		.reason = "before handler.db was there"},
	{"a lost handler.db: made anew an hour later", "m", .reconciled = true,
		.born_ago_s = 10, .acked_ago_s = HOUR, LEAVE, .each = "-",
		.reason = "was acknowledged 1h ago"},
	{"at the second of its birth", "m", .reconciled = true,
		.born_ago_s = HOUR, .acked_ago_s = HOUR, REMEDY, .each = "R"},
	{"found, and too old", "m", .reconciled = true, .acked_ago_s = DAY + 1,
		LEAVE, .each = "-", .reason = "ack_max_age"},
	{"found, and nobody knows since when", "m", .reconciled = true, LEAVE,
		.each = "-", .reason = "nobody knows how long"},

	{"a tenant that is not enabled", "m", .disabled = true, REFUSE,
		.each = "-", .reason = "tenant contoso is not enabled"},
};

static void
test_counts(void **state)
{
	(void)state;
	scene_run_all(counts, COUNT_OF(counts));
}

/* ---- events -------------------------------------------------------------- */

static const struct scene events[] = {
	{"its own service", "m", EVENT, .on = "m0@x", REMEDY, .each = "R"},
	{"a tenant's: removed licenses that were listed", "mflsbn", EVENT,
		REMEDY, .each = "R-LLLL"},
	{"without an author", "m", EVENT, .author = "", .authors = "", REMEDY,
		.each = "R"},
	{"whatever on_ack", "m", EVENT, .on_ack = "none", REMEDY, .each = "R"},
	{"on_event = none", "m", .kind = REQUEST_EVENT, LEAVE, .each = "-",
		.reason = "on_event = none"},
	{"SOFT", "m", EVENT, .soft = true, LEAVE, .each = "-",
		.reason = "not HARD"},
	{"in a downtime", "m", EVENT, .downtime = true, LEAVE, .each = "-",
		.reason = "downtime"},
	{"back to OK", "m", EVENT, STATE(OK), LEAVE, .each = "-"},
	{"UNKNOWN", "m", EVENT, STATE(UNKNOWN), LEAVE, .each = "-"},
	{"WARNING", "m", EVENT, STATE(WARNING), REMEDY, .each = "R"},
	{"its own service, which alarms for a secret", "f", EVENT, .on = "f0@x",
		STATE(WARNING), LEAVE, .each = "L",
		.reason = "its service alarms for something else"},
	{"a leaver's own service", "l", EVENT, .on = "l0@x", LEAVE, .each = "L",
		.reason = "not among on_event_causes"},
	{"on_event_causes", "mls", EVENT, .all_event_causes = true, REMEDY,
		.each = "RRR"},
	{"sign-in blocked", "b", EVENT, .on = "b0@x", LEAVE, .each = "L",
		.reason = "sign-in is not enabled"},
	{"nobody knows whether it is blocked", "n", EVENT, .on = "n0@x", LEAVE,
		.each = "L"},
	{"restored once, and lost again", "v", EVENT, REFUSE_QUIETLY,
		.each = "X", .reason = "something takes it away"},
	{"words are for people", "m", EVENT, .comment = "#release", REMEDY,
		.each = "R"},
	{"nor do names count", "mm", EVENT, .comment = "m0@x #relase", REMEDY,
		.each = "RR"},
	{"too old", "m", EVENT, .asked_ago_s = DAY + 1, LEAVE, .each = "-"},
	{"over the cap", "mmm", EVENT, .max_per_ack = 2, REFUSE_QUIETLY,
		.each = "XXX", .reason = "max_per_ack = 2",
		.of = "max_per_ack = 2"},
	{"a mass loss", "m", EVENT, .recent = 25, REFUSE_QUIETLY, .each = "X",
		.reason = "mass_brake = 25"},
	{"nearly a mass loss", "m", EVENT, .recent = 24, REMEDY, .each = "R"},
	{"mass_brake", "m", EVENT, .recent = 3, .mass_brake = 3, REFUSE_QUIETLY,
		.each = "X"},
	{"mass_brake of one", "m", EVENT, .recent = 1, .mass_brake = 1,
		REFUSE_QUIETLY, .each = "X", .reason = "mass_brake = 1"},
	{"mass_brake = no", "m", EVENT, .recent = 1000, .mass_brake = -1,
		REMEDY, .each = "R"},
	{"the brake is for events alone", "m", .recent = 1000, REMEDY,
		.each = "R"},
	{"paused", "m", EVENT, .paused = true, REFUSE_QUIETLY, .each = "X"},
	{"overdue", "o", EVENT, .on = "o0@x", REFUSE_QUIETLY, .each = "X"},
};

static void
test_events(void **state)
{
	(void)state;
	scene_run_all(events, COUNT_OF(events));
}

/* ---- by hand ------------------------------------------------------------- */

static const struct scene by_hand[] = {
	{"restore", "mm", HAND(RESTORE), .on = "m1@x", REMEDY, .each = "-R"},
	{"several", "mml", HAND(RESTORE), .on = "m1@x l2@x", REMEDY,
		.each = "-RR"},
	{"whatever on_ack", "lb", HAND(RESTORE), .on = "l0@x b1@x",
		.on_ack = "none", .on_ack_deleted = "none", REMEDY,
		.each = "RR"},
	{"a name nobody has", "m", HAND(RESTORE), .on = "m0@x y@x",
		REFUSE_QUIETLY, .each = "-"},
	{"force", "o", HAND(RESTORE), .on = "o0@x", .force = true, REMEDY,
		.each = "R", .of = "overdue"},
	{"#force in the comment", "o", HAND(RESTORE), .on = "o0@x",
		.comment = "#force", REMEDY, .each = "R"},
	{"without", "o", HAND(RESTORE), .on = "o0@x", REFUSE_QUIETLY,
		.each = "X"},
	{"force is for those by hand", "o", .on = "o0@x", .force = true, REFUSE,
		.each = "X"},
	{"block_sign_in", "l", HAND(RESTORE), .on = "l0@x", .block = true,
		REMEDY, .each = "B"},
	{"#restore-signin in the comment", "l", HAND(RESTORE), .on = "l0@x",
		.block = true, .comment = "#restore-signin", REMEDY,
		.each = "R"},
	{"a typo in the comment", "l", HAND(RESTORE), .on = "l0@x",
		.comment = "#relase", REFUSE_QUIETLY, .each = "-"},
	{"a comment that names who asked", "l", HAND(RESTORE), .on = "l0@x",
		.comment = "for boss@x", REMEDY, .each = "R"},
	{"a comment that says something else", "l", HAND(RESTORE), .on = "l0@x",
		.comment = "#release", REFUSE_QUIETLY, .each = "-"},
	{"#ack in the comment", "l", HAND(RESTORE), .on = "l0@x",
		.comment = "#ack", REFUSE_QUIETLY, .each = "-"},
	{"asked for too long ago", "m", HAND(RESTORE), .on = "m0@x",
		.asked_ago_s = DAY + 1, REFUSE_QUIETLY, .each = "-"},
	{"a cooldown does not stop a person", "k", HAND(RESTORE), .on = "k0@x",
		REMEDY, .each = "R"},

	{"all that is expiring", "mfcublsnogt", HAND(RESTORE), .all = true,
		REMEDY, .each = "RRRR-----R-"},
	{"all, with force", "mop", HAND(RESTORE), .all = true, .force = true,
		REMEDY, .each = "RR-"},
	{"all, and #restore-all", "mbls", HAND(RESTORE), .all = true,
		.comment = "#restore-all", REMEDY, .each = "RRRR"},
	{"all, and a comment that names who asked", "ml", HAND(RESTORE),
		.all = true, .comment = "for m0@x and boss@x", REMEDY,
		.each = "R-"},
	{"all of nobody", "lb", HAND(RESTORE), .all = true, LEAVE, .each = "--",
		.reason = "nothing is expiring"},
	{"as many as there are", "mmmm", HAND(RESTORE), .all = true,
		.max_per_ack = 1, .max_per_hour = 2, .done = 9, REMEDY,
		.each = "RRRR"},
	{"but not by everybody", "mmmm", .kind = REQUEST_RESTORE,
		.sender = "ann", .authors = "local:ann", .all = true,
		.max_per_ack = 3, REFUSE_QUIETLY, .each = "XXXX"},
	{"a mass loss brakes events alone", "mm", HAND(RESTORE), .all = true,
		.recent = 1000, REMEDY, .each = "RR"},

	{"release", "ml", HAND(RELEASE), .on = "l1@x", RELEASE, .each = "-E"},
	{"release and a comment that restores", "l", HAND(RELEASE),
		.on = "l0@x", .comment = "#restore", REFUSE_QUIETLY,
		.each = "-", .reason = "something else than to release"},
	{"unrelease", "RR", HAND(UNRELEASE), .on = "R1@x",
		.verdict = VERDICT_UNRELEASE, .each = "-U",
		.reason = "1 mailbox no longer let go"},
	{"unrelease what was not let go", "m", HAND(UNRELEASE), .on = "m0@x",
		LEAVE, .each = "L", .reason = "was not let go"},
	{"unrelease by nobody", "R", .kind = REQUEST_UNRELEASE, .on = "R0@x",
		.sender = "eve", REFUSE_QUIETLY, .each = "X",
		.reason = "author \"local:eve\" may not unrelease"},
	{"paused, by hand", "m", HAND(RESTORE), .on = "m0@x", .paused = true,
		REFUSE_QUIETLY, .each = "X", .reason = "paused"},
	{"released, by hand", "R", HAND(RESTORE), .on = "R0@x", .force = true,
		REFUSE_QUIETLY, .each = "X",
		.reason = "unrelease takes that back"},

	{"pause", "m", HAND(PAUSE), .verdict = VERDICT_PAUSE, .each = "-"},
	{"resume", "m", HAND(RESUME), .verdict = VERDICT_RESUME, .each = "-",
		.says = "no longer paused"},
	{"resume of one paused by itself", "m", HAND(RESUME), .paused = true,
		.paused_alone = "contoso", .verdict = VERDICT_RESUME,
		.each = "-", .says = "no longer paused"},
	{"resume of one while everything is paused", "m", HAND(RESUME),
		.all_paused = true, .paused_alone = "contoso", REFUSE_QUIETLY,
		.each = "-",
		.says = "everything is paused, contoso with it: "
			"handle_mailbox_expiry resume, without --tenant"},
	{"resume of everything", "m", HAND(RESUME), .of_all = true,
		.all_paused = true, .verdict = VERDICT_RESUME, .each = "-",
		.says = "no longer paused"},
	{"resume of everything, but one is paused by itself", "m", HAND(RESUME),
		.of_all = true, .all_paused = true,
		.paused_alone = "contoso, fabrikam", .verdict = VERDICT_RESUME,
		.each = "-",
		.says = "no longer paused, but for contoso, fabrikam: "
			"handle_mailbox_expiry resume --tenant NAME"},
	{"pause by one who may", "m", .kind = REQUEST_PAUSE, .sender = "ann",
		.authors = "local:ann", .verdict = VERDICT_PAUSE, .each = "-"},
	{"pause by one who may not", "m", .kind = REQUEST_PAUSE,
		.sender = "eve", REFUSE_QUIETLY, .each = "-",
		.reason = "may not pause"},
	{"resume by one who may not", "m", .kind = REQUEST_RESUME,
		.sender = "eve", REFUSE_QUIETLY, .each = "-",
		.reason = "may not resume"},
};

static void
test_by_hand(void **state)
{
	(void)state;
	scene_run_all(by_hand, COUNT_OF(by_hand));
}

/* A pause of all tenants has no tenant that could list anybody. */
static void
test_pause_of_all(void **state)
{
	const struct request request = {
		.kind = REQUEST_PAUSE, .system = SYSTEM_HAND, .made_at = 1};
	struct remedy_facts facts = {.now = SCENE_NOW, .sender = "ann"};
	struct remedy_plan plan = {0};

	(void)state;
	remedy_decide(&request, &facts, NULL, 0, &plan);
	assert_int_equal(plan.verdict, VERDICT_REFUSE);
	assert_string_equal(plan.reason, "only root and the user of the "
					 "handler may pause all tenants; name "
					 "one");
	remedy_plan_release(&plan);
	facts.is_trusted = true;
	remedy_decide(&request, &facts, NULL, 0, &plan);
	assert_int_equal(plan.verdict, VERDICT_PAUSE);
	remedy_plan_release(&plan);
}

/* What a remedy is opened with. */
static void
test_force_is_handed_on(void **state)
{
	static const struct scene with = {"with", "m", .comment = "#force"};
	static const struct scene without = {.name = "without", .cast = "m"};
	const struct scene *const scenes[] = {&with, &without};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(scenes); i++) {
		struct stage stage = {0};
		struct remedy_plan plan = {0};

		stage_build(&stage, scenes[i]);
		remedy_decide(&stage.request, &stage.facts, stage.candidates, 1,
			&plan);
		assert_int_equal(plan.each[0].verdict, VERDICT_REMEDY);
		assert_int_equal(plan.each[0].force, i == 0);
		remedy_plan_release(&plan);
		stage_release(&stage);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_own_service),
		cmocka_unit_test(test_tenant_service),
		cmocka_unit_test(test_listed_then_and_now),
		cmocka_unit_test(test_counts),
		cmocka_unit_test(test_events),
		cmocka_unit_test(test_by_hand),
		cmocka_unit_test(test_pause_of_all),
		cmocka_unit_test(test_force_is_handed_on),
	};

	return cmocka_run_group_tests_name("remedy decide", tests, NULL, NULL);
}
