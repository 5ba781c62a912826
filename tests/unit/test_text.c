// SPDX-License-Identifier: MIT
#include "core/text.h"

#include "test.h"

#include <string.h>

static const struct {
	const char *from;
	bool utf8;
	const char *to;
} cases[] = {
	{NULL, false, "-"},
	{"", false, ""},
	{"ada@contoso.example", false, "ada@contoso.example"},
	{"a|b\tc\nd\x7f", false, "a b c d "},
	{"<script>x</script>", false, "(script)x(/script)"},
	{"<<b>>", true, "((b))"},
	{"&lt;&#60;'\"", false, "&lt;&#60;'\""},
	{"zo\xc3\xab", true, "zo\xc3\xab"},
	{"zo\xc3\xab", false, "zo?"},
	{"a\xe2\x80\xae"
	 "b",
		true, "ab"},
	{"a\xe2\x80\xa8"
	 "b",
		true, "a b"},
	/* An overlong < is no < to anybody, and no UTF-8. */
	{"\xc0\xbcscript>", true, "??script)"},
	{"\xff", true, "?"},
	{"a\xc2", true, "a?"},
	{"\xe2\x82\xac", true, "\xe2\x82\xac"},
	{"\xe2\x82\xac", false, "?"},
	{"\xe0\x80\xaf", true, "???"},
	{"\xf0\x9f\x93\xa7", true, "\xf0\x9f\x93\xa7"},
	{"\xf0\x80\x80\xbc", true, "????"},
	{"\xf4\x8f\xbf\xbf", true, "\xf4\x8f\xbf\xbf"},
	{"\xf4\x90\x80\x80", true, "????"},
	{"\xf5\x80\x80\x80", true, "????"},
	{"\xe2\x82", true, "??"},
	{"\xed\x9f\xbf", true, "\xed\x9f\xbf"},
	{"\xee\x80\x80", true, "\xee\x80\x80"},
	/* Half a surrogate pair. */
	{"\xed\xa0\x80", true, "???"},
	{"\xed\xbf\xbf", true, "???"},
	{"\xc2\x80\xc2\x9f\xc2\xa0", true, "  \xc2\xa0"},
	{"\xe2\x80\xa9", true, " "},
	{"\xdf\xbf", true, "\xdf\xbf"},
	/* No lead byte at all, and those of what was to be UTF-8 once. */
	{"\xc1\x80\x80\x80", true, "????"},
	{"\xf9\x80\x80\x80", true, "????"},
	/* An overlong soft hyphen, which is not one. */
	{"\xe0\x82\xad", true, "???"},
};

/* Those at the edges of what is not to be seen, and their neighbours. */
static const struct {
	const char *text;
	bool is_shown;
} invisible[] = {
	{"\xc2\xac", true},
	{"\xc2\xad", false},
	{"\xc2\xae", true},
	{"\xd8\x9c", false},
	{"\xe1\xa0\x8e", false},
	{"\xe2\x80\x8a", true},
	{"\xe2\x80\x8b", false},
	{"\xe2\x80\x8f", false},
	{"\xe2\x80\x90", true},
	{"\xe2\x80\xaa", false},
	{"\xe2\x80\xae", false},
	{"\xe2\x80\xaf", true},
	{"\xe2\x81\x9f", true},
	{"\xe2\x81\xa0", false},
	{"\xe2\x81\xaf", false},
	{"\xe2\x81\xb0", true},
	{"\xef\xbb\xbf", false},
	{"\xef\xbf\xb8", true},
	{"\xef\xbf\xb9", false},
	{"\xef\xbf\xbb", false},
	{"\xef\xbf\xbc", true},
	{"\xf3\x9f\xbf\xbf", true},
	{"\xf3\xa0\x80\x80", false},
	{"\xf3\xa0\xbf\xbf", false},
	{"\xf3\xa1\x80\x80", true},
};

static void
test_invisible(void **state)
{
	char to[64];

	(void)state;
	for (size_t i = 0; i < COUNT_OF(invisible); i++) {
		(void)text_clean(invisible[i].text, true, to, sizeof(to));
		assert_string_equal(
			to, invisible[i].is_shown ? invisible[i].text : "");
	}
}

static const struct {
	const char *text;
	uint32_t code;
} hidden[] = {
	{"", 0},
	{" ", 0},
	{"a\t", 0},
	{"|", 0},
	{"<", 0},
	{"\xc3\xab", 0},
	{"\x80", 0},
	{"\xe0\x82\xad", 0},
	{"\tb", 0x09},
	{"\x1f", 0x1f},
	{"\x7f", 0x7f},
	{"\xc2\x85", 0x85},
	{"\xc2\xad", 0xad},
	{"\xe2\x80\xa8", 0x2028},
	{"\xe2\x80\xae", 0x202e},
};

static void
test_hidden(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(hidden); i++) {
		assert_int_equal(
			text_hidden_code(hidden[i].text), hidden[i].code);
	}
}

static void
test_length_of_a_character(void **state)
{
	(void)state;
	assert_int_equal(text_character_length("a\xc3\xab"), 1);
	assert_int_equal(text_character_length("\xc3\xab"), 2);
	assert_int_equal(text_character_length("\xe2\x82\xac"), 3);
	assert_int_equal(text_character_length("\xf0\x9f\x93\xa7"), 4);
	assert_int_equal(text_character_length("\x80"), 0);
}

static const struct {
	int64_t seconds;
	const char *text;
} durations[] = {
	{0, "0s"},
	{59, "59s"},
	{60, "1m"},
	{119, "1m"},
	{3600, "1h"},
	{3660, "1h 1m"},
	{-3660, "-1h 1m"},
	{86399, "23h 59m"},
	{86400, "1d"},
	{86400 + 3599, "1d"},
	{86400 + 3600, "1d 1h"},
	{-86400 - 7200, "-1d 2h"},
	{100 * 86400 - 1, "99d 23h"},
	{100 * 86400 + 3600, "100d"},
	{-1, "-1s"},
};

static void
test_durations(void **state)
{
	char text[TEXT_DURATION_SIZE];

	(void)state;
	for (size_t i = 0; i < COUNT_OF(durations); i++) {
		assert_string_equal(text_duration(durations[i].seconds, text),
			durations[i].text);
	}
}

static void
test_clean(void **state)
{
	char to[64];

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		assert_ptr_equal(text_clean(cases[i].from, cases[i].utf8, to,
					 sizeof(to)),
			to);
		assert_string_equal(to, cases[i].to);
	}
}

static void
test_cut(void **state)
{
	char to[8];

	(void)state;
	assert_string_equal(
		text_clean("1234567", false, to, sizeof(to)), "1234567");
	assert_string_equal(
		text_clean("12345678", false, to, sizeof(to)), "1234...");
	assert_string_equal(text_clean("123\xc3\xab"
				       "5678",
				    true, to, sizeof(to)),
		"123...");
	assert_string_equal(text_clean("1234567890", false, to, 5), "1...");
	assert_string_equal(text_clean("1234567890", false, to, 4), "...");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_clean),
		cmocka_unit_test(test_cut),
		cmocka_unit_test(test_invisible),
		cmocka_unit_test(test_hidden),
		cmocka_unit_test(test_length_of_a_character),
		cmocka_unit_test(test_durations),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
