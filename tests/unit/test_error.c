// SPDX-License-Identifier: MIT
#include "core/error.h"

#include "test.h"

#include <string.h>

static void
test_set_and_prefix(void **state)
{
	struct error err = {0};

	(void)state;
	assert_false(error_set(&err, ERROR_CONFIG, "unknown key \"%s\"", "x"));
	assert_int_equal(err.code, ERROR_CONFIG);
	assert_string_equal(err.text, "unknown key \"x\"");
	assert_false(error_prefix(&err, "line %d", 3));
	assert_false(error_prefix(&err, "cannot read %s", "/etc/x"));
	assert_int_equal(err.code, ERROR_CONFIG);
	assert_string_equal(
		err.text, "cannot read /etc/x: line 3: unknown key \"x\"");
}

static void
test_one_line(void **state)
{
	struct error err = {0};

	(void)state;
	error_set(&err, ERROR_REMOTE, "a\nb\tc\x7f\x1b[31m\xc3\xa4");
	assert_string_equal(err.text, "a b c  [31m\xc3\xa4");
	error_prefix(&err, "x\ny");
	assert_string_equal(err.text, "x y: a b c  [31m\xc3\xa4");
}

/* Cut between characters, never within one. */
static void
test_cut(void **state)
{
	char text[ERROR_TEXT_SIZE + 8];

	(void)state;
	for (size_t ascii = 0; ascii < 4; ascii++) {
		struct error err = {0};
		size_t length = 0;
		memset(text, 'x', ascii);
		for (size_t i = ascii; i < sizeof(text) - 4; i += 4) {
			memcpy(text + i, "\xf0\x9f\x93\xa7", 5);
		}
		error_set(&err, ERROR_REMOTE, "%s", text);
		length = strlen(err.text);
		assert_int_equal((length - ascii) % 4, 0);
		assert_true(length >= ERROR_TEXT_SIZE - 5);
		memset(text, 'x', sizeof(text) - 1);
		text[sizeof(text) - 1] = '\0';
	}
}

/* The same of characters of other lengths: as much as fits, and nothing half.
 */
static void
test_cut_of_any_length(void **state)
{
	static const struct {
		const char *character;
		size_t length;
	} cases[] = {{"x", 1}, {"\xc3\xab", 2}, {"\xe2\x82\xac", 3},
		{"\xe0\xa4\x85", 3}, {"\xf0\x9f\x93\xa7", 4}, {"\x80", 1}};
	char text[2 * ERROR_TEXT_SIZE];

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		for (size_t ascii = 0; ascii < 4; ascii++) {
			struct error err = {0};
			size_t room = ERROR_TEXT_SIZE - 1 - ascii;
			size_t at = ascii;
			memset(text, 'x', ascii);
			while (at + 4 < sizeof(text)) {
				memcpy(text + at, cases[i].character,
					cases[i].length + 1);
				at += cases[i].length;
			}
			error_set(&err, ERROR_REMOTE, "%s", text);
			assert_int_equal(strlen(err.text),
				ascii + room - room % cases[i].length);
			assert_memory_equal(err.text, text, strlen(err.text));
		}
	}
}

/* One byte too long, which is half of a character. */
static void
test_cut_of_one_byte(void **state)
{
	char text[ERROR_TEXT_SIZE + 1];
	struct error err = {0};

	(void)state;
	memset(text, 'x', ERROR_TEXT_SIZE - 2);
	memcpy(text + ERROR_TEXT_SIZE - 2, "\xc3\xab", 3);
	error_set(&err, ERROR_REMOTE, "%s", text);
	assert_int_equal(strlen(err.text), ERROR_TEXT_SIZE - 2);
}

/* What cannot be written in this locale leaves no text, and no rubbish. */
static void
test_unwritable(void **state)
{
	struct error err = {.text = "rubbish"};

	(void)state;
	assert_false(error_set(&err, ERROR_DISK, "disk %ls", L"\x110000"));
	assert_int_equal(err.code, ERROR_DISK);
	assert_string_equal(err.text, "");
	error_set(&err, ERROR_DISK, "disk full");
	assert_false(error_prefix(&err, "%ls", L"\x110000"));
	assert_string_equal(err.text, "disk full");
	assert_false(error_prefix(&err, "%s", ""));
	assert_string_equal(err.text, "disk full");
	assert_false(error_prefix(&err, "%s", "/"));
	assert_string_equal(err.text, "/: disk full");
}

static void
test_stray_bytes_at_the_end(void **state)
{
	struct error err = {0};

	(void)state;
	error_set(&err, ERROR_REMOTE, "a\x80\x80\x80\x80\x80");
	assert_string_equal(err.text, "a\x80\x80\x80\x80\x80");
	error_set(&err, ERROR_REMOTE, "%s", "");
	assert_string_equal(err.text, "");
}

/* The cause is worth more than what stands in front of it. */
static void
test_prefix_that_does_not_fit(void **state)
{
	struct error err = {0};
	char text[ERROR_TEXT_SIZE + 9];

	(void)state;
	memset(text, 'x', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	error_set(&err, ERROR_DISK, "disk full");
	assert_false(error_prefix(&err, "%s", text));
	assert_string_equal(err.text, "disk full");
	text[ERROR_TEXT_SIZE - 1] = '\0';
	assert_false(error_prefix(&err, "%s", text));
	assert_string_equal(err.text, "disk full");
	text[ERROR_TEXT_SIZE - 12] = '\0'; /* ": disk full" and the end */
	assert_false(error_prefix(&err, "%s", text));
	assert_int_equal(strlen(err.text), ERROR_TEXT_SIZE - 1);
	assert_false(error_prefix(&err, "y"));
	assert_int_equal(err.text[0], 'x');
	error_set(&err, ERROR_DISK, "disk full");
	text[ERROR_TEXT_SIZE - 12] = 'x';
	text[ERROR_TEXT_SIZE - 11] = '\0';
	assert_false(error_prefix(&err, "%s", text));
	assert_string_equal(err.text, "disk full");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_set_and_prefix),
		cmocka_unit_test(test_one_line),
		cmocka_unit_test(test_cut),
		cmocka_unit_test(test_cut_of_any_length),
		cmocka_unit_test(test_cut_of_one_byte),
		cmocka_unit_test(test_unwritable),
		cmocka_unit_test(test_stray_bytes_at_the_end),
		cmocka_unit_test(test_prefix_that_does_not_fit),
	};

	return cmocka_run_group_tests_name("error", tests, NULL, NULL);
}
