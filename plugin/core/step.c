// SPDX-License-Identifier: MIT
#include "core/step.h"

#include <stdio.h>
#include <string.h>

#include "core/step_impl.h"

time_t
remedy_lost_at(const struct remedy *remedy, const struct tenant *tenant,
	enum place place, const struct user *user)
{
	time_t lost_at = 0;

	switch (place) {
	case PLACE_ACTIVE:
		/* Back from the bin its plans have any date. */
		if (remedy->cause == CAUSE_LICENSE_REMOVED &&
			mailbox_plans(user, &tenant->plans, &lost_at) !=
				PLANS_ALIVE) {
			return lost_at;
		}
		break;
	case PLACE_DELETED:
		return user->deleted_at;
	case PLACE_GONE:
		break;
	}
	return 0;
}

/* ---- deleted ---- */

static void
restore(struct step *step)
{
	if (step_is_lost_again(step)) {
		return;
	}
	if (step->seen->user->synced == TRI_YES &&
		!step->tenant->policy.allow_synced_deleted) {
		step_give_up(step,
			"the user is synchronized from on-premises: restore it "
			"there, or set allow_synced_deleted");
	} else if (step_window_is_closed(step)) {
		step_give_up(step, "its window has closed");
	} else {
		step_write(step, WRITE_RESTORE, "restore the user");
	}
}

static void
next_of_deleted(struct step *step)
{
	const struct remedy_write *last = &step->remedy->writes[WRITE_RESTORE];
	time_t now = step->seen->now;

	if (step->remedy->cause != CAUSE_USER_DELETED &&
		step->remedy->cause != CAUSE_SHARED_DELETED) {
		step_give_up(step,
			"the user was deleted meanwhile: to restore a deleted "
			"user has to be asked for anew");
		return;
	}
	if (last->count == 0 && last->result == WRITE_NONE) {
		restore(step);
	} else if (last->result == WRITE_DONE &&
		   now < last->sent_at + STEP_APPEAR_S) {
		step_look_again(step, REMEDY_VERIFYING,
			"the restored user is not seen");
	} else if (last->result == WRITE_DONE) {
		step_close(step, REMEDY_FAILED,
			"Graph said the user was restored, but it is deleted");
	} else if (step_is_doubtful(last) &&
		   now < last->sent_at + STEP_DOUBT_S) {
		step_wait(step, REMEDY_OPEN, last->sent_at + STEP_DOUBT_S,
			"whether the user was restored is in doubt");
	} else if (step_is_doubtful(last)) {
		step_close(step, REMEDY_FAILED,
			"the answer to the restore was lost and the user is "
			"still deleted; it is not repeated by itself: "
			"acknowledge again, or restore it by hand");
	} else {
		step_give_up(step, "%s", step_last_word(step));
	}
}

/* ---- active ---- */

static bool
needs_plan(const struct remedy *remedy)
{
	return remedy->cause != CAUSE_SHARED_DELETED;
}

static bool
plan_is_alive(const struct step *step)
{
	time_t ignored = 0;

	return mailbox_plans(step->seen->user, &step->tenant->plans,
		       &ignored) == PLANS_ALIVE;
}

static bool
wants_block(const struct step *step)
{
	return step->remedy->block && step_has_restored(step->remedy) &&
	       step->seen->user->account_enabled != TRI_NO &&
	       step->remedy->writes[WRITE_BLOCK].result != WRITE_DONE;
}

/* Before the license, but never in its way.  True: a move was made. */
static bool
block(struct step *step)
{
	const struct remedy_write *last = &step->remedy->writes[WRITE_BLOCK];

	if (!wants_block(step) || step->tenant->policy.dry_run) {
		return false;
	}
	if (step_is_doubtful(last) &&
		step->seen->now < last->sent_at + STEP_DOUBT_S) {
		step_wait(step, REMEDY_OPEN, last->sent_at + STEP_DOUBT_S,
			"whether sign-in was disabled is in doubt");
		return true;
	}
	if ((last->result != WRITE_NONE && !step_is_doubtful(last)) ||
		last->count >= STEP_PATCH_TRIES) {
		return false; /* told when it is over */
	}
	step_write(step, WRITE_BLOCK, "disable sign-in");
	return true;
}

static void
note(struct remedy_move *move, const char *text)
{
	size_t length = strlen(move->note);

	(void)snprintf(move->note + length, sizeof(move->note) - length, "%s%s",
		length == 0 ? "" : "; ", text);
}

static void
take_notes(struct step *step)
{
	const struct remedy *remedy = step->remedy;
	const struct remedy_write *assign = &remedy->writes[WRITE_ASSIGN];
	time_t acted_at = assign->count > 0
				  ? assign->sent_at
				  : remedy->writes[WRITE_RESTORE].sent_at;

	if (wants_block(step)) {
		note(step->move, "SIGN-IN IS STILL ENABLED: it could not be "
				 "disabled");
	}
	if (assign->count > 0 && step_count_licenses(step) > 1) {
		note(step->move, "the user now holds two licenses with a "
				 "mailbox: take one away");
	}
	if (remedy->deadline.latest != 0 &&
		acted_at >= remedy->deadline.latest) {
		note(step->move, "it was late: the mailbox may be new and "
				 "empty");
	}
	if (step->seen->probe == PROBE_DENIED) {
		note(step->move, "whether the mailbox answers was not asked: "
				 "MailboxSettings.Read is missing");
	}
	/* Last: whoever knows its name adds it. */
	if (assign->count > 0 && remedy->by_group) {
		note(step->move, "a group used to give this license: it should "
				 "again");
	}
}

static void
close_verified(struct step *step)
{
	const struct remedy *remedy = step->remedy;

	take_notes(step);
	if (!step_has_acted(remedy)) {
		step_close(step, REMEDY_VERIFIED,
			"already back: nothing was written");
		return;
	}
	step_close(step, REMEDY_VERIFIED, "back: %s%s%s%s",
		step_has_restored(remedy) ? "user restored" : "",
		step_has_restored(remedy) &&
				remedy->writes[WRITE_ASSIGN].count > 0
			? ", "
			: "",
		remedy->writes[WRITE_ASSIGN].count > 0 ? "license assigned"
						       : "",
		step->seen->probe == PROBE_USER ||
				step->seen->probe == PROBE_SHARED
			? ", the mailbox answers"
			: "");
}

static void
verify(struct step *step)
{
	if (step->tenant->probe == EFFORT_NO) {
		close_verified(step);
		return;
	}
	switch (step->seen->probe) {
	case PROBE_NEVER:
		step->move->what = DO_PROBE;
		step->move->state = step->remedy->state;
		break;
	case PROBE_USER:
		/* One that was cut off may go on answering for hours. */
		if (plan_is_alive(step)) {
			close_verified(step);
		} else {
			step_look_again(step, REMEDY_VERIFYING,
				"it answers as a user's mailbox, and has no "
				"license");
		}
		break;
	case PROBE_SHARED:
	case PROBE_DENIED:
		close_verified(step);
		break;
	case PROBE_NOT_FOUND:
	case PROBE_NO_USER:
	case PROBE_FAILED:
		step_look_again(
			step, REMEDY_VERIFYING, "the mailbox does not answer");
		break;
	}
}

/* It may be gone at the next look, and must not be given again then. */
static bool
assignment_took(const struct step *step)
{
	return step_is_doubtful(&step->remedy->writes[WRITE_ASSIGN]) &&
	       (plan_is_alive(step) || step_count_licenses(step) > 0);
}

void
remedy_next(const struct remedy *remedy, const struct tenant *tenant,
	const struct remedy_seen *seen, struct remedy_move *move)
{
	struct step step = {remedy, tenant, seen, move};
	const struct remedy_write *restored = &remedy->writes[WRITE_RESTORE];

	*move = (struct remedy_move){0};
	switch (seen->place) {
	case PLACE_GONE:
		if (step_has_restored(remedy) &&
			seen->now < restored->sent_at + STEP_APPEAR_S) {
			step_look_again(&step, remedy->state,
				"the restored user is nowhere to be seen");
		} else {
			step_close(&step, REMEDY_FAILED,
				"the user is gone for good: neither active nor "
				"among the deleted ones");
		}
		return;
	case PLACE_DELETED:
		next_of_deleted(&step);
		return;
	case PLACE_ACTIVE:
		move->took = assignment_took(&step);
		break;
	}
	if (block(&step)) {
		return;
	}
	if (!needs_plan(remedy) || plan_is_alive(&step)) {
		verify(&step);
	} else {
		step_relicense(&step);
	}
}
