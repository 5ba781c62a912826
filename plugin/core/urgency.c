// SPDX-License-Identifier: MIT
#include "core/urgency.h"

#include <stdlib.h>

#include "core/mem.h"

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
	return (a > b) - (a < b);
}

/* A row read for judging alone has its id, not yet its user's. */
static int
compare_rows(const struct mailbox *a, const struct mailbox *b)
{
	int result = order(a->id, b->id);

	return result != 0 ? result : guid_compare(&a->user_id, &b->user_id);
}

int
urgency_compare(const struct assessed *a, const struct assessed *b)
{
	enum check_state worst =
		check_state_worst(a->judgement.state, b->judgement.state);
	int result =
		(worst == b->judgement.state) - (worst == a->judgement.state);

	if (result != 0) {
		return result;
	}
	result = order(phase_rank(&a->judgement), phase_rank(&b->judgement));
	if (result == 0 && phase_rank(&a->judgement) == 1) {
		result = order(a->judgement.left_s, b->judgement.left_s);
	}
	if (result == 0) {
		result = order(a->mailbox.lost_latest, b->mailbox.lost_latest);
	}
	return result != 0 ? result : compare_rows(&a->mailbox, &b->mailbox);
}

static int
compare_items(const void *a, const void *b)
{
	return urgency_compare(a, b);
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
			if (urgency_compare(&items[child], &items[last]) > 0) {
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

void
urgency_copy(struct assessed *to, const struct assessed *from)
{
	mailbox_copy(&to->mailbox, &from->mailbox);
	to->judgement = from->judgement;
}

void
urgency_keep(struct assessed **items, size_t *count, size_t limit,
	const struct assessed *item)
{
	if (*count < limit) {
		if ((*count & (*count - 1)) == 0) { /* at powers of two */
			*items = mem_resize(*items,
				*count == 0 ? 1 : *count * 2, sizeof(**items));
		}
		urgency_copy(&(*items)[(*count)++], item);
		if (*count == limit) {
			for (size_t i = *count; i-- > 0;) {
				sift_down(*items, *count, i);
			}
		}
		return;
	}
	if (limit > 0 && urgency_compare(item, &(*items)[0]) < 0) {
		mailbox_release(&(*items)[0].mailbox);
		urgency_copy(&(*items)[0], item);
		sift_down(*items, *count, 0);
	}
}

void
urgency_sort(struct assessed *items, size_t count)
{
	if (items != NULL) {
		qsort(items, count, sizeof(*items), compare_items);
	}
}

bool
urgency_is_sooner(const struct assessed *a, const struct assessed *b)
{
	int result = order(a->judgement.left_s, b->judgement.left_s);

	if (result == 0) {
		result = order(a->mailbox.lost_latest, b->mailbox.lost_latest);
	}
	return result < 0 ||
	       (result == 0 && compare_rows(&a->mailbox, &b->mailbox) < 0);
}
