// SPDX-License-Identifier: MIT
#include "core/assessment.h"

#include <stdlib.h>
#include <string.h>

#include "core/mem.h"

void
assessment_init(struct assessment *assessment, const struct judging *judging,
	size_t item_limit)
{
	*assessment = (struct assessment){
		.judging = judging, .item_limit = item_limit};
}

void
assessment_release(struct assessment *assessment)
{
	for (size_t i = 0; i < assessment->item_count; i++) {
		mailbox_release(&assessment->items[i].mailbox);
	}
	for (size_t i = 0; i < assessment->actor_count; i++) {
		free(assessment->actors[i].actor);
	}
	mailbox_release(&assessment->soonest.mailbox);
	free(assessment->items);
	*assessment = (struct assessment){0};
}

void
assessment_add_seats(struct assessment *assessment, const struct guid *sku,
	int64_t free_seats, bool gives_mailbox)
{
	if (assessment->seat_count < ASSESSMENT_SKU_LIMIT) {
		assessment->seats[assessment->seat_count++] =
			(struct seat_need){.sku = *sku,
				.free = free_seats < 0 ? 0 : free_seats,
				.gives_mailbox = gives_mailbox};
	}
}

static void
count_actor(struct assessment *assessment, const struct mailbox *mailbox,
	assessment_actor_fn *actor, void *context)
{
	struct mailbox named = *mailbox; /* texts borrowed */
	size_t at = 0;

	if (actor != NULL) {
		actor(context, &named);
	}
	if (named.actor == NULL) {
		return;
	}
	while (at < assessment->actor_count &&
		strcmp(assessment->actors[at].actor, named.actor) != 0) {
		at++;
	}
	if (at == ASSESSMENT_ACTOR_LIMIT) {
		return;
	}
	if (at == assessment->actor_count) {
		assessment->actors[assessment->actor_count++] =
			(struct actor_count){.actor = mem_text(named.actor),
				.kind = named.actor_kind};
	}
	assessment->actors[at].count++;
}

/*
 * A shared mailbox needs none, nor does an active user who holds the license;
 * that of a deleted one is anybody's.
 */
static bool
needs_seat(const struct mailbox *mailbox)
{
	switch (mailbox->cause) {
	case CAUSE_LICENSE_REMOVED:
		return mailbox->plans != PLANS_ALIVE && !mailbox->plan_disabled;
	case CAUSE_USER_DELETED:
		return true;
	case CAUSE_NONE:
	case CAUSE_SHARED_DELETED:
	case CAUSE_SUBSCRIPTION:
		break;
	}
	return false;
}

static void
count_seat(struct assessment *assessment, const struct mailbox *mailbox)
{
	if (!needs_seat(mailbox)) {
		return;
	}
	for (size_t i = 0; i < assessment->seat_count; i++) {
		if (guid_equal(&assessment->seats[i].sku, &mailbox->sku)) {
			assessment->seats[i].needed++;
			return;
		}
	}
	assessment->seatless++;
}

static void
count_window(struct assessment *assessment, const struct assessed *item)
{
	const struct judgement *judgement = &item->judgement;

	assessment->in_window++;
	assessment->window_states[judgement->state]++;
	assessment->unconfirmed += item->mailbox.confirmed ? 0 : 1;
	if (!judgement->needs_force) { /* all of these can be restored */
		assessment->restorable++;
		count_seat(assessment, &item->mailbox);
	}
	if (judgement->deadline.earliest != 0 &&
		(!assessment->has_soonest ||
			urgency_is_sooner(item, &assessment->soonest))) {
		assessment->has_soonest = true;
		assessment->soonest_left_s = judgement->left_s;
		mailbox_release(&assessment->soonest.mailbox);
		urgency_copy(&assessment->soonest, item);
	}
}

void
assessment_add(struct assessment *assessment, const struct mailbox *mailbox,
	const struct handling *handling, assessment_actor_fn *actor,
	void *context)
{
	struct assessed item = {.mailbox = *mailbox}; /* texts borrowed */

	phase_judge(mailbox, assessment->judging, handling, &item.judgement);
	assessment->phases[item.judgement.phase]++;
	if (!phase_is_reported(item.judgement.phase)) {
		return;
	}
	assessment->states[item.judgement.state]++;
	switch (item.judgement.phase) {
	case PHASE_EXPIRING:
	case PHASE_CONNECTED:
	case PHASE_UNDATED:
	case PHASE_OVERDUE:
		count_window(assessment, &item);
		break;
	case PHASE_ALIVE:
	case PHASE_SETTLING:
	case PHASE_EXPIRED:
	case PHASE_LOST:
	case PHASE_RESTORED:
	case PHASE_PAST:
	case PHASE_PAST_UNPROVEN:
	case PHASE_SUBSCRIPTION:
	case PHASE_RELEASED:
	case PHASE_EXCLUDED:
		break;
	}
	if (item.judgement.recent) {
		assessment->recent++;
		assessment->recent_confirmed += mailbox->confirmed ? 1 : 0;
		count_actor(assessment, mailbox, actor, context);
	}
	if (item.judgement.phase != PHASE_PAST &&
		item.judgement.phase != PHASE_EXPIRED &&
		item.judgement.phase != PHASE_RELEASED) {
		urgency_keep(&assessment->items, &assessment->item_count,
			assessment->item_limit, &item);
	}
}

void
assessment_complete(struct assessment *assessment, assessment_texts_fn *texts,
	void *context)
{
	if (assessment->has_soonest) {
		texts(context, &assessment->soonest.mailbox);
	}
	for (size_t i = 0; i < assessment->item_count; i++) {
		texts(context, &assessment->items[i].mailbox);
	}
}

void
assessment_finish(struct assessment *assessment)
{
	urgency_sort(assessment->items, assessment->item_count);
}

static bool
reaches(uint64_t count, int64_t limit)
{
	return limit > 0 && count >= (uint64_t)limit;
}

static enum check_state
mass_state_of(uint64_t count, const struct tenant *tenant)
{
	if (reaches(count, tenant->mass_critical)) {
		return CHECK_CRITICAL;
	}
	return reaches(count, tenant->mass_warning) ? CHECK_WARNING : CHECK_OK;
}

enum check_state
assessment_mass_state(const struct assessment *assessment)
{
	const struct tenant *tenant = assessment->judging->tenant;

	return check_state_worst(
		mass_state_of(assessment->recent_confirmed, tenant),
		check_state_mildest(mass_state_of(assessment->recent, tenant),
			tenant->unconfirmed));
}

const struct actor_count *
assessment_top_actor(const struct assessment *assessment)
{
	const struct actor_count *top = NULL;

	for (size_t i = 0; i < assessment->actor_count; i++) {
		const struct actor_count *actor = &assessment->actors[i];
		if (top == NULL || actor->count > top->count ||
			(actor->count == top->count &&
				strcmp(actor->actor, top->actor) < 0)) {
			top = actor;
		}
	}
	return top;
}

struct seat_summary
assessment_seats(const struct assessment *assessment)
{
	struct seat_summary summary = {.needed = assessment->seatless};
	uint64_t spare = 0;

	for (size_t i = 0; i < assessment->seat_count; i++) {
		const struct seat_need seat = assessment->seats[i];
		uint64_t available =
			seat.gives_mailbox ? (uint64_t)seat.free : 0;
		uint64_t covered =
			seat.needed < available ? seat.needed : available;
		summary.needed += seat.needed;
		summary.coverable += covered;
		spare += available - covered;
	}
	/* Where the SKU is not known any with a mailbox plan will do. */
	summary.coverable +=
		assessment->seatless < spare ? assessment->seatless : spare;
	summary.short_of_seats = summary.needed > summary.coverable;
	return summary;
}

enum check_state
assessment_state(const struct assessment *assessment)
{
	enum check_state worst = assessment_mass_state(assessment);

	for (int state = CHECK_OK; state <= CHECK_UNKNOWN; state++) {
		if (assessment->states[state] > 0) {
			worst = check_state_worst(
				worst, (enum check_state)state);
		}
	}
	if (assessment->judging->tenant->seats_warning &&
		assessment_seats(assessment).short_of_seats) {
		worst = check_state_worst(worst, CHECK_WARNING);
	}
	return worst;
}
