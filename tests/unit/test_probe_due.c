// SPDX-License-Identifier: MIT
/* Whom a run asks, and whom it leaves in peace. */
#include "core/probe_due.h"

#include "test.h"

#include "core/timestamp.h"

#define NOW ((time_t)1700000000)
#define DAY ((time_t)TIMESTAMP_DAY_S)

#define LOST(...)                                                              \
	{                                                                      \
		.plans = PLANS_DELETED, .cause = CAUSE_LICENSE_REMOVED,        \
		.plan_at = NOW - 9 * DAY, __VA_ARGS__                          \
	}
#define SILENT(...) LOST(.probe = PROBE_NOT_FOUND, __VA_ARGS__)

enum look_kind {
	EACH,
	DAILY,
	WEEKLY,
};

/* Nothing about them has changed since the look before. */
static const struct {
	const char *name;
	struct mailbox mailbox;
	enum look_kind look;
	bool is_due;
} rows[] = {
	{"never asked", LOST(.probe = PROBE_NEVER), EACH, true},
	{"answers as a user", LOST(.probe = PROBE_USER), EACH, true},
	{"could not be asked", LOST(.probe = PROBE_FAILED), EACH, true},
	{"denied", LOST(.probe = PROBE_DENIED), EACH, true},
	{"unknown as a user", LOST(.probe = PROBE_NO_USER), EACH, true},
	{"silent", SILENT(.silent_at = NOW - 60), WEEKLY, false},
	{"silent, daily look", SILENT(.silent_at = NOW - 60), DAILY, true},
	{"fell silent a minute ago",
		SILENT(.answered_at = NOW - DAY, .silent_at = NOW - 60), EACH,
		true},
	{"fell silent just within a day",
		SILENT(.answered_at = NOW - 3 * DAY,
			.silent_at = NOW - DAY + 1),
		EACH, true},
	{"fell silent a day ago",
		SILENT(.answered_at = NOW - 3 * DAY, .silent_at = NOW - DAY),
		EACH, false},
	{"answered, nobody knows when it fell silent",
		SILENT(.answered_at = NOW - 60), EACH, false},
	{"silent, its license back",
		{.plans = PLANS_ALIVE,
			.cause = CAUSE_LICENSE_REMOVED,
			.probe = PROBE_NOT_FOUND},
		EACH, true},
	{"silent, a shared one back from the bin",
		{.plans = PLANS_NONE,
			.cause = CAUSE_SHARED_DELETED,
			.probe = PROBE_NOT_FOUND},
		EACH, true},
	{"silent, back from the bin without a license",
		SILENT(.deleted_at = NOW - 5 * DAY), EACH, true},
	{"shared", {.plans = PLANS_DELETED, .probe = PROBE_SHARED}, DAILY,
		false},
	{"shared, weekly look", {.plans = PLANS_DELETED, .probe = PROBE_SHARED},
		WEEKLY, true},
	{"shared, not to be asked at the last look",
		{.plans = PLANS_DELETED,
			.probe = PROBE_SHARED,
			.silent_at = NOW - DAY},
		EACH, false},
	{"shared, not to be asked at the last look, daily look",
		{.plans = PLANS_DELETED,
			.probe = PROBE_SHARED,
			.silent_at = NOW - DAY},
		DAILY, true},
	{"restored as shared, silent before that",
		LOST(.restored_at = NOW - 60, .silent_at = NOW - DAY,
			.probe = PROBE_SHARED),
		DAILY, false},
	{"restored as shared, not to be asked since",
		LOST(.restored_at = NOW - 2 * DAY, .silent_at = NOW - DAY,
			.probe = PROBE_SHARED),
		DAILY, true},
	{"restored",
		{.plans = PLANS_ALIVE,
			.cause = CAUSE_LICENSE_REMOVED,
			.restored_at = NOW - 60,
			.probe = PROBE_USER},
		DAILY, false},
	{"restored as shared",
		LOST(.restored_at = NOW - 60, .probe = PROBE_SHARED), DAILY,
		false},
	{"restored as shared, weekly look",
		LOST(.restored_at = NOW - 60, .probe = PROBE_SHARED), WEEKLY,
		true},
	{"restored without a plan, answers as a user",
		LOST(.restored_at = NOW - 60, .probe = PROBE_USER), EACH, true},
	{"in the bin", LOST(.place = PLACE_DELETED), DAILY, false},
	{"gone", LOST(.place = PLACE_GONE), DAILY, false},
	{"subscription",
		{.plans = PLANS_SUSPENDED, .cause = CAUSE_SUBSCRIPTION}, DAILY,
		false},
	{"alive", {.plans = PLANS_ALIVE}, DAILY, false},
	{"no plan, not lost", {.plans = PLANS_NONE}, EACH, true},
};

static struct probe_look
look_of(enum look_kind kind)
{
	struct probe_look look = {NOW, kind == DAILY, kind == WEEKLY};

	return look;
}

static void
test_rows(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		const struct probe_look look = look_of(rows[i].look);
		if (probe_is_due(&rows[i].mailbox, &rows[i].mailbox, &look) !=
			rows[i].is_due) {
			fail_msg("%s", rows[i].name);
		}
	}
}

/* Not in the bin, nor where only the subscription lapsed. */
static void
test_new(void **state)
{
	const struct probe_look look = look_of(EACH);
	const struct mailbox lost = SILENT(.silent_at = NOW);
	const struct mailbox deleted = LOST(.place = PLACE_DELETED);
	const struct mailbox gone = LOST(.place = PLACE_GONE);
	const struct mailbox lapsed = {
		.plans = PLANS_SUSPENDED, .cause = CAUSE_SUBSCRIPTION};

	(void)state;
	assert_true(probe_is_due(NULL, &lost, &look));
	assert_false(probe_is_due(NULL, &deleted, &look));
	assert_false(probe_is_due(NULL, &gone, &look));
	assert_false(probe_is_due(NULL, &lapsed, &look));
}

/* What moved since it was last silent may answer now. */
static void
test_moved(void **state)
{
	const struct probe_look look = look_of(EACH);
	const struct mailbox after = SILENT(.silent_at = NOW - 2 * DAY);
	struct mailbox before = after;

	(void)state;
	assert_false(probe_is_due(&before, &after, &look));
	before.place = PLACE_DELETED;
	assert_true(probe_is_due(&before, &after, &look));
	before = after;
	before.plan_at--;
	assert_true(probe_is_due(&before, &after, &look));
	before = after;
	before.plans = PLANS_SUSPENDED;
	assert_true(probe_is_due(&before, &after, &look));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_new),
		cmocka_unit_test(test_moved),
	};

	return cmocka_run_group_tests_name("probe due", tests, NULL, NULL);
}
