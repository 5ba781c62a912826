// SPDX-License-Identifier: MIT
#include "core/step.h"

#include "test.h"

#include <stdlib.h>
#include <string.h>

#include "core/mem.h"

#define NOW 1000000
#define NO_MAILBOX 9 /* first byte of a plan that gives none */
#define DELETED .cause = CAUSE_USER_DELETED, .place = PLACE_DELETED
#define SHARED .cause = CAUSE_SHARED_DELETED
#define RESTORED(ago) .restore = {WRITE_DONE, ago, 1}
#define ALIVE .plans = PLANS_ALIVE, .held = "E3"
#define WRITES(kind) .what = DO_WRITE, .write = kind
#define WAITS(seconds) .what = DO_WAIT, .wait_s = seconds
#define CLOSES(how) .what = DO_CLOSE, .state = how

struct write_then {
	enum write_result result;
	time_t ago_s;
	int64_t count;
};

/* One mailbox, lost by its license, that is active without one unless said. */
static const struct step_case {
	const char *name;
	enum cause cause;
	struct write_then restore, assign, locate, block;
	bool other_was_assigned; /* than what would be chosen now */
	bool force, blocks, by_group;
	unsigned looks;
	time_t opened_ago_s;
	const char *last_word;
	/* configuration */
	const char *location;
	bool dry_run, allow_synced, refuse_groups, no_probe;
	/* what is seen */
	enum place place;
	enum plans plans;
	const char *held; /* "E3", "E3 E5", "-E3": its mailbox off, "~E3": not
			     that */
	bool unlocated, disabled, synced, halted, no_skus, window_closed;
	bool no_seat, only_enabled, undated;
	time_t asked_ago_s; /* 0: nobody knows; its plan went 50 s ago */
	time_t deleted_ago_s;
	enum probe_answer probe;
	/* expected */
	enum remedy_do what;
	enum write_kind write;
	enum remedy_state state; /* 0: OPEN */
	time_t wait_s;
	const char *says, *notes;
} cases[] = {
	/* ---- a license was removed */
	{"the license comes back", WRITES(WRITE_ASSIGN),
		.says = "assign E3: which was held before"},
	{"a leaver, and asked for", .disabled = true, WRITES(WRITE_ASSIGN)},
	{"a leaver, and not asked for", .disabled = true, .only_enabled = true,
		CLOSES(REMEDY_REFUSED),
		.says = "sign-in was blocked meanwhile"},
	{"no leaver", .only_enabled = true, WRITES(WRITE_ASSIGN)},
	{"a leaver, once it was written", .disabled = true,
		.only_enabled = true, .assign = {WRITE_LOST, 60, 1},
		WRITES(WRITE_ASSIGN)},
	{"a deleted user that was asked for", .cause = CAUSE_USER_DELETED,
		.disabled = true, .only_enabled = true, RESTORED(300),
		WRITES(WRITE_ASSIGN)},
	{"lost when the clocks differ", .plans = PLANS_DELETED,
		.asked_ago_s = 350, WRITES(WRITE_ASSIGN)},
	{"back meanwhile, and lost again", .plans = PLANS_DELETED,
		.asked_ago_s = 351, CLOSES(REMEDY_REFUSED),
		.says = "was back meanwhile, and lost again at 1970-01-12T"},
	{"back meanwhile, and there", .asked_ago_s = 9999, ALIVE,
		.probe = PROBE_USER, CLOSES(REMEDY_VERIFIED)},
	{"lost again, halted", .plans = PLANS_DELETED, .asked_ago_s = 9999,
		.halted = true, CLOSES(REMEDY_REFUSED), .says = "lost again"},
	{"lost again, rehearsed", .plans = PLANS_DELETED, .asked_ago_s = 9999,
		.dry_run = true, CLOSES(REMEDY_REFUSED), .says = "lost again"},
	{"lost again, by force", .plans = PLANS_DELETED, .asked_ago_s = 9999,
		.force = true, CLOSES(REMEDY_REFUSED), .says = "lost again"},
	{"throttled, and lost again", .plans = PLANS_DELETED,
		.asked_ago_s = 9999, .assign = {WRITE_NONE, 5000, 0},
		CLOSES(REMEDY_REFUSED), .says = "lost again"},
	{"in doubt, and a date of our own doing", .plans = PLANS_DELETED,
		.asked_ago_s = 9999, .assign = {WRITE_LOST, 60, 1},
		WRITES(WRITE_ASSIGN)},
	{"somebody else was faster", ALIVE, .probe = PROBE_USER,
		CLOSES(REMEDY_VERIFIED), .says = "already back: nothing was"},
	{"faster, the mailbox is asked", ALIVE, .what = DO_PROBE},
	{"faster, the mailbox is silent", ALIVE, .probe = PROBE_NOT_FOUND,
		WAITS(2), .state = REMEDY_VERIFYING},
	{"faster, and silent for hours", ALIVE, .probe = PROBE_NOT_FOUND,
		.opened_ago_s = 4 * 3600, CLOSES(REMEDY_FAILED),
		.says = "the mailbox does not answer after 4h"},
	{"somebody else just gave it", .held = "E3", WAITS(2),
		.state = REMEDY_VERIFYING, .says = "its mailbox plan not"},
	{"it answers, but has no license", .probe = PROBE_USER,
		WRITES(WRITE_ASSIGN)},
	{"suspended is not alive", .plans = PLANS_SUSPENDED,
		WRITES(WRITE_ASSIGN)},
	{"never had one", .plans = PLANS_NONE, WRITES(WRITE_ASSIGN)},
	{"held with something else off", .held = "~E3", WAITS(2),
		.state = REMEDY_VERIFYING, .says = "its mailbox plan not"},
	{"held with its mailbox off", .held = "-E3", .no_seat = true,
		WRITES(WRITE_ASSIGN), .says = "with its mailbox switched off"},
	{"deleted meanwhile", .place = PLACE_DELETED, CLOSES(REMEDY_REFUSED),
		.says = "deleted meanwhile"},
	{"deleted after it was assigned", .place = PLACE_DELETED,
		.assign = {WRITE_DONE, 30, 1}, CLOSES(REMEDY_FAILED)},
	{"gone", .place = PLACE_GONE, CLOSES(REMEDY_FAILED),
		.says = "gone for good"},
	{"too late", .window_closed = true, CLOSES(REMEDY_REFUSED),
		.says = "window has closed"},
	{"undated", .undated = true, WRITES(WRITE_ASSIGN)},
	{"too late, but back", .window_closed = true, ALIVE,
		.probe = PROBE_USER, CLOSES(REMEDY_VERIFIED)},
	{"too late, by force", .window_closed = true, .force = true,
		WRITES(WRITE_ASSIGN)},
	{"too late, by force, and there", .window_closed = true, .force = true,
		ALIVE, .assign = {WRITE_DONE, 0, 1}, .probe = PROBE_USER,
		CLOSES(REMEDY_VERIFIED), .notes = "may be new and empty"},
	{"no seat", .no_seat = true, CLOSES(REMEDY_REFUSED),
		.says = "no seat of E3"},
	{"products not known", .no_skus = true, WAITS(2)},
	{"products not known for hours", .no_skus = true,
		.opened_ago_s = 4 * 3600, CLOSES(REMEDY_FAILED)},
	{"rehearsed", .dry_run = true, CLOSES(REMEDY_REHEARSED),
		.says = "dry_run: would assign E3"},
	{"rehearsed, halted", .dry_run = true, .halted = true,
		CLOSES(REMEDY_REHEARSED)},
	{"rehearsed from half way on", .dry_run = true,
		.assign = {WRITE_LOST, 99, 1}, CLOSES(REMEDY_FAILED),
		.says = "half way"},
	{"halted", .halted = true, WAITS(STEP_HALT_S), .says = "on hold"},
	{"halted, but back", .halted = true, ALIVE, .probe = PROBE_USER,
		CLOSES(REMEDY_VERIFIED)},
	{"throttled for hours", .opened_ago_s = 4 * 3600,
		.assign = {WRITE_NONE, 30, 0}, .last_word = "Graph is busy",
		CLOSES(REMEDY_REFUSED), .says = "Graph is busy"},
	{"throttled, but not for hours", .opened_ago_s = 3600,
		.assign = {WRITE_NONE, 30, 0}, WRITES(WRITE_ASSIGN)},
	{"throttled before a long pause", .opened_ago_s = 5 * 3600,
		.assign = {WRITE_NONE, 3600, 0}, WRITES(WRITE_ASSIGN)},
	{"throttled before a pause, tried once after it",
		.opened_ago_s = 5 * 3600, .assign = {WRITE_NONE, 600, 0},
		WRITES(WRITE_ASSIGN)},
	{"by a group", .by_group = true, WRITES(WRITE_ASSIGN)},
	{"by a group, verified", .by_group = true, ALIVE,
		.assign = {WRITE_DONE, 5, 1}, .probe = PROBE_USER,
		CLOSES(REMEDY_VERIFIED), .notes = "a group used to give"},
	{"by a group, refused", .by_group = true, .refuse_groups = true,
		CLOSES(REMEDY_REFUSED), .says = "group_held = refuse"},
	/* ---- where the user is */
	{"no location, and none to set", .unlocated = true,
		WRITES(WRITE_ASSIGN)},
	{"no location, refused", .unlocated = true,
		.assign = {WRITE_NO_LOCATION, 0, 1}, CLOSES(REMEDY_REFUSED),
		.says = "has no usageLocation"},
	{"no location, one to set", .unlocated = true, .location = "DE",
		WRITES(WRITE_LOCATE), .says = "set usageLocation DE"},
	{"refused for it, one to set", .unlocated = true, .location = "DE",
		.assign = {WRITE_NO_LOCATION, 0, 1}, WRITES(WRITE_LOCATE)},
	{"set, not seen yet", .unlocated = true, .location = "DE",
		.locate = {WRITE_DONE, 0, 1}, WRITES(WRITE_ASSIGN)},
	{"set, and refused still", .location = "DE",
		.locate = {WRITE_DONE, 3, 1},
		.assign = {WRITE_NO_LOCATION, 3, 1}, WAITS(12)},
	{"set, not seen yet, and refused still", .unlocated = true,
		.location = "DE", .locate = {WRITE_DONE, 3, 1},
		.assign = {WRITE_NO_LOCATION, 3, 1}, WAITS(12)},
	{"set, and refused still, later", .location = "DE",
		.locate = {WRITE_DONE, 33, 1},
		.assign = {WRITE_NO_LOCATION, 15, 1}, WRITES(WRITE_ASSIGN)},
	{"set, and refused to the end", .location = "DE",
		.locate = {WRITE_DONE, 999, 1},
		.assign = {WRITE_NO_LOCATION, 1, 5}, .last_word = "invalid",
		CLOSES(REMEDY_FAILED), .says = "tried 5 times: invalid"},
	{"located, and refused all the same",
		.assign = {WRITE_NO_LOCATION, 1, 5}, CLOSES(REMEDY_REFUSED)},
	{"setting it in doubt", .unlocated = true, .location = "DE",
		.locate = {WRITE_LOST, 20, 1}, WAITS(40)},
	{"setting it in doubt, it took", .location = "DE",
		.locate = {WRITE_LOST, 20, 1}, WRITES(WRITE_ASSIGN)},
	{"setting it in doubt, it did not", .unlocated = true, .location = "DE",
		.locate = {WRITE_SENT, 60, 1}, WRITES(WRITE_LOCATE)},
	{"setting it lost thrice", .unlocated = true, .location = "DE",
		.locate = {WRITE_LOST, 60, 3}, CLOSES(REMEDY_FAILED)},
	{"setting it refused", .unlocated = true, .location = "DE",
		.locate = {WRITE_FORBIDDEN, 0, 1},
		.last_word = "User.ReadWrite.All is missing",
		CLOSES(REMEDY_REFUSED), .says = "set: User.ReadWrite.All is"},
	/* ---- what became of the assignment */
	{"sent just before a crash", .assign = {WRITE_SENT, 0, 1}, WAITS(60),
		.says = "in doubt"},
	{"in doubt for 59 s", .assign = {WRITE_LOST, 59, 1}, WAITS(1)},
	{"in doubt for 60 s", .assign = {WRITE_LOST, 60, 1},
		WRITES(WRITE_ASSIGN)},
	{"in doubt, it took", ALIVE, .assign = {WRITE_LOST, 1, 1},
		.probe = PROBE_USER, CLOSES(REMEDY_VERIFIED),
		.says = "back: license assigned, the mailbox answers"},
	{"in doubt twice", .assign = {WRITE_LOST, 60, 2}, WAITS(60)},
	{"in doubt five times", .assign = {WRITE_SENT, 960, 5},
		CLOSES(REMEDY_FAILED), .says = "tried 5 times"},
	{"in doubt, and the seat is taken: by ourselves?", .no_seat = true,
		.assign = {WRITE_LOST, 60, 1}, WAITS(540)},
	{"in doubt, and the seat is taken: by others", .no_seat = true,
		.assign = {WRITE_LOST, 600, 1}, CLOSES(REMEDY_FAILED),
		.says = "no seat of E3"},
	{"another one in doubt", .other_was_assigned = true,
		.assign = {WRITE_LOST, 100, 1}, WAITS(500)},
	{"another one was in doubt", .other_was_assigned = true,
		.assign = {WRITE_LOST, 600, 1}, WRITES(WRITE_ASSIGN)},
	{"in doubt, and now too late", .window_closed = true,
		.assign = {WRITE_LOST, 60, 1}, CLOSES(REMEDY_FAILED)},
	{"busy", .assign = {WRITE_BUSY, 10, 1}, .last_word = "503", WAITS(50),
		.says = "503"},
	{"busy no more", .assign = {WRITE_BUSY, 60, 1}, WRITES(WRITE_ASSIGN)},
	{"seat gone, another free", .other_was_assigned = true,
		.assign = {WRITE_NO_SEAT, 0, 1}, WRITES(WRITE_ASSIGN)},
	{"seat gone, none free", .no_seat = true,
		.assign = {WRITE_NO_SEAT, 0, 1}, CLOSES(REMEDY_REFUSED),
		.says = "no seat of E3"},
	{"seat gone, and listed as free", .assign = {WRITE_NO_SEAT, 10, 1},
		WAITS(20)},
	{"seat gone, and listed as free later",
		.assign = {WRITE_NO_SEAT, 30, 1}, WRITES(WRITE_ASSIGN)},
	{"seat gone five times", .assign = {WRITE_NO_SEAT, 30, 5},
		CLOSES(REMEDY_REFUSED)},
	{"done, not seen yet", .assign = {WRITE_DONE, 2, 1}, .looks = 1,
		WAITS(5), .state = REMEDY_VERIFYING},
	{"done, and never seen", .assign = {WRITE_DONE, 600, 1},
		CLOSES(REMEDY_FAILED), .says = "does not hold it"},
	{"done, seen, plan to come", .held = "E3",
		.assign = {WRITE_DONE, 700, 1}, .looks = 6, WAITS(300),
		.state = REMEDY_VERIFYING},
	{"done, seen, plan never came", .held = "E3",
		.assign = {WRITE_DONE, 4 * 3600, 1}, CLOSES(REMEDY_FAILED)},
	{"done, two held now", .plans = PLANS_ALIVE, .held = "E3 E5",
		.assign = {WRITE_DONE, 7, 1}, .probe = PROBE_USER,
		CLOSES(REMEDY_VERIFIED), .notes = "holds two licenses"},
	{"two held, none by us", .plans = PLANS_ALIVE, .held = "E3 E5",
		.probe = PROBE_USER, CLOSES(REMEDY_VERIFIED), .notes = ""},
	{"unknown product", .assign = {WRITE_UNKNOWN_SKU, 0, 1},
		.last_word = "not sold here", CLOSES(REMEDY_REFUSED),
		.says = "not sold here"},
	{"a plan is needed", .assign = {WRITE_DEPENDENCY, 0, 1},
		CLOSES(REMEDY_REFUSED)},
	{"plans exclude each other", .assign = {WRITE_CONFLICT, 0, 1},
		CLOSES(REMEDY_REFUSED)},
	{"an address is taken", .assign = {WRITE_ADDRESS_TAKEN, 0, 1},
		CLOSES(REMEDY_REFUSED)},
	{"not permitted", .assign = {WRITE_FORBIDDEN, 0, 1},
		CLOSES(REMEDY_REFUSED)},
	{"refused", .assign = {WRITE_REFUSED, 0, 1}, CLOSES(REMEDY_REFUSED)},
	{"no such user", .assign = {WRITE_NO_USER, 0, 1},
		CLOSES(REMEDY_REFUSED)},
	{"not permitted, user restored", RESTORED(999),
		.cause = CAUSE_USER_DELETED, .assign = {WRITE_FORBIDDEN, 0, 1},
		CLOSES(REMEDY_FAILED)},
	/* ---- does it answer? */
	{"no right to ask", ALIVE, .assign = {WRITE_DONE, 7, 1},
		.probe = PROBE_DENIED, CLOSES(REMEDY_VERIFIED),
		.notes = "MailboxSettings.Read is missing"},
	{"not to be asked", ALIVE, .assign = {WRITE_DONE, 7, 1},
		.no_probe = true, CLOSES(REMEDY_VERIFIED)},
	{"silent", ALIVE, .assign = {WRITE_DONE, 7, 1}, .looks = 2,
		.probe = PROBE_NOT_FOUND, WAITS(15), .state = REMEDY_VERIFYING},
	{"not heard of", ALIVE, .assign = {WRITE_DONE, 7, 1}, .looks = 3,
		.probe = PROBE_NO_USER, WAITS(30), .state = REMEDY_VERIFYING},
	{"silent for a minute", ALIVE, .assign = {WRITE_DONE, 7, 1}, .looks = 4,
		.probe = PROBE_NOT_FOUND, WAITS(60), .state = REMEDY_VERIFYING},
	{"silent for two", ALIVE, .assign = {WRITE_DONE, 7, 1}, .looks = 5,
		.probe = PROBE_NOT_FOUND, WAITS(120),
		.state = REMEDY_VERIFYING},
	{"no answer", ALIVE, .assign = {WRITE_DONE, 7, 1}, .looks = 99,
		.probe = PROBE_FAILED, WAITS(300), .state = REMEDY_VERIFYING},
	{"silent, the last wait", ALIVE, .looks = 99,
		.assign = {WRITE_DONE, 4 * 3600 - 7, 1},
		.probe = PROBE_NOT_FOUND, WAITS(7), .state = REMEDY_VERIFYING},
	{"silent to the end", ALIVE, .assign = {WRITE_DONE, 4 * 3600, 1},
		.probe = PROBE_NOT_FOUND, CLOSES(REMEDY_FAILED)},
	{"answers as a shared one", ALIVE, .assign = {WRITE_DONE, 7, 1},
		.probe = PROBE_SHARED, CLOSES(REMEDY_VERIFIED)},
	/* ---- a deleted user */
	{"restored", DELETED, WRITES(WRITE_RESTORE)},
	{"a deleted user, too late", DELETED, .window_closed = true,
		CLOSES(REMEDY_REFUSED)},
	{"a deleted user, by force", DELETED, .window_closed = true,
		.force = true, WRITES(WRITE_RESTORE)},
	{"deleted when the clocks differ", DELETED, .deleted_ago_s = 60,
		.asked_ago_s = 360, WRITES(WRITE_RESTORE)},
	{"deleted again since it was asked for", DELETED, .deleted_ago_s = 60,
		.asked_ago_s = 361, CLOSES(REMEDY_REFUSED),
		.says = "was back meanwhile, and lost again"},
	{"restored by others, with plans of any date", .plans = PLANS_DELETED,
		.cause = CAUSE_USER_DELETED, .asked_ago_s = 9999,
		WRITES(WRITE_ASSIGN)},
	{"the restore in doubt, and a later date", DELETED, .deleted_ago_s = 30,
		.asked_ago_s = 9999, .restore = {WRITE_LOST, 60, 1},
		CLOSES(REMEDY_FAILED),
		.says = "lost and the user is still deleted"},
	{"a deleted user, rehearsed", DELETED, .dry_run = true,
		CLOSES(REMEDY_REHEARSED), .says = "would restore the user"},
	{"a deleted user, halted", DELETED, .halted = true, WAITS(30)},
	{"synchronized", DELETED, .synced = true, CLOSES(REMEDY_REFUSED),
		.says = "synchronized"},
	{"synchronized, allowed", DELETED, .synced = true, .allow_synced = true,
		WRITES(WRITE_RESTORE)},
	{"restored, not seen yet", DELETED, RESTORED(1), WAITS(2),
		.state = REMEDY_VERIFYING},
	{"restored, never seen", DELETED, RESTORED(600), CLOSES(REMEDY_FAILED)},
	{"restored, seen nowhere", .cause = CAUSE_USER_DELETED,
		.place = PLACE_GONE, RESTORED(5), WAITS(2)},
	{"restored, then gone", .cause = CAUSE_USER_DELETED,
		.place = PLACE_GONE, RESTORED(600), CLOSES(REMEDY_FAILED)},
	{"the restore in doubt", DELETED, .restore = {WRITE_SENT, 3, 1},
		WAITS(57), .says = "in doubt"},
	{"the restore did not take", DELETED, .restore = {WRITE_SENT, 60, 1},
		CLOSES(REMEDY_FAILED), .says = "acknowledge again, or"},
	{"the restore was lost", DELETED, .restore = {WRITE_LOST, 60, 1},
		CLOSES(REMEDY_FAILED)},
	{"the restore met a busy Graph", DELETED,
		.restore = {WRITE_BUSY, 60, 1}, CLOSES(REMEDY_FAILED)},
	{"the restore was refused", DELETED,
		.restore = {WRITE_ADDRESS_TAKEN, 0, 1},
		.last_word = "the address is somebody else's",
		CLOSES(REMEDY_REFUSED), .says = "somebody else's"},
	{"the restore is not permitted", DELETED,
		.restore = {WRITE_FORBIDDEN, 0, 1}, CLOSES(REMEDY_REFUSED)},
	{"somebody else restored it", .cause = CAUSE_USER_DELETED,
		WRITES(WRITE_ASSIGN)},
	{"back with its license", .cause = CAUSE_USER_DELETED, ALIVE,
		RESTORED(4), .probe = PROBE_USER, CLOSES(REMEDY_VERIFIED),
		.says = "back: user restored, the mailbox answers"},
	{"back without: wait for the license", .cause = CAUSE_USER_DELETED,
		RESTORED(100), .looks = 9, WAITS(200),
		.state = REMEDY_VERIFYING},
	{"back without: it is soon to be looked at",
		.cause = CAUSE_USER_DELETED, RESTORED(100), .looks = 1,
		WAITS(5), .state = REMEDY_VERIFYING},
	{"back without: waited enough", .cause = CAUSE_USER_DELETED,
		RESTORED(300), WRITES(WRITE_ASSIGN)},
	{"the license comes after the window", .cause = CAUSE_USER_DELETED,
		RESTORED(300), .window_closed = true, WRITES(WRITE_ASSIGN)},
	{"both", .cause = CAUSE_USER_DELETED, ALIVE, RESTORED(400),
		.assign = {WRITE_DONE, 9, 1}, .probe = PROBE_USER,
		CLOSES(REMEDY_VERIFIED),
		.says = "back: user restored, license assigned, the mailbox"},
	{"restored, no seat", .cause = CAUSE_USER_DELETED, RESTORED(300),
		.no_seat = true, CLOSES(REMEDY_FAILED), .says = "no seat"},
	{"not yet known to the license service", .cause = CAUSE_USER_DELETED,
		RESTORED(300), .assign = {WRITE_NO_USER, 3, 1}, WAITS(12)},
	/* ---- sign-in */
	{"sign-in before the license", .cause = CAUSE_USER_DELETED,
		.blocks = true, RESTORED(1), WRITES(WRITE_BLOCK)},
	{"sign-in before verifying", .cause = CAUSE_USER_DELETED,
		.blocks = true, RESTORED(1), ALIVE, WRITES(WRITE_BLOCK)},
	{"sign-in, the restore in doubt", .cause = CAUSE_USER_DELETED,
		.blocks = true, .restore = {WRITE_LOST, 1, 1}, ALIVE,
		WRITES(WRITE_BLOCK)},
	{"sign-in was disabled before", .cause = CAUSE_USER_DELETED,
		.blocks = true, .disabled = true, RESTORED(1), ALIVE,
		.what = DO_PROBE},
	{"sign-in of who was restored by others", .cause = CAUSE_USER_DELETED,
		.blocks = true, ALIVE, .what = DO_PROBE},
	{"sign-in, halted", .cause = CAUSE_USER_DELETED, .blocks = true,
		.halted = true, RESTORED(1), WAITS(30)},
	{"sign-in done, not seen", .cause = CAUSE_USER_DELETED, .blocks = true,
		RESTORED(1), .block = {WRITE_DONE, 1, 1}, ALIVE,
		.what = DO_PROBE},
	{"sign-in in doubt", .cause = CAUSE_USER_DELETED, .blocks = true,
		RESTORED(9), .block = {WRITE_SENT, 9, 1}, ALIVE, WAITS(51)},
	{"sign-in once more", .cause = CAUSE_USER_DELETED, .blocks = true,
		RESTORED(70), .block = {WRITE_SENT, 60, 1}, ALIVE,
		WRITES(WRITE_BLOCK)},
	{"sign-in not permitted", .cause = CAUSE_USER_DELETED, .blocks = true,
		RESTORED(9), .block = {WRITE_FORBIDDEN, 9, 1}, ALIVE,
		.probe = PROBE_USER, CLOSES(REMEDY_VERIFIED),
		.notes = "SIGN-IN IS STILL ENABLED"},
	{"sign-in lost thrice", .cause = CAUSE_USER_DELETED, .blocks = true,
		RESTORED(9), .block = {WRITE_LOST, 70, 3}, ALIVE,
		.probe = PROBE_USER, CLOSES(REMEDY_VERIFIED),
		.notes = "SIGN-IN IS STILL ENABLED"},
	/* ---- a shared mailbox */
	{"shared", SHARED, .place = PLACE_DELETED, WRITES(WRITE_RESTORE)},
	{"shared, restored", SHARED, RESTORED(2), .what = DO_PROBE},
	{"shared, answers", SHARED, RESTORED(2), .probe = PROBE_SHARED,
		CLOSES(REMEDY_VERIFIED), .says = "back: user restored, the"},
	{"a user's after all, and without a license", SHARED, RESTORED(2),
		.probe = PROBE_USER, WAITS(2), .state = REMEDY_VERIFYING,
		.says = "as a user's mailbox, and has no license yet"},
	{"a user's after all, for hours", SHARED, RESTORED(4 * 3600),
		.probe = PROBE_USER, CLOSES(REMEDY_FAILED),
		.says = "has no license after 4h"},
	{"a user's after all, and licensed", SHARED, RESTORED(2), ALIVE,
		.probe = PROBE_USER, CLOSES(REMEDY_VERIFIED)},
	{"shared, silent", SHARED, RESTORED(2), .probe = PROBE_NOT_FOUND,
		.looks = 1, WAITS(5), .state = REMEDY_VERIFYING},
	{"shared, no right to ask", SHARED, RESTORED(2), .probe = PROBE_DENIED,
		CLOSES(REMEDY_VERIFIED)},
	{"shared, silent for hours", SHARED, RESTORED(4 * 3600),
		.probe = PROBE_NOT_FOUND, CLOSES(REMEDY_FAILED)},
	{"shared, silent, and asked for hours ago", SHARED, RESTORED(60),
		.opened_ago_s = 5 * 3600, .probe = PROBE_NOT_FOUND, WAITS(2),
		.state = REMEDY_VERIFYING},
	/* ---- what is said besides, and what is not */
	{"restored once, nobody knows how that went", DELETED,
		.restore = {WRITE_NONE, 60, 1}, .last_word = "no answer",
		CLOSES(REMEDY_REFUSED), .says = "no answer"},
	{"assigned in time", ALIVE, .assign = {WRITE_DONE, 5, 1},
		.probe = PROBE_USER, CLOSES(REMEDY_VERIFIED), .notes = ""},
	{"undated, assigned", .undated = true, ALIVE,
		.assign = {WRITE_DONE, 5, 1}, .probe = PROBE_USER,
		CLOSES(REMEDY_VERIFIED), .notes = ""},
	{"by a group, and nothing was written", .by_group = true, ALIVE,
		.probe = PROBE_USER, CLOSES(REMEDY_VERIFIED), .notes = ""},
	{"too late, but back, and nothing was written", .window_closed = true,
		ALIVE, .probe = PROBE_USER, CLOSES(REMEDY_VERIFIED),
		.notes = ""},
	{"restored too late, by force", .cause = CAUSE_USER_DELETED,
		.window_closed = true, .force = true, RESTORED(0), ALIVE,
		.probe = PROBE_USER, CLOSES(REMEDY_VERIFIED),
		.notes = "it was late"},
	{"two licenses, and one is no longer offered", .held = "E3 E5",
		.plans = PLANS_ALIVE, .no_skus = true,
		.assign = {WRITE_DONE, 5, 1}, .probe = PROBE_USER,
		CLOSES(REMEDY_VERIFIED), .notes = ""},
	{"one of two has its mailbox off", .held = "-E3 E5",
		.plans = PLANS_ALIVE, .assign = {WRITE_DONE, 5, 1},
		.probe = PROBE_USER, CLOSES(REMEDY_VERIFIED), .notes = ""},
	{"two notes", .by_group = true, ALIVE, .assign = {WRITE_DONE, 5, 1},
		.probe = PROBE_DENIED, CLOSES(REMEDY_VERIFIED),
		.notes = "whether the mailbox answers was not asked: "
			 "MailboxSettings.Read is missing; a group used to "},
	{"asked again thrice as late, but not as often as that",
		.location = "DE", .locate = {WRITE_DONE, 99, 1},
		.assign = {WRITE_NO_LOCATION, 3, 4}, WAITS(117)},
};

static struct sku *
make_skus(const struct step_case *row, const struct plan_set *set)
{
	struct sku *skus = mem_zeroed(2, sizeof(*skus));

	for (unsigned char i = 0; i < 2; i++) {
		skus[i] = (struct sku){
			.id = {{(unsigned char)(i + 1)}},
			.part_number = mem_text(i == 0 ? "E3" : "E5"),
			.for_users = true,
			.status = PLAN_STATUS_ENABLED,
			.enabled_seats = 5,
			.consumed_seats = row->no_seat ? 5 : 4,
			.plans = mem_zeroed(2, sizeof(struct sku_plan)),
			.plan_count = 2,
		};
		skus[i].plans[1] = (struct sku_plan){
			.plan = {{NO_MAILBOX}}, .usable = true};
		skus[i].plans[0] = (struct sku_plan){
			.plan = set->plans[i], .usable = true};
	}
	return skus;
}

static enum plan_status
status_of(enum plans plans)
{
	switch (plans) {
	case PLANS_ALIVE:
		return PLAN_STATUS_ENABLED;
	case PLANS_SUSPENDED:
		return PLAN_STATUS_SUSPENDED;
	case PLANS_NONE:
	case PLANS_DELETED:
		break;
	}
	return PLAN_STATUS_DELETED;
}

static void
make_user(struct user *user, const struct step_case *row,
	const struct plan_set *set)
{
	/* A second one does not matter where one is alive. */
	size_t plan_count = row->plans == PLANS_NONE ? 0 : 2;

	*user = (struct user){
		.usage_location = mem_text(row->unlocated ? NULL : "AT"),
		.deleted_at = row->place == PLACE_DELETED
				      ? NOW - row->deleted_ago_s
				      : 0,
		.account_enabled = row->disabled ? TRI_NO : TRI_YES,
		.synced = row->synced ? TRI_YES : TRI_NO,
		.plans = mem_zeroed(2, sizeof(*user->plans)),
		.plan_count = plan_count,
		.licenses = mem_zeroed(2, sizeof(*user->licenses)),
	};
	user->plans[0] = (struct user_plan){
		set->plans[0], status_of(row->plans), NOW - 50};
	user->plans[1] = (struct user_plan){
		set->plans[1], PLAN_STATUS_DELETED, NOW - 9000};
	if (row->held == NULL) {
		return;
	}
	user->licenses[0].sku = (struct guid){{1}};
	user->licenses[1].sku = (struct guid){{2}};
	user->license_count = strstr(row->held, " E5") != NULL ? 2 : 1;
	if (*row->held == '-' || *row->held == '~') {
		user->licenses[0].disabled_count = 1;
		user->licenses[0].disabled_plans =
			mem_zeroed(1, sizeof(struct guid));
		user->licenses[0].disabled_plans[0] =
			*row->held == '-' ? set->plans[0]
					  : (struct guid){{NO_MAILBOX}};
	}
}

static struct remedy_write
write_of(const struct write_then *then)
{
	return (struct remedy_write){then->result,
		then->count > 0 || then->ago_s > 0 ? NOW - then->ago_s : 0,
		then->count};
}

static void
make_remedy(struct remedy *remedy, const struct step_case *row)
{
	/* Before anything was written. */
	time_t opened_ago_s =
		row->opened_ago_s != 0
			? row->opened_ago_s
			: 9 + row->restore.ago_s + row->assign.ago_s +
				  row->locate.ago_s + row->block.ago_s;

	*remedy = (struct remedy){
		.cause = row->cause != CAUSE_NONE ? row->cause
						  : CAUSE_LICENSE_REMOVED,
		.deadline = {.latest = row->undated	    ? 0
				       : row->window_closed ? NOW
							    : NOW + 1},
		.force = row->force,
		.block = row->blocks,
		.by_group = row->by_group,
		.sku = {{1}},
		.assigned = {{row->other_was_assigned ? 2 : 1}},
		.writes = {[WRITE_RESTORE] = write_of(&row->restore),
			[WRITE_ASSIGN] = write_of(&row->assign),
			[WRITE_LOCATE] = write_of(&row->locate),
			[WRITE_BLOCK] = write_of(&row->block)},
		.state = REMEDY_OPEN,
		.opened_at = NOW - opened_ago_s,
		.looks = row->looks,
		.reason = mem_text(row->last_word),
	};
}

static void
make_tenant(struct tenant *tenant, const struct step_case *row)
{
	tenant_init(tenant, "contoso");
	tenant->policy.dry_run = row->dry_run;
	tenant->policy.allow_synced_deleted = row->allow_synced;
	tenant->policy.usage_location = mem_text(row->location);
	tenant->policy.group_held =
		row->refuse_groups ? GROUP_HELD_REFUSE : GROUP_HELD_DIRECT;
	tenant->probe = row->no_probe ? EFFORT_NO : EFFORT_AUTO;
}

static bool
is_as_expected(const struct remedy_move *move, const struct step_case *row)
{
	enum remedy_state state = row->state != 0 ? row->state : REMEDY_OPEN;

	if (move->what != row->what || move->state != state ||
		(row->says != NULL &&
			strstr(move->reason, row->says) == NULL) ||
		(row->notes != NULL && *row->notes == '\0' &&
			*move->note != '\0') ||
		(row->notes != NULL &&
			strstr(move->note, row->notes) == NULL) ||
		*move->note == ';') {
		return false;
	}
	switch (move->what) {
	case DO_WRITE:
		return move->write == row->write &&
		       (move->choice.sku != NULL) ==
			       (row->write == WRITE_ASSIGN ||
				       row->write == WRITE_LOCATE);
	case DO_WAIT:
		return move->wait_until == NOW + row->wait_s;
	case DO_CLOSE:
		return *move->reason != '\0';
	case DO_PROBE:
		break;
	}
	return true;
}

static void
test_steps(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		const struct step_case *row = &cases[i];
		struct remedy remedy = {0};
		struct tenant tenant = {0};
		struct user user = {0};
		struct remedy_move move = {0};
		struct sku_list skus = {.count = 2};

		make_tenant(&tenant, row);
		make_remedy(&remedy, row);
		make_user(&user, row, &tenant.plans);
		skus.skus = make_skus(row, &tenant.plans);
		const struct remedy_seen seen = {
			.now = NOW,
			.place = row->place,
			.user = row->place == PLACE_GONE ? NULL : &user,
			.probe = row->probe,
			.skus = row->no_skus ? NULL : &skus,
			.halted = row->halted,
			.only_enabled = row->only_enabled,
			.asked_at = row->asked_ago_s == 0
					    ? 0
					    : NOW - row->asked_ago_s,
		};
		memset(&move, 0x5a, sizeof(move));
		remedy_next(&remedy, &tenant, &seen, &move);
		if (!is_as_expected(&move, row)) {
			fail_msg("%s: does %d, write %d, state %d, waits %lld:"
				 " %s (%s)",
				row->name, (int)move.what, (int)move.write,
				(int)move.state,
				(long long)(move.wait_until - NOW), move.reason,
				move.note);
		}
		remedy_move_release(&move);
		assert_int_equal(move.what, 0);
		remedy_move_release(NULL);
		free(remedy.reason);
		sku_list_release(&skus);
		user_release(&user);
		tenant_release(&tenant);
	}
}

static void
test_unreachable(void **state)
{
	struct remedy remedy = {.state = REMEDY_OPEN, .opened_at = NOW};
	struct tenant tenant = {0};
	struct remedy_move move;

	(void)state;
	memset(&move, 0x5a, sizeof(move));
	tenant_init(&tenant, "contoso");
	remedy_unreachable(&remedy, &tenant, NOW + 10, "no route", &move);
	assert_int_equal(move.what, DO_WAIT);
	assert_null(move.choice.sku);
	assert_string_equal(move.note, "");
	assert_int_equal(move.wait_until, NOW + 15);
	assert_non_null(strstr(move.reason, "no route"));
	remedy_unreachable(&remedy, &tenant, NOW + 4 * 3600, "no route", &move);
	assert_int_equal(move.what, DO_CLOSE);
	assert_int_equal(move.state, REMEDY_REFUSED);
	remedy.writes[WRITE_ASSIGN] =
		(struct remedy_write){WRITE_LOST, NOW + 3600, 1};
	remedy_unreachable(&remedy, &tenant, NOW + 4 * 3600, "no route", &move);
	assert_int_equal(move.what, DO_WAIT);
	remedy_unreachable(&remedy, &tenant, NOW + 5 * 3600, "no route", &move);
	assert_int_equal(move.state, REMEDY_FAILED);
	tenant_release(&tenant);
}

/* However long it seems to have taken. */
static void
test_hold(void **state)
{
	struct remedy remedy = {.state = REMEDY_VERIFYING, .opened_at = NOW};
	struct tenant tenant = {0};
	struct remedy_move move = {0};

	(void)state;
	tenant_init(&tenant, "contoso");
	remedy_hold(
		&remedy, &tenant, NOW + 40 * 86400, "the clock is off", &move);
	assert_int_equal(move.what, DO_WAIT);
	assert_int_equal(move.state, REMEDY_VERIFYING);
	assert_int_equal(move.wait_until, NOW + 40 * 86400 + STEP_HALT_S);
	assert_string_equal(move.reason, "on hold: the clock is off");
	tenant_release(&tenant);
}

static void
test_what_is_written_down(void **state)
{
	struct sku sku = {.id = {{7}}};
	struct remedy remedy = {.looks = 5, .state = REMEDY_VERIFYING};
	struct remedy_move move = {.what = DO_WRITE,
		.write = WRITE_ASSIGN,
		.choice = {.sku = &sku},
		.reason = "assign it"};
	const struct remedy_write *assign = &remedy.writes[WRITE_ASSIGN];

	(void)state;
	remedy_sent(&remedy, &move, NOW);
	assert_int_equal(assign->result, WRITE_SENT);
	assert_int_equal(assign->count, 1);
	assert_int_equal(assign->sent_at, NOW);
	assert_true(guid_equal(&remedy.assigned, &sku.id));
	assert_int_equal(remedy.looks, 0);
	assert_int_equal(remedy.due_at, NOW + STEP_DOUBT_S);
	assert_string_equal(remedy.reason, "assign it");
	remedy_unsent(&remedy, WRITE_ASSIGN, NOW + 7);
	assert_int_equal(assign->result, WRITE_NONE);
	assert_int_equal(assign->count, 0);
	assert_int_equal(remedy.due_at, NOW + 7);
	remedy_sent(&remedy, &move, NOW);
	remedy_answered(&remedy, WRITE_ASSIGN, WRITE_BUSY, "busy", NOW + 1);
	assert_int_equal(assign->result, WRITE_BUSY);
	assert_string_equal(remedy.reason, "busy");
	assert_int_equal(remedy.state, REMEDY_OPEN);
	assert_int_equal(remedy.due_at, NOW + 1);
	remedy_sent(&remedy, &move, NOW + 99);
	remedy_answered(&remedy, WRITE_ASSIGN, WRITE_DONE, "", NOW + 100);
	assert_int_equal(assign->count, 2);
	assert_int_equal(remedy.state, REMEDY_VERIFYING);
	assert_int_equal(remedy.due_at, NOW + 102);
	move = (struct remedy_move){.what = DO_WAIT,
		.state = REMEDY_VERIFYING,
		.wait_until = NOW + 150};
	remedy_moved(&remedy, &move, NOW + 120);
	assert_int_equal(remedy.looks, 1);
	assert_int_equal(remedy.due_at, NOW + 150);
	assert_int_equal(remedy.closed_at, 0);
	move = (struct remedy_move){
		.what = DO_CLOSE, .state = REMEDY_VERIFIED, .reason = "back"};
	remedy_moved(&remedy, &move, NOW + 151);
	assert_int_equal(remedy.closed_at, NOW + 151);
	assert_int_equal(remedy.state, REMEDY_VERIFIED);
	assert_string_equal(remedy.reason, "back");
	free(remedy.reason);
}

/* Which write is the last, so that what is left is to see it. */
static const struct {
	const char *name;
	enum write_kind kind;
	bool block;
	bool is_last;
} lasts[] = {
	{"a restore", WRITE_RESTORE, false, true},
	{"a restore, with sign-in to be blocked", WRITE_RESTORE, true, false},
	{"a place", WRITE_LOCATE, false, false},
	{"a license", WRITE_ASSIGN, true, true},
	{"sign-in", WRITE_BLOCK, true, false},
};

static void
test_last_write(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(lasts); i++) {
		struct remedy remedy = {
			.state = REMEDY_OPEN, .block = lasts[i].block};

		remedy_answered(&remedy, lasts[i].kind, WRITE_DONE, "", NOW);
		if (remedy.due_at != (lasts[i].is_last ? NOW + 2 : NOW) ||
			(remedy.state == REMEDY_VERIFYING) !=
				lasts[i].is_last) {
			fail_msg("%s", lasts[i].name);
		}
		assert_null(remedy.reason);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_last_write),
		cmocka_unit_test(test_steps),
		cmocka_unit_test(test_unreachable),
		cmocka_unit_test(test_hold),
		cmocka_unit_test(test_what_is_written_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
