// SPDX-License-Identifier: MIT
/* What a merge leaves in the row, and when a mailbox is to be asked. */
#include "core/evidence.h"

#include "test.h"

#include <string.h>

#include "life.h"
#include "merging.h"

static const struct guid e3 = {{0xe3}};
static const struct guid e1 = {{0xe1}};

static void
test_null_keeps_what_was_known(void **state)
{
	struct mailbox mailbox = {0};
	struct observation hidden = merging_lost;

	(void)state;
	assert_true(merging_look(&mailbox, merging_lost, 100));
	mailbox.id = 55;
	hidden.upn = NULL;
	hidden.display_name = NULL;
	hidden.mail = NULL;
	hidden.usage_location = NULL;
	assert_true(merging_look(&mailbox, hidden, 101));
	assert_int_equal(mailbox.id, 55);
	assert_string_equal(mailbox.upn, "ada@example.com");
	assert_string_equal(mailbox.display_name, "Ada");
	assert_string_equal(mailbox.mail, "ada@example.com");
	assert_string_equal(mailbox.usage_location, "DE");
	hidden.upn = "ada.lovelace@example.com";
	assert_true(merging_look(&mailbox, hidden, 102));
	assert_string_equal(mailbox.upn, "ada.lovelace@example.com");
	mailbox_release(&mailbox);
}

static void
test_gone_keeps_who_it_was(void **state)
{
	struct mailbox mailbox = {0};
	struct observation gone;

	(void)state;
	assert_true(merging_look(&mailbox, merging_lost, 100));
	observation_of_gone(&merging_lost.user_id, 0, &gone);
	assert_true(merging_look(&mailbox, gone, 101));
	assert_string_equal(mailbox.upn, "ada@example.com");
	assert_int_equal(mailbox.plans, PLANS_DELETED);
	assert_int_equal(mailbox.gone_at, life_at(101));
	assert_true(merging_look(&mailbox, gone, 102));
	assert_int_equal(mailbox.gone_at, life_at(101));
	mailbox_release(&mailbox);
}

/* Nobody knows of a mailbox that it answered before it was gone for good. */
static void
test_comes_back_from_nowhere(void **state)
{
	struct mailbox mailbox = {0};
	struct observation gone;

	(void)state;
	assert_true(merging_look(&mailbox, merging_lost, 100));
	observation_of_gone(&merging_lost.user_id, 0, &gone);
	assert_true(merging_look(&mailbox, gone, 101));
	assert_true(merging_look(&mailbox, merging_lost, 200));
	assert_int_equal(mailbox.loss, 2);
	assert_int_equal(mailbox.answered_at, 0);
	mailbox_release(&mailbox);
}

static void
test_becomes_a_guest(void **state)
{
	struct mailbox mailbox = {0};
	struct mailbox nobody = {0};
	struct observation guest = merging_lost;

	(void)state;
	assert_true(merging_look(&mailbox, merging_lost, 100));
	guest.guest = true;
	assert_true(merging_look(&mailbox, guest, 101));
	assert_int_equal(mailbox.cause, CAUSE_LICENSE_REMOVED);
	assert_int_equal(mailbox.loss, 1);
	/* Nor is it another loss when that is taken back. */
	assert_true(merging_look(&mailbox, merging_lost, 102));
	assert_int_equal(mailbox.loss, 1);
	mailbox_release(&mailbox);
	/* Of one who never was anything else nothing is left. */
	assert_false(merging_look(&nobody, guest, 101));
	assert_null(nobody.upn);
}

static void
test_sku(void **state)
{
	struct mailbox mailbox = {0};
	struct observation seen = merging_lost;
	char actor[] = "admin@example.com";
	struct audit_record record = {.at = life_at(95),
		.has_detail = true,
		.actor_kind = ACTOR_USER,
		.actor = actor,
		.removed_count = 1,
		.removed_skus = {e1}};

	(void)state;
	seen.sku = e3;
	assert_true(merging_look(&mailbox, seen, 100));
	assert_true(guid_equal(&mailbox.sku, &e3));
	seen.sku = e1; /* the first guess stands ... */
	assert_true(merging_look(&mailbox, seen, 101));
	assert_true(guid_equal(&mailbox.sku, &e3));
	seen.audits = &record; /* ... until the audit tells */
	seen.audit_count = 1;
	assert_true(merging_look(&mailbox, seen, 102));
	assert_true(guid_equal(&mailbox.sku, &e1));
	assert_string_equal(mailbox.actor, "admin@example.com");
	assert_int_equal(mailbox.actor_kind, ACTOR_USER);
	record.actor = NULL; /* null initiatedBy */
	assert_true(merging_look(&mailbox, seen, 103));
	assert_string_equal(mailbox.actor, "admin@example.com");
	mailbox_release(&mailbox);
}

/*
 * Who took a license of a deleted subscription is told, but that was no loss;
 * nor is it once the subscription is renewed.
 */
static void
test_dead_license(void **state)
{
	struct mailbox mailbox = {0};
	struct observation seen = merging_lost;
	char remover[] = "it@example.com";
	const struct audit_record record = {.at = life_at(99),
		.has_detail = true,
		.actor_kind = ACTOR_USER,
		.actor = remover,
		.removed_count = 1,
		.removed_skus = {e3}};
	struct tenant tenant;
	struct sku_plan plan = {.usable = true};
	struct sku sku = {.id = e3,
		.status = PLAN_STATUS_DELETED,
		.plans = &plan,
		.plan_count = 1};
	const struct sku_list skus = {&sku, 1};

	(void)state;
	tenant_init(&tenant, "x");
	plan.plan = tenant.plans.plans[0];
	tenant_release(&tenant);
	seen.skus = &skus;
	seen.audits = &record;
	seen.audit_count = 1;
	for (int i = 0; i < 2; i++) {
		assert_true(merging_look(&mailbox, seen, 100 + i));
		assert_string_equal(mailbox.actor, "it@example.com");
		assert_int_equal(mailbox.audit_at, 0);
		sku.status = PLAN_STATUS_ENABLED;
	}
	mailbox_release(&mailbox);
	assert_true(merging_look(&mailbox, seen, 100));
	assert_int_equal(mailbox.audit_at, life_at(99));
	mailbox_release(&mailbox);
}

/* Who deleted the user, unless somebody took the license before. */
static void
test_who_deleted(void **state)
{
	struct mailbox mailbox = {0};
	struct observation seen = merging_lost;
	char deleter[] = "hr@example.com";
	char remover[] = "it@example.com";
	const struct audit_record records[] = {
		{.activity = AUDIT_USER_DELETED,
			.at = life_at(99),
			.actor_kind = ACTOR_APP,
			.actor = deleter},
		{.at = life_at(95),
			.has_detail = true,
			.actor_kind = ACTOR_GROUP,
			.actor = remover,
			.removed_count = 1,
			.removed_skus = {e3}},
	};

	(void)state;
	seen.place = PLACE_DELETED;
	seen.plans = PLANS_ALIVE;
	seen.has_license = true;
	seen.deleted_at = life_at(99);
	seen.audits = records;
	seen.audit_count = 2;
	assert_true(merging_look(&mailbox, seen, 100));
	assert_string_equal(mailbox.actor, "hr@example.com");
	assert_int_equal(mailbox.actor_kind, ACTOR_APP);
	assert_int_equal(mailbox.audit_at, 0);
	mailbox_release(&mailbox);
	seen.plans = PLANS_DELETED;
	assert_true(merging_look(&mailbox, seen, 100));
	assert_string_equal(mailbox.actor, "it@example.com");
	assert_int_equal(mailbox.audit_at, life_at(95));
	mailbox_release(&mailbox);
	seen.audits = NULL;
	seen.audit_count = 0;
	assert_true(merging_look(&mailbox, seen, 100));
	assert_null(mailbox.actor);
	mailbox_release(&mailbox);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_null_keeps_what_was_known),
		cmocka_unit_test(test_gone_keeps_who_it_was),
		cmocka_unit_test(test_comes_back_from_nowhere),
		cmocka_unit_test(test_becomes_a_guest),
		cmocka_unit_test(test_sku),
		cmocka_unit_test(test_dead_license),
		cmocka_unit_test(test_who_deleted),
	};

	return cmocka_run_group_tests_name("evidence rows", tests, NULL, NULL);
}
