// SPDX-License-Identifier: MIT
#include "core/range.h"

#include "test.h"

#include "core/timestamp.h"

enum { NO, YES, REFUSED };

/* Does the range alert with so many days left? */
static const struct {
	const char *text;
	double days;
	int alerts;
} cases[] = {
	{"10:", 9.999, YES},
	{"10:", 10, NO},
	{"10:", 11, NO},
	{"10:", -5, YES},
	{"10", 9, YES},
	{"10", 10, NO},
	{"10", 400, NO},
	{"14d:", 13, YES},
	{"36h:", 1.4, YES},
	{"36h:", 1.6, NO},
	{"90m", 0.05, YES},
	{"2w:", 13.9, YES},
	{"0.5:", 0.4, YES},
	{"5:20", 4, YES},
	{"5:20", 5, NO},
	{"5:20", 20, NO},
	{"5:20", 21, YES},
	{":20", 21, YES},
	{":20", 0, NO},
	{":20", -1, YES},
	{"~:20", -100, NO},
	{"~:20", 20, NO},
	{"~:20", 20.1, YES},
	{"~:", 1e4, NO},
	{"@5:20", 4, NO},
	{"@5:20", 5, YES},
	{"@5:20", 20, YES},
	{"@5:20", 21, NO},
	{"@10", 10, YES},
	{"@10", 10.1, NO},
	{"@10", -1, NO},
	{"@10:", 11, YES},
	{"-5:5", -4, NO},
	{"-5:5", -6, YES},
	{"", 0, REFUSED},
	{"@", 0, REFUSED},
	{":", 0, REFUSED},
	{"10:~", 0, REFUSED},
	{"1:~", 0, REFUSED},
	{"1-10", 0, REFUSED},
	{"1,10", 0, REFUSED},
	{"2:1", 0, REFUSED},
	{"10%", 0, REFUSED},
	{"0x10", 0, REFUSED},
	{"nan", 0, REFUSED},
	{"inf:", 0, REFUSED},
	{" 10:", 0, REFUSED},
	{"10: ", 0, REFUSED},
	{"10:x", 0, REFUSED},
	{"10::", 0, REFUSED},
	{"@@10", 0, REFUSED},
	{"1.:", 0, REFUSED},
	{"1e3:", 0, REFUSED},
	{"999999999:", 0, REFUSED},
	{"10y:", 0, REFUSED},
	{"foo", 0, REFUSED},
	{"@-1", 0, REFUSED},
};

static void
test_alerts(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct range range = {0};
		struct error err = {0};
		int result = REFUSED;
		if (range_parse(cases[i].text, &range, &err)) {
			result = range_alerts(&range,
				(int64_t)(cases[i].days * TIMESTAMP_DAY_S));
		} else {
			assert_int_equal(err.code, ERROR_USAGE);
		}
		if (result != cases[i].alerts) {
			fail_msg("%s at %g days: %d", cases[i].text,
				cases[i].days, result);
		}
	}
}

static void
test_unset_never_alerts(void **state)
{
	const struct range unset = {0};

	(void)state;
	assert_false(range_alerts(&unset, -1));
}

static void
test_equality_and_bound(void **state)
{
	struct range a = {0};
	struct range b = {0};
	struct error err = {0};
	int64_t bound_s = 0;

	(void)state;
	assert_true(range_parse("10:", &a, &err));
	assert_true(range_parse("240h", &b, &err));
	assert_true(range_equal(&a, &b));
	assert_true(range_lower_bound_s(&a, &bound_s));
	assert_int_equal(bound_s, 864000);
	assert_true(range_parse("@10:", &b, &err));
	assert_false(range_equal(&a, &b));
	assert_false(range_lower_bound_s(&b, &bound_s));
	assert_true(range_parse("5:10", &b, &err));
	assert_false(range_lower_bound_s(&b, &bound_s));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_alerts),
		cmocka_unit_test(test_unset_never_alerts),
		cmocka_unit_test(test_equality_and_bound),
	};

	return cmocka_run_group_tests_name("range", tests, NULL, NULL);
}
