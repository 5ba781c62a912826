// SPDX-License-Identifier: MIT
#include "core/clock.h"

#include "test.h"

#define NOW 1772438400 /* 2026-03-02T08:00:00Z */

static const struct {
	int64_t offset_s;
	const char *why; /* NULL: right */
} offsets[] = {
	{0, NULL},
	{300, NULL},
	{-300, NULL},
	{301, "this host's clock is 301 s behind Microsoft Graph's: correct it "
	      "(NTP), or every deadline is wrong"},
	{-301, "this host's clock is 301 s ahead of Microsoft Graph's: correct "
	       "it (NTP), or every deadline is wrong"},
};

static void
test_check(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(offsets); i++) {
		struct error err = {0};
		bool ok = clock_check(offsets[i].offset_s, &err);
		assert_int_equal(ok, offsets[i].why == NULL);
		if (!ok) {
			assert_int_equal(err.code, ERROR_CONFIG);
			assert_string_equal(err.text, offsets[i].why);
		}
	}
}

static const struct {
	int64_t ago_s;
	bool is_future;
	bool is_within; /* an hour */
} instants[] = {
	{0, false, true},
	{3599, false, true},
	{3600, false, false},
	{-300, false, true},
	{-301, true, false},
	{(int64_t)-40 * 86400, true, false},
	{(int64_t)40 * 86400, false, false},
};

static void
test_instants(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(instants); i++) {
		time_t at = (time_t)(NOW - instants[i].ago_s);
		assert_int_equal(
			clock_is_future(at, NOW), instants[i].is_future);
		assert_int_equal(
			clock_is_within(at, 3600, NOW), instants[i].is_within);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_check),
		cmocka_unit_test(test_instants),
	};

	return cmocka_run_group_tests_name("clock", tests, NULL, NULL);
}
