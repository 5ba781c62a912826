// SPDX-License-Identifier: MIT
/*
 * Lost, back as far as is seen, and lost again: whether that is another loss,
 * and from when on its clock runs.
 */
#include "test.h"

#include "life.h"

#define BIN .place = PLACE_DELETED
#define LOST .plans = PLANS_DELETED
#define BACK .plans = PLANS_ALIVE, .license = true
#define SILENT .probe = PROBE_NOT_FOUND
#define EXPIRING .phase = PHASE_EXPIRING
#define USER .cause = CAUSE_USER_DELETED
#define SHARED .cause = CAUSE_SHARED_DELETED
/* The gap: looked at on day 99, not again until day 100. */
#define GAP .ran_before = 99
#define UNSEEN .earliest = 99 - LIFE_LAG, .latest = 99.9

/* Its license is back, but not its mailbox, as far as is seen; and goes again.
 */
static const struct life lost_again[] = {
	{"it did not answer yet", .dates_move = TRI_YES,
		.looks = {{90, LOST, .plan = 89, SILENT, EXPIRING,
				  .earliest = 89},
			{99, BACK, SILENT, EXPIRING, .earliest = 89, .loss = 1},
			{99.5, LOST, .plan = 99.3, SILENT, EXPIRING,
				.earliest = 89, .latest = 99.5, .loss = 2},
			{100, LOST, .plan = 99.3, SILENT, EXPIRING,
				.earliest = 89, .latest = 99.5, .loss = 2}}},
	{"the same, and dates do not move", .dates_move = TRI_NO,
		.looks = {{90, LOST, .plan = 89, SILENT, EXPIRING,
				  .earliest = 89, .latest = 90},
			{99, BACK, SILENT, EXPIRING, .earliest = 89,
				.latest = 90},
			{99.5, LOST, .plan = 98.9, SILENT, EXPIRING,
				.earliest = 89, .latest = 99.5, .loss = 2}}},
	{"a lapsed one, and nobody may ask", .no_probe = true, .ran_before = 89,
		.looks = {{90, LOST, .plan = 89.5, EXPIRING, .earliest = 89.5,
				  .latest = 89.5},
			{99, .plans = PLANS_SUSPENDED, .license = true,
				EXPIRING, .earliest = 89.5},
			{99.5, EXPIRING, .earliest = 89.5, .latest = 99.5,
				.loss = 2}}},
	{"its subscription had lapsed: it was there", .dates_move = TRI_NO,
		.looks = {{98, .plans = PLANS_SUSPENDED, .license = true,
				  .phase = PHASE_SUBSCRIPTION,
				  .state = CHECK_WARNING},
			{99, LOST, .plan = 50, EXPIRING,
				.earliest = 98 - LIFE_LAG, .latest = 99}}},
	{"it was back, and the filter misses it", .ran_before = 89,
		.ran_whole = 91,
		.looks = {{90, LOST, .plan = 89.5, SILENT, EXPIRING},
			{92, BACK, .probe = PROBE_USER,
				.phase = PHASE_RESTORED},
			{96, .unlisted = true, .phase = PHASE_ALIVE},
			{100, LOST, SILENT, .only_whole = true, EXPIRING,
				.earliest = 92, .latest = 100, .loss = 2}}},
	{"the same, but for a whole listing since", .ran_before = 89,
		.ran_whole = 95,
		.looks = {{90, LOST, .plan = 89.5, SILENT, EXPIRING},
			{92, BACK, .probe = PROBE_USER,
				.phase = PHASE_RESTORED},
			{96, .unlisted = true, .phase = PHASE_ALIVE},
			{100, LOST, SILENT, .only_whole = true, EXPIRING,
				.earliest = 95 - LIFE_LAG, .latest = 100,
				.loss = 2}}},
	{"lapsed it was asked for by id", .dates_move = TRI_NO, .ran_whole = 90,
		.looks = {{98, .plans = PLANS_SUSPENDED, .license = true,
				  .phase = PHASE_SUBSCRIPTION,
				  .state = CHECK_WARNING},
			{99, LOST, .plan = 50, .only_whole = true, EXPIRING,
				.earliest = 98 - LIFE_LAG, .latest = 99}}},
	{"undated it stays so", .no_probe = true, .dates_move = TRI_YES,
		.looks = {{90, LOST, .phase = PHASE_UNDATED,
				  .state = CHECK_WARNING, .latest = 90},
			{99, .plans = PLANS_SUSPENDED, .license = true,
				.phase = PHASE_UNDATED, .state = CHECK_WARNING,
				.latest = 90},
			{99.5, LOST, .phase = PHASE_UNDATED,
				.state = CHECK_WARNING, .latest = 99.5,
				.loss = 2}}},
	{"the same, with a date of its own", .no_probe = true,
		.dates_move = TRI_YES,
		.looks = {{90, LOST, .phase = PHASE_UNDATED,
				  .state = CHECK_WARNING, .latest = 90},
			{99, .plans = PLANS_SUSPENDED, .license = true,
				.phase = PHASE_UNDATED, .state = CHECK_WARNING,
				.latest = 90},
			{99.5, LOST, .plan = 99.3, .phase = PHASE_UNDATED,
				.state = CHECK_WARNING, .latest = 99.5,
				.loss = 2}}},
	{"in the bin it is the same loss", .dates_move = TRI_YES,
		.looks = {{90, LOST, .plan = 89, SILENT, EXPIRING,
				  .earliest = 89},
			{99, BACK, SILENT, EXPIRING, .earliest = 89},
			{99.5, BIN, LOST, .plan = 99.3, .deleted = 99.4,
				EXPIRING, USER, .earliest = 89, .latest = 89,
				.loss = 1}}},
};

/* Restored from the bin, and deleted again. */
static const struct life deleted_again[] = {
	{"it was not there in between", GAP,
		.looks = {{100, BIN, .deleted = 99.9, EXPIRING, SHARED, UNSEEN,
				  .loss = 1},
			{105, SILENT, EXPIRING, UNSEEN, .loss = 1},
			{108, BIN, .deleted = 107, EXPIRING, SHARED, UNSEEN,
				.loss = 1},
			{109, BIN, .deleted = 107, EXPIRING, SHARED, UNSEEN,
				.loss = 1}}},
	{"the same, with a plan that went with it", GAP, .dates_move = TRI_YES,
		.looks = {{100, BIN, .deleted = 99.9, EXPIRING, SHARED, UNSEEN,
				  .loss = 1},
			{105, LOST, .plan = 104, SILENT, EXPIRING,
				.earliest = 99.9, .loss = 1},
			{108, BIN, LOST, .plan = 107, .deleted = 107, EXPIRING,
				.earliest = 99.9, .loss = 1}}},
	{"nobody may ask whether it was", GAP, .no_probe = true,
		.dates_move = TRI_NO,
		.looks = {{100, BIN, LOST, .plan = 3, .deleted = 99.9, EXPIRING,
				  SHARED, UNSEEN, .loss = 1},
			{105, LOST, .plan = 104, EXPIRING, SHARED, UNSEEN,
				.loss = 1},
			{108, BIN, LOST, .plan = 104, .deleted = 107, EXPIRING,
				.earliest = 99 - LIFE_LAG, .latest = 107,
				.loss = 2}}},
	{"it answered as a user's to the last", GAP,
		.looks = {{100, BIN, .deleted = 99.9, EXPIRING, SHARED, UNSEEN,
				  .loss = 1},
			{105, LOST, .plan = 3, .probe = PROBE_USER,
				.phase = PHASE_RESTORED, .loss = 1},
			{108, BIN, LOST, .plan = 3, .deleted = 107, EXPIRING,
				USER, .latest = 107, .loss = 2}}},
	{"a shared one that was made a user's", GAP,
		.looks = {{100, .probe = PROBE_SHARED, .phase = PHASE_ALIVE},
			{108, BIN, .deleted = 107, EXPIRING, SHARED,
				.earliest = 107, .latest = 107},
			{109, LOST, .plan = 3, SILENT, EXPIRING, .earliest = 99,
				.latest = 107}}},
};

static void
test_lost_again(void **state)
{
	(void)state;
	life_run_all(lost_again, COUNT_OF(lost_again));
}

static void
test_deleted_again(void **state)
{
	(void)state;
	life_run_all(deleted_again, COUNT_OF(deleted_again));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_lost_again),
		cmocka_unit_test(test_deleted_again),
	};

	return cmocka_run_group_tests_name("again", tests, NULL, NULL);
}
