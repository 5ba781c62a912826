// SPDX-License-Identifier: MIT
#include "core/phase.h"

#include "test.h"

#include <string.h>

#include "life.h"

#define LOST .plans = PLANS_DELETED
#define BACK .plans = PLANS_ALIVE, .license = true
#define BIN .place = PLACE_DELETED
#define GONE .place = PLACE_GONE
#define SILENT .probe = PROBE_NOT_FOUND
#define LATER .unseen = true
#define EXPIRING .phase = PHASE_EXPIRING
#define OVERDUE .phase = PHASE_OVERDUE
#define SECOND (1 / 86400.0)

/* The rows of the table of phases, at the exact second. */
static const struct life ages[] = {
	{"a license removed at noon of day 100", .dates_move = TRI_YES,
		.ran_before = 100,
		.looks = {{100.52, LOST, .plan = 100.5, SILENT,
				  .phase = PHASE_SETTLING,
				  .restorable = TRI_YES},
			{100.5 + HOURS(1) - SECOND, LATER,
				.phase = PHASE_SETTLING},
			{100.5 + HOURS(1), LATER, EXPIRING,
				.restorable = TRI_YES},
			{120.5, LATER, EXPIRING},
			{120.5 + SECOND, LATER, EXPIRING,
				.state = CHECK_WARNING},
			{127.5, LATER, EXPIRING, .state = CHECK_WARNING},
			{127.5 + SECOND, LATER, EXPIRING,
				.state = CHECK_CRITICAL},
			{130.5 - SECOND, LATER, EXPIRING,
				.state = CHECK_CRITICAL, .restorable = TRI_YES},
			{130.5, LATER, OVERDUE, .state = CHECK_CRITICAL,
				.restorable = TRI_YES},
			{137.5 - SECOND, LATER, OVERDUE,
				.state = CHECK_CRITICAL},
			{137.5, LATER, .phase = PHASE_EXPIRED},
			{999, LATER, .phase = PHASE_EXPIRED}}},
	{"with two deadlines", .ran_before = 99,
		.looks = {{100, LOST, .plan = 3, SILENT, EXPIRING,
				  .earliest = 99 - LIFE_LAG, .latest = 100},
			{129 - LIFE_LAG, LATER, OVERDUE,
				.state = CHECK_CRITICAL, .needs_force = true,
				.restorable = TRI_YES},
			{130 - SECOND, LATER, OVERDUE, .state = CHECK_CRITICAL,
				.needs_force = true},
			{130, LATER, OVERDUE, .state = CHECK_CRITICAL,
				.restorable = TRI_YES},
			{136 - LIFE_LAG, LATER, .phase = PHASE_EXPIRED}}},
	{"not over before its latest deadline", .ran_before = 80,
		.looks = {{100, LOST, .plan = 3, SILENT, EXPIRING,
				  .state = CHECK_WARNING},
			{129.9, LATER, OVERDUE, .state = CHECK_CRITICAL,
				.needs_force = true},
			{130, LATER, .phase = PHASE_EXPIRED}}},
	{"released", .dates_move = TRI_YES,
		.looks = {{100, LOST, .plan = 71, SILENT, .released = true,
				  .phase = PHASE_RELEASED,
				  .restorable = TRI_YES},
			{101, LATER, .released = true, .phase = PHASE_RELEASED,
				.restorable = TRI_NO}}},
};

static const struct life caps[] = {
	{"unconfirmed is capped", .unconfirmed = CHECK_WARNING,
		.dates_move = TRI_YES,
		.looks = {{100, LOST, .plan = 72, EXPIRING,
				  .state = CHECK_WARNING, .sure = UNSURE},
			{103, LATER, OVERDUE, .state = CHECK_WARNING}}},
	{"confirmed is not", .unconfirmed = CHECK_WARNING,
		.dates_move = TRI_YES,
		.looks = {{100, LOST, .plan = 72, SILENT, EXPIRING,
			.state = CHECK_CRITICAL, .sure = SURE}}},
	{"a leaver: deleted",
		.looks = {{100, BIN, BACK, .deleted = 72, EXPIRING,
				  .state = CHECK_WARNING},
			{103, LATER, OVERDUE, .state = CHECK_WARNING}}},
	{"a leaver: blocked", .dates_move = TRI_YES,
		.looks = {{100, LOST, .plan = 72, SILENT, .blocked = true,
			EXPIRING, .state = CHECK_WARNING}}},
	{"leavers not capped", .leavers_critical = true,
		.looks = {{100, BIN, BACK, .deleted = 72, EXPIRING,
			.state = CHECK_CRITICAL}}},
	{"held with its plan switched off from the start",
		.dates_move = TRI_YES, .unconfirmed = CHECK_WARNING,
		.looks = {{100, LOST, .plan = 72, .plan_disabled = true,
				  .license = true, SILENT, EXPIRING,
				  .state = CHECK_WARNING, .sure = UNSURE},
			{101, LOST, .plan = 72, .plan_disabled = true,
				.license = true, SILENT, .removed = 72,
				EXPIRING, .state = CHECK_CRITICAL,
				.sure = SURE}}},
	{"on-premises: silence proves nothing", .onpremises = true,
		.dates_move = TRI_YES, .unconfirmed = CHECK_WARNING,
		.looks = {{100, LOST, .plan = 72, .synced = true, SILENT,
				  EXPIRING, .state = CHECK_WARNING,
				  .sure = UNSURE},
			{100.1, LOST, .plan = 72, .synced = true,
				.probe = PROBE_USER, .phase = PHASE_CONNECTED,
				.state = CHECK_WARNING, .sure = SURE},
			{100.2, LOST, .plan = 72, .synced = true, SILENT,
				EXPIRING, .sure = SURE}}},
	{"synchronized, no mailboxes on-premises", .dates_move = TRI_YES,
		.looks = {{100, LOST, .plan = 72, .synced = true, SILENT,
			EXPIRING, .state = CHECK_CRITICAL, .sure = SURE}}},
	{"lost, unconfirmed", .unconfirmed = CHECK_WARNING,
		.looks = {{100, BIN, .deleted = 99, EXPIRING, .sure = UNSURE},
			{101, GONE, .phase = PHASE_LOST,
				.state = CHECK_WARNING}}},
};

static const struct life gone[] = {
	{"purged early", .dates_move = TRI_YES,
		.looks = {{100, BIN, BACK, .deleted = 99, EXPIRING},
			{101, GONE, .phase = PHASE_LOST,
				.state = CHECK_CRITICAL, .restorable = TRI_NO,
				.earliest = 99},
			{108 - SECOND, LATER, .phase = PHASE_LOST,
				.state = CHECK_CRITICAL},
			{108, LATER, .phase = PHASE_EXPIRED}}},
	{"purged early, released",
		.looks = {{100, BIN, BACK, .deleted = 99, EXPIRING},
			{101, GONE, .released = true,
				.phase = PHASE_RELEASED}}},
	{"purged at the deadline",
		.looks = {{100, BIN, BACK, .deleted = 99, EXPIRING},
			{129, GONE, .phase = PHASE_EXPIRED}}},
	{"purged in the last second",
		.looks = {{100, BIN, BACK, .deleted = 99, EXPIRING},
			{129 - SECOND, GONE, .phase = PHASE_LOST,
				.state = CHECK_CRITICAL}}},
	{"overdue, then purged", .dates_move = TRI_YES,
		.looks = {{100, LOST, .plan = 75, SILENT, EXPIRING,
				  .state = CHECK_WARNING},
			{106, LOST, .plan = 75, SILENT, OVERDUE,
				.state = CHECK_CRITICAL},
			{107, GONE, .phase = PHASE_EXPIRED}}},
	{"vanished between two looks", .dates_move = TRI_YES,
		.looks = {{100, LOST, .plan = 95, SILENT, EXPIRING, .loss = 1},
			{101, GONE, .phase = PHASE_LOST,
				.state = CHECK_CRITICAL, .loss = 1},
			{102, BIN, LOST, .plan = 95, .deleted = 100.5, EXPIRING,
				.earliest = 95, .latest = 95, .loss = 1},
			{103, BACK, .probe = PROBE_USER,
				.phase = PHASE_RESTORED}}},
	{"vanished, then active with its license", .dates_move = TRI_YES,
		.looks = {{100, LOST, .plan = 95, SILENT, EXPIRING},
			{101, GONE, .phase = PHASE_LOST,
				.state = CHECK_CRITICAL},
			{102, BACK, SILENT, EXPIRING, .loss = 1},
			{103, BACK, .probe = PROBE_USER,
				.phase = PHASE_RESTORED}}},
	{"a shared one, purged at one go",
		.looks = {{100, LOST, .plan = 3, .probe = PROBE_SHARED,
				  .phase = PHASE_ALIVE},
			{101, GONE, .phase = PHASE_LOST,
				.state = CHECK_CRITICAL, .sure = SURE}}},
	{"undated, purged",
		.looks = {{100, LOST, SILENT, .phase = PHASE_UNDATED,
				  .state = CHECK_WARNING},
			{110, GONE, .phase = PHASE_LOST,
				.state = CHECK_CRITICAL}}},
	{"undated, purged after all deadlines",
		.looks = {{100, LOST, SILENT, .phase = PHASE_UNDATED,
				  .state = CHECK_WARNING},
			{130, GONE, .phase = PHASE_EXPIRED}}},
};

/* Ten years of it, on the day the tenant is first looked at. */
static const struct life history[] = {
	{"no proof",
		.looks = {{100, LOST, .plan = 3, SILENT,
				  .phase = PHASE_PAST_UNPROVEN,
				  .state = CHECK_WARNING, .needs_force = true},
			{200, LATER, .phase = PHASE_PAST_UNPROVEN,
				.state = CHECK_WARNING}}},
	{"dates are known not to move", .dates_move = TRI_NO,
		.looks = {{100, LOST, .plan = 3, SILENT,
			.phase = PHASE_PAST_UNPROVEN, .state = CHECK_WARNING,
			.needs_force = true}}},
	{"this tenant has shown that dates move", .dates_move = TRI_YES,
		.looks = {{100, LOST, .plan = 3, SILENT, .phase = PHASE_PAST,
			.restorable = TRI_NO}}},
	{"accepted", .accepted = 100,
		.looks = {{100, LOST, .plan = 3, SILENT, .phase = PHASE_PAST}}},
	{"accepted before it was seen", .accepted = 100 - SECOND,
		.looks = {{100, LOST, .plan = 3, SILENT,
			.phase = PHASE_PAST_UNPROVEN, .state = CHECK_WARNING,
			.needs_force = true}}},
	{"the audit reaches back over the window", .audit_from = 71,
		.looks = {{100, LOST, .plan = 3, SILENT, .phase = PHASE_PAST}}},
	{"the audit falls short", .audit_from = 71 + SECOND,
		.looks = {{100, LOST, .plan = 3, SILENT,
			.phase = PHASE_PAST_UNPROVEN, .state = CHECK_WARNING,
			.needs_force = true}}},
	{"over to the second", .dates_move = TRI_YES,
		.looks = {{100, LOST, .plan = 70, SILENT,
			.phase = PHASE_PAST}}},
	{"a second to go", .dates_move = TRI_YES,
		.looks = {{100, LOST, .plan = 70 + SECOND, SILENT, EXPIRING,
			.state = CHECK_CRITICAL}}},
	{"resilient: 45 days without a license may be in time",
		.grace_days = 30, .dates_move = TRI_YES,
		.looks = {{100, LOST, .plan = 55, SILENT, OVERDUE,
				  .state = CHECK_CRITICAL, .earliest = 55,
				  .latest = 85, .needs_force = true},
			{114.9, LATER, OVERDUE, .state = CHECK_CRITICAL,
				.needs_force = true},
			{115, LATER, .phase = PHASE_EXPIRED}}},
	{"resilient: 60 days are too many", .grace_days = 30,
		.dates_move = TRI_YES,
		.looks = {{100, LOST, .plan = 40, SILENT,
			.phase = PHASE_PAST}}},
	{"resilient: the audit would have to cover both", .grace_days = 30,
		.audit_from = 71,
		.looks = {{100, LOST, .plan = 3, SILENT,
			.phase = PHASE_PAST_UNPROVEN, .state = CHECK_WARNING,
			.needs_force = true}}},
	{"resilient, not asked: the grace counts", .grace_days = 30,
		.dates_move = TRI_YES, .no_probe = true,
		.looks = {{100, LOST, .plan = 55, EXPIRING},
			{112.5, LATER, EXPIRING, .state = CHECK_CRITICAL},
			{115, LATER, OVERDUE, .state = CHECK_CRITICAL}}},
	{"answers: never past", .dates_move = TRI_YES,
		.looks = {{100, LOST, .plan = 3, .probe = PROBE_USER,
			.phase = PHASE_CONNECTED, .state = CHECK_WARNING}}},
	{"an audit kept for long: past",
		.looks = {{100, LOST, .plan = 3, .removed = 70, SILENT,
				  .phase = PHASE_PAST},
			{101, LOST, .plan = 3, .phase = PHASE_PAST}}},
	{"an audit kept for long: a second to go",
		.looks = {{100, LOST, .plan = 3, .removed = 70 + SECOND, SILENT,
			EXPIRING, .state = CHECK_CRITICAL}}},
	{"dates move, but the audit knows better", .dates_move = TRI_YES,
		.looks = {{100, LOST, .plan = 69, .removed = 95, SILENT,
			OVERDUE, .state = CHECK_CRITICAL, .earliest = 69,
			.latest = 95}}},
	{"past, then hired again", .dates_move = TRI_YES,
		.looks = {{100, LOST, .plan = 3, SILENT, .phase = PHASE_PAST},
			{110, BACK, .probe = PROBE_USER,
				.phase = PHASE_RESTORED, .late = true}}},
};

static void
test_ages(void **state)
{
	(void)state;
	life_run_all(ages, COUNT_OF(ages));
}

static void
test_caps(void **state)
{
	(void)state;
	life_run_all(caps, COUNT_OF(caps));
}

static void
test_gone(void **state)
{
	(void)state;
	life_run_all(gone, COUNT_OF(gone));
}

static void
test_history(void **state)
{
	(void)state;
	life_run_all(history, COUNT_OF(history));
}

static void
test_filters(void **state)
{
	struct mailbox mailbox = {.cause = CAUSE_LICENSE_REMOVED,
		.confirmed = true,
		.first_seen_at = life_at(72),
		.lost_earliest = life_at(72),
		.lost_latest = life_at(72)};
	struct tenant tenant;
	struct handling handling = {.excluded = true};
	struct judgement judged = {0};
	struct judging judging = {.tenant = &tenant, .now = life_at(100)};

	(void)state;
	tenant_init(&tenant, "contoso");
	judging.critical = tenant.critical;
	phase_judge(&mailbox, &judging, &handling, &judged);
	assert_int_equal(judged.phase, PHASE_EXCLUDED);
	assert_int_equal(judged.state, CHECK_OK);
	handling.excluded = false;
	phase_judge(&mailbox, &judging, &handling, &judged);
	assert_int_equal(judged.state, CHECK_CRITICAL);
	tenant.causes[CAUSE_LICENSE_REMOVED] = false;
	phase_judge(&mailbox, &judging, &handling, &judged);
	assert_int_equal(judged.phase, PHASE_EXCLUDED);
	mailbox.counts_from = life_at(99.99);
	mailbox.restored_at = life_at(99.999);
	tenant.causes[CAUSE_LICENSE_REMOVED] = true;
	phase_judge(&mailbox, &judging, &handling, &judged);
	assert_int_equal(judged.phase, PHASE_ALIVE);
	mailbox.counts_from = 0;
	phase_judge(&mailbox, &judging, &handling, &judged);
	assert_int_equal(judged.phase, PHASE_RESTORED);
	tenant_release(&tenant);
}

static void
test_texts(void **state)
{
	(void)state;
	for (int i = 0; i < PHASE_COUNT; i++) {
		assert_non_null(phase_text((enum phase)i));
		for (int k = 0; k < i; k++) {
			assert_string_not_equal(phase_text((enum phase)i),
				phase_text((enum phase)k));
		}
	}
	assert_false(phase_is_reported(PHASE_ALIVE));
	assert_false(phase_is_reported(PHASE_SETTLING));
	assert_false(phase_is_reported(PHASE_EXCLUDED));
	assert_true(phase_is_reported(PHASE_RELEASED));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_ages),
		cmocka_unit_test(test_caps),
		cmocka_unit_test(test_gone),
		cmocka_unit_test(test_history),
		cmocka_unit_test(test_filters),
		cmocka_unit_test(test_texts),
	};

	return cmocka_run_group_tests_name("phase", tests, NULL, NULL);
}
