// SPDX-License-Identifier: MIT
#include "graph/pace.h"

#include "test.h"

#define NOW 1800000000

/* Sends 20 at a time as fast as it may; how many went out by `until`. */
static int64_t
send_until(struct pace *pace, time_t from, time_t until)
{
	int64_t sent = 0;

	for (time_t now = from; now <= until; now++) {
		while (sent < 100000 && pace_ready_at(pace, 20, now) <= now) {
			pace_sent(pace, 20, now);
			sent += 20;
		}
	}
	return sent;
}

static void
test_nobody_is_held_back_at_first(void **state)
{
	struct pace pace = {0};

	(void)state;
	assert_int_equal(send_until(&pace, NOW, NOW), 100000);
}

/* The bucket that is meant: 3,000, and 20 more each second. */
static void
test_after_the_limit(void **state)
{
	struct pace pace = {0};

	(void)state;
	pace_sent(&pace, 3100, NOW);
	pace_refused(&pace, 20, NOW);
	assert_true(pace.is_on);
	pace_refused(&pace, 80, NOW);
	/* A hundred too many: five seconds to pay them back. */
	assert_int_equal(pace_ready_at(&pace, 20, NOW), NOW + 6);
	assert_int_equal(pace_ready_at(&pace, 1, NOW), NOW + 6);
	assert_int_equal(send_until(&pace, NOW, NOW + 5), 0);
	assert_int_equal(send_until(&pace, NOW + 6, NOW + 6), 20);
	assert_int_equal(send_until(&pace, NOW + 7, NOW + 106), 2000);
	/* Left alone, it fills again, and no further. */
	assert_int_equal(send_until(&pace, NOW + 256, NOW + 256), 3000);
	assert_int_equal(send_until(&pace, NOW + 9000, NOW + 9000), 3000);
}

/* Where it is likely to be the reason, to the write. */
static void
test_edges(void **state)
{
	static const int64_t sent[] = {1500, 2000, 3300};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(sent); i++) {
		struct pace pace = {0};
		pace_sent(&pace, sent[i], NOW);
		pace_refused(&pace, 20, NOW);
		assert_true(pace.is_on);
		assert_int_equal(pace.spent, PACE_WRITES + 20);
	}
}

/* One write more than there is room for waits, and none less. */
static void
test_last_of_the_bucket(void **state)
{
	struct pace pace = {.spent = 2980, .at = NOW, .is_on = true};

	(void)state;
	assert_int_equal(pace_ready_at(&pace, 20, NOW), NOW);
	assert_int_equal(pace_ready_at(&pace, 21, NOW), NOW + 1);
	/* Empty, it is not less than that. */
	assert_int_equal(pace_ready_at(&pace, 1, NOW + 150), NOW + 150);
	assert_int_equal(pace.spent, 0);
}

/* What was sent long ago has nothing to do with it. */
static void
test_refused_after_a_while(void **state)
{
	struct pace pace = {0};

	(void)state;
	pace_sent(&pace, 3000, NOW);
	pace_refused(&pace, 20, NOW + 140);
	assert_false(pace.is_on);
}

/* What was counted as free turns out not to be. */
static void
test_refused_again(void **state)
{
	struct pace pace = {0};

	(void)state;
	pace_sent(&pace, 3000, NOW);
	pace_refused(&pace, 20, NOW);
	assert_int_equal(send_until(&pace, NOW + 51, NOW + 51), 1000);
	pace_refused(&pace, 40, NOW + 51);
	assert_int_equal(pace_ready_at(&pace, 20, NOW + 51), NOW + 54);
	assert_int_equal(send_until(&pace, NOW + 201, NOW + 201), 2960);
	pace_refused(&pace, 20, NOW + 201);
	assert_int_equal(pace_ready_at(&pace, 20, NOW + 201), NOW + 203);
}

/* Another limit than this one: Retry-After is enough. */
static void
test_other_reasons(void **state)
{
	static const int64_t sent[] = {1, 1499, 3301, 100000};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(sent); i++) {
		struct pace pace = {0};
		pace_sent(&pace, sent[i], NOW);
		pace_refused(&pace, 20, NOW);
		assert_false(pace.is_on);
		assert_int_equal(pace_ready_at(&pace, 20, NOW), NOW);
	}
}

static void
test_clock_goes_back(void **state)
{
	struct pace pace = {0};

	(void)state;
	pace_sent(&pace, 3000, NOW);
	pace_refused(&pace, 20, NOW);
	assert_int_equal(pace_ready_at(&pace, 20, NOW - 3600), NOW - 3598);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_nobody_is_held_back_at_first),
		cmocka_unit_test(test_after_the_limit),
		cmocka_unit_test(test_edges),
		cmocka_unit_test(test_last_of_the_bucket),
		cmocka_unit_test(test_refused_after_a_while),
		cmocka_unit_test(test_refused_again),
		cmocka_unit_test(test_other_reasons),
		cmocka_unit_test(test_clock_goes_back),
	};

	return cmocka_run_group_tests_name("pace", tests, NULL, NULL);
}
