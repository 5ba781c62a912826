// SPDX-License-Identifier: MIT
/*
 * turn - one remedy, what is seen of its mailbox, and what is to be done next,
 * as one row of a table.
 */
#ifndef UNIT_TURN_H
#define UNIT_TURN_H

#include "core/step.h"

#define TURN_NOW ((time_t)1000000)

#define DELETED .cause = CAUSE_USER_DELETED, .place = PLACE_DELETED
#define SHARED .cause = CAUSE_SHARED_DELETED
#define RESTORED(ago) .restore = {WRITE_DONE, ago, 1}
#define ALIVE .plans = PLANS_ALIVE, .held = "E3"
#define WRITES(kind) .what = DO_WRITE, .write = kind
#define WAITS(seconds) .what = DO_WAIT, .wait_s = seconds
#define CLOSES(how) .what = DO_CLOSE, .state = how

struct turn_write {
	enum write_result result;
	time_t ago_s;
	int64_t count;
};

/* One mailbox, lost by its license, that is active without one unless said. */
struct turn {
	const char *name;
	enum cause cause;
	struct turn_write restore, assign, locate, block;
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
	bool took;
};

/* Takes each, and fails the running test where one is not met. */
void turn_take_all(const struct turn *turns, size_t count);

#endif
