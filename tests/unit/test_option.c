// SPDX-License-Identifier: MIT
#include "core/option.h"

#include "test.h"

#include <string.h>

/* From 1 to 60 are asked for; -1: refused. */
static const struct {
	const char *text;
	long number;
} numbers[] = {
	{"1", 1},
	{"60", 60},
	{"007", 7},
	{"0", -1},
	{"61", -1},
	{"", -1},
	{"-1", -1},
	{"+1", -1},
	{" 1", -1},
	{"1 ", -1},
	{"1s", -1},
	{"x", -1},
	{"0x10", -1},
	{"99999999999999999999", -1},
};

static void
test_numbers(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(numbers); i++) {
		struct error err = {0};
		long number = -1;
		bool taken = option_number(
			"--timeout", numbers[i].text, 1, 60, &number, &err);
		if (taken != (numbers[i].number >= 0) ||
			number != numbers[i].number) {
			fail_msg("\"%s\": %ld", numbers[i].text, number);
		}
		assert_int_equal(err.code, taken ? ERROR_NONE : ERROR_USAGE);
	}
}

static void
test_a_refused_number_names_what_is_right(void **state)
{
	struct error err = {0};
	long number = 5;

	(void)state;
	assert_false(option_number("--timeout", "ten", 1, 60, &number, &err));
	assert_string_equal(
		err.text, "--timeout \"ten\": give a number from 1 to 60");
	assert_int_equal(number, 5);
}

static void
test_words(void **state)
{
	static const char *const two[] = {"text", "json", NULL};
	static const char *const three[] = {"none", "totals", "items", NULL};
	struct error err = {0};
	int place = -1;

	(void)state;
	assert_true(option_word("--f", "text", two, &place, &err));
	assert_int_equal(place, 0);
	assert_true(option_word("--p", "items", three, &place, &err));
	assert_int_equal(place, 2);
	assert_false(option_word("--f", "tex", two, &place, &err));
	assert_int_equal(place, 2);
	assert_int_equal(err.code, ERROR_USAGE);
	assert_string_equal(err.text, "--f \"tex\": give text or json");
	assert_false(option_word("--p", "", three, &place, &err));
	assert_string_equal(err.text, "--p \"\": give none, totals or items");
}

static void
test_instants(void **state)
{
	struct error err = {0};
	time_t instant = 0;

	(void)state;
	assert_true(
		option_instant("--at", "2020-07-01T10:36:43Z", &instant, &err));
	assert_int_equal(instant, 1593599803);
	assert_false(option_instant("--at", "tomorrow", &instant, &err));
	assert_int_equal(err.code, ERROR_USAGE);
	assert_non_null(strstr(err.text, "--at \"tomorrow\": give an instant"));
	assert_int_equal(instant, 1593599803);
}

static void
test_empty_values(void **state)
{
	static const struct option table[] = {
		{"tenant", required_argument, NULL, 't'},
		{"at", required_argument, NULL, 256},
		{NULL, 0, NULL, 0},
	};
	struct error err = {0};

	(void)state;
	assert_true(option_has_value(table, 256, "x", &err));
	assert_true(option_has_value(table, 256, NULL, &err));
	assert_false(option_has_value(table, 256, "", &err));
	assert_int_equal(err.code, ERROR_USAGE);
	assert_string_equal(
		err.text, "--at is empty: give it a value or leave it out");
	assert_false(option_has_value(table, 'x', "", &err));
	assert_string_equal(
		err.text, "--? is empty: give it a value or leave it out");
}

static const struct {
	int option;
	int letter;
	const char *argument;
	const char *says;
} refusals[] = {
	{':', 't', "-t", "-t: give a value"},
	{':', 256, "--at", "--at: give a value"},
	{'?', 'Z', "-vZ", "-Z: unknown option; see prog --help"},
	{'?', 0, "--nonsense", "--nonsense: unknown option; see prog --help"},
	{'?', 256, "--list=5", "--list=5: takes no value"},
	{'?', 0, "stray", "stray: unknown option; see prog --help"},
};

static void
test_refusals(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(refusals); i++) {
		struct error err = {0};
		assert_false(
			option_refuse(refusals[i].option, refusals[i].letter,
				refusals[i].argument, "prog", &err));
		assert_int_equal(err.code, ERROR_USAGE);
		assert_string_equal(err.text, refusals[i].says);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_numbers),
		cmocka_unit_test(test_a_refused_number_names_what_is_right),
		cmocka_unit_test(test_words),
		cmocka_unit_test(test_instants),
		cmocka_unit_test(test_empty_values),
		cmocka_unit_test(test_refusals),
	};

	return cmocka_run_group_tests_name("option", tests, NULL, NULL);
}
