// SPDX-License-Identifier: MIT
/*
 * Every guard of the policy: it holds, and what it holds back is done once it
 * does not apply.
 */
#include "scene.h"

#include "test.h"

#include <string.h>

#include "core/mem.h"

#define REMEDY .verdict = VERDICT_REMEDY
#define LEAVE .verdict = VERDICT_LEAVE
#define REFUSE .verdict = VERDICT_REFUSE, .comes_back = true
#define REFUSE_QUIETLY .verdict = VERDICT_REFUSE
#define HAND(what) .kind = REQUEST_##what
#define LONG                                                                   \
	"a-name-of-somebody-that-is-much-longer-than-what-can-be-said-in-a-"   \
	"line"

#define NAMES_31 "a-name-of-thirty-one-letters-it"
#define NAMES_125                                                              \
	NAMES_31 " " NAMES_31 " " NAMES_31 " a-name-of-twenty-nine-letters"

/* ---- authors ------------------------------------------------------------- */

static const struct scene authors[] = {
	{"the one who may", "m", .author = "jdoe", REMEDY, .each = "R"},
	{"in other letters", "m", .author = "JDoe", REMEDY, .each = "R"},
	{"a bot that acks everything", "m", .author = "monitor-bot",
		.authors = "", .comment = "acknowledged by bot", REFUSE,
		.each = "X",
		.reason = "author \"monitor-bot\" may not restore; to allow "
			  "it add to [tenant contoso]: authors = "
			  "monitor-bot"},
	{"a bot on leavers: nothing to refuse", "ll", .author = "monitor-bot",
		LEAVE, .each = "--"},
	{"a bot on a leaver's own service", "l", .on = "l0@x",
		.author = "monitor-bot", LEAVE, .each = "L"},
	{"a bot, on_ack = none", "m", .author = "bot", .on_ack = "none", LEAVE,
		.each = "L"},
	{"one of several is missing", "m", .author = "eve",
		.authors = "jdoe ann", REFUSE, .each = "X",
		.reason = ": authors = jdoe ann eve"},
	{"a name with a blank", "m", .author = "Eve Doe", REFUSE, .each = "X",
		.reason = ": authors = jdoe \"Eve Doe\""},
	{"a name with a comma", "m", .author = "Doe,Eve", .authors = "", REFUSE,
		.each = "X", .reason = ": authors = \"Doe,Eve\""},
	{"a name that cannot be written down", "m", .author = "a\"; b", REFUSE,
		.each = "X",
		.reason = "author \"a\"; b\" may not restore; to allow it add "
			  "the name to authors of tenant contoso"},
	{"a name of terminal escapes", "m", .author = "\x1b[31m|", REFUSE,
		.each = "X",
		.reason = "author \" [31m \" may not restore; to allow it add "
			  "the name to authors"},
	{"a name that is too long to be said", "m", .author = LONG LONG, REFUSE,
		.each = "X", .reason = "add the name to authors"},
	{"a name beyond ASCII", "m", .author = "J\xc3\xb6rg", REFUSE,
		.each = "X",
		.reason =
			"author \"J\xc3\xb6rg\" may not restore; to allow it "
			"add to [tenant contoso]: authors = jdoe J\xc3\xb6rg"},
	{"and denied", "m", .author = "J\xc3\xb6rg", .deny = "J\xc3\xb6rg",
		REFUSE_QUIETLY, .each = "-",
		.reason = "author \"J\xc3\xb6rg\" may not"},
	{"as many as can be said", "m", .author = "e", .authors = NAMES_125,
		REFUSE, .each = "X", .reason = "authors = " NAMES_125 " e"},
	{"one letter more", "m", .author = "ee", .authors = NAMES_125, REFUSE,
		.each = "X", .reason = "add the name to authors"},
	{"too many", "m", .author = "eve", .authors = NAMES_125 " " NAMES_125,
		REFUSE, .each = "X", .reason = "add the name to authors"},
	{"beside one that cannot be written down", "m", .author = "eve",
		.authors = "a;b", REFUSE, .each = "X",
		.reason = "add the name to authors"},
	{"nobody may", "m", .authors = "", REFUSE, .each = "X",
		.reason = ": authors = jdoe"},
	{"everybody may", "m", .author = "eve", .authors = "*", REMEDY,
		.each = "R"},
	{"everybody may, and nobody knows who", "m", .author = "",
		.authors = "*", REMEDY, .each = "R"},
	{"nobody knows who", "m", .author = "", REFUSE, .each = "X",
		.reason = "[tenant contoso] authors = * would allow that"},
	{"part of a name", "m", .author = "jdo", REFUSE, .each = "X"},
	{"more than a name", "m", .author = "jdoe2", REFUSE, .each = "X"},
	{"who calls himself *", "m", .author = "*", REFUSE, .each = "X",
		.reason = "in authors that would be everybody"},
	{"a name of one letter", "m", .author = "e", .authors = "", REFUSE,
		.each = "X", .reason = ": authors = e"},
	{"who calls himself after a user of this host", "m",
		.author = "local:root", .authors = "local:root", REFUSE,
		.each = "X", .reason = "that of a user of this host"},
	{"in other letters, too", "m", .author = "LOCAL:root",
		.authors = "local:root", REFUSE, .each = "X"},

	{"denied comes before allowed", "m", .deny = "jdoe", REFUSE_QUIETLY,
		.each = "-",
		.reason = "author \"jdoe\" may not restore: deny_authors"},
	{"denied comes before everybody", "m", .author = "Bot", .authors = "*",
		.deny = "bot", REFUSE_QUIETLY, .each = "-"},
	{"the ack of a denied one stays, whatever he types", "m",
		.author = "bot", .deny = "bot", .comment = "#auto-acked",
		REFUSE_QUIETLY, .each = "-"},
	{"everybody else may", "m", .author = "eve", .authors = "*",
		.deny = "bot", REMEDY, .each = "R"},
	{"everybody is denied", "m", .deny = "*", REFUSE_QUIETLY, .each = "-"},
	{"nobody knows who, and that is denied", "m", .author = "",
		.authors = "*", .deny = "*", REFUSE_QUIETLY, .each = "-"},
	{"claiming a denied name of this host", "m", .author = "local:eve",
		.authors = "*", .deny = "local:eve", REFUSE_QUIETLY,
		.each = "-"},

	{"by hand: trusted", "m", HAND(RESTORE), .on = "m0@x", .trusted = true,
		.sender = "root", .authors = "", REMEDY, .each = "R"},
	{"by hand: trusted, even if denied", "m", HAND(RESTORE), .on = "m0@x",
		.trusted = true, .sender = "root", .deny = "* local:root",
		REMEDY, .each = "R"},
	{"by hand: listed", "m", HAND(RESTORE), .on = "m0@x", .sender = "ann",
		.authors = "local:ann", REMEDY, .each = "R"},
	{"by hand: not listed", "m", HAND(RESTORE), .on = "m0@x",
		.sender = "ann", .authors = "ann", REFUSE_QUIETLY, .each = "X",
		.reason = "author \"local:ann\" may not restore; to allow it "
			  "add to [tenant contoso]: authors = ann local:ann"},
	{"by hand: nobody knows who", "m", HAND(RESTORE), .on = "m0@x",
		REFUSE_QUIETLY, .each = "X"},
	{"by hand: everybody", "m", HAND(RESTORE), .on = "m0@x", .authors = "*",
		REMEDY, .each = "R"},
	{"by hand: denied", "m", HAND(RESTORE), .on = "m0@x", .sender = "ann",
		.authors = "*", .deny = "local:ann", REFUSE_QUIETLY,
		.each = "-"},
	{"an ack in a trusted file is still its author's", "m", .trusted = true,
		.author = "eve", REFUSE, .each = "X"},
};

static void
test_authors(void **state)
{
	(void)state;
	scene_run_all(authors, COUNT_OF(authors));
}

/* What a request by hand says of its author counts for nothing. */
static void
test_author_of_a_file(void **state)
{
	static const struct scene scene = {"claimed", "m", HAND(RESTORE),
		.on = "m0@x", .sender = "eve", .authors = "local:ann"};
	struct stage stage = {0};
	struct remedy_plan plan = {0};

	(void)state;
	stage_build(&stage, &scene);
	mem_replace_text(&stage.request.author, "local:ann");
	remedy_decide(&stage.request, &stage.facts, stage.candidates, 1, &plan);
	assert_int_equal(plan.verdict, VERDICT_REFUSE);
	remedy_plan_release(&plan);
	stage.facts.sender = "ann";
	remedy_decide(&stage.request, &stage.facts, stage.candidates, 1, &plan);
	assert_int_equal(plan.verdict, VERDICT_REMEDY);
	remedy_plan_release(&plan);
	stage_release(&stage);
}

/* ---- switches and caps --------------------------------------------------- */

static const struct scene limits[] = {
	{"paused", "m", .paused = true, REFUSE, .each = "X",
		.reason = "the handler is paused; ask again after "
			  "handle_mailbox_expiry resume --tenant contoso"},
	{"everything is paused", "m", .all_paused = true, REFUSE, .each = "X",
		.reason = "the handler is paused; ask again after "
			  "handle_mailbox_expiry resume"},
	{"paused, and nothing would be done", "l", .paused = true, LEAVE,
		.each = "-"},
	{"the kill switch", "m", .killed = true, REFUSE, .each = "X",
		.reason = "the file /run/stop is there"},
	{"the kill switch, and nothing would be done", "m", .killed = true,
		.on_ack = "none", LEAVE, .each = "L"},
	{"dry_run", "mm", .dry_run = true, REMEDY, .each = "RR",
		.reason = "(dry_run: only rehearsed)"},
	{"not dry_run", "m", REMEDY, .each = "R",
		.reason = "1 mailbox to be restored"},

	{"ten", "mmmmmmmmmm", REMEDY, .each = "RRRRRRRRRR"},
	{"eleven are refused whole", "mmmmmmmmmmm", REFUSE,
		.each = "XXXXXXXXXXX",
		.reason = "would restore 11 mailboxes, more than max_per_ack "
			  "= 10: nothing is done"},
	{"eleven listed, ten to do", "mmmmmmmmmml", REMEDY,
		.each = "RRRRRRRRRR-"},
	{"eleven listed, one at work", "mmmmmmmmmmw", REMEDY,
		.each = "RRRRRRRRRRL"},
	{"max_per_ack", "mm", .max_per_ack = 1, REFUSE, .each = "XX"},
	{"over it, and one refused anyway", "mmo", .max_per_ack = 1, REFUSE,
		.each = "XXX"},
	{"over it, and why the other one is refused", "omm", .max_per_ack = 1,
		REFUSE, .each = "XXX", .of = "overdue:"},
	{"over it, some would be left", "mmw", .max_per_ack = 1, REFUSE,
		.each = "XXL"},
	{"over it, by name", "mm", .comment = "m0@x m1@x", .max_per_ack = 1,
		REFUSE, .each = "XX"},
	{"max_per_hour, just so", "mm", .done = 48, REMEDY, .each = "RR"},
	{"max_per_hour, one too many", "mm", .done = 49, REFUSE, .each = "XX",
		.reason = "would restore 2 mailboxes after 49 within an hour, "
			  "more than max_per_hour = 50"},
	{"more was done than may be", "m", .done = 1000, REFUSE, .each = "X"},
	{"max_per_hour", "m", .done = 1, .max_per_hour = 1, REFUSE,
		.each = "X"},
	{"by hand, trusted", "mm", HAND(RESTORE), .on = "m0@x m1@x",
		.trusted = true, .done = 50, .max_per_ack = 1, REMEDY,
		.each = "RR"},
	{"by hand, not trusted: an hour", "m", HAND(RESTORE), .on = "m0@x",
		.sender = "ann", .authors = "local:ann", .done = 50,
		REFUSE_QUIETLY, .each = "X"},
};

static void
test_limits(void **state)
{
	(void)state;
	scene_run_all(limits, COUNT_OF(limits));
}

/* ---- what the mailbox itself says ---------------------------------------- */

#define SYNCED                                                                 \
	"is synchronized from on-premises, which would delete it again: "      \
	"restore it there, or set allow_synced_deleted = yes"

static const struct scene phases[] = {
	{"being restored", "w", .on = "w0@x", LEAVE, .each = "L",
		.reason = "is being restored already"},
	{"being restored, whatever the word", "w", .on = "w0@x",
		.comment = "#restore #force", LEAVE, .each = "L"},
	{"being restored, by hand", "w", HAND(RESTORE), .on = "w0@x",
		.trusted = true, LEAVE, .each = "L"},
	{"by one that may come to nothing", "W", .on = "W0@x", LEAVE,
		.each = "L", .waits = true},
	{"the others wait, too", "mW", REMEDY, .each = "RL", .waits = true},
	{"by hand as well", "W", HAND(RESTORE), .on = "W0@x", .trusted = true,
		LEAVE, .each = "L", .waits = true},
	{"not where it does not matter", "wW", .on = "w0@x", LEAVE,
		.each = "L-"},
	{"nor where it is refused", "mW", .killed = true, REFUSE, .each = "XL"},
	{"nor where it restores nothing", "W", .on = "W0@x", .on_ack = "none",
		LEAVE, .each = "L"},
	{"failed just now", "k", .on = "k0@x", LEAVE, .each = "L",
		.reason = "failed 10m ago and is not tried again yet"},
	{"#restore does not hurry it", "k", .on = "k0@x", .comment = "#restore",
		LEAVE, .each = "L"},
	{"#force does", "k", .on = "k0@x", .comment = "#force", REMEDY,
		.each = "R"},
	{"a shorter cooldown", "k", .on = "k0@x", .cooldown_s = 600, REMEDY,
		.each = "R"},
	{"a cooldown that lasts", "k", .on = "k0@x", .cooldown_s = 601, LEAVE,
		.each = "L"},
	{"no cooldown", "k", .on = "k0@x", .cooldown_s = -1, REMEDY,
		.each = "R"},
	{"restored before and lost again", "v", .on = "v0@x", REMEDY,
		.each = "R"},

	{"back", "a", .on = "a0@x", LEAVE, .each = "L",
		.reason = "is there already"},
	{"restored", "r", .on = "r0@x", .comment = "#restore", LEAVE,
		.each = "L"},
	{"let go", "R", .on = "R0@x", REFUSE, .each = "X",
		.reason = "was let go"},
	{"let go, with every word there is", "R", .on = "R0@x",
		.comment = "#restore #restore-all #restore-signin #force",
		REFUSE, .each = "X"},
	{"excluded", "e", .on = "e0@x", REFUSE, .each = "X",
		.reason = "is excluded by the configuration of tenant "
			  "contoso"},
	{"excluded, with force", "e", .comment = "#force e0@x", REFUSE,
		.each = "X"},

	{"overdue", "o", .on = "o0@x", REFUSE, .each = "X",
		.reason = "overdue: it may come back new and empty; #force"},
	{"overdue, #restore", "o", .on = "o0@x", .comment = "#restore", REFUSE,
		.each = "X"},
	{"overdue, #force", "o", .on = "o0@x", .comment = "#force", REMEDY,
		.each = "R", .of = "license-removed, 1h overdue: to be"},
	{"overdue on a tenant's service: must be heard", "om", REMEDY,
		.each = "XR", .comes_back = true},
	{"overdue on a tenant's service, #force", "om", .comment = "#force",
		REMEDY, .each = "RR"},
	{"past, unproven", "p", .on = "p0@x", REFUSE, .each = "X"},
	{"past, unproven, #force", "p", .on = "p0@x", .comment = "#force",
		REMEDY, .each = "R"},
	{"past its latest deadline", "z", .on = "z0@x", REFUSE, .each = "X",
		.reason = "could be restored until 2026-09-21T14:13:20Z"},
	{"past its latest deadline, #force", "z", .on = "z0@x",
		.comment = "#force", REMEDY, .each = "R"},
	{"past it, and nothing left to restore", "q", .on = "q0@x",
		.comment = "#force", REFUSE, .each = "X",
		.reason = "cannot be restored any more (past-unproven"},

	{"lost", "L", .on = "L0@x", REFUSE, .each = "X",
		.reason = "is gone for good (lost); #release puts it aside"},
	{"lost, #force", "L", .on = "L0@x", .comment = "#force", REFUSE,
		.each = "X"},
	{"expired", "x", .on = "x0@x", REFUSE, .each = "X"},
	{"past", "P", .on = "P0@x", REFUSE, .each = "X"},
	{"purged", "Q", .on = "Q0@x", .comment = "#force", REFUSE, .each = "X",
		.reason = "gone for good"},
	{"these on a tenant's service: an ack is just that", "LxPS", LEAVE,
		.each = "LLL-"},
	{"with a word it must be heard", "LxPS", .comment = "#restore-all",
		REFUSE, .each = "XXXL", .reason = "(and 2 more)"},
	{"which of them it was", "yx", .comment = "#restore-all", REFUSE,
		.each = "XX", .reason = "y0@x: is synchronized"},
	{"one alone on a tenant's service, too", "my",
		.comment = "#restore y1@x", REFUSE, .each = "-X",
		.says = "y1@x: " SYNCED},
	{"by its id where no names are shown", "my", .comment = "#restore y1@x",
		.ids_only = true, REFUSE, .each = "-X",
		.says = "aa000000-0000-0000-0000-000000000001: " SYNCED},
	{"as it is written", "i", .comment = "#restore-all", REFUSE,
		.each = "X", .says = "zo\xc3\xab@x: " SYNCED},
	{"its own service says it already", "y", .on = "y0@x",
		.comment = "#restore", REFUSE, .each = "X", .says = SYNCED},
	{"and the mistake beside them comes back", "LmS", REMEDY,
		.each = "LR-"},
	{"a subscription, by hand", "S", HAND(RESTORE), .on = "S0@x",
		.trusted = true, REFUSE_QUIETLY, .each = "X",
		.reason = "its subscription is suspended"},

	{"deleted and synchronized", "y", .on = "y0@x", .comment = "#restore",
		REFUSE, .each = "X", .reason = "synchronized"},
	{"by hand, too", "y", HAND(RESTORE), .on = "y0@x", .trusted = true,
		.force = true, REFUSE_QUIETLY, .each = "X"},
	{"allow_synced_deleted", "y", .on = "y0@x", .comment = "#restore",
		.allow_synced = true, REMEDY, .each = "R"},
	{"taken by a group", "g", .on = "g0@x", REMEDY, .each = "R",
		.of = "to be restored; its license came with a group, where "
		      "giving it back is the better cure"},
	{"taken by a group that is named", "G", .on = "G0@x", REMEDY,
		.each = "R",
		.of = "its license came with the group S\xc3\xa4les   "
		      "all, where"},
	{"group_held = refuse", "g", .on = "g0@x", .refuse_groups = true,
		REFUSE, .each = "X",
		.reason = "its license came with a group: give it back there"},
	{"group_held = refuse, named", "G", .on = "G0@x", .refuse_groups = true,
		REFUSE, .each = "X",
		.reason = "came with the group S\xc3\xa4les   all: give"},
	{"group_held = refuse, nobody's group", "m", .on = "m0@x",
		.refuse_groups = true, REMEDY, .each = "R"},
	{"group_held = refuse beside a mistake", "gm", .refuse_groups = true,
		REMEDY, .each = "XR", .comes_back = true},
	{"two of them", "gg", .refuse_groups = true, REFUSE, .each = "XX",
		.reason = "g0@x: its license came with a group: give it back "
			  "there (group_held = refuse) (and 1 more)"},
};

static void
test_phases(void **state)
{
	(void)state;
	scene_run_all(phases, COUNT_OF(phases));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_authors),
		cmocka_unit_test(test_author_of_a_file),
		cmocka_unit_test(test_limits),
		cmocka_unit_test(test_phases),
	};

	return cmocka_run_group_tests_name("remedy guards", tests, NULL, NULL);
}
