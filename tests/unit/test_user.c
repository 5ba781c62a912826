// SPDX-License-Identifier: MIT
#include "core/user.h"

#include "test.h"

#include <string.h>

#include "core/mem.h"

#define ID "7e06b566-15f3-4013-8bf8-79874d52e68a"

static const struct {
	const char *name;
	const char *upn;
	const char *original;
} cases[] = {
	{"mangled", "7e06b56615f340138bf879874d52e68ajohn@contoso.com",
		"john@contoso.com"},
	{"in capitals", "7E06B56615F340138BF879874D52E68Ajohn@contoso.com",
		"john@contoso.com"},
	{"not mangled", "john@contoso.com", "john@contoso.com"},
	{"somebody else's id",
		"8e06b56615f340138bf879874d52e68ajohn@contoso.com",
		"8e06b56615f340138bf879874d52e68ajohn@contoso.com"},
	{"nothing behind it", "7e06b56615f340138bf879874d52e68a",
		"7e06b56615f340138bf879874d52e68a"},
	{"one short", "7e06b56615f340138bf879874d52e68john@contoso.com",
		"7e06b56615f340138bf879874d52e68john@contoso.com"},
	{"a digit behind it", "7e06b56615f340138bf879874d52e68a7@contoso.com",
		"7@contoso.com"},
	{"empty", "", ""},
};

static void
test_original_upn(void **state)
{
	struct guid id = {{0}};

	(void)state;
	assert_true(guid_parse(ID, strlen(ID), &id));
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		if (strcmp(user_original_upn(cases[i].upn, &id),
			    cases[i].original) != 0) {
			fail_msg("%s", cases[i].name);
		}
	}
}

static void
test_release(void **state)
{
	struct user user = {
		.upn = mem_text("john@contoso.com"),
		.display_name = mem_text("John"),
		.mail = mem_text("john@contoso.com"),
		.usage_location = mem_text("DE"),
		.plans = mem_zeroed(2, sizeof(struct user_plan)),
		.plan_count = 2,
		.licenses = mem_zeroed(1, sizeof(struct user_license)),
		.license_count = 1,
	};

	(void)state;
	user.licenses[0].disabled_plans = mem_zeroed(1, sizeof(struct guid));
	user_release(&user);
	assert_null(user.upn);
	assert_int_equal(user.license_count, 0);
	user_release(&user);
	user_release(NULL);
}

/* What is copied does not change with what it came from. */
static void
test_copy(void **state)
{
	struct guid disabled = {{7}};
	struct user_plan plan = {.status = 0};
	struct user_license licenses[] = {
		{.disabled_plans = &disabled, .disabled_count = 1},
		{.disabled_plans = NULL, .disabled_count = 0},
	};
	const struct user from = {
		.upn = (char *)(uintptr_t) "john@contoso.com",
		.display_name = (char *)(uintptr_t) "John",
		.usage_location = (char *)(uintptr_t) "DE",
		.plans = &plan,
		.plan_count = 1,
		.licenses = licenses,
		.license_count = 2,
	};
	struct user to = {0};

	(void)state;
	user_copy(&to, &from);
	assert_ptr_not_equal(to.upn, from.upn);
	assert_string_equal(to.upn, "john@contoso.com");
	assert_string_equal(to.display_name, "John");
	assert_string_equal(to.usage_location, "DE");
	assert_null(to.mail);
	assert_int_equal(to.plan_count, 1);
	assert_ptr_not_equal(to.plans, &plan);
	assert_int_equal(to.license_count, 2);
	disabled.bytes[0] = 8;
	assert_int_equal(to.licenses[0].disabled_plans[0].bytes[0], 7);
	assert_int_equal(to.licenses[1].disabled_count, 0);
	user_release(&to);
}

static void
test_copy_of_the_address(void **state)
{
	const struct user from = {.mail = (char *)(uintptr_t) "j@contoso.com"};
	struct user to = {0};

	(void)state;
	user_copy(&to, &from);
	assert_string_equal(to.mail, "j@contoso.com");
	assert_null(to.upn);
	user_release(&to);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_original_upn),
		cmocka_unit_test(test_release),
		cmocka_unit_test(test_copy),
		cmocka_unit_test(test_copy_of_the_address),
	};

	return cmocka_run_group_tests_name("user", tests, NULL, NULL);
}
