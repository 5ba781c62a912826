// SPDX-License-Identifier: MIT
#include "core/text_list.h"

#include "test.h"

static void
test_order_and_copies(void **state)
{
	struct text_list list = {0};
	char text[] = "b";

	(void)state;
	text_list_add(&list, "a");
	text_list_add(&list, text);
	text_list_add(&list, "");
	text[0] = 'x';
	assert_int_equal(list.count, 3);
	assert_string_equal(list.texts[0], "a");
	assert_string_equal(list.texts[1], "b");
	assert_string_equal(list.texts[2], "");
	text_list_release(&list);
	assert_int_equal(list.count, 0);
	assert_null(list.texts);
	text_list_release(&list);
}

static void
test_has(void **state)
{
	struct text_list list = {0};

	(void)state;
	assert_false(text_list_has(&list, "a"));
	assert_false(text_list_has(&list, ""));
	text_list_add(&list, "Alice");
	text_list_add(&list, "J\xc3\xb6rg");
	assert_true(text_list_has(&list, "Alice"));
	assert_true(text_list_has(&list, "aLICE"));
	assert_true(text_list_has(&list, "j\xc3\xb6RG"));
	assert_false(text_list_has(&list, "J\xc3\x96rg")); /* not ASCII */
	assert_false(text_list_has(&list, "Alic"));
	assert_false(text_list_has(&list, "Alice "));
	assert_false(text_list_has(&list, ""));
	text_list_release(&list);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_order_and_copies),
		cmocka_unit_test(test_has),
	};

	return cmocka_run_group_tests_name("text_list", tests, NULL, NULL);
}
