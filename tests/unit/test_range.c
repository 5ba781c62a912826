// SPDX-License-Identifier: MIT
#include "core/range.h"

#include "test.h"

#include <string.h>

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
	{"60s:", 59.0 / 86400, YES},
	{"60s:", 61.0 / 86400, NO},
	{"3m:", 179.0 / 86400, YES},
	{"3m:", 181.0 / 86400, NO},
	{"2w:", 14.01, NO},
	{"1.5h:", 0.06, YES},
	{"1.5h:", 0.07, NO},
	{"5:5", 5, NO},
	{"5:5", 5.1, YES},
	{"@5:5", 5, YES},
	{"@0", 0, YES},
	{"~5", 0, REFUSED},
	{"~", 0, REFUSED},
	{"-:", 0, REFUSED},
	{"10.:", 0, REFUSED},
	{"1.5.5:", 0, REFUSED},
	{"1.25d:", 1.2, YES},
	{"1.25d:", 1.3, NO},
	{"36500:", 36499, YES},
	{"36500.1:", 0, REFUSED},
	{"-36500:", 0, NO},
	{"00000000000000000000010:", 9, YES},
	{"000000000000000000000010:", 9, REFUSED},
	{"5:6x", 0, REFUSED},
	{"5:x", 0, REFUSED},
	{"5:6", 5.5, NO},
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
	assert_true(range_parse("~:10", &b, &err));
	assert_false(range_lower_bound_s(&b, &bound_s));
	assert_false(range_lower_bound_s(&(struct range){0}, &bound_s));
	assert_int_equal(bound_s, 864000);
}

/* Equal means that both alert alike: each part counts. */
static void
test_unequal(void **state)
{
	static const struct {
		const char *one;
		const char *other;
	} pairs[] = {
		{"5:10", "6:10"},
		{"5:10", "4:10"},
		{"5:10", "5:11"},
		{"5:10", "5:9"},
		{"5:10", "@5:10"},
		{"10:", "10:20"},
	};
	struct error err = {0};
	struct range a = {0};
	struct range b = {0};

	(void)state;
	assert_true(range_equal(&a, &b));
	for (size_t i = 0; i < COUNT_OF(pairs); i++) {
		assert_true(range_parse(pairs[i].one, &a, &err));
		assert_true(range_parse(pairs[i].other, &b, &err));
		if (range_equal(&a, &b)) {
			fail_msg("%s and %s", pairs[i].one, pairs[i].other);
		}
		assert_true(range_equal(&a, &a));
	}
	assert_false(range_equal(&a, &(struct range){0}));
}

/* The text is kept as it was written, if it is not too long to be kept. */
static void
test_text_is_kept(void **state)
{
	struct range range;
	struct error err = {0};
	char text[sizeof(range.text) + 1];

	(void)state;
	memset(&range, 'x', sizeof(range));
	assert_true(range_parse("@36h:20", &range, &err));
	assert_string_equal(range.text, "@36h:20");
	/* Longer than any range. */
	memset(text, '1', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	assert_int_equal(strlen(text), sizeof(range.text));
	assert_false(range_parse(text, &range, &err));
	assert_string_equal(range.text, "@36h:20");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_alerts),
		cmocka_unit_test(test_unset_never_alerts),
		cmocka_unit_test(test_equality_and_bound),
		cmocka_unit_test(test_unequal),
		cmocka_unit_test(test_text_is_kept),
	};

	return cmocka_run_group_tests_name("range", tests, NULL, NULL);
}
