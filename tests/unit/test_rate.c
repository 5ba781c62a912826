// SPDX-License-Identifier: MIT
#include "snmp/rate.h"

#include "test.h"

#define STEPS 4000

/* As many as one may, at steps of 50 ms, for each limit: never more. */
static void
test_any_minute(void **state)
{
	const int64_t limits[] = {1, 7, 60, 600, 100000};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(limits); i++) {
		struct rate rate = {0};
		size_t sent[STEPS] = {0};
		size_t all = 0;
		rate_set(&rate, limits[i]);
		for (size_t step = 0; step < STEPS; step++) {
			int64_t now_ms = 1000000 + 50 * (int64_t)step;
			size_t in_a_minute = 0;
			size_t in_a_second = 0;
			sent[step] = rate_now(&rate, now_ms);
			for (size_t k = 0; k < sent[step]; k++) {
				rate_count(&rate, now_ms);
			}
			for (size_t k = step; k + 1200 > step; k--) {
				in_a_minute += sent[k];
				in_a_second += k + 20 > step ? sent[k] : 0;
				if (k == 0) {
					break;
				}
			}
			assert_true(in_a_minute <= (size_t)limits[i]);
			assert_true(in_a_second <= RATE_A_SECOND + RATE_BURST);
			assert_true(sent[step] <= RATE_BURST);
			all += sent[step];
		}
		/* And not much less than that. */
		assert_true(all >=
			    (limits[i] < 6000 ? (size_t)limits[i] * 3 : 19000));
		rate_release(&rate);
	}
}

static void
test_change(void **state)
{
	struct rate rate = {0};

	(void)state;
	rate_set(&rate, 11);
	for (int64_t i = 0; i < 8; i++) {
		rate_count(&rate, 1000000 + i * 1000);
	}
	assert_int_equal(rate_left(&rate, 1010000), 3);
	rate_set(&rate, 5);
	assert_int_equal(rate_left(&rate, 1010000), 0);
	assert_int_equal(rate_left(&rate, 1063000), 1); /* the fourth is old */
	rate_set(&rate, 20);
	assert_int_equal(rate_left(&rate, 1063000), 16);
	rate_set(&rate, 0);
	assert_int_equal(rate_left(&rate, 2000000), 1);
	rate_release(&rate);
	assert_null(rate.sent_ms);
}

/* Somebody sent more than he might: the newest of them count. */
static void
test_too_many(void **state)
{
	struct rate rate = {0};

	(void)state;
	rate_set(&rate, 3);
	for (int64_t i = 1; i <= 4; i++) {
		rate_count(&rate, i * 1000);
	}
	assert_int_equal(rate_left(&rate, 61500), 0);
	assert_int_equal(rate_left(&rate, 62000), 1);
	assert_int_equal(rate_left(&rate, 64000), 3);
	rate_release(&rate);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_any_minute),
		cmocka_unit_test(test_change),
		cmocka_unit_test(test_too_many),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
