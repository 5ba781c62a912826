// SPDX-License-Identifier: MIT
/* Which records of the audit belong to a loss; the choice is test_audit's. */
#include "core/attribution.h"

#include "test.h"

#include <string.h>

#define BASE ((time_t)1790000000)
#define RUN EVIDENCE_RUN_S

/* Lost by the look at BASE + 5000, and not at the one before. */
#define SEEN .first_seen_at = BASE + 5000, .absent_at = BASE + 1000
#define REMOVAL(seconds)                                                       \
	{                                                                      \
		.activity = AUDIT_LICENSE_CHANGED, .at = BASE + (seconds),     \
		.has_detail = true, .actor_kind = ACTOR_USER, .actor = it,     \
		.removed_count = 1, .removed_skus = {{{1}}},                   \
	}
#define DELETION(seconds)                                                      \
	{                                                                      \
		.activity = AUDIT_USER_DELETED, .at = BASE + (seconds),        \
		.actor_kind = ACTOR_APP, .actor = hr,                          \
	}
#define NO_RECORD                                                              \
	{                                                                      \
		.at = 0                                                        \
	}

static char it[] = "it@example.com";
static char hr[] = "hr@example.com";

static const struct {
	const char *name;
	enum cause cause;
	struct mailbox lost;
	struct audit_record record;
	time_t audit_at; /* after BASE; 0: none */
	const char *actor;
} cases[] = {
	{"nothing is known", CAUSE_LICENSE_REMOVED, {SEEN}, NO_RECORD, 0, NULL},

	{"a license", CAUSE_LICENSE_REMOVED, {SEEN}, REMOVAL(3000), 3000, it},
	{"while the first look went on", CAUSE_LICENSE_REMOVED, {SEEN},
		REMOVAL(5000 + RUN), 5000 + RUN, it},
	{"after it", CAUSE_LICENSE_REMOVED, {SEEN}, REMOVAL(5001 + RUN), 0,
		NULL},
	{"before the last look that did not show it", CAUSE_LICENSE_REMOVED,
		{SEEN}, REMOVAL(999), 0, NULL},
	{"of a deleted user", CAUSE_USER_DELETED,
		{SEEN, .place = PLACE_DELETED, .plans = PLANS_DELETED,
			.deleted_at = BASE + 4000},
		REMOVAL(4000), 4000, it},
	{"of a deleted user, after that", CAUSE_USER_DELETED,
		{SEEN, .place = PLACE_DELETED, .plans = PLANS_DELETED,
			.deleted_at = BASE + 4000},
		REMOVAL(4001), 0, NULL},
	{"of one in the bin that shows no plans", CAUSE_USER_DELETED,
		{SEEN, .place = PLACE_DELETED, .deleted_at = BASE + 4000},
		REMOVAL(3000), 3000, it},
	{"the same, and nobody knows since when", CAUSE_USER_DELETED,
		{SEEN, .place = PLACE_DELETED}, REMOVAL(3000), 0, NULL},
	{"of one whose plan is there", CAUSE_USER_DELETED,
		{SEEN, .place = PLACE_DELETED, .plans = PLANS_ALIVE,
			.deleted_at = BASE + 4000},
		REMOVAL(3000), 0, NULL},
	{"a shared mailbox has none to lose", CAUSE_SHARED_DELETED,
		{SEEN, .place = PLACE_DELETED, .plans = PLANS_DELETED,
			.deleted_at = BASE + 4000},
		REMOVAL(3000), 0, NULL},
	{"a subscription is nobody's doing", CAUSE_SUBSCRIPTION, {SEEN},
		REMOVAL(3000), 0, NULL},

	{"deleted", CAUSE_USER_DELETED,
		{SEEN, .place = PLACE_DELETED, .plans = PLANS_ALIVE,
			.deleted_at = BASE + 4000},
		DELETION(4100), 0, hr},
	{"deleted another time", CAUSE_USER_DELETED,
		{SEEN, .place = PLACE_DELETED, .plans = PLANS_ALIVE,
			.deleted_at = BASE + 4000},
		DELETION(3000), 0, NULL},
	{"deleted, which was dated before", CAUSE_USER_DELETED,
		{SEEN, .place = PLACE_DELETED, .deleted_at = BASE + 4000,
			.audit_at = BASE + 3000},
		DELETION(4000), 3000, NULL},

	{"deleted and restored without a license", CAUSE_LICENSE_REMOVED,
		{SEEN, .plan_at = BASE + 3001}, DELETION(3000), 3000, hr},
	{"the license may have gone before", CAUSE_LICENSE_REMOVED,
		{SEEN, .plan_at = BASE + 3000}, DELETION(3000), 0, hr},
	{"and when it went is not known", CAUSE_LICENSE_REMOVED, {SEEN},
		DELETION(3000), 0, hr},
	{"it had been there without one", CAUSE_LICENSE_REMOVED,
		{SEEN, .answered_at = BASE + 1000, .plan_at = BASE + 3001},
		DELETION(3000), 0, hr},
	{"deleted long before", CAUSE_LICENSE_REMOVED, {SEEN}, DELETION(999), 0,
		NULL},
	{"it was the license, as is known", CAUSE_LICENSE_REMOVED,
		{SEEN, .audit_at = BASE + 2000}, DELETION(3000), 2000, NULL},
	{"when it was deleted is known", CAUSE_LICENSE_REMOVED,
		{SEEN, .deleted_at = BASE + 3000}, DELETION(3000), 0, hr},
	{"deleted after the license went", CAUSE_LICENSE_REMOVED,
		{SEEN, .place = PLACE_DELETED}, DELETION(5000 + RUN), 0, NULL},
};

static void
test_records(void **state)
{
	struct plan_set plans;

	(void)state;
	plan_set_init(&plans);
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		const struct observation seen = {.at = BASE + 9000,
			.audits = &cases[i].record,
			.audit_count = cases[i].record.at != 0};
		const time_t audit_at =
			cases[i].audit_at == 0 ? 0 : BASE + cases[i].audit_at;
		struct mailbox after = cases[i].lost;

		attribution_note(&after, &seen, cases[i].cause, &plans);
		if (after.audit_at != audit_at ||
			(after.actor == NULL) != (cases[i].actor == NULL) ||
			(after.actor != NULL &&
				strcmp(after.actor, cases[i].actor) != 0)) {
			fail_msg("%s: %ld by %s", cases[i].name,
				(long)(after.audit_at - BASE), after.actor);
		}
		mailbox_release(&after);
	}
}

#define VAGUE(seconds)                                                         \
	{                                                                      \
		.activity = AUDIT_LICENSE_CHANGED, .at = BASE + (seconds),     \
		.actor_kind = ACTOR_USER, .actor = it,                         \
	}

/* A tenant with one subscription: what it is, and a removal at BASE + 3000. */
static const struct {
	const char *name;
	unsigned char sku;
	bool is_of_mailboxes;
	enum plan_status status;
	struct audit_record record;
	bool is_dated;
} subscriptions[] = {
	{"alive", 1, true, PLAN_STATUS_ENABLED, REMOVAL(3000), true},
	{"in its grace", 1, true, PLAN_STATUS_WARNING, REMOVAL(3000), true},
	{"suspended", 1, true, PLAN_STATUS_SUSPENDED, REMOVAL(3000), true},
	{"deleted", 1, true, PLAN_STATUS_DELETED, REMOVAL(3000), false},
	{"no longer listed", 2, true, PLAN_STATUS_ENABLED, REMOVAL(3000),
		false},
	{"alive, and no detail", 1, true, PLAN_STATUS_ENABLED, VAGUE(3000),
		true},
	{"deleted, and no detail: may be this one", 2, true,
		PLAN_STATUS_DELETED, VAGUE(3000), false},
	{"the same, but it is not for mailboxes", 2, false, PLAN_STATUS_DELETED,
		VAGUE(3000), true},
	{"deleted, and so was the user", 1, true, PLAN_STATUS_DELETED,
		DELETION(3000), true},
};

/* One that gave nothing any more: who took it is told, but that was no loss. */
static void
test_dead_subscriptions(void **state)
{
	struct plan_set plans;

	(void)state;
	plan_set_init(&plans);
	for (size_t i = 0; i < COUNT_OF(subscriptions); i++) {
		struct sku_plan plan = {.usable = true};
		struct sku sku = {.id = {{subscriptions[i].sku}},
			.status = subscriptions[i].status,
			.plans = &plan,
			.plan_count = 1};
		const struct sku_list skus = {&sku, 1};
		const struct observation seen = {.at = BASE + 9000,
			.audits = &subscriptions[i].record,
			.audit_count = 1,
			.skus = &skus};
		struct mailbox after = {SEEN, .plan_at = BASE + 4000};

		if (subscriptions[i].is_of_mailboxes) {
			plan.plan = plans.plans[0];
		}
		attribution_note(&after, &seen, CAUSE_LICENSE_REMOVED, &plans);
		if ((after.audit_at == BASE + 3000) !=
				subscriptions[i].is_dated ||
			after.actor == NULL) {
			fail_msg("%s: %ld by %s", subscriptions[i].name,
				(long)(after.audit_at - BASE), after.actor);
		}
		mailbox_release(&after);
	}
}

/* Details age out of the log; what they told stays. */
static void
test_what_was_known_in_detail(void **state)
{
	const struct audit_record vague = {
		.at = BASE + 4000, .actor_kind = ACTOR_USER, .actor = it};
	const struct observation seen = {
		.at = BASE + 9000, .audits = &vague, .audit_count = 1};
	struct mailbox after = {SEEN, .audit_at = BASE + 3000};
	struct plan_set plans;

	(void)state;
	plan_set_init(&plans);
	attribution_note(&after, &seen, CAUSE_LICENSE_REMOVED, &plans);
	assert_int_equal(after.audit_at, BASE + 3000);
	assert_null(after.actor);
	after.audit_at = 0;
	attribution_note(&after, &seen, CAUSE_LICENSE_REMOVED, &plans);
	assert_int_equal(after.audit_at, BASE + 4000);
	assert_string_equal(after.actor, it);
	mailbox_release(&after);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_records),
		cmocka_unit_test(test_dead_subscriptions),
		cmocka_unit_test(test_what_was_known_in_detail),
	};

	return cmocka_run_group_tests_name("attribution", tests, NULL, NULL);
}
