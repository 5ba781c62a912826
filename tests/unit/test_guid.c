// SPDX-License-Identifier: MIT
#include "core/guid.h"

#include "test.h"

#include <string.h>

static const struct {
	const char *text;
	bool is_guid;
} cases[] = {
	{"efb87545-963c-4e0d-99df-69c6916d9eb0", true},
	{"EFB87545-963C-4E0D-99DF-69C6916D9EB0", true},
	{"00000000-0000-0000-0000-000000000000", true},
	{"ffffffff-ffff-ffff-ffff-ffffffffffff", true},
	{"", false},
	{"efb87545-963c-4e0d-99df-69c6916d9eb", false},
	{"efb87545-963c-4e0d-99df-69c6916d9eb00", false},
	{"{fb87545-963c-4e0d-99df-69c6916d9eb}", false},
	{"efb87545-963c-4e0d-99df_69c6916d9eb0", false},
	{"efb87545963c-4e0d-99df-69c6916d9eb0-", false},
	{"gfb87545-963c-4e0d-99df-69c6916d9eb0", false},
	{"efb87545-963c-4e0d-99df-69c6916d9ebg", false},
	{"efb87545-963c-4e0d-99df-69c6916d9e@0", false},
	{"efb87545-963c-4e0d-99df-69c6916d9e`0", false},
	{"efb87545-963c-4e0d-99df-69c6916d9e/0", false},
	{"efb87545-963c-4e0d-99df-69c6916d9e:0", false},
};

static void
test_parse(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct guid guid = {{42}};
		if (guid_parse(cases[i].text, strlen(cases[i].text), &guid) !=
			cases[i].is_guid) {
			fail_msg("%s", cases[i].text);
		}
		if (!cases[i].is_guid) {
			assert_int_equal(guid.bytes[0], 42);
		}
	}
	assert_false(guid_parse(NULL, 36, &(struct guid){{0}}));
}

static void
test_text(void **state)
{
	char text[GUID_TEXT_SIZE];
	struct guid guid = {{0}};

	(void)state;
	assert_true(
		guid_parse("EFB87545-963c-4E0D-99df-69c6916d9eb0", 36, &guid));
	assert_ptr_equal(guid_text(&guid, text), text);
	assert_string_equal(text, "efb87545-963c-4e0d-99df-69c6916d9eb0");
}

static void
test_order(void **state)
{
	const struct guid low = {{0, 1}};
	const struct guid high = {{1}};

	(void)state;
	assert_true(guid_compare(&low, &high) < 0);
	assert_true(guid_compare(&high, &low) > 0);
	assert_true(guid_equal(&low, &low));
	assert_false(guid_equal(&low, &high));
	assert_true(guid_is_nil(&(struct guid){{0}}));
	assert_false(guid_is_nil(&low));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_parse),
		cmocka_unit_test(test_text),
		cmocka_unit_test(test_order),
	};

	return cmocka_run_group_tests_name("guid", tests, NULL, NULL);
}
