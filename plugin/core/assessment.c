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

static int
phase_rank(const struct judgement *judgement)
{
	switch (judgement->phase) {
	case PHASE_LOST:
		return 0;
	case PHASE_EXPIRING:
	case PHASE_OVERDUE:
	case PHASE_CONNECTED:
		return 1;
	case PHASE_UNDATED:
		return 2;
	case PHASE_PAST_UNPROVEN:
		return 3;
	case PHASE_SUBSCRIPTION:
		return 4;
	case PHASE_RESTORED:
		return 5;
	case PHASE_ALIVE:
	case PHASE_SETTLING:
	case PHASE_EXPIRED:
	case PHASE_PAST:
	case PHASE_RELEASED:
	case PHASE_EXCLUDED:
		break;
	}
	return 6;
}

static int
order(int64_t a, int64_t b)
{
	return a < b ? -1 : a > b;
}

/* Less than zero: a comes first. */
static int
compare_urgency(const struct assessed *a, const struct assessed *b)
{
	int result = 0;

	if (a->judgement.state != b->judgement.state) {
		return check_state_worst(a->judgement.state,
			       b->judgement.state) == a->judgement.state
			       ? -1
			       : 1;
	}
	result = order(phase_rank(&a->judgement), phase_rank(&b->judgement));
	if (result == 0 && phase_rank(&a->judgement) == 1) {
		result = order(a->judgement.left_s, b->judgement.left_s);
	}
	if (result == 0) {
		result = order(a->mailbox.lost_latest, b->mailbox.lost_latest);
	}
	return result != 0
		       ? result
		       : guid_compare(&a->mailbox.user_id, &b->mailbox.user_id);
}

static int
compare_items(const void *a, const void *b)
{
	return compare_urgency(a, b);
}

/* The least urgent of the kept ones stands on top of the heap. */
static void
sift_down(struct assessed *items, size_t count, size_t at)
{
	for (;;) {
		size_t last = at;
		struct assessed swap;
		for (size_t child = 2 * at + 1;
			child <= 2 * at + 2 && child < count; child++) {
			if (compare_urgency(&items[child], &items[last]) > 0) {
				last = child;
			}
		}
		if (last == at) {
			return;
		}
		swap = items[at];
		items[at] = items[last];
		items[last] = swap;
		at = last;
	}
}

static void
take_copy(struct assessed *to, const struct assessed *from,
	assessment_texts_fn *texts, void *context)
{
	mailbox_copy(&to->mailbox, &from->mailbox);
	to->judgement = from->judgement;
	if (texts != NULL) {
		texts(context, &to->mailbox);
	}
}

static void
keep_item(struct assessment *assessment, const struct assessed *item,
	assessment_texts_fn *texts, void *context)
{
	struct assessed *items = assessment->items;
	size_t count = assessment->item_count;

	if (assessment->item_limit == 0) {
		return;
	}
	if (count < assessment->item_limit) {
		if ((count & (count - 1)) == 0) { /* at powers of two */
			items = mem_resize(items, count == 0 ? 1 : count * 2,
				sizeof(*items));
			assessment->items = items;
		}
		take_copy(&items[count++], item, texts, context);
		assessment->item_count = count;
		if (count == assessment->item_limit) {
			for (size_t i = count / 2; i-- > 0;) {
				sift_down(items, count, i);
			}
		}
		return;
	}
	if (compare_urgency(item, &items[0]) < 0) {
		mailbox_release(&items[0].mailbox);
		take_copy(&items[0], item, texts, context);
		sift_down(items, count, 0);
	}
}

static void
count_actor(struct assessment *assessment, const struct mailbox *mailbox,
	assessment_texts_fn *texts, void *context)
{
	struct mailbox named = {0};
	size_t at = 0;

	mailbox_copy(&named, mailbox);
	if (texts != NULL) {
		texts(context, &named);
	}
	while (at < assessment->actor_count && named.actor != NULL &&
		strcmp(assessment->actors[at].actor, named.actor) != 0) {
		at++;
	}
	if (named.actor != NULL && at < ASSESSMENT_ACTOR_LIMIT) {
		if (at == assessment->actor_count) {
			assessment->actors[assessment->actor_count++] =
				(struct actor_count){.actor = named.actor,
					.kind = named.actor_kind};
			named.actor = NULL;
		}
		assessment->actors[at].count++;
	}
	mailbox_release(&named);
}

/* A shared mailbox, and one that still has its plan, needs none. */
static void
count_seat(struct assessment *assessment, const struct mailbox *mailbox)
{
	if (mailbox->cause == CAUSE_SHARED_DELETED ||
		mailbox->plans == PLANS_ALIVE) {
		if (mailbox->cause != CAUSE_USER_DELETED) {
			return;
		}
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
count_window(struct assessment *assessment, const struct assessed *item,
	assessment_texts_fn *texts, void *context)
{
	const struct judgement *judgement = &item->judgement;
	bool dated = judgement->phase != PHASE_UNDATED &&
		     judgement->deadline.earliest != 0;

	assessment->in_window++;
	assessment->unconfirmed += item->mailbox.confirmed ? 0 : 1;
	if (judgement->restorable && !judgement->needs_force) {
		assessment->restorable++;
		count_seat(assessment, &item->mailbox);
	}
	if (dated && (!assessment->has_soonest ||
			     judgement->left_s < assessment->soonest_left_s)) {
		assessment->has_soonest = true;
		assessment->soonest_left_s = judgement->left_s;
		mailbox_release(&assessment->soonest.mailbox);
		take_copy(&assessment->soonest, item, texts, context);
	}
}

void
assessment_add(struct assessment *assessment, const struct mailbox *mailbox,
	const struct handling *handling, assessment_texts_fn *texts,
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
		count_window(assessment, &item, texts, context);
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
		count_actor(assessment, mailbox, texts, context);
	}
	if (item.judgement.phase != PHASE_PAST &&
		item.judgement.phase != PHASE_EXPIRED &&
		item.judgement.phase != PHASE_RELEASED) {
		keep_item(assessment, &item, texts, context);
	}
}

void
assessment_finish(struct assessment *assessment)
{
	if (assessment->item_count > 1) {
		qsort(assessment->items, assessment->item_count,
			sizeof(*assessment->items), compare_items);
	}
}

static bool
reaches(uint64_t count, int64_t limit)
{
	return limit > 0 && count >= (uint64_t)limit;
}

enum check_state
assessment_mass_state(const struct assessment *assessment)
{
	const struct tenant *tenant = assessment->judging->tenant;
	enum check_state cap = tenant->unconfirmed;
	enum check_state all = CHECK_OK;

	if (reaches(assessment->recent_confirmed, tenant->mass_critical)) {
		return CHECK_CRITICAL;
	}
	if (reaches(assessment->recent, tenant->mass_critical)) {
		all = CHECK_CRITICAL;
	} else if (reaches(assessment->recent, tenant->mass_warning)) {
		all = CHECK_WARNING;
	}
	if (reaches(assessment->recent_confirmed, tenant->mass_warning)) {
		return check_state_worst(CHECK_WARNING,
			check_state_worst(all, cap) == all ? cap : all);
	}
	return check_state_worst(all, cap) == all ? cap : all;
}

const struct actor_count *
assessment_top_actor(const struct assessment *assessment)
{
	const struct actor_count *top = NULL;

	for (size_t i = 0; i < assessment->actor_count; i++) {
		if (top == NULL || assessment->actors[i].count > top->count) {
			top = &assessment->actors[i];
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
		const struct seat_need *seat = &assessment->seats[i];
		uint64_t available = (uint64_t)seat->free;
		uint64_t covered =
			seat->needed < available ? seat->needed : available;
		summary.needed += seat->needed;
		summary.coverable += covered;
		spare += seat->gives_mailbox ? available - covered : 0;
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
