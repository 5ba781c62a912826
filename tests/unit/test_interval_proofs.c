// SPDX-License-Identifier: MIT
#include "core/interval.h"

#include "test.h"

/* What a loss says of assignedDateTime, in days. */
static const struct {
	const char *name;
	struct mailbox mailbox;
	enum tri dates_move;
	bool unnamed; /* the audit does not say which SKU */
} proofs[] = {
	{"no date",
		{.cause = CAUSE_LICENSE_REMOVED,
			.first_seen_at = 100,
			.absent_at = 90},
		.dates_move = TRI_UNKNOWN},
	{"no date, long after the epoch",
		{.cause = CAUSE_LICENSE_REMOVED,
			.first_seen_at = 200000,
			.absent_at = 190000},
		.dates_move = TRI_UNKNOWN},
	{"answered since",
		{.cause = CAUSE_LICENSE_REMOVED,
			.first_seen_at = 100,
			.absent_at = 90,
			.plan_at = 95,
			.answered_at = 101},
		.dates_move = TRI_UNKNOWN},
	{"within what was witnessed",
		{.cause = CAUSE_LICENSE_REMOVED,
			.first_seen_at = 100,
			.absent_at = 90,
			.plan_at = 95},
		.dates_move = TRI_YES},
	{"looks too far apart to tell",
		{.cause = CAUSE_LICENSE_REMOVED,
			.first_seen_at = 200000,
			.absent_at = 90000,
			.plan_at = 95000},
		.dates_move = TRI_UNKNOWN},
	{"its ends belong to it",
		{.cause = CAUSE_LICENSE_REMOVED,
			.first_seen_at = 100,
			.absent_at = 90,
			.plan_at = 90},
		.dates_move = TRI_YES},
	{"and the other",
		{.cause = CAUSE_LICENSE_REMOVED,
			.first_seen_at = 100,
			.absent_at = 90,
			.plan_at = 100},
		.dates_move = TRI_YES},
	{"older",
		{.cause = CAUSE_LICENSE_REMOVED,
			.first_seen_at = 200000,
			.absent_at = 190000,
			.plan_at = 103599},
		.dates_move = TRI_NO},
	{"older by what may be the lag of an index",
		{.cause = CAUSE_LICENSE_REMOVED,
			.first_seen_at = 200000,
			.absent_at = 190000,
			.plan_at = 103600},
		.dates_move = TRI_UNKNOWN},
	{"later",
		{.cause = CAUSE_LICENSE_REMOVED,
			.first_seen_at = 100,
			.absent_at = 90,
			.plan_at = 101},
		.dates_move = TRI_UNKNOWN},
	{"no witness",
		{.cause = CAUSE_LICENSE_REMOVED,
			.first_seen_at = 100,
			.plan_at = 95},
		.dates_move = TRI_UNKNOWN},
	{"audited",
		{.cause = CAUSE_LICENSE_REMOVED,
			.first_seen_at = 9000,
			.plan_at = 2940,
			.audit_at = 3000},
		.dates_move = TRI_YES},
	{"audited a minute before its date",
		{.cause = CAUSE_LICENSE_REMOVED,
			.first_seen_at = 9000,
			.plan_at = 3060,
			.audit_at = 3000},
		.dates_move = TRI_YES},
	{"audited more than a minute before its date",
		{.cause = CAUSE_LICENSE_REMOVED,
			.first_seen_at = 9000,
			.plan_at = 3061,
			.audit_at = 3000},
		.dates_move = TRI_UNKNOWN},
	{"audited a day after its date",
		{.cause = CAUSE_LICENSE_REMOVED,
			.first_seen_at = 900000,
			.plan_at = 213600,
			.audit_at = 300000},
		.dates_move = TRI_UNKNOWN},
	{"given and taken within minutes",
		{.cause = CAUSE_LICENSE_REMOVED,
			.first_seen_at = 9000,
			.absent_at = 2000,
			.plan_at = 2939,
			.audit_at = 3000},
		.dates_move = TRI_UNKNOWN},
	{"audited long after its date",
		{.cause = CAUSE_LICENSE_REMOVED,
			.first_seen_at = 900000,
			.plan_at = 2400,
			.audit_at = 300000},
		.dates_move = TRI_NO},
	{"of a loss that may have gone on since an earlier one",
		{.cause = CAUSE_LICENSE_REMOVED,
			.first_seen_at = 900000,
			.absent_at = 2401,
			.plan_at = 2400,
			.audit_at = 300000},
		.dates_move = TRI_UNKNOWN},
	{"the record was found by the date",
		{.cause = CAUSE_LICENSE_REMOVED,
			.first_seen_at = 9000,
			.plan_at = 3000,
			.audit_at = 3000},
		.dates_move = TRI_UNKNOWN, .unnamed = true},
	{"deleted",
		{.cause = CAUSE_USER_DELETED,
			.first_seen_at = 100,
			.absent_at = 90,
			.plan_at = 95},
		.dates_move = TRI_UNKNOWN},
	{"back from the bin",
		{.cause = CAUSE_LICENSE_REMOVED,
			.first_seen_at = 100,
			.absent_at = 90,
			.plan_at = 95,
			.deleted_at = 95},
		.dates_move = TRI_UNKNOWN},
};

static void
test_proofs_of_dates(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(proofs); i++) {
		enum tri got = interval_dates_move(
			&proofs[i].mailbox, !proofs[i].unnamed);
		if (got != proofs[i].dates_move) {
			fail_msg("%s: %d", proofs[i].name, (int)got);
		}
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_proofs_of_dates),
	};

	return cmocka_run_group_tests_name(
		"interval proofs", tests, NULL, NULL);
}
