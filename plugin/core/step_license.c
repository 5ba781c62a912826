// SPDX-License-Identifier: MIT
/* Giving an active user a license with a mailbox. */
#include "core/step_impl.h"

#include <stdio.h>

#define LOCATION_LAG_S 15
#define SEAT_PAUSE_S 30

static bool
mailbox_is_off(const struct user_license *license, const struct sku *sku,
	const struct plan_set *set)
{
	for (size_t i = 0; i < license->disabled_count; i++) {
		const struct guid *plan = &license->disabled_plans[i];
		for (size_t k = 0; k < sku->plan_count; k++) {
			if (plan_set_has(set, plan) &&
				guid_equal(&sku->plans[k].plan, plan)) {
				return true;
			}
		}
	}
	return false;
}

size_t
step_count_licenses(const struct step *step)
{
	const struct user *user = step->seen->user;
	const struct plan_set *set = &step->tenant->plans;
	size_t count = 0;

	for (size_t i = 0; step->seen->skus != NULL && i < user->license_count;
		i++) {
		const struct sku *sku =
			sku_find(step->seen->skus, &user->licenses[i].sku);
		count += sku != NULL && sku_gives_mailbox(sku, set) &&
			 !mailbox_is_off(&user->licenses[i], sku, set);
	}
	return count;
}

/* ---- usageLocation ---- */

/* False: a move was made. */
static bool
is_located(struct step *step)
{
	const struct remedy_write *locate = &step->remedy->writes[WRITE_LOCATE];
	const char *wanted = step->tenant->policy.usage_location;
	char what[64];

	if (step->seen->user->usage_location != NULL ||
		locate->result == WRITE_DONE) {
		return true;
	}
	if (wanted == NULL) {
		if (step->remedy->writes[WRITE_ASSIGN].result ==
			WRITE_NO_LOCATION) {
			step_give_up(step,
				"the user has no usageLocation, without which "
				"no license can be assigned: set it, or set "
				"usage_location for all");
			return false;
		}
		return true; /* it is for Graph to say no */
	}
	if (step_is_doubtful(locate) &&
		step->seen->now < locate->sent_at + STEP_DOUBT_S) {
		step_wait(step, REMEDY_OPEN, locate->sent_at + STEP_DOUBT_S,
			"whether usageLocation was set is in doubt");
		return false;
	}
	if ((locate->result != WRITE_NONE && !step_is_doubtful(locate)) ||
		locate->count >= STEP_PATCH_TRIES) {
		step_give_up(step, "usageLocation could not be set: %s",
			step_last_word(step));
		return false;
	}
	(void)snprintf(what, sizeof(what), "set usageLocation %.2s", wanted);
	step_write(step, WRITE_LOCATE, what);
	return false;
}

/* ---- the license ---- */

/* The last assignment may have been carried out, or not be seen yet. */
static bool
others_must_wait(const struct step *step)
{
	const struct remedy_write *assign = &step->remedy->writes[WRITE_ASSIGN];

	return step_is_doubtful(assign) &&
	       step->seen->now < assign->sent_at + STEP_SWITCH_S;
}

static void
assign(struct step *step)
{
	const struct remedy_write *last = &step->remedy->writes[WRITE_ASSIGN];
	struct choice *choice = &step->move->choice;
	char what[REASON_SIZE + 16]; /* cut where it is kept */
	bool is_same = false;

	if (step_window_is_closed(step) && !step_has_restored(step->remedy)) {
		step_give_up(step, "its window has closed: a license would "
				   "bring a new and empty mailbox");
		return;
	}
	choice_make(step->remedy, step->seen->user, step->seen->skus,
		step->tenant, choice);
	is_same = choice->sku != NULL &&
		  guid_equal(&choice->sku->id, &step->remedy->assigned);
	if (!is_same && others_must_wait(step)) {
		step_wait(step, REMEDY_OPEN, last->sent_at + STEP_SWITCH_S,
			"whether the last assignment took is in doubt; "
			"another product only then");
	} else if (choice->problem != CHOICE_MADE) {
		step_give_up(step, "%s", choice->reason);
	} else if (last->count >= STEP_ASSIGN_TRIES) {
		step_give_up(step, "tried %lld times: %s",
			(long long)last->count, step_last_word(step));
	} else if (is_same && last->result == WRITE_NO_SEAT &&
		   step->seen->now < last->sent_at + SEAT_PAUSE_S) {
		step_wait(step, REMEDY_OPEN, last->sent_at + SEAT_PAUSE_S,
			"the seat that is listed as free was refused");
	} else if (is_located(step)) {
		(void)snprintf(what, sizeof(what), "assign %s", choice->reason);
		step_write(step, WRITE_ASSIGN, what);
	}
}

static time_t
doubled(time_t seconds, int64_t count)
{
	for (int64_t i = 1; i < count && i < STEP_ASSIGN_TRIES; i++) {
		seconds *= 2;
	}
	return seconds;
}

/* By what became of the last assignment. */
static void
assign_or_wait(struct step *step)
{
	const struct remedy_write *last = &step->remedy->writes[WRITE_ASSIGN];
	const char *why = step_last_word(step);
	time_t next_at = 0;

	switch (last->result) {
	case WRITE_NONE:
	case WRITE_NO_SEAT: /* what is listed as free was just read again */
		break;
	case WRITE_SENT:
	case WRITE_LOST:
		why = "whether the license was assigned is in doubt";
		next_at = last->sent_at + doubled(STEP_DOUBT_S, last->count);
		break;
	case WRITE_BUSY:
		next_at = last->sent_at + doubled(STEP_DOUBT_S, last->count);
		break;
	case WRITE_NO_LOCATION:
		/* Set, and not known everywhere yet; else it is to be set. */
		if (step->seen->user->usage_location != NULL ||
			step->remedy->writes[WRITE_LOCATE].result ==
				WRITE_DONE) {
			next_at = last->sent_at +
				  doubled(LOCATION_LAG_S, last->count);
		}
		break;
	case WRITE_NO_USER:
		if (!step_has_restored(step->remedy)) {
			step_give_up(step, "%s", why);
			return;
		}
		next_at = last->sent_at + doubled(LOCATION_LAG_S, last->count);
		break;
	case WRITE_DONE:
		if (step->seen->now >= last->sent_at + STEP_APPEAR_S) {
			step_close(step, REMEDY_FAILED,
				"Graph accepted the license, but the user "
				"does not hold it");
			return;
		}
		step_look_again(step, REMEDY_VERIFYING,
			"the license that was assigned is not seen");
		return;
	case WRITE_UNKNOWN_SKU:
	case WRITE_DEPENDENCY:
	case WRITE_CONFLICT:
	case WRITE_ADDRESS_TAKEN:
	case WRITE_FORBIDDEN:
	case WRITE_REFUSED:
		step_give_up(step, "%s", why);
		return;
	}
	if (step->seen->now < next_at && last->count < STEP_ASSIGN_TRIES) {
		step_wait(step, REMEDY_OPEN, next_at, "%s", why);
		return;
	}
	assign(step);
}

/*
 * One that was still connected can be converted without a license.  True: a
 * move was made.
 */
static bool
is_shared_by_now(struct step *step)
{
	const struct remedy_seen *seen = step->seen;

	if (step->remedy->cause != CAUSE_LICENSE_REMOVED ||
		step_has_acted(step->remedy) || step->remedy->force ||
		step->tenant->probe == EFFORT_NO || seen->halted ||
		seen->now < step->remedy->opened_at + STEP_ASK_ANEW_S) {
		return false;
	}
	if (seen->probe == PROBE_NEVER) {
		step->move->what = DO_PROBE;
		step->move->state = step->remedy->state;
		return true;
	}
	if (seen->probe == PROBE_SHARED) {
		step_give_up(step, "it answers as a shared mailbox by now, and "
				   "needs no license");
		return true;
	}
	return false;
}

void
step_relicense(struct step *step)
{
	const struct remedy *remedy = step->remedy;
	const struct policy *policy = &step->tenant->policy;
	time_t back_by = remedy->writes[WRITE_RESTORE].sent_at +
			 (time_t)policy->license_wait_s;

	if (step->seen->skus == NULL) {
		step_look_again(step, remedy->state,
			"the products of the tenant could not be read");
		return;
	}
	if (step_count_licenses(step) > 0) {
		step_look_again(step, REMEDY_VERIFYING,
			"the license is there, its mailbox plan not enabled");
		return;
	}
	if (step_has_restored(remedy) && step->seen->now < back_by &&
		remedy->writes[WRITE_ASSIGN].count == 0) {
		step_look_again(step, REMEDY_VERIFYING,
			"the user is back, the license is not");
		if (step->move->wait_until > back_by) {
			step->move->wait_until = back_by;
		}
		return;
	}
	if (step_is_lost_again(step)) {
		return;
	}
	if (remedy->by_group && policy->group_held == GROUP_HELD_REFUSE &&
		remedy->writes[WRITE_ASSIGN].count == 0) {
		step_give_up(step, "a group used to give this license, and "
				   "group_held = refuse: give it back to the "
				   "group");
		return;
	}
	if (step->seen->only_enabled &&
		remedy->cause == CAUSE_LICENSE_REMOVED &&
		step->seen->user->account_enabled == TRI_NO &&
		remedy->writes[WRITE_ASSIGN].count == 0) {
		step_give_up(step, "sign-in was blocked meanwhile, as that of "
				   "somebody who left: the comment would have "
				   "to say #restore");
		return;
	}
	if (!is_shared_by_now(step)) {
		assign_or_wait(step);
	}
}
