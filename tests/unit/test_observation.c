// SPDX-License-Identifier: MIT
#include "core/observation.h"

#include "test.h"

/* E3 carries a mailbox plan and another; F1 only the other. */
static struct plan_set set;
static struct sku_plan of_e3[2] = {{.usable = true}, {.usable = true}};
static struct sku products[] = {
	{.id = {{0xe3}},
		.status = PLAN_STATUS_ENABLED,
		.for_users = true,
		.plans = of_e3,
		.plan_count = 2},
};
static const struct sku_list bought = {products, 1};

static int
set_up(void **state)
{
	(void)state;
	plan_set_init(&set);
	of_e3[0].plan = set.plans[0];
	of_e3[1].plan = (struct guid){{5}};
	return 0;
}

static void
test_active(void **state)
{
	struct user_plan plans[] = {
		{{{5}}, PLAN_STATUS_DELETED, 77},
		{set.plans[0], PLAN_STATUS_DELETED, 77},
	};
	char upn[] = "ada@example.com";
	const struct user user = {.id = {{7}},
		.upn = upn,
		.account_enabled = TRI_NO,
		.synced = TRI_YES,
		.guest = true,
		.plans = plans,
		.plan_count = 2};
	struct observation seen;

	(void)state;
	observation_of_user(&user, &set, &bought, 99, &seen);
	assert_int_equal(seen.at, 99);
	assert_int_equal(seen.place, PLACE_ACTIVE);
	assert_int_equal(seen.user_id.bytes[0], 7);
	assert_ptr_equal(seen.upn, upn);
	assert_null(seen.mail);
	assert_int_equal(seen.account_enabled, TRI_NO);
	assert_int_equal(seen.synced, TRI_YES);
	assert_true(seen.guest);
	assert_int_equal(seen.plans, PLANS_DELETED);
	assert_int_equal(seen.plan_at, 77);
	assert_false(seen.has_license);
	assert_int_equal(seen.sku.bytes[0], 0xe3);
	assert_ptr_equal(seen.skus, &bought);
}

static void
test_deleted(void **state)
{
	struct user_plan plan = {set.plans[0], PLAN_STATUS_ENABLED, 77};
	struct user_license license = {.sku = {{0xe3}}};
	struct user user = {.deleted = true,
		.deleted_at = 88,
		.plans = &plan,
		.plan_count = 1,
		.licenses = &license,
		.license_count = 1};
	struct observation seen;

	(void)state;
	observation_of_user(&user, &set, &bought, 99, &seen);
	assert_int_equal(seen.place, PLACE_DELETED);
	assert_int_equal(seen.deleted_at, 88);
	assert_int_equal(seen.plans, PLANS_ALIVE);
	assert_int_equal(seen.plan_at, 0);
	assert_true(seen.has_license);
	assert_false(seen.plan_disabled);
	assert_int_equal(seen.sku.bytes[0], 0xe3);
	user.deleted = false; /* active, it is lost to nobody */
	observation_of_user(&user, &set, &bought, 99, &seen);
	assert_true(guid_is_nil(&seen.sku));
	plan.status = PLAN_STATUS_SUSPENDED;
	observation_of_user(&user, &set, &bought, 99, &seen);
	assert_int_equal(seen.sku.bytes[0], 0xe3);
}

static void
test_gone(void **state)
{
	const struct guid id = {{7}};
	struct observation seen;

	(void)state;
	observation_of_gone(&id, 99, &seen);
	assert_int_equal(seen.place, PLACE_GONE);
	assert_int_equal(seen.at, 99);
	assert_true(guid_equal(&seen.user_id, &id));
	assert_null(seen.upn);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_active),
		cmocka_unit_test(test_deleted),
		cmocka_unit_test(test_gone),
	};

	return cmocka_run_group_tests_name("observation", tests, set_up, NULL);
}
