// SPDX-License-Identifier: MIT
/*
 * step - what comes next for a remedy, given what a fresh read of the user
 * showed: remedy_next(remedy, seen) -> move.
 *
 * The worker reads, asks here, writes the intent down, writes to Graph, writes
 * the answer down, and asks again.  Killed anywhere in between, it only has to
 * read and ask again: nothing is decided by where the program was.  A write
 * whose answer is not known is in doubt; it is sent again only after a read at
 * least STEP_DOUBT_S later shows that it did not take, and a restore never.
 * Every wait is bounded, but for one that somebody ordered (pause, kill
 * switch) and while this host's clock is wrong.  Pure.
 */
#ifndef CORE_STEP_H
#define CORE_STEP_H

#include "core/choice.h"

#define STEP_DOUBT_S 60
#define STEP_ASSIGN_TRIES 5
#define STEP_PATCH_TRIES 3 /* usageLocation, sign-in */
/* So long something Graph said it did may stay invisible. */
#define STEP_APPEAR_S 600
/* So long an assignment in doubt keeps another SKU from being tried. */
#define STEP_SWITCH_S 600
#define STEP_HALT_S 30
/* What has waited so long may have become a shared mailbox, which needs no
 * license: its mailbox is asked before one is assigned. */
#define STEP_ASK_ANEW_S 900
/* No wait is longer: what is due later was written by a wrong clock. */
#define STEP_WAIT_LIMIT_S 3600

/* What was just read. */
struct remedy_seen {
	time_t now;
	enum place place;
	const struct user *user;     /* NULL when gone; borrowed */
	enum probe_answer probe;     /* PROBE_NEVER: not asked this time */
	const struct sku_list *skus; /* less what was assigned since it was
					read; NULL: not known */
	bool halted;		     /* paused or kill switch: write nothing */
	/* Whoever asked did not ask for somebody whose sign-in is blocked. */
	bool only_enabled;
	time_t asked_at; /* request_asked_at(); 0: it does not matter */
};

enum remedy_do {
	DO_WRITE = 1, /* `write`, then ask again */
	DO_PROBE,     /* ask the mailbox, then ask again */
	DO_WAIT,      /* until `wait_until`, then read again */
	DO_CLOSE,     /* with `state` and `reason` */
};

struct remedy_move {
	enum remedy_do what;
	enum write_kind write;
	struct choice choice; /* of WRITE_ASSIGN; owned, but for its sku */
	time_t wait_until;
	enum remedy_state state; /* also while waiting: OPEN or VERIFYING */
	bool took; /* the license whose assignment was in doubt is there */
	char reason[REASON_SIZE];
	/* With REMEDY_VERIFIED: "relicensed" beside two SKUs, a group that
	 * should get the license back, ...: told in the comment.  */
	char note[REASON_SIZE];
};

/*
 * When what is seen was lost, by Graph's own dates; 0: nothing says, or it is
 * not lost.  Later than it was asked for, it is another loss than the one that
 * was meant, and nothing is written for it.
 */
time_t remedy_lost_at(const struct remedy *remedy, const struct tenant *tenant,
	enum place place, const struct user *user);

/* `move` is overwritten, not released. */
void remedy_next(const struct remedy *remedy, const struct tenant *tenant,
	const struct remedy_seen *seen, struct remedy_move *move);
void remedy_move_release(struct remedy_move *move);

/* The same where Graph could not be asked, `why` being the error. */
void remedy_unreachable(const struct remedy *remedy,
	const struct tenant *tenant, time_t now, const char *why,
	struct remedy_move *move);
/*
 * The same while this host's clock is wrong: it waits.  Nothing is given up for
 * having taken long, as nobody can tell how long it took.
 */
void remedy_hold(const struct remedy *remedy, const struct tenant *tenant,
	time_t now, const char *why, struct remedy_move *move);

/*
 * What a move does to the remedy, to be written down: before a write is sent
 * (from then on it is in doubt), when its answer is there (`why`: what Graph
 * said), when it is certain that it was never carried out, and when a move is
 * to wait or to close.
 */
void remedy_sent(
	struct remedy *remedy, const struct remedy_move *move, time_t now);
void remedy_answered(struct remedy *remedy, enum write_kind kind,
	enum write_result result, const char *why, time_t now);
void remedy_unsent(struct remedy *remedy, enum write_kind kind, time_t due_at);
void remedy_moved(
	struct remedy *remedy, const struct remedy_move *move, time_t now);

#endif
