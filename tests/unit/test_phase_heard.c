// SPDX-License-Identifier: MIT
/* Who answered once, and cannot be asked any more. */
#include "core/phase.h"

#include "test.h"

#include "life.h"

#define LOST .plans = PLANS_DELETED, .plan = 99.5
#define ANSWERS .probe = PROBE_USER, .phase = PHASE_CONNECTED
#define DENIED .probe = PROBE_DENIED
#define OFF .probe_off = true
#define CONNECTED .phase = PHASE_CONNECTED
#define EXPIRING .phase = PHASE_EXPIRING
#define CRITICAL .state = CHECK_CRITICAL
#define OVERDUE .phase = PHASE_OVERDUE, CRITICAL
#define SECOND (1 / 86400.0)

/* Heard last on day 102: may have been cut off a day before, and is kept 30. */
static const struct life lives[] = {
	{"the right is withdrawn", .ran_before = 99, .dates_move = TRI_YES,
		.looks = {{100, LOST, ANSWERS}, {102, LOST, ANSWERS},
			{103, LOST, DENIED, CONNECTED},
			{109 - SECOND, LOST, DENIED, CONNECTED},
			{109, LOST, DENIED, EXPIRING},
			{131 - SECOND, LOST, DENIED, EXPIRING, CRITICAL},
			{131, LOST, DENIED, OVERDUE},
			{200, LOST, DENIED, OVERDUE},
			{201, LOST, .probe = PROBE_NOT_FOUND, OVERDUE,
				.needs_force = true}}},
	{"asking is switched off", .ran_before = 99, .dates_move = TRI_YES,
		.looks = {{100, LOST, ANSWERS}, {102, LOST, ANSWERS},
			{103, LOST, OFF, CONNECTED},
			{109 - SECOND, LOST, OFF, CONNECTED},
			{109, LOST, OFF, EXPIRING},
			{131 - SECOND, LOST, OFF, EXPIRING, CRITICAL},
			{131, LOST, OFF, OVERDUE}}},
	{"and on again", .ran_before = 99, .dates_move = TRI_YES,
		.looks = {{100, LOST, ANSWERS}, {110, LOST, OFF, EXPIRING},
			{111, LOST, ANSWERS}}},
	{"a shared one is as it was", .ran_before = 99,
		.looks = {{100, LOST, .probe = PROBE_SHARED,
				  .phase = PHASE_ALIVE},
			{140, LOST, OFF, .phase = PHASE_ALIVE}}},
	{"deleted it does not answer anyway", .ran_before = 99,
		.dates_move = TRI_YES,
		.looks = {{100, LOST, ANSWERS},
			{101, LOST, .place = PLACE_DELETED, .deleted = 100.5,
				.probe_off = true, EXPIRING, .earliest = 99.5,
				.latest = 100.5}}},
};

static void
test_heard(void **state)
{
	int failures = 0;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(lives); i++) {
		failures += life_run(&lives[i]);
	}
	assert_int_equal(failures, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_heard),
	};

	return cmocka_run_group_tests_name("phase heard", tests, NULL, NULL);
}
