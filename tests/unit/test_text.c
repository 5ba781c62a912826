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
};

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
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_clean),
		cmocka_unit_test(test_cut),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
