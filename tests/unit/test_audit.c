// SPDX-License-Identifier: MIT
#include "core/audit.h"

#include "test.h"

#include <string.h>

#include "core/mem.h"

/* SKU 1 carries a mailbox plan, SKU 2 does not, SKU 3 is not bought. */
static struct plan_set plans;
static struct sku_plan with_mailbox;
static struct sku_plan without;
static struct sku products[] = {
	{.id = {{1}}, .plans = &with_mailbox, .plan_count = 1},
	{.id = {{2}}, .plans = &without, .plan_count = 1},
};
static const struct sku_list bought = {products, 2};

static int
set_up(void **state)
{
	(void)state;
	plan_set_init(&plans);
	with_mailbox.plan = plans.plans[0];
	without.plan = (struct guid){{9}};
	return 0;
}

#define DETAILED(time, sku)                                                    \
	{                                                                      \
		.at = (time), .has_detail = true, .removed_count = 1,          \
		.removed_skus = {                                              \
			{{sku}}                                                \
		}                                                              \
	}
#define VAGUE(time)                                                            \
	{                                                                      \
		.at = (time)                                                   \
	}
#define NONE (-1)

/* Which of the records is the removal? Seconds; minutes are near. */
static const struct {
	const char *name;
	struct audit_record records[3];
	size_t count;
	time_t from;
	time_t to;
	time_t near;
	int chosen;
} cases[] = {
	{"none", {VAGUE(0)}, 0, 0, 9000, 0, NONE},
	{"with detail, no witness", {DETAILED(5000, 1)}, 1, 0, 9000, 0, 0},
	{"at both ends", {DETAILED(5000, 1)}, 1, 5000, 5000, 0, 0},
	{"too early", {DETAILED(4999, 1)}, 1, 5000, 9000, 0, NONE},
	{"too late", {DETAILED(9001, 1)}, 1, 5000, 9000, 0, NONE},
	{"the newest",
		{DETAILED(5000, 1), DETAILED(7000, 1), DETAILED(6000, 1)}, 3, 0,
		9000, 0, 1},
	{"the newest that took a mailbox away",
		{DETAILED(5000, 1), DETAILED(7000, 2)}, 2, 0, 9000, 0, 0},
	{"only others", {DETAILED(7000, 2)}, 1, 0, 9000, 0, NONE},
	{"a SKU not bought any more may have had one", {DETAILED(7000, 3)}, 1,
		0, 9000, 0, 0},
	{"detail that removes nothing", {{.at = 5000, .has_detail = true}}, 1,
		4000, 9000, 5000, NONE},
	{"without detail, no witness", {VAGUE(5000)}, 1, 0, 9000, 0, NONE},
	{"without detail, witnessed", {VAGUE(5000)}, 1, 4000, 9000, 0, 0},
	{"without detail, near the date", {VAGUE(5000)}, 1, 0, 9000, 5600, 0},
	{"nowhere is not near to the beginning of time", {VAGUE(300)}, 1, 0,
		9000, 0, NONE},
	{"or behind it", {VAGUE(5000)}, 1, 0, 9000, 4400, 0},
	{"without detail, not so near", {VAGUE(5000)}, 1, 0, 9000, 5601, NONE},
	{"nor behind it", {VAGUE(5000)}, 1, 0, 9000, 4399, NONE},
	{"detail before date before time",
		{VAGUE(8000), VAGUE(6000), DETAILED(5000, 1)}, 3, 4000, 9000,
		6000, 2},
	{"date before time", {VAGUE(8000), VAGUE(6000)}, 2, 4000, 9000, 6000,
		1},
	{"two without either", {VAGUE(8000), VAGUE(6000)}, 2, 4000, 9000, 0,
		NONE},
	{"two of one change", {VAGUE(6000), VAGUE(6600)}, 2, 4000, 9000, 0, 1},
	{"the other does not fit", {VAGUE(3000), VAGUE(6600)}, 2, 4000, 9000, 0,
		1},
	{"a deletion is none", {{.activity = AUDIT_USER_DELETED, .at = 5000}},
		1, 4000, 9000, 5000, NONE},
};

static void
test_removals(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		const struct audit_search search = {
			.activity = AUDIT_LICENSE_CHANGED,
			.from = cases[i].from,
			.to = cases[i].to,
			.near = cases[i].near,
			.skus = &bought,
			.plans = &plans};
		const struct audit_record *wanted =
			cases[i].chosen == NONE
				? NULL
				: &cases[i].records[cases[i].chosen];
		if (audit_choose(cases[i].records, cases[i].count, &search) !=
			wanted) {
			fail_msg("%s", cases[i].name);
		}
	}
}

static void
test_deletions(void **state)
{
	const struct audit_record records[] = {
		{.activity = AUDIT_USER_DELETED, .at = 3000},
		{.activity = AUDIT_USER_DELETED, .at = 5100},
		{.activity = AUDIT_LICENSE_CHANGED, .at = 5000},
	};
	struct audit_search search = {
		.activity = AUDIT_USER_DELETED, .to = 9000, .near = 5000};

	(void)state;
	assert_ptr_equal(audit_choose(records, 3, &search), &records[1]);
	search.near = 0;
	assert_null(audit_choose(records, 3, &search));
	assert_ptr_equal(audit_choose(records, 1, &search), &records[0]);
	assert_ptr_equal(audit_choose(&records[2], 1, &search), NULL);
	search.near = 9000;
	assert_null(audit_choose(records, 1, &search));
	search.near = 1;
	assert_null(audit_choose(records, 1, &search));
}

static void
test_mailbox_sku(void **state)
{
	const struct audit_record record = {.has_detail = true,
		.removed_count = 3,
		.removed_skus = {{{2}}, {{3}}, {{1}}}};
	struct audit_search search = {.skus = &bought, .plans = &plans};

	(void)state;
	assert_ptr_equal(
		audit_mailbox_sku(&record, &search), &record.removed_skus[2]);
	search.skus = NULL;
	assert_ptr_equal(
		audit_mailbox_sku(&record, &search), &record.removed_skus[0]);
	assert_null(audit_mailbox_sku(&(struct audit_record){0}, &search));
}

/* Of several taken at once that had a mailbox plan, the one that gave it. */
static void
test_mailbox_sku_alive(void **state)
{
	const struct audit_record record = {.has_detail = true,
		.removed_count = 4,
		.removed_skus = {{{9}}, {{1}}, {{2}}, {{3}}}};
	struct sku_plan exchange = {.plan = plans.plans[0]};
	struct sku listed[] = {
		{.id = {{1}}, .plans = &exchange, .plan_count = 1},
		{.id = {{2}}, .plans = &exchange, .plan_count = 1},
		{.id = {{3}}, .plans = &exchange, .plan_count = 1},
	};
	const struct sku_list list = {listed, COUNT_OF(listed)};
	const struct audit_search search = {.skus = &list, .plans = &plans};

	(void)state;
	assert_ptr_equal(
		audit_mailbox_sku(&record, &search), &record.removed_skus[1]);
	listed[0].status = PLAN_STATUS_DELETED;
	assert_ptr_equal(
		audit_mailbox_sku(&record, &search), &record.removed_skus[2]);
	listed[1].status = listed[2].status = PLAN_STATUS_DELETED;
	assert_ptr_equal(
		audit_mailbox_sku(&record, &search), &record.removed_skus[1]);
}

static void
test_release(void **state)
{
	struct audit_record record = {
		.actor = mem_text("ada"), .correlation = mem_text("c")};

	(void)state;
	audit_record_release(&record);
	assert_null(record.actor);
	audit_record_release(&record);
	audit_record_release(NULL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_removals),
		cmocka_unit_test(test_deletions),
		cmocka_unit_test(test_mailbox_sku),
		cmocka_unit_test(test_mailbox_sku_alive),
		cmocka_unit_test(test_release),
	};

	return cmocka_run_group_tests_name("audit", tests, set_up, NULL);
}
