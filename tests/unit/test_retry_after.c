// SPDX-License-Identifier: MIT
#include "graph/retry_after.h"

#include "test.h"

#define NOW 784111777 /* Sun, 06 Nov 1994 08:49:37 GMT */

static const struct {
	const char *text;
	int64_t wait_s; /* -1: refused */
} cases[] = {
	{"0", 0},
	{"1", 1},
	{"120", 120},
	{" 7", 7},
	{"2.128", 3},
	{"2.000", 2},
	{"2.0001", 3},
	{"0.5", 1},
	{"2.", 2},
	{"604800", RETRY_AFTER_MAX_S},
	{"604801", RETRY_AFTER_MAX_S},
	{"99999999999999999999999", RETRY_AFTER_MAX_S},
	{"Sun, 06 Nov 1994 08:49:47 GMT", 10},
	{"Sun, 06 Nov 1994 08:49:37 GMT", 0},
	{"Sun, 06 Nov 1994 08:00:00 GMT", 0},
	{"Tue, 06 Nov 2094 08:00:00 GMT", RETRY_AFTER_MAX_S},
	{"", -1},
	{"-1", -1},
	{"+1", -1},
	{".5", -1},
	{"1e3", -1},
	{"1 s", -1},
	{"soon", -1},
	{"0x10", -1},
	{"Sun, 06 Nov 1994", -1},
	{NULL, -1},
};

static void
test_parse(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		int64_t wait_s = -1;
		bool ok = retry_after_parse(cases[i].text, NOW, &wait_s);
		if (ok != (cases[i].wait_s >= 0) || wait_s != cases[i].wait_s) {
			fail_msg("\"%s\": %lld",
				cases[i].text == NULL ? "-" : cases[i].text,
				(long long)wait_s);
		}
	}
}

/* Doubles up to a minute, and two runs do not wait in step. */
static void
test_backoff(void **state)
{
	uint64_t one = 1;
	uint64_t two = 2;
	bool differs = false;

	(void)state;
	for (unsigned tries = 0; tries < 40; tries++) {
		int64_t full_s = tries < 6 ? INT64_C(1) << tries : 60;
		int64_t a = retry_after_backoff(tries, &one);
		int64_t b = retry_after_backoff(tries, &two);
		assert_true(a >= full_s / 2 && a <= full_s && a >= 1);
		differs = differs || a != b;
	}
	assert_true(differs);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_parse),
		cmocka_unit_test(test_backoff),
	};

	return cmocka_run_group_tests_name("retry_after", tests, NULL, NULL);
}
