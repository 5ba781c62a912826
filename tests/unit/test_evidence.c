// SPDX-License-Identifier: MIT
#include "core/evidence.h"

#include "test.h"

#include "life.h"

/* Shorthands for what most looks have in common. */
#define LOST .plans = PLANS_DELETED
#define BACK .plans = PLANS_ALIVE, .license = true
#define BIN .place = PLACE_DELETED
#define SILENT .probe = PROBE_NOT_FOUND
#define EXPIRING .phase = PHASE_EXPIRING

static const struct life swaps[] = {
	{"swap of plans with a gap of minutes", .dates_move = TRI_YES,
		.ran_before = 100,
		.looks = {{100.01, LOST, .plan = 100.009, SILENT,
				  .phase = PHASE_SETTLING},
			{100.02, BACK, .probe = PROBE_USER,
				.phase = PHASE_ALIVE}}},
	{"the same where dates do not move", .ran_before = 100,
		.looks = {{100.01, LOST, .plan = 3, SILENT,
				  .phase = PHASE_SETTLING},
			{100.02, BACK, .probe = PROBE_USER,
				.phase = PHASE_ALIVE}}},
	{"the same, looked at every 50 minutes", .ran_before = 100,
		.looks = {{100 + MINUTES(50), LOST, .plan = 3, SILENT,
				  .phase = PHASE_SETTLING},
			{100 + MINUTES(100), BACK, .probe = PROBE_USER,
				.phase = PHASE_ALIVE}}},
	{"a gap of hours is a loss", .dates_move = TRI_YES, .ran_before = 100,
		.looks = {{100.01, LOST, .plan = 100.009, SILENT,
				  .phase = PHASE_SETTLING},
			{100.06, LOST, .plan = 100.009, EXPIRING},
			{100.2, BACK, .probe = PROBE_USER,
				.phase = PHASE_RESTORED},
			{101.2, BACK, .phase = PHASE_ALIVE}}},
	{"moved on to kiosk while another lapsed",
		.looks = {{100, .plans = PLANS_ALIVE, .plan = 99,
			.forgotten = true}}},
};

static const struct life restored[] = {
	{"license back, mailbox not yet", .dates_move = TRI_YES,
		.looks = {{100, LOST, .plan = 73, SILENT, EXPIRING,
				  .state = CHECK_WARNING, .sure = SURE},
			{101, BACK, SILENT, EXPIRING, .state = CHECK_CRITICAL,
				.earliest = 73},
			{101.1, BACK, .probe = PROBE_FAILED, EXPIRING,
				.state = CHECK_CRITICAL},
			{101.2, BACK, .probe = PROBE_USER,
				.phase = PHASE_RESTORED, .earliest = 73,
				.loss = 1},
			{102.1, BACK, .phase = PHASE_RESTORED},
			{102.2, BACK, .phase = PHASE_ALIVE}}},
	{"license back where nobody may ask", .no_probe = true,
		.dates_move = TRI_YES,
		.looks = {{100, LOST, .plan = 73, EXPIRING,
				  .state = CHECK_WARNING, .sure = UNSURE},
			{101, BACK, .phase = PHASE_RESTORED}}},
	{"license back where this one may not be asked", .dates_move = TRI_YES,
		.looks = {{100, LOST, .plan = 73, .probe = PROBE_DENIED,
				  EXPIRING, .state = CHECK_WARNING},
			{101, BACK, .probe = PROBE_DENIED,
				.phase = PHASE_RESTORED}}},
	{"restored and lost again", .dates_move = TRI_YES,
		.looks = {{100, LOST, .plan = 95, SILENT, EXPIRING, .loss = 1},
			{101, BACK, .probe = PROBE_USER,
				.phase = PHASE_RESTORED},
			{103, LOST, .plan = 102, SILENT, EXPIRING,
				.earliest = 102, .loss = 2, .sure = SURE}}},
	{"restored and lost again, dates do not move",
		.looks = {{100, LOST, .plan = 3, SILENT,
				  .phase = PHASE_PAST_UNPROVEN,
				  .state = CHECK_WARNING, .needs_force = true},
			{101, BACK, .probe = PROBE_USER, .late = true,
				.phase = PHASE_RESTORED},
			{103, LOST, .plan = 3, SILENT, EXPIRING,
				.earliest = 101, .latest = 103, .loss = 2}}},
	{"hired again after a release", .dates_move = TRI_YES,
		.looks = {{100, LOST, .plan = 95, SILENT, EXPIRING, .loss = 1},
			{101, LOST, .plan = 95, .released = true,
				.phase = PHASE_RELEASED, .loss = 1},
			{200, BACK, .probe = PROBE_USER, .late = true,
				.phase = PHASE_RESTORED, .loss = 1},
			{300, LOST, .plan = 299, SILENT, EXPIRING,
				.earliest = 299, .loss = 2}}},
	{"relicensed late", .dates_move = TRI_YES,
		.looks = {{100, LOST, .plan = 95, SILENT, EXPIRING},
			{126, LOST, .plan = 95, SILENT, .phase = PHASE_OVERDUE,
				.state = CHECK_CRITICAL, .restorable = TRI_YES,
				.needs_force = true},
			{127, BACK, .probe = PROBE_USER, .late = true,
				.phase = PHASE_RESTORED, .earliest = 95}}},
	{"relicensed in the last second", .dates_move = TRI_YES,
		.looks = {{100, LOST, .plan = 95, SILENT, EXPIRING},
			{125 - 1 / 86400.0, BACK, .probe = PROBE_USER,
				.phase = PHASE_RESTORED},
			{200, LOST, .plan = 199, SILENT, EXPIRING,
				.earliest = 199}}},
	{"relicensed at the deadline", .dates_move = TRI_YES,
		.looks = {{100, LOST, .plan = 95, SILENT, EXPIRING},
			{125, BACK, .probe = PROBE_USER, .late = true,
				.phase = PHASE_RESTORED}}},
	{"unlicensed, deleted, both undone late", .dates_move = TRI_YES,
		.looks = {{100, LOST, .plan = 100, SILENT,
				  .phase = PHASE_SETTLING},
			{111, BIN, LOST, .plan = 100, .deleted = 110, EXPIRING,
				.earliest = 100, .latest = 100},
			{135, BACK, .probe = PROBE_USER, .late = true,
				.phase = PHASE_RESTORED, .earliest = 100}}},
	{"helpdesk restored it without a license", .leavers_critical = true,
		.looks = {{100, BIN, BACK, .deleted = 99, EXPIRING,
				  .earliest = 99, .loss = 1},
			{110, LOST, .plan = 99, SILENT, EXPIRING,
				.cause = CAUSE_LICENSE_REMOVED, .earliest = 99,
				.loss = 1},
			{127, LOST, .plan = 99, SILENT, EXPIRING,
				.state = CHECK_CRITICAL, .earliest = 99},
			{128, BACK, .probe = PROBE_USER,
				.phase = PHASE_RESTORED}}},
	{"the same, its plans vanished, grace is not for deletions",
		.grace_days = 30,
		.looks = {{100, BIN, BACK, .deleted = 99, EXPIRING},
			{128, .probe = PROBE_FAILED, EXPIRING,
				.state = CHECK_CRITICAL,
				.cause = CAUSE_LICENSE_REMOVED, .earliest = 99,
				.loss = 1}}},
	{"the same, it answers for a while, then not",
		.looks = {{100, BIN, BACK, .deleted = 99, EXPIRING},
			{110, LOST, .plan = 99, .probe = PROBE_USER,
				.phase = PHASE_CONNECTED, .earliest = 99},
			{120, LOST, .plan = 99, .probe = PROBE_USER,
				.phase = PHASE_CONNECTED,
				.state = CHECK_WARNING},
			{121, LOST, .plan = 99, SILENT, EXPIRING,
				.earliest = 120, .latest = 121, .loss = 1}}},
	{"a shared one back from the bin",
		.looks = {{100, BIN, .deleted = 99, EXPIRING, .sure = UNSURE},
			{101, SILENT, EXPIRING, .earliest = 99},
			{101.1, .probe = PROBE_SHARED, .phase = PHASE_RESTORED},
			{103, .phase = PHASE_ALIVE, .loss = 1},
			{110, BIN, .deleted = 109, EXPIRING, .earliest = 109,
				.loss = 2, .sure = SURE}}},
	{"a shared one back where nobody may ask", .no_probe = true,
		.looks = {{100, BIN, .deleted = 99, EXPIRING},
			{101, .phase = PHASE_RESTORED},
			{103, .phase = PHASE_ALIVE}}},
};

static const struct life resilient[] = {
	{"answers for 30 days, then not: that dates the loss",
		.ran_before = 100, .dates_move = TRI_YES,
		.looks = {{100.1, LOST, .plan = 100.02, .probe = PROBE_USER,
				  .phase = PHASE_CONNECTED, .sure = SURE},
			{121, LOST, .plan = 100.02, .probe = PROBE_USER,
				.phase = PHASE_CONNECTED,
				.state = CHECK_WARNING},
			{128, LOST, .plan = 100.02, .probe = PROBE_USER,
				.phase = PHASE_CONNECTED,
				.state = CHECK_WARNING},
			{129.9, LOST, .plan = 100.02, .probe = PROBE_USER,
				.phase = PHASE_CONNECTED,
				.state = CHECK_WARNING},
			{130.1, LOST, .plan = 100.02, SILENT, EXPIRING,
				.earliest = 129.9, .latest = 130.1},
			{157, LOST, .plan = 100.02, SILENT, EXPIRING,
				.state = CHECK_CRITICAL},
			{160, LOST, .plan = 100.02, SILENT,
				.phase = PHASE_OVERDUE, .state = CHECK_CRITICAL,
				.needs_force = true},
			{165, BACK, .probe = PROBE_USER, .late = true,
				.phase = PHASE_RESTORED, .earliest = 129.9,
				.latest = 130.1}}},
	{"resilient, back long after its license went", .dates_move = TRI_YES,
		.ran_before = 100,
		.looks = {{100.1, LOST, .plan = 100.02, .probe = PROBE_USER,
				  .phase = PHASE_CONNECTED},
			{129.9, LOST, .plan = 100.02, .probe = PROBE_USER,
				.phase = PHASE_CONNECTED,
				.state = CHECK_WARNING},
			{130.1, LOST, .plan = 100.02, SILENT, EXPIRING},
			{150, BACK, .probe = PROBE_USER,
				.phase = PHASE_RESTORED, .earliest = 129.9,
				.latest = 130.1}}},
	{"a probe that lags hours behind", .ran_before = 100,
		.dates_move = TRI_YES,
		.looks = {{100.1, LOST, .plan = 100.05, .probe = PROBE_USER,
				  .phase = PHASE_CONNECTED},
			{100.2, LOST, .plan = 100.05, .probe = PROBE_USER,
				.phase = PHASE_CONNECTED},
			{100.3, LOST, .plan = 100.05, SILENT, EXPIRING,
				.earliest = 100.05, .latest = 100.3}}},
	{"a lagging probe after a long pause of ours", .ran_before = 100,
		.looks = {{110, LOST, .plan = 3, .probe = PROBE_USER,
				  .phase = PHASE_CONNECTED},
			{110.5, LOST, .plan = 3, SILENT, EXPIRING,
				.earliest = 109, .latest = 110.5}}},
	{"answers again after a silence", .dates_move = TRI_YES,
		.looks = {{100, LOST, .plan = 95, SILENT, EXPIRING},
			{101, LOST, .plan = 95, .probe = PROBE_USER,
				.phase = PHASE_CONNECTED},
			{105, LOST, .plan = 95, .probe = PROBE_FAILED,
				.phase = PHASE_CONNECTED},
			{106, LOST, .plan = 95, SILENT, EXPIRING,
				.earliest = 105, .latest = 106}}},
	{"held: answers for ever, never overdue", .dates_move = TRI_YES,
		.looks = {{100, LOST, .plan = 95, .probe = PROBE_USER,
				  .phase = PHASE_CONNECTED},
			{200, LOST, .plan = 95, .probe = PROBE_USER,
				.phase = PHASE_CONNECTED,
				.state = CHECK_WARNING,
				.restorable = TRI_YES}}},
	{"connected, then its user deleted: the deletion is the clock",
		.dates_move = TRI_YES,
		.looks = {{100, LOST, .plan = 85, .probe = PROBE_USER,
				  .phase = PHASE_CONNECTED, .loss = 1},
			{101, BIN, LOST, .plan = 85, .deleted = 100.5, EXPIRING,
				.cause = CAUSE_USER_DELETED, .earliest = 100.5,
				.sure = SURE, .loss = 2}}},
	{"connected, then purged at one go: lost", .dates_move = TRI_YES,
		.looks = {{100, LOST, .plan = 60, .probe = PROBE_USER,
				  .phase = PHASE_CONNECTED,
				  .state = CHECK_WARNING},
			{101, .place = PLACE_GONE, .phase = PHASE_LOST,
				.state = CHECK_CRITICAL}}},
};

static void
test_swaps(void **state)
{
	(void)state;
	life_run_all(swaps, COUNT_OF(swaps));
}

static void
test_restored(void **state)
{
	(void)state;
	life_run_all(restored, COUNT_OF(restored));
}

static void
test_resilient(void **state)
{
	(void)state;
	life_run_all(resilient, COUNT_OF(resilient));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_swaps),
		cmocka_unit_test(test_restored),
		cmocka_unit_test(test_resilient),
	};

	return cmocka_run_group_tests_name("evidence", tests, NULL, NULL);
}
