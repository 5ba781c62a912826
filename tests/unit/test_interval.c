// SPDX-License-Identifier: MIT
#include "core/interval.h"

#include "test.h"

#include "core/timestamp.h"
#include "life.h"

#define LOST .plans = PLANS_DELETED
#define BACK .plans = PLANS_ALIVE, .license = true
#define BIN .place = PLACE_DELETED
#define SILENT .probe = PROBE_NOT_FOUND
#define EXPIRING .phase = PHASE_EXPIRING

static const struct life dates[] = {
	{"witnessed, no date", .ran_before = 99,
		.looks = {{100, LOST, SILENT, .phase = PHASE_EXPIRING,
			.earliest = 99 - LIFE_LAG, .latest = 100}}},
	{"witnessed, dated within", .ran_before = 99,
		.looks = {{100, LOST, .plan = 99.5, SILENT, EXPIRING,
			.earliest = 99.5}}},
	{"looks weeks apart: given and taken in between", .ran_before = 60,
		.looks = {{100, LOST, .plan = 85, SILENT, EXPIRING,
			.earliest = 85, .latest = 100}}},
	{"witnessed, dated within the lag of the listing", .ran_before = 99.9,
		.looks = {{100, LOST, .plan = 99.88, SILENT, EXPIRING,
			.earliest = 99.88}}},
	{"witnessed, the date is that of assigning it", .ran_before = 99,
		.looks = {{100, LOST, .plan = 3, SILENT, EXPIRING,
			.earliest = 99 - LIFE_LAG, .latest = 100}}},
	{"dates are right here: so the witness was not", .ran_before = 99,
		.dates_move = TRI_YES,
		.looks = {{100, LOST, .plan = 90, SILENT, EXPIRING,
			.earliest = 90, .latest = 100}}},
	{"lost while the run was looking", .ran_before = 99,
		.looks = {{100, LOST, .plan = 100 + MINUTES(5), SILENT,
			.phase = PHASE_SETTLING,
			.earliest = 100 + MINUTES(5)}}},
	{"a date that has not been yet", .ran_before = 99,
		.looks = {{100, LOST, .plan = 100.5, SILENT, EXPIRING,
			.earliest = 99 - LIFE_LAG, .latest = 100}}},
	{"no witness, no proof that dates move",
		.looks = {{100, LOST, .plan = 90, SILENT, EXPIRING,
			.earliest = 90, .latest = 100}}},
	{"no witness, dates move", .dates_move = TRI_YES,
		.looks = {{100, LOST, .plan = 90, SILENT, EXPIRING,
			.earliest = 90}}},
	{"re-touched later: the earlier date stands", .dates_move = TRI_YES,
		.looks = {{100, LOST, .plan = 90, SILENT, EXPIRING},
			{110.5, LOST, .plan = 109, SILENT, EXPIRING,
				.state = CHECK_WARNING, .earliest = 90,
				.latest = -1}}},
	{"null afterwards: the known date stands", .dates_move = TRI_YES,
		.looks = {{100, LOST, .plan = 90, SILENT, EXPIRING},
			{101, LOST, SILENT, EXPIRING, .earliest = 90}}},
	{"null at first, then a date", .dates_move = TRI_YES,
		.looks = {{100, LOST, SILENT, .phase = PHASE_UNDATED,
				  .state = CHECK_WARNING, .latest = 100},
			{101, LOST, .plan = 90, SILENT, EXPIRING,
				.earliest = 90}}},
	{"undated for a window, and then some",
		.looks = {{100, LOST, SILENT, .phase = PHASE_UNDATED,
				  .state = CHECK_WARNING, .latest = 100,
				  .restorable = TRI_YES},
			{136.9, LOST, SILENT, .phase = PHASE_UNDATED,
				.state = CHECK_WARNING},
			{137, LOST, SILENT, .phase = PHASE_EXPIRED}}},
	{"missed by the filter: only whole listings witness", .ran_before = 99,
		.ran_whole = 93,
		.looks = {{100, LOST, SILENT, .only_whole = true, EXPIRING,
			.earliest = 93 - LIFE_LAG, .latest = 100}}},
	{"missed by the filter, never listed whole before", .ran_before = 99,
		.looks = {{100, LOST, SILENT, .only_whole = true,
			.phase = PHASE_UNDATED, .state = CHECK_WARNING,
			.latest = 100}}},
	{"the collector was down for weeks", .ran_before = 72,
		.looks = {{100, LOST, .plan = 3, SILENT, EXPIRING,
			.state = CHECK_CRITICAL, .earliest = 72 - LIFE_LAG,
			.latest = 100}}},
	{"a run in between that did not show it",
		.looks = {{99, .unlisted = true},
			{100, LOST, .plan = 3, SILENT, EXPIRING,
				.earliest = 99 - LIFE_LAG, .latest = 100}}},
};

static const struct life audits[] = {
	{"exact by the audit", .looks = {{100, LOST, .plan = 3, .removed = 95,
				       SILENT, EXPIRING, .earliest = 95}}},
	{"the audit comes late", .ran_before = 99,
		.looks = {{100, LOST, .plan = 3, SILENT, EXPIRING,
				  .earliest = 99 - LIFE_LAG, .latest = 100},
			{100.1, LOST, .plan = 3, .removed = 99.5, SILENT,
				EXPIRING, .earliest = 99.5},
			{131, LOST, .plan = 3, SILENT, .phase = PHASE_OVERDUE,
				.state = CHECK_CRITICAL, .earliest = 99.5,
				.restorable = TRI_YES}}},
	{"the last of two removals", .ran_before = 98,
		.looks = {{100, LOST, .plan = 3, .removed = 98.5,
			.removed_again = 99.5, SILENT, EXPIRING,
			.earliest = 99.5}}},
	{"a removal before the last witness is another one", .ran_before = 99,
		.looks = {{100, LOST, .plan = 3, .removed = 90, SILENT,
			EXPIRING, .earliest = 99 - LIFE_LAG, .latest = 100}}},
	{"a removal after it was seen lost is another one", .ran_before = 99,
		.looks = {{100, LOST, .plan = 3, SILENT, EXPIRING},
			{103, LOST, .plan = 3, .removed = 102, SILENT, EXPIRING,
				.earliest = 99 - LIFE_LAG, .latest = 100}}},
	{"without detail, between two looks", .ran_before = 99,
		.looks = {{100, LOST, .plan = 3, .removed = 99.5, .vague = true,
			SILENT, EXPIRING, .earliest = 99.5}}},
	{"two without detail, hours apart: either", .ran_before = 99,
		.looks = {{100, LOST, .plan = 3, .removed = 99.2,
			.removed_again = 99.6, .vague = true, SILENT, EXPIRING,
			.earliest = 99 - LIFE_LAG, .latest = 100}}},
	{"two without detail, one near the date on the plan", .ran_before = 99,
		.looks = {{100, LOST, .plan = 99.2, .removed = 99.2,
			.removed_again = 99.6, .vague = true, SILENT, EXPIRING,
			.earliest = 99.2}}},
	{"two without detail, minutes apart: one change", .ran_before = 99,
		.looks = {{100, LOST, .plan = 3, .removed = 99.2,
			.removed_again = 99.2 + MINUTES(4), .vague = true,
			SILENT, EXPIRING, .earliest = 99.2 + MINUTES(4)}}},
	{"without detail or witness, far from the date",
		.looks = {{100, LOST, .plan = 90, .removed = 95, .vague = true,
			SILENT, EXPIRING, .earliest = 90, .latest = 100}}},
	{"without detail or witness, near the date",
		.looks = {{100, LOST, .plan = 95, .removed = 95 + MINUTES(3),
			.vague = true, SILENT, EXPIRING,
			.earliest = 95 + MINUTES(3)}}},
	{"the plan says later than the audit: both",
		.looks = {{100, LOST, .plan = 97, .removed = 95, SILENT,
			EXPIRING, .earliest = 95, .latest = 97}}},
	{"a vague record does not replace a known one", .ran_before = 99,
		.looks = {{100, LOST, .plan = 3, .removed = 99.2, SILENT,
				  EXPIRING, .earliest = 99.2},
			{101, LOST, .plan = 3, .removed = 99.6, .vague = true,
				SILENT, EXPIRING, .earliest = 99.2}}},
};

static const struct life bins[] = {
	{"the bin shows plans as they were", .ran_before = 98.9,
		.looks = {{100, BIN, BACK, .deleted = 99, EXPIRING,
			.cause = CAUSE_USER_DELETED, .earliest = 99,
			.sure = SURE}}},
	{"the bin shows plans as Deleted", .ran_before = 98.9,
		.looks = {{100, BIN, LOST, .plan = 99, .deleted = 99, EXPIRING,
			.cause = CAUSE_USER_DELETED, .earliest = 99,
			.sure = SURE}}},
	{"the same, minutes later", .ran_before = 80, .dates_move = TRI_YES,
		.looks = {{100, BIN, LOST, .plan = 99 + MINUTES(5),
			.deleted = 99, EXPIRING, .cause = CAUSE_USER_DELETED,
			.earliest = 99, .sure = SURE}}},
	{"the bin shows plans as Deleted and dates them as assigned",
		.ran_before = 98.9,
		.looks = {{100, BIN, LOST, .plan = 3, .deleted = 99,
			.license = true, EXPIRING, .cause = CAUSE_USER_DELETED,
			.earliest = 98.9 - LIFE_LAG, .latest = 99}}},
	{"the bin shows no plans at all", .ran_before = 98.9,
		.looks = {{100, BIN, .deleted = 99, EXPIRING,
			.cause = CAUSE_SHARED_DELETED,
			.earliest = 98.9 - LIFE_LAG, .latest = 99,
			.sure = UNSURE}}},
	{"unlicensed and silent, then deleted: no plans shown",
		.dates_move = TRI_YES,
		.looks = {{100, LOST, .plan = 95, SILENT, EXPIRING, .loss = 1},
			{106, BIN, .deleted = 105, EXPIRING, .earliest = 95,
				.latest = 95, .cause = CAUSE_USER_DELETED,
				.sure = SURE, .loss = 1},
			{127, BIN, .deleted = 105, .phase = PHASE_OVERDUE,
				.state = CHECK_WARNING}}},
	{"unlicensed, never asked, then deleted: no plans shown",
		.dates_move = TRI_YES, .no_probe = true,
		.looks = {{100, LOST, .plan = 95, EXPIRING, .loss = 1},
			{106, BIN, .deleted = 105, EXPIRING, .earliest = 95,
				.latest = 105, .cause = CAUSE_USER_DELETED,
				.loss = 1}}},
	{"unlicensed 30 days and never asked, then deleted: converted",
		.dates_move = TRI_YES, .no_probe = true,
		.looks = {{100, LOST, .plan = 95, EXPIRING, .loss = 1},
			{126, BIN, LOST, .plan = 95, .deleted = 125.5, EXPIRING,
				.earliest = 125.5,
				.cause = CAUSE_SHARED_DELETED, .loss = 2}}},
	{"unlicensed long ago, silent, then deleted: still past",
		.dates_move = TRI_YES,
		.looks = {{100, LOST, .plan = 3, SILENT, .phase = PHASE_PAST,
				  .loss = 1},
			{106, BIN, LOST, .plan = 3, .deleted = 105,
				.phase = PHASE_PAST, .loss = 1}}},
	{"past and accepted, then deleted", .accepted = 100.5,
		.looks = {{100, LOST, .plan = 3, SILENT, .phase = PHASE_PAST},
			{106, BIN, LOST, .plan = 3, .deleted = 105,
				.phase = PHASE_PAST, .loss = 1}}},
	{"past, without an address, then deleted", .dates_move = TRI_YES,
		.no_probe = true,
		.looks = {{100, LOST, .plan = 3, .no_mail = true,
				  .phase = PHASE_PAST, .loss = 1},
			{106, BIN, LOST, .plan = 3, .deleted = 105,
				.no_mail = true, .phase = PHASE_PAST,
				.loss = 1}}},
	{"the audit knows of a removal days before the deletion",
		.looks = {{100, BIN, LOST, .plan = 3, .removed = 95,
			.deleted = 99, EXPIRING, .cause = CAUSE_USER_DELETED,
			.earliest = 95, .latest = 99}}},
	{"license back but silent, then deleted", .dates_move = TRI_YES,
		.looks = {{100, LOST, .plan = 95, SILENT, EXPIRING},
			{101, BACK, SILENT, EXPIRING, .earliest = 95},
			{102, BIN, BACK, .deleted = 101.5, EXPIRING,
				.earliest = 95, .latest = 101.5, .loss = 1}}},
	{"no date on the deletion: rights are missing", .ran_before = 99,
		.looks = {{100, BIN, BACK, EXPIRING, .earliest = 99 - LIFE_LAG,
			.latest = 100}}},
};

static void
test_dates(void **state)
{
	(void)state;
	life_run_all(dates, COUNT_OF(dates));
}

static void
test_audits(void **state)
{
	(void)state;
	life_run_all(audits, COUNT_OF(audits));
}

static void
test_bins(void **state)
{
	(void)state;
	life_run_all(bins, COUNT_OF(bins));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_dates),
		cmocka_unit_test(test_audits),
		cmocka_unit_test(test_bins),
	};

	return cmocka_run_group_tests_name("interval", tests, NULL, NULL);
}
