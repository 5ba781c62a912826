// SPDX-License-Identifier: MIT
#include "core/urgency.h"

#include "test.h"

#include <stdlib.h>

/* From the most urgent to the least; by their ids alone it is another order. */
static const struct {
	enum check_state state;
	enum phase phase;
	int64_t left_s;
	time_t lost_latest;
	unsigned char id;
} ranks[] = {
	{CHECK_CRITICAL, PHASE_LOST, 900, 0, 90},
	{CHECK_CRITICAL, PHASE_OVERDUE, -5, 0, 80},
	{CHECK_CRITICAL, PHASE_EXPIRING, 5, 0, 70},
	{CHECK_CRITICAL, PHASE_EXPIRING, 6, 1, 60},
	{CHECK_CRITICAL, PHASE_EXPIRING, 6, 2, 50},
	{CHECK_CRITICAL, PHASE_EXPIRING, 6, 2, 51},
	{CHECK_CRITICAL, PHASE_UNDATED, 1, 0, 40},
	{CHECK_UNKNOWN, PHASE_EXPIRED, 1, 0, 39},
	{CHECK_WARNING, PHASE_CONNECTED, 1, 0, 38},
	{CHECK_WARNING, PHASE_UNDATED, 0, 7, 37},
	{CHECK_WARNING, PHASE_UNDATED, -9, 8, 36},
	{CHECK_WARNING, PHASE_PAST_UNPROVEN, 0, 0, 35},
	{CHECK_WARNING, PHASE_SUBSCRIPTION, 0, 0, 34},
	{CHECK_OK, PHASE_EXPIRING, 0, 0, 33},
	{CHECK_OK, PHASE_SUBSCRIPTION, 0, 0, 32},
	{CHECK_OK, PHASE_RESTORED, 0, 0, 31},
	{CHECK_OK, PHASE_RELEASED, 0, 0, 30},
};
#define RANKS COUNT_OF(ranks)

static struct assessed
make(size_t rank)
{
	struct assessed item = {.mailbox = {.user_id = {{ranks[rank].id}},
					.loss = (int64_t)rank,
					.lost_latest = ranks[rank].lost_latest},
		.judgement = {.phase = ranks[rank].phase,
			.state = ranks[rank].state,
			.left_s = ranks[rank].left_s}};

	return item;
}

/* Every limit, in many orders: steps that are prime to their number. */
static void
test_first_of_all(void **state)
{
	const size_t steps[] = {1, 2, 3, 5, 7, 8, 12, 16};

	(void)state;
	for (size_t limit = 0; limit <= RANKS + 1; limit++) {
		for (size_t turn = 0; turn < COUNT_OF(steps); turn++) {
			struct assessed *items = NULL;
			size_t count = 0;
			for (size_t i = 0; i < RANKS; i++) {
				struct assessed item =
					make((i * steps[turn] + turn) % RANKS);
				urgency_keep(&items, &count, limit, &item);
			}
			urgency_sort(items, count);
			assert_int_equal(count, limit < RANKS ? limit : RANKS);
			for (size_t i = 0; i < count; i++) {
				assert_int_equal(items[i].mailbox.loss, i);
				mailbox_release(&items[i].mailbox);
			}
			free(items);
		}
	}
}

static void
test_sooner(void **state)
{
	struct assessed a = {.judgement = {.left_s = 5}};
	struct assessed b = {.judgement = {.left_s = 6}};

	(void)state;
	assert_true(urgency_is_sooner(&a, &b));
	assert_false(urgency_is_sooner(&b, &a));
	assert_false(urgency_is_sooner(&a, &a));
	b.judgement.left_s = 5;
	b.mailbox.user_id.bytes[0] = 1;
	assert_true(urgency_is_sooner(&a, &b));
	assert_false(urgency_is_sooner(&b, &a));
	a.mailbox.id = 2;
	b.mailbox.id = 1;
	assert_false(urgency_is_sooner(&a, &b));
	assert_true(urgency_is_sooner(&b, &a));
	b.mailbox.lost_latest = 1;
	assert_true(urgency_is_sooner(&a, &b));
	assert_false(urgency_is_sooner(&b, &a));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_first_of_all),
		cmocka_unit_test(test_sooner),
	};

	return cmocka_run_group_tests_name("urgency", tests, NULL, NULL);
}
