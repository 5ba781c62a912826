// SPDX-License-Identifier: MIT
#include "core/option.h"

#include "test.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

/* From 1 to 60 are asked for; -1: refused. */
static const struct {
	const char *text;
	long number;
} numbers[] = {
	{"1", 1},
	{"9", 9},
	{"60", 60},
	{"007", 7},
	{"0", -1},
	{"61", -1},
	{"", -1},
	{"-1", -1},
	{"+1", -1},
	{"\t1", -1},
	{":", -1},
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
		bool taken = false;

		errno = ERANGE; /* of whatever was before */
		taken = option_number(
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

static const struct option table[] = {
	{"tenant", required_argument, NULL, 'T'},
	{"at", required_argument, NULL, 256},
	{"list", no_argument, NULL, 'l'},
	{NULL, 0, NULL, 0},
};

/* What was taken, as "name=value name". */
struct line {
	char taken[128];
	bool empty_is_fine;
};

static bool
note(void *context, int option, const char *name, const char *value,
	struct error *err)
{
	struct line *line = context;
	size_t length = strlen(line->taken);

	(void)option;
	if (value != NULL && strcmp(value, "wrong") == 0) {
		return error_set(err, ERROR_USAGE, "that is wrong");
	}
	(void)snprintf(line->taken + length, sizeof line->taken - length,
		"%s%s%s%s", length == 0 ? "" : " ", name,
		value == NULL ? "" : "=", value == NULL ? "" : value);
	return true;
}

static bool
may_be_empty(const void *context, int option)
{
	return ((const struct line *)context)->empty_is_fine && option == 'T';
}

/* `says`: the error, and `about` the argument; NULL: taken. */
static const struct {
	const char *name;
	const char *arguments[5];
	bool empty_is_fine;
	const char *taken;
	const char *says;
	const char *about;
} command_lines[] = {
	{"nothing", {NULL}, false, "", NULL, NULL},
	{"in their order", {"--at", "x", "-l", "-Ty"}, false,
		"at=x list tenant=y", NULL, NULL},
	{"abbreviated, with a sign", {"--ten=y", "--at=x"}, false,
		"tenant=y at=x", NULL, NULL},
	{"an empty value", {"--at", ""}, false, "",
		"--at is empty: give it a value or leave it out", ""},
	{"an empty value of a short one", {"-T", ""}, false, "",
		"--tenant is empty: give it a value or leave it out", ""},
	{"an empty value that may be", {"-T", "", "-l"}, true, "list", NULL,
		NULL},
	{"another empty value", {"--at", ""}, true, "",
		"--at is empty: give it a value or leave it out", ""},
	{"no value", {"-l", "-T"}, false, "list", "-T: give a value", "-T"},
	{"no value of a long one", {"--at"}, false, "", "--at: give a value",
		"--at"},
	{"no value of the last of several", {"-lT"}, false, "list",
		"-T: give a value", "-lT"},
	{"an unknown letter", {"-lZ"}, false, "list",
		"-Z: unknown option; see prog --help", "-lZ"},
	{"behind a value that ends with it", {"--at", "xZ", "-Zl"}, false,
		"at=xZ", "-Z: unknown option; see prog --help", "-Zl"},
	{"behind one that is given by a sign", {"--at=xZ", "-Zl"}, false,
		"at=xZ", "-Z: unknown option; see prog --help", "-Zl"},
	{"an unknown letter before others", {"--list", "-Zl"}, false, "list",
		"-Z: unknown option; see prog --help", "-Zl"},
	{"an unknown option", {"--nonsense"}, false, "",
		"--nonsense: unknown option; see prog --help", "--nonsense"},
	{"a value for none", {"--list=5"}, false, "",
		"--list=5: takes no value", "--list=5"},
	{"refused by the program", {"-l", "--at", "wrong"}, false, "list",
		"that is wrong", "wrong"},
	{"what is no option", {"-l", "stray", "-T", "x"}, false,
		"list tenant=x",
		"unexpected argument \"stray\"; see prog --help", "stray"},
};

static void
test_command_lines(void **state)
{
	const struct option_syntax syntax = {
		.program = "prog",
		.letters = ":T:l",
		.table = table,
		.apply = note,
		.may_be_empty = may_be_empty,
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(command_lines); i++) {
		struct line line = {
			.empty_is_fine = command_lines[i].empty_is_fine};
		char text[5][32] = {"prog"};
		char *argv[6] = {text[0]};
		int argc = 1;
		struct error err = {0};
		const char *says = command_lines[i].says;

		for (; argc <= 4 && command_lines[i].arguments[argc - 1];
			argc++) {
			(void)snprintf(text[argc], sizeof text[argc], "%s",
				command_lines[i].arguments[argc - 1]);
			argv[argc] = text[argc];
		}
		print_message("# %s\n", command_lines[i].name);
		assert_int_equal(option_parse(&syntax, argc, argv, &line, &err),
			says == NULL);
		assert_string_equal(line.taken, command_lines[i].taken);
		if (says != NULL) {
			assert_int_equal(err.code, ERROR_USAGE);
			assert_string_equal(err.text, says);
		}
		if (command_lines[i].about != NULL) {
			assert_string_equal(
				argv[optind - 1], command_lines[i].about);
		}
	}
}

static void
test_without_the_question_whether_empty_is_fine(void **state)
{
	const struct option_syntax syntax = {.program = "prog",
		.letters = ":T:l",
		.table = table,
		.apply = note};
	char text[][8] = {"prog", "-T", ""};
	char *argv[] = {text[0], text[1], text[2], NULL};
	struct line line = {.empty_is_fine = true};
	struct error err = {0};

	(void)state;
	assert_false(option_parse(&syntax, 3, argv, &line, &err));
	assert_int_equal(err.code, ERROR_USAGE);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_numbers),
		cmocka_unit_test(test_a_refused_number_names_what_is_right),
		cmocka_unit_test(test_words),
		cmocka_unit_test(test_instants),
		cmocka_unit_test(test_command_lines),
		cmocka_unit_test(
			test_without_the_question_whether_empty_is_fine),
	};

	return cmocka_run_group_tests_name("option", tests, NULL, NULL);
}
