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

#define ROW(...)                                                               \
	{                                                                      \
		.plans = PLANS_DELETED, .cause = CAUSE_LICENSE_REMOVED,        \
		__VA_ARGS__                                                    \
	}

static const struct {
	const char *name;
	bool is_new;
	bool has_changed_plans;
	struct mailbox after;
	bool daily;
	bool weekly;
	enum probe_due due;
} dues[] = {
	{"new", true, false, ROW(0), false, false, PROBE_DUE_NOW},
	{"never asked", false, false, ROW(0), false, false, PROBE_DUE_NOW},
	{"answers as a user", false, false, ROW(.probe = PROBE_USER), false,
		false, PROBE_DUE_NOW},
	{"could not be asked", false, false, ROW(.probe = PROBE_FAILED), false,
		false, PROBE_DUE_NOW},
	{"silent", false, false, ROW(.probe = PROBE_NOT_FOUND), false, true,
		PROBE_DUE_NO},
	{"silent, daily look", false, false, ROW(.probe = PROBE_NOT_FOUND),
		true, false, PROBE_DUE_NOW},
	{"silent, its plans changed", false, true,
		ROW(.probe = PROBE_NOT_FOUND), false, false, PROBE_DUE_NOW},
	{"silent, its license back", false, false,
		{.plans = PLANS_ALIVE,
			.cause = CAUSE_LICENSE_REMOVED,
			.probe = PROBE_NOT_FOUND},
		false, false, PROBE_DUE_NOW},
	{"silent, a shared one back from the bin", false, false,
		{.plans = PLANS_NONE,
			.cause = CAUSE_SHARED_DELETED,
			.probe = PROBE_NOT_FOUND},
		false, false, PROBE_DUE_NOW},
	{"silent, back from the bin without a license", false, false,
		ROW(.deleted_at = 5, .probe = PROBE_NOT_FOUND), false, false,
		PROBE_DUE_NOW},
	{"shared", false, false,
		{.plans = PLANS_DELETED, .probe = PROBE_SHARED}, true, false,
		PROBE_DUE_NO},
	{"shared, weekly look", false, false,
		{.plans = PLANS_DELETED, .probe = PROBE_SHARED}, false, true,
		PROBE_DUE_NOW},
	{"restored", false, false,
		{.plans = PLANS_ALIVE,
			.cause = CAUSE_LICENSE_REMOVED,
			.restored_at = 5,
			.probe = PROBE_USER},
		true, true, PROBE_DUE_NO},
	{"restored as shared", false, false,
		ROW(.restored_at = 5, .probe = PROBE_SHARED), true, false,
		PROBE_DUE_NO},
	{"restored as shared, weekly look", false, false,
		ROW(.restored_at = 5, .probe = PROBE_SHARED), false, true,
		PROBE_DUE_NOW},
	{"restored without a plan, answers as a user", false, false,
		ROW(.restored_at = 5, .probe = PROBE_USER), false, false,
		PROBE_DUE_NOW},
	{"in the bin", true, false, ROW(.place = PLACE_DELETED), true, true,
		PROBE_DUE_NO},
	{"gone", true, false, ROW(.place = PLACE_GONE), true, true,
		PROBE_DUE_NO},
	{"subscription", true, false,
		{.plans = PLANS_SUSPENDED, .cause = CAUSE_SUBSCRIPTION}, true,
		true, PROBE_DUE_NO},
	{"alive", false, false, {.plans = PLANS_ALIVE}, true, true,
		PROBE_DUE_NO},
	{"no plan, not lost", false, false, {.plans = PLANS_NONE}, false, false,
		PROBE_DUE_NOW},
};

static void
test_due(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(dues); i++) {
		struct mailbox before = dues[i].after;
		enum probe_due due = PROBE_DUE_NO;
		if (dues[i].has_changed_plans) {
			before.plans = PLANS_SUSPENDED;
		}
		due = evidence_probe_due(dues[i].is_new ? NULL : &before,
			&dues[i].after, dues[i].daily, dues[i].weekly);
		if (due != dues[i].due) {
			fail_msg("%s", dues[i].name);
		}
	}
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
		cmocka_unit_test(test_due),
	};

	return cmocka_run_group_tests_name("evidence rows", tests, NULL, NULL);
}
