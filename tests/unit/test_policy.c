// SPDX-License-Identifier: MIT
/* The defaults, as mailbox-expiry.conf(5) promises them. */
#include "core/policy.h"

#include "test.h"

#include "core/mem.h"
#include "core/tenant.h"
#include "core/timestamp.h"

static void
test_defaults(void **state)
{
	struct policy policy = {0};

	(void)state;
	policy_init(&policy);
	for (int cause = 0; cause < CAUSE_COUNT; cause++) {
		enum on_ack expected =
			cause == CAUSE_LICENSE_REMOVED ||
					cause == CAUSE_SHARED_DELETED
				? ON_ACK_RESTORE
			: cause == CAUSE_USER_DELETED ? ON_ACK_TOKEN
						      : ON_ACK_NONE;

		assert_int_equal(policy.on_ack[cause], expected);
		assert_int_equal(policy.on_event_causes[cause],
			cause == CAUSE_LICENSE_REMOVED);
	}
	assert_false(policy.on_event);
	assert_int_equal(policy.authors.count, 0);
	assert_int_equal(policy.deny_authors.count, 0);
	assert_int_equal(policy.ack_max_age_s, TIMESTAMP_DAY_S);
	assert_int_equal(policy.max_per_ack, 10);
	assert_int_equal(policy.max_per_hour, 50);
	assert_int_equal(policy.mass_brake, 25);
	assert_int_equal(policy.cooldown_s, TIMESTAMP_HOUR_S);
	assert_null(policy.kill_switch);
	assert_false(policy.dry_run);
	assert_false(policy.minimal_plans);
	assert_null(policy.usage_location);
	assert_int_equal(policy.group_held, GROUP_HELD_DIRECT);
	assert_false(policy.allow_synced_deleted);
	assert_false(policy.block_sign_in);
	assert_int_equal(policy.license_wait_s, 5 * TIMESTAMP_MINUTE_S);
	assert_int_equal(policy.verify_timeout_s, 4 * TIMESTAMP_HOUR_S);
	policy_release(&policy);
}

/* Under a leak checker each text that is forgotten shows. */
static void
test_release(void **state)
{
	struct policy policy = {
		.kill_switch = mem_text("/a"),
		.usage_location = mem_text("DE"),
	};

	(void)state;
	text_list_add(&policy.authors, "a");
	text_list_add(&policy.deny_authors, "b");
	text_list_add(&policy.restore_skus, "c");
	text_list_add(&policy.exclude_skus, "d");
	for (int i = 0; i < 2; i++) {
		policy_release(&policy);
		assert_null(policy.kill_switch);
		assert_int_equal(policy.exclude_skus.count, 0);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_defaults),
		cmocka_unit_test(test_release),
	};

	return cmocka_run_group_tests_name("policy", tests, NULL, NULL);
}
