// SPDX-License-Identifier: MIT
#include "core/mailbox.h"

#include "test.h"

#include <stdlib.h>
#include <string.h>

#include "core/mem.h"

/* Exchange Online Plan 1 and 2, kiosk, and one that grants no mailbox. */
static const char *const plan_ids[] = {
	"9aaf7827-d63c-4b61-89c3-182f06f82e5c",
	"efb87545-963c-4e0d-99df-69c6916d9eb0",
	"4a82b400-a79f-41a4-b4e2-e94f5787b113",
	"113feb6c-3fe4-4440-bddc-54d774bf0318",
};
enum { STANDARD, ENTERPRISE, KIOSK, FOUNDATION };

struct entry {
	int plan;
	enum plan_status status;
	time_t at;
};

#define UNHEARD PLAN_STATUS_UNKNOWN
#define ENABLED PLAN_STATUS_ENABLED
#define WARNED PLAN_STATUS_WARNING
#define SUSPENDED PLAN_STATUS_SUSPENDED
#define LOCKED PLAN_STATUS_LOCKED_OUT
#define DELETED PLAN_STATUS_DELETED

static const struct {
	const char *name;
	struct entry entries[4];
	size_t count;
	enum plans plans;
	time_t newest_at;
} cases[] = {
	{"none", {{0}}, 0, PLANS_NONE, 0},
	{"no mailbox plan", {{FOUNDATION, ENABLED, 5}}, 1, PLANS_NONE, 0},
	{"a Deleted plan that is none", {{FOUNDATION, DELETED, 5}}, 1,
		PLANS_NONE, 0},
	{"enabled", {{STANDARD, ENABLED, 5}}, 1, PLANS_ALIVE, 0},
	{"in its grace period", {{STANDARD, WARNED, 5}}, 1, PLANS_ALIVE, 0},
	{"deleted", {{STANDARD, DELETED, 5}}, 1, PLANS_DELETED, 5},
	{"deleted, no date", {{STANDARD, DELETED, 0}}, 1, PLANS_DELETED, 0},
	{"two Deleted entries of one plan",
		{{STANDARD, DELETED, 5}, {STANDARD, DELETED, 9}}, 2,
		PLANS_DELETED, 9},
	{"two Deleted, one without a date: the newest is not known",
		{{STANDARD, DELETED, 5}, {ENTERPRISE, DELETED, 0}}, 2,
		PLANS_DELETED, 0},
	{"E3 to E1", {{ENTERPRISE, DELETED, 9}, {STANDARD, ENABLED, 9}}, 2,
		PLANS_ALIVE, 9},
	{"kiosk to E3", {{KIOSK, DELETED, 9}, {ENTERPRISE, WARNED, 3}}, 2,
		PLANS_ALIVE, 9},
	{"alive beside a newer one that lapsed",
		{{KIOSK, ENABLED, 1}, {ENTERPRISE, SUSPENDED, 9}}, 2,
		PLANS_ALIVE, 0},
	{"suspended", {{STANDARD, SUSPENDED, 5}}, 1, PLANS_SUSPENDED, 0},
	{"locked out", {{STANDARD, LOCKED, 5}}, 1, PLANS_SUSPENDED, 0},
	{"deleted, then another suspended",
		{{STANDARD, DELETED, 5}, {ENTERPRISE, SUSPENDED, 9}}, 2,
		PLANS_SUSPENDED, 5},
	{"suspended, then another deleted",
		{{STANDARD, SUSPENDED, 5}, {ENTERPRISE, DELETED, 9}}, 2,
		PLANS_DELETED, 9},
	{"of the same second Deleted is the later",
		{{STANDARD, SUSPENDED, 5}, {ENTERPRISE, DELETED, 5}}, 2,
		PLANS_DELETED, 5},
	{"a status from the future decides nothing", {{STANDARD, UNHEARD, 9}},
		1, PLANS_NONE, 0},
	{"nor beside a Deleted one",
		{{STANDARD, UNHEARD, 9}, {ENTERPRISE, DELETED, 5}}, 2,
		PLANS_DELETED, 5},
	{"many",
		{{FOUNDATION, ENABLED, 99}, {STANDARD, DELETED, 5},
			{KIOSK, DELETED, 9}, {ENTERPRISE, SUSPENDED, 7}},
		4, PLANS_DELETED, 9},
};

/* Whatever the order Graph lists them in. */
static void
test_plans(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		for (size_t turn = 0; turn < 8; turn++) {
			struct user_plan plans[4] = {{{{0}}, UNHEARD, 0}};
			struct user user = {
				.plans = plans, .plan_count = cases[i].count};
			struct plan_set set;
			time_t newest_at = -1;
			enum plans got = PLANS_NONE;
			plan_set_init(&set);
			for (size_t k = 0; k < user.plan_count; k++) {
				size_t from =
					turn < 4 ? k : user.plan_count - 1 - k;
				const struct entry *entry =
					&cases[i].entries[(from + turn) %
							  user.plan_count];
				assert_true(guid_parse(plan_ids[entry->plan],
					36, &plans[k].plan));
				plans[k].status = entry->status;
				plans[k].assigned_at = entry->at;
			}
			got = mailbox_plans(&user, &set, &newest_at);
			if (got != cases[i].plans ||
				newest_at != cases[i].newest_at) {
				fail_msg("%s (%zu): %d at %ld", cases[i].name,
					turn, (int)got, (long)newest_at);
			}
		}
	}
}

/* In whichever license, and wherever it stands there. */
static void
test_plan_disabled(void **state)
{
	struct plan_set set;

	(void)state;
	plan_set_init(&set);
	for (size_t at = 0; at < 4; at++) {
		struct guid disabled[4] = {{{0}}, {{0}}, {{0}}, {{0}}};
		struct user_license licenses[] = {
			{{{1}}, disabled, 2}, {{{2}}, disabled + 2, 2}};
		const struct user user = {
			.licenses = licenses, .license_count = 2};
		assert_false(mailbox_plan_is_disabled(&user, &set));
		assert_true(
			guid_parse(plan_ids[ENTERPRISE], 36, &disabled[at]));
		assert_true(mailbox_plan_is_disabled(&user, &set));
	}
}

static struct mailbox
sample(void)
{
	struct mailbox mailbox = {.id = 3,
		.upn = mem_text("ada@example.com"),
		.actor = mem_text("admin@example.com"),
		.cause = CAUSE_LICENSE_REMOVED,
		.loss = 1,
		.lost_earliest = 5};

	return mailbox;
}

/* Every field of a row but its id makes it another one. */
static void
test_equality(void **state)
{
	const size_t numbers[] = {
		offsetof(struct mailbox, user_id),
		offsetof(struct mailbox, account_enabled),
		offsetof(struct mailbox, synced),
		offsetof(struct mailbox, cause),
		offsetof(struct mailbox, place),
		offsetof(struct mailbox, plans),
		offsetof(struct mailbox, has_license),
		offsetof(struct mailbox, plan_disabled),
		offsetof(struct mailbox, ever_alive),
		offsetof(struct mailbox, sku),
		offsetof(struct mailbox, loss),
		offsetof(struct mailbox, first_seen_at),
		offsetof(struct mailbox, absent_at),
		offsetof(struct mailbox, plan_at),
		offsetof(struct mailbox, deleted_at),
		offsetof(struct mailbox, audit_at),
		offsetof(struct mailbox, actor_kind),
		offsetof(struct mailbox, probe),
		offsetof(struct mailbox, answered_at),
		offsetof(struct mailbox, silent_at),
		offsetof(struct mailbox, restored_at),
		offsetof(struct mailbox, gone_at),
		offsetof(struct mailbox, announced),
		offsetof(struct mailbox, lost_earliest),
		offsetof(struct mailbox, lost_latest),
		offsetof(struct mailbox, counts_from),
		offsetof(struct mailbox, sources),
		offsetof(struct mailbox, confirmed),
	};
	const size_t texts[] = {
		offsetof(struct mailbox, upn),
		offsetof(struct mailbox, display_name),
		offsetof(struct mailbox, mail),
		offsetof(struct mailbox, usage_location),
		offsetof(struct mailbox, actor),
	};
	struct mailbox a = sample();
	struct mailbox b;

	(void)state;
	mailbox_copy(&b, &a);
	assert_true(mailbox_equal(&a, &b));
	assert_ptr_not_equal(a.upn, b.upn);
	for (size_t i = 0; i < COUNT_OF(numbers); i++) {
		unsigned char *byte = (unsigned char *)&b + numbers[i];
		*byte ^= 1;
		assert_false(mailbox_equal(&a, &b));
		*byte ^= 1;
	}
	for (size_t i = 0; i < COUNT_OF(texts); i++) {
		char **text = (char **)(void *)((char *)&b + texts[i]);
		char *kept = *text;
		char other[] = "other";
		*text = kept == NULL ? other : NULL;
		assert_false(mailbox_equal(&a, &b));
		*text = other;
		assert_false(mailbox_equal(&a, &b));
		*text = kept;
	}
	assert_true(mailbox_equal(&a, &b));
	mailbox_release(&a);
	mailbox_release(&b);
	mailbox_release(&b);
	mailbox_release(NULL);
}

static void
test_open(void **state)
{
	struct mailbox mailbox = {0};

	(void)state;
	assert_false(mailbox_is_open(&mailbox));
	mailbox.cause = CAUSE_USER_DELETED;
	assert_true(mailbox_is_open(&mailbox));
	mailbox.restored_at = 5;
	assert_false(mailbox_is_open(&mailbox));
	mailbox.restored_at = 0;
	mailbox.place = PLACE_GONE;
	assert_false(mailbox_is_open(&mailbox));
}

static void
test_texts(void **state)
{
	char text[SOURCES_TEXT_SIZE];

	(void)state;
	assert_string_equal(mailbox_sources_text(0, text), "");
	assert_string_equal(mailbox_sources_text(SOURCE_AUDIT, text), "audit");
	assert_string_equal(mailbox_sources_text(
				    SOURCE_WITNESSED | SOURCE_FIRST_SEEN, text),
		"witnessed,first-seen");
	assert_string_equal(mailbox_sources_text(~0U, text),
		"audit,deletion-date,probe,witnessed,plan-date,first-seen");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_plans),
		cmocka_unit_test(test_plan_disabled),
		cmocka_unit_test(test_equality),
		cmocka_unit_test(test_open),
		cmocka_unit_test(test_texts),
	};

	return cmocka_run_group_tests_name("mailbox", tests, NULL, NULL);
}
