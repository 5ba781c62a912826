// SPDX-License-Identifier: MIT
#include "core/deadline.h"

#include "test.h"

#include "core/timestamp.h"

#define DAY TIMESTAMP_DAY_S

/* Lost between days 100 and 101; a grace of 10 days is configured. */
static const struct {
	const char *name;
	struct mailbox mailbox;
	time_t looked_at;
	time_t earliest;
	time_t latest;
} cases[] = {
	{"license removed, not asked", {.cause = CAUSE_LICENSE_REMOVED}, 0,
		140 * DAY, 141 * DAY},
	{"the grace ends with the first silence",
		{.cause = CAUSE_LICENSE_REMOVED, .silent_at = 102 * DAY}, 0,
		130 * DAY, 131 * DAY},
	{"the grace is not for the deleted", {.cause = CAUSE_USER_DELETED}, 0,
		130 * DAY, 131 * DAY},
	{"nor for shared ones", {.cause = CAUSE_SHARED_DELETED}, 0, 130 * DAY,
		131 * DAY},
	{"nor for those who came back from the bin",
		{.cause = CAUSE_LICENSE_REMOVED, .deleted_at = 100 * DAY}, 0,
		130 * DAY, 131 * DAY},
	{"what answered was not lost before",
		{.cause = CAUSE_LICENSE_REMOVED, .probe = PROBE_USER},
		120 * DAY, 140 * DAY, 160 * DAY},
	{"what was asked before",
		{.cause = CAUSE_LICENSE_REMOVED, .probe = PROBE_USER},
		100 * DAY, 140 * DAY, 141 * DAY},
	{"who cannot be asked any more was there when heard last",
		{.cause = CAUSE_LICENSE_REMOVED,
			.probe = PROBE_FAILED,
			.answered_at = 115 * DAY},
		116 * DAY, 144 * DAY, 156 * DAY},
	{"or was lost after that",
		{.cause = CAUSE_LICENSE_REMOVED,
			.probe = PROBE_FAILED,
			.answered_at = 105 * DAY},
		116 * DAY, 140 * DAY, 156 * DAY},
	{"the deleted do not answer",
		{.cause = CAUSE_USER_DELETED, .probe = PROBE_USER}, 120 * DAY,
		130 * DAY, 131 * DAY},
};

static void
test_deadlines(void **state)
{
	struct tenant tenant;

	(void)state;
	tenant_init(&tenant, "contoso");
	tenant.extra_grace_s = 10 * DAY;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct mailbox mailbox = cases[i].mailbox;
		struct deadline deadline = {0};
		mailbox.lost_earliest = 100 * DAY;
		mailbox.lost_latest = 101 * DAY;
		deadline = deadline_of(&mailbox, &tenant, cases[i].looked_at);
		if (deadline.earliest != cases[i].earliest ||
			deadline.latest != cases[i].latest) {
			fail_msg("%s: %ld to %ld", cases[i].name,
				(long)(deadline.earliest / DAY),
				(long)(deadline.latest / DAY));
		}
	}
	tenant_release(&tenant);
}

static void
test_undated(void **state)
{
	const struct mailbox nothing = {.cause = CAUSE_LICENSE_REMOVED};
	const struct mailbox heard = {.cause = CAUSE_LICENSE_REMOVED,
		.probe = PROBE_FAILED,
		.answered_at = 115 * DAY};
	struct tenant tenant;
	struct deadline deadline = {0};

	(void)state;
	tenant_init(&tenant, "contoso");
	deadline = deadline_of(&nothing, &tenant, 5);
	assert_int_equal(deadline.earliest, 0);
	assert_int_equal(deadline.latest, 0);
	assert_false(deadline_has_passed(&deadline, 100));
	deadline = deadline_of(&heard, &tenant, 120 * DAY);
	assert_int_equal(deadline.earliest, 0);
	tenant_release(&tenant);
}

static void
test_the_exact_second(void **state)
{
	const struct deadline deadline = {1000, 2000};

	(void)state;
	assert_int_equal(deadline_left_s(&deadline, 999), 1);
	assert_false(deadline_has_passed(&deadline, 999));
	assert_int_equal(deadline_left_s(&deadline, 1000), 0);
	assert_true(deadline_has_passed(&deadline, 1000));
	assert_int_equal(deadline_left_s(&deadline, 1500), -500);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_deadlines),
		cmocka_unit_test(test_undated),
		cmocka_unit_test(test_the_exact_second),
	};

	return cmocka_run_group_tests_name("deadline", tests, NULL, NULL);
}
