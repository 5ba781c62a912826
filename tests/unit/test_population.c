// SPDX-License-Identifier: MIT
#include "core/population.h"

#include "test.h"

#include "life.h"

#define SECOND (1 / 86400.0)

/* The rows of the table of populations, at a first look on day 100. */
static const struct life rows[] = {
	{"license-removed", .dates_move = TRI_YES,
		.looks = {{100, .plans = PLANS_DELETED, .plan = 95,
			.probe = PROBE_NOT_FOUND, .phase = PHASE_EXPIRING,
			.cause = CAUSE_LICENSE_REMOVED, .earliest = 95,
			.sure = SURE, .restorable = TRI_YES}}},
	{"license-removed, not asked", .dates_move = TRI_YES,
		.looks = {{100, .plans = PLANS_DELETED, .plan = 95,
			.phase = PHASE_EXPIRING, .earliest = 95,
			.sure = UNSURE}}},
	{"user-deleted with its plan", .dates_move = TRI_YES,
		.looks = {{100, .place = PLACE_DELETED, .plans = PLANS_ALIVE,
			.license = true, .deleted = 98, .phase = PHASE_EXPIRING,
			.cause = CAUSE_USER_DELETED, .earliest = 98,
			.sure = SURE}}},
	{"user-deleted with some license",
		.looks = {{100, .place = PLACE_DELETED, .license = true,
			.deleted = 98, .phase = PHASE_EXPIRING,
			.cause = CAUSE_USER_DELETED, .earliest = 98,
			.sure = UNSURE}}},
	{"user-deleted during a lapsed subscription",
		.looks = {{100, .place = PLACE_DELETED,
			.plans = PLANS_SUSPENDED, .license = true,
			.deleted = 98, .phase = PHASE_EXPIRING,
			.cause = CAUSE_USER_DELETED, .earliest = 98}}},
	{"user-deleted, its plan lost before", .dates_move = TRI_YES,
		.looks = {{100, .place = PLACE_DELETED, .plans = PLANS_DELETED,
			.plan = 93, .deleted = 98, .phase = PHASE_EXPIRING,
			.cause = CAUSE_USER_DELETED, .earliest = 93,
			.latest = 98, .sure = UNSURE}}},
	{"user-deleted, its plan lost just within a window before",
		.looks = {{100, .place = PLACE_DELETED, .plans = PLANS_DELETED,
			.plan = 68, .deleted = 98, .phase = PHASE_OVERDUE,
			.state = CHECK_WARNING, .cause = CAUSE_USER_DELETED,
			.earliest = 68, .latest = 98, .needs_force = true}}},
	{"shared-deleted, its plan lost a second before that",
		.looks = {{100, .place = PLACE_DELETED, .plans = PLANS_DELETED,
			.plan = 68 - SECOND, .deleted = 98,
			.phase = PHASE_EXPIRING, .cause = CAUSE_SHARED_DELETED,
			.earliest = 98, .sure = UNSURE}}},
	{"shared-deleted",
		.looks = {{100, .place = PLACE_DELETED, .deleted = 98,
			.blocked = true, .phase = PHASE_EXPIRING,
			.cause = CAUSE_SHARED_DELETED, .earliest = 98,
			.sure = UNSURE}}},
	{"shared-deleted is not a leaver",
		.looks = {{100, .place = PLACE_DELETED, .deleted = 72,
			.blocked = true, .phase = PHASE_EXPIRING,
			.state = CHECK_CRITICAL, .earliest = 72}}},
	{"shared-deleted: a converted leaver",
		.looks = {{100, .place = PLACE_DELETED, .plans = PLANS_DELETED,
			.plan = 3, .deleted = 98, .phase = PHASE_EXPIRING,
			.cause = CAUSE_SHARED_DELETED, .earliest = 98}}},
	{"deleted, synchronized, never seen alive",
		.looks = {{100, .place = PLACE_DELETED, .deleted = 98,
			.synced = true, .phase = PHASE_ALIVE,
			.forgotten = true}}},
	{"deleted without an address",
		.looks = {{100, .place = PLACE_DELETED, .deleted = 98,
			.no_mail = true, .phase = PHASE_ALIVE,
			.forgotten = true}}},
	{"subscription",
		.looks = {{100, .plans = PLANS_SUSPENDED,
			.phase = PHASE_SUBSCRIPTION, .state = CHECK_WARNING,
			.cause = CAUSE_SUBSCRIPTION, .restorable = TRI_NO}}},
	{"guest", .looks = {{100, .plans = PLANS_DELETED, .plan = 95,
			  .guest = true, .probe = PROBE_NOT_FOUND,
			  .phase = PHASE_ALIVE, .forgotten = true}}},
	{"deleted guest",
		.looks = {{100, .place = PLACE_DELETED, .plans = PLANS_ALIVE,
			.license = true, .deleted = 98, .guest = true,
			.phase = PHASE_ALIVE, .forgotten = true}}},
	{"kiosk to E3: another plan lives",
		.looks = {{100, .plans = PLANS_ALIVE, .plan = 99,
			.license = true, .phase = PHASE_ALIVE,
			.forgotten = true}}},
	{"never had a plan", .looks = {{100, .license = true,
				     .phase = PHASE_ALIVE, .forgotten = true}}},
	{"gone, never heard of",
		.looks = {{100, .place = PLACE_GONE, .phase = PHASE_ALIVE,
			.forgotten = true}}},
};

/* A mailbox that needs no license. */
static const struct life shared[] = {
	{"room, its license long gone",
		.looks = {{100, .plans = PLANS_DELETED, .plan = 3,
				  .probe = PROBE_SHARED, .phase = PHASE_ALIVE},
			{101, .plans = PLANS_DELETED, .plan = 3,
				.phase = PHASE_ALIVE},
			{107, .plans = PLANS_DELETED, .plan = 3,
				.probe = PROBE_SHARED, .phase = PHASE_ALIVE},
			{108, .place = PLACE_DELETED, .plans = PLANS_DELETED,
				.plan = 3, .deleted = 107.5,
				.phase = PHASE_EXPIRING,
				.cause = CAUSE_SHARED_DELETED,
				.earliest = 107.5, .sure = SURE, .loss = 1}}},
	{"converted, then unlicensed", .ran_before = 99.9,
		.looks = {{100, .plans = PLANS_DELETED, .plan = 99.95,
				  .probe = PROBE_SHARED, .phase = PHASE_ALIVE},
			{130, .plans = PLANS_DELETED, .plan = 99.95,
				.phase = PHASE_ALIVE}}},
	{"converted, unlicensed, deleted within days: needs no license",
		.ran_before = 99.9,
		.looks = {{100, .plans = PLANS_DELETED, .plan = 99.95,
				  .probe = PROBE_SHARED, .phase = PHASE_ALIVE},
			{103, .place = PLACE_DELETED, .plans = PLANS_DELETED,
				.plan = 99.95, .deleted = 102,
				.phase = PHASE_EXPIRING,
				.cause = CAUSE_SHARED_DELETED, .earliest = 102,
				.sure = SURE}}},
	{"lost at first sight, then found to be shared",
		.looks = {{100, .plans = PLANS_DELETED, .plan = 95,
				  .phase = PHASE_EXPIRING, .earliest = 95,
				  .latest = 100},
			{100.01, .plans = PLANS_DELETED, .plan = 95,
				.probe = PROBE_SHARED, .phase = PHASE_ALIVE}}},
	{"shared, made a user's, its license removed: lost",
		.dates_move = TRI_YES,
		.looks = {{100, .plans = PLANS_DELETED, .plan = 3,
				  .probe = PROBE_SHARED, .phase = PHASE_ALIVE},
			{110, .plans = PLANS_ALIVE, .license = true,
				.phase = PHASE_ALIVE},
			{115, .plans = PLANS_DELETED, .plan = 114.9,
				.phase = PHASE_EXPIRING, .earliest = 114.9,
				.sure = SURE, .loss = 1}}},
	{"shared, restored, made a user's, its license removed: lost",
		.dates_move = TRI_YES,
		.looks = {{100, .place = PLACE_DELETED, .deleted = 99,
				  .phase = PHASE_EXPIRING, .earliest = 99},
			{101, .probe = PROBE_SHARED, .phase = PHASE_RESTORED,
				.earliest = 99},
			{102, .phase = PHASE_ALIVE},
			{110, .plans = PLANS_ALIVE, .license = true,
				.phase = PHASE_ALIVE},
			{115, .plans = PLANS_DELETED, .plan = 114.5,
				.phase = PHASE_EXPIRING,
				.cause = CAUSE_LICENSE_REMOVED,
				.earliest = 114.5, .loss = 2}}},
	{"came back by conversion and stays",
		.looks = {{100, .plans = PLANS_DELETED, .plan = 95,
				  .probe = PROBE_NOT_FOUND,
				  .phase = PHASE_EXPIRING, .earliest = 95,
				  .latest = 100},
			{101, .plans = PLANS_DELETED, .plan = 95,
				.probe = PROBE_SHARED, .phase = PHASE_RESTORED},
			{102, .plans = PLANS_DELETED, .plan = 95,
				.phase = PHASE_ALIVE, .loss = 1},
			{108, .plans = PLANS_DELETED, .plan = 95,
				.probe = PROBE_SHARED, .phase = PHASE_ALIVE,
				.loss = 1},
			{110, .plans = PLANS_DELETED, .plan = 95,
				.probe = PROBE_NOT_FOUND,
				.phase = PHASE_EXPIRING, .earliest = 107,
				.latest = 110, .loss = 2}}},
};

/* Back from the bin, a mailbox that needs no license. */
static const struct life back_from_bin[] = {
	{"answers as a user's",
		.looks = {{100, .place = PLACE_DELETED, .deleted = 99,
				  .phase = PHASE_EXPIRING},
			{101, .probe = PROBE_USER, .phase = PHASE_RESTORED},
			{102, .probe = PROBE_USER, .phase = PHASE_ALIVE,
				.loss = 1}}},
	{"may not be asked",
		.looks = {{100, .place = PLACE_DELETED, .deleted = 99,
				  .phase = PHASE_EXPIRING},
			{101, .probe = PROBE_FAILED, .phase = PHASE_EXPIRING},
			{102, .probe = PROBE_DENIED, .phase = PHASE_RESTORED}}},
	{"a converted leaver's, silent at first",
		.looks = {{100, .place = PLACE_DELETED, .plans = PLANS_DELETED,
				  .plan = 3, .deleted = 99,
				  .phase = PHASE_EXPIRING},
			{101, .plans = PLANS_DELETED, .plan = 3,
				.probe = PROBE_NOT_FOUND,
				.phase = PHASE_EXPIRING, .earliest = 99,
				.cause = CAUSE_SHARED_DELETED, .loss = 1},
			{102, .plans = PLANS_DELETED, .plan = 3,
				.probe = PROBE_SHARED, .phase = PHASE_RESTORED},
			{104, .plans = PLANS_DELETED, .plan = 3,
				.phase = PHASE_ALIVE, .loss = 1}}},
	{"given a license that was lost at once: a license's clock",
		.looks = {{100, .place = PLACE_DELETED, .deleted = 99,
				  .phase = PHASE_EXPIRING},
			{101, .plans = PLANS_DELETED, .plan = 100.5,
				.probe = PROBE_NOT_FOUND,
				.phase = PHASE_EXPIRING,
				.cause = CAUSE_LICENSE_REMOVED, .earliest = 99,
				.loss = 1}}},
	{"a shared one whose plan changed is asked again",
		.looks = {{100, .plans = PLANS_DELETED, .plan = 3,
				  .probe = PROBE_SHARED, .phase = PHASE_ALIVE},
			{101, .plans = PLANS_DELETED, .plan = 100.5,
				.probe = PROBE_FAILED, .phase = PHASE_EXPIRING,
				.loss = 1},
			{102, .plans = PLANS_DELETED, .plan = 100.5,
				.probe = PROBE_SHARED, .phase = PHASE_ALIVE}}},
};

static const struct life subscriptions[] = {
	{"lapsed and renewed",
		.looks = {{100, .plans = PLANS_SUSPENDED, .license = true,
				  .phase = PHASE_SUBSCRIPTION,
				  .state = CHECK_WARNING},
			{101, .plans = PLANS_ALIVE, .license = true,
				.phase = PHASE_ALIVE}}},
	{"lapsed, then the license was removed", .dates_move = TRI_YES,
		.looks = {{100, .plans = PLANS_SUSPENDED, .license = true,
				  .phase = PHASE_SUBSCRIPTION,
				  .state = CHECK_WARNING},
			{105, .plans = PLANS_DELETED, .plan = 104.9,
				.phase = PHASE_EXPIRING,
				.cause = CAUSE_LICENSE_REMOVED,
				.earliest = 104.9}}},
	{"lapsed, then the user was purged",
		.looks = {{100, .plans = PLANS_SUSPENDED, .license = true,
				  .phase = PHASE_SUBSCRIPTION,
				  .state = CHECK_WARNING},
			{105, .place = PLACE_GONE, .phase = PHASE_LOST,
				.state = CHECK_CRITICAL,
				.cause = CAUSE_USER_DELETED}}},
	{"a dead license does not stop the clock", .dates_move = TRI_YES,
		.looks = {{100, .plans = PLANS_DELETED, .plan = 95,
				  .probe = PROBE_NOT_FOUND,
				  .phase = PHASE_EXPIRING, .earliest = 95},
			{105, .plans = PLANS_SUSPENDED, .license = true,
				.phase = PHASE_EXPIRING,
				.cause = CAUSE_LICENSE_REMOVED,
				.earliest = 95}}},
	{"restored with a dead license is active", .leavers_critical = false,
		.looks = {{100, .place = PLACE_DELETED, .plans = PLANS_ALIVE,
				  .license = true, .deleted = 99,
				  .phase = PHASE_EXPIRING, .earliest = 99},
			{127, .plans = PLANS_SUSPENDED, .license = true,
				.phase = PHASE_EXPIRING,
				.state = CHECK_CRITICAL,
				.cause = CAUSE_LICENSE_REMOVED,
				.earliest = 99}}},
};

/* The bin shows neither plans nor licenses; what was seen before it does. */
static const struct life hidden[] = {
	{"had its license back when last seen", .dates_move = TRI_YES,
		.looks = {{100, .plans = PLANS_DELETED, .plan = 95,
				  .probe = PROBE_NOT_FOUND,
				  .phase = PHASE_EXPIRING, .earliest = 95},
			{101, .plans = PLANS_ALIVE, .license = true,
				.probe = PROBE_USER, .phase = PHASE_RESTORED},
			{101.5, .place = PLACE_DELETED, .deleted = 101.4,
				.phase = PHASE_EXPIRING,
				.cause = CAUSE_USER_DELETED, .earliest = 101,
				.latest = 101.4, .loss = 2, .sure = SURE},
			{102, .place = PLACE_DELETED, .deleted = 101.4,
				.phase = PHASE_EXPIRING,
				.cause = CAUSE_USER_DELETED, .earliest = 101,
				.latest = 101.4, .loss = 2}}},
	{"had its subscription back when last seen",
		.looks = {{100, .plans = PLANS_SUSPENDED, .license = true,
				  .phase = PHASE_SUBSCRIPTION,
				  .state = CHECK_WARNING},
			{101, .plans = PLANS_ALIVE, .license = true,
				.phase = PHASE_ALIVE},
			{102, .place = PLACE_DELETED, .deleted = 101.9,
				.phase = PHASE_EXPIRING,
				.cause = CAUSE_USER_DELETED,
				.earliest = 101 - LIFE_LAG, .latest = 101.9}}},
	{"longer than a window ago it proves nothing",
		.looks = {{100, .plans = PLANS_SUSPENDED, .license = true,
				  .phase = PHASE_SUBSCRIPTION,
				  .state = CHECK_WARNING},
			{101, .plans = PLANS_ALIVE, .license = true,
				.phase = PHASE_ALIVE},
			{140, .place = PLACE_DELETED, .deleted = 138,
				.phase = PHASE_OVERDUE, .state = CHECK_CRITICAL,
				.needs_force = true,
				.cause = CAUSE_SHARED_DELETED,
				.earliest = 101 - LIFE_LAG, .latest = 138}}},
	{"licensed and shared when last seen",
		.looks = {{100, .plans = PLANS_DELETED, .plan = 95,
				  .probe = PROBE_SHARED, .phase = PHASE_ALIVE},
			{101, .plans = PLANS_ALIVE, .license = true,
				.probe = PROBE_SHARED, .phase = PHASE_ALIVE},
			{102, .place = PLACE_DELETED, .deleted = 101.9,
				.phase = PHASE_EXPIRING,
				.cause = CAUSE_SHARED_DELETED,
				.earliest = 101 - LIFE_LAG, .latest = 101.9}}},
	{"taken for a shared one, until the audit tells", .ran_before = 90,
		.looks = {{100, .place = PLACE_DELETED, .deleted = 98,
				  .phase = PHASE_EXPIRING,
				  .cause = CAUSE_SHARED_DELETED,
				  .earliest = 90 - LIFE_LAG, .latest = 98},
			{101, .place = PLACE_DELETED, .deleted = 98,
				.removed = 97, .phase = PHASE_EXPIRING,
				.cause = CAUSE_USER_DELETED, .earliest = 97,
				.latest = 98, .loss = 1}}},
	{"no plan was seen when it was last seen, but the audit tells",
		.looks = {{100, .plans = PLANS_SUSPENDED, .license = true,
				  .phase = PHASE_SUBSCRIPTION,
				  .state = CHECK_WARNING},
			{101, .plans = PLANS_ALIVE, .license = true,
				.phase = PHASE_ALIVE},
			{102, .phase = PHASE_ALIVE},
			{103, .place = PLACE_DELETED, .deleted = 102.9,
				.removed = 102.5, .phase = PHASE_EXPIRING,
				.cause = CAUSE_USER_DELETED, .earliest = 102.5,
				.latest = 102.9}}},
	{"nobody looked for weeks: its license may have gone at once",
		.looks = {{100, .plans = PLANS_SUSPENDED, .license = true,
				  .phase = PHASE_SUBSCRIPTION,
				  .state = CHECK_WARNING},
			{101, .plans = PLANS_ALIVE, .license = true,
				.phase = PHASE_ALIVE},
			{128, .place = PLACE_DELETED, .deleted = 112,
				.phase = PHASE_EXPIRING, .state = CHECK_WARNING,
				.cause = CAUSE_USER_DELETED,
				.earliest = 101 - LIFE_LAG, .latest = 112}}},
	{"lost for a week, by dates that do not move for years",
		.dates_move = TRI_NO, .ran_before = 99, .no_probe = true,
		.grace_days = 30,
		.looks = {{100, .plans = PLANS_DELETED, .plan = 3,
				  .synced = true, .phase = PHASE_EXPIRING,
				  .earliest = 99 - LIFE_LAG, .latest = 100},
			{108, .place = PLACE_DELETED, .plans = PLANS_DELETED,
				.plan = 3, .deleted = 107, .synced = true,
				.phase = PHASE_EXPIRING,
				.cause = CAUSE_USER_DELETED,
				.earliest = 99 - LIFE_LAG, .latest = 107,
				.loss = 1}}},
	{"nobody looked for weeks, and the bin shows its license",
		.looks = {{100, .plans = PLANS_SUSPENDED, .license = true,
				  .phase = PHASE_SUBSCRIPTION,
				  .state = CHECK_WARNING},
			{101, .plans = PLANS_ALIVE, .license = true,
				.phase = PHASE_ALIVE},
			{128, .place = PLACE_DELETED, .deleted = 112,
				.mailbox_license = true,
				.phase = PHASE_EXPIRING,
				.cause = CAUSE_USER_DELETED, .earliest = 112}}},
};

static void
test_rows(void **state)
{
	(void)state;
	life_run_all(rows, COUNT_OF(rows));
}

static void
test_hidden(void **state)
{
	(void)state;
	life_run_all(hidden, COUNT_OF(hidden));
}

static void
test_shared(void **state)
{
	(void)state;
	life_run_all(shared, COUNT_OF(shared));
}

static void
test_back_from_bin(void **state)
{
	(void)state;
	life_run_all(back_from_bin, COUNT_OF(back_from_bin));
}

static void
test_subscriptions(void **state)
{
	(void)state;
	life_run_all(subscriptions, COUNT_OF(subscriptions));
}

static void
test_definite_answers(void **state)
{
	(void)state;
	assert_true(probe_is_definite(PROBE_USER));
	assert_true(probe_is_definite(PROBE_SHARED));
	assert_true(probe_is_definite(PROBE_NOT_FOUND));
	assert_false(probe_is_definite(PROBE_NEVER));
	assert_false(probe_is_definite(PROBE_NO_USER));
	assert_false(probe_is_definite(PROBE_DENIED));
	assert_false(probe_is_definite(PROBE_FAILED));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_shared),
		cmocka_unit_test(test_hidden),
		cmocka_unit_test(test_back_from_bin),
		cmocka_unit_test(test_subscriptions),
		cmocka_unit_test(test_definite_answers),
	};

	return cmocka_run_group_tests_name("population", tests, NULL, NULL);
}
