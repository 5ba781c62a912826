// SPDX-License-Identifier: MIT
/* The second on which one rule ends and the next begins. */
#include "core/interval.h"

#include "test.h"

#include "core/observation.h"
#include "core/timestamp.h"

#define D ((time_t)TIMESTAMP_DAY_S)
#define H ((time_t)TIMESTAMP_HOUR_S)
#define SEEN SOURCE_FIRST_SEEN
#define WITNESS (SOURCE_FIRST_SEEN | SOURCE_WITNESSED)

static const struct {
	const char *name;
	struct mailbox mailbox;
	enum tri dates_move;
	time_t earliest;
	time_t latest;
	unsigned sources;
} losses[] = {
	{"seen twice within a second",
		{.first_seen_at = 100 * D, .absent_at = 100 * D}, TRI_UNKNOWN,
		100 * D, 100 * D, WITNESS},
	{"a witness from after it was seen is none",
		{.first_seen_at = 100 * D, .absent_at = 100 * D + 1},
		TRI_UNKNOWN, 0, 100 * D, SEEN},
	{"ten minutes before the audit: one event",
		{.first_seen_at = 120 * D,
			.audit_at = 110 * D,
			.plan_at = 110 * D - 600},
		TRI_YES, 110 * D, 110 * D, SOURCE_AUDIT},
	{"a second more: two",
		{.first_seen_at = 120 * D,
			.audit_at = 110 * D,
			.plan_at = 110 * D - 601},
		TRI_YES, 110 * D - 601, 110 * D,
		SOURCE_AUDIT | SOURCE_PLAN_DATE},
	{"a window before the audit",
		{.first_seen_at = 120 * D,
			.audit_at = 110 * D,
			.plan_at = 80 * D},
		TRI_YES, 80 * D, 110 * D, SOURCE_AUDIT | SOURCE_PLAN_DATE},
	{"a second more: another loss",
		{.first_seen_at = 120 * D,
			.audit_at = 110 * D,
			.plan_at = 80 * D - 1},
		TRI_YES, 110 * D, 110 * D, SOURCE_AUDIT},
	{"dated when the run may have ended",
		{.first_seen_at = 100 * D, .plan_at = 100 * D + EVIDENCE_RUN_S},
		TRI_UNKNOWN, 100 * D + EVIDENCE_RUN_S, 100 * D + EVIDENCE_RUN_S,
		SEEN | SOURCE_PLAN_DATE},
	{"a second later it has not been yet",
		{.first_seen_at = 100 * D,
			.plan_at = 100 * D + EVIDENCE_RUN_S + 1},
		TRI_UNKNOWN, 0, 100 * D, SEEN},
	{"dated when it was last not seen",
		{.first_seen_at = 100 * D,
			.absent_at = 99 * D,
			.plan_at = 99 * D},
		TRI_UNKNOWN, 99 * D, 99 * D, WITNESS | SOURCE_PLAN_DATE},
	{"looks that leave room for one change",
		{.first_seen_at = 100 * D,
			.absent_at = 100 * D - 30 * H,
			.plan_at = 99 * D},
		TRI_UNKNOWN, 99 * D, 99 * D, WITNESS | SOURCE_PLAN_DATE},
	{"and for more than one",
		{.first_seen_at = 100 * D,
			.absent_at = 100 * D - 30 * H - 1,
			.plan_at = 99 * D},
		TRI_UNKNOWN, 99 * D, 100 * D, WITNESS | SOURCE_PLAN_DATE},
	{"dates are right here: the witness is not named",
		{.first_seen_at = 100 * D,
			.absent_at = 99 * D,
			.plan_at = 90 * D},
		TRI_YES, 90 * D, 100 * D, SEEN | SOURCE_PLAN_DATE},
	{"audited when it was last not seen",
		{.first_seen_at = 100 * D,
			.absent_at = 99 * D,
			.audit_at = 99 * D},
		TRI_UNKNOWN, 99 * D, 99 * D, SOURCE_AUDIT},
	{"audited a second before",
		{.first_seen_at = 100 * D,
			.absent_at = 99 * D,
			.audit_at = 99 * D - 1},
		TRI_UNKNOWN, 99 * D, 100 * D, WITNESS},
	{"audited when the run may have ended",
		{.first_seen_at = 100 * D,
			.audit_at = 100 * D + EVIDENCE_RUN_S},
		TRI_UNKNOWN, 100 * D + EVIDENCE_RUN_S, 100 * D + EVIDENCE_RUN_S,
		SOURCE_AUDIT},
	{"audited later",
		{.first_seen_at = 100 * D,
			.audit_at = 100 * D + EVIDENCE_RUN_S + 1},
		TRI_UNKNOWN, 0, 100 * D, SEEN},
	{"its last answer proves what the witness does",
		{.first_seen_at = 100 * D,
			.absent_at = 99 * D,
			.answered_at = 99 * D + EVIDENCE_PROBE_LAG_S,
			.silent_at = 103 * D},
		TRI_UNKNOWN, 99 * D, 103 * D, WITNESS | SOURCE_PROBE},
	{"its last answer proves more",
		{.first_seen_at = 100 * D,
			.absent_at = 99 * D,
			.answered_at = 102 * D,
			.silent_at = 103 * D},
		TRI_UNKNOWN, 102 * D - EVIDENCE_PROBE_LAG_S, 103 * D,
		SOURCE_WITNESSED | SOURCE_PROBE},
};

static const struct {
	const char *name;
	struct mailbox mailbox;
	enum tri dates_move;
	time_t earliest;
	time_t latest;
	unsigned sources;
	bool confirmed;
} deletions[] = {
	{"silent from the second of the deletion on",
		{.plans = PLANS_ALIVE,
			.first_seen_at = 100 * D,
			.absent_at = 99 * D,
			.deleted_at = 105 * D,
			.silent_at = 105 * D},
		TRI_UNKNOWN, 105 * D, 105 * D, SOURCE_DELETION, true},
	{"silent a second before",
		{.plans = PLANS_ALIVE,
			.first_seen_at = 100 * D,
			.absent_at = 99 * D,
			.deleted_at = 105 * D,
			.silent_at = 105 * D - 1},
		TRI_UNKNOWN, 99 * D, 105 * D, WITNESS | SOURCE_DELETION, true},
	{"its plan went ten minutes before: the deletion took it",
		{.plans = PLANS_DELETED,
			.first_seen_at = 106 * D,
			.deleted_at = 105 * D,
			.plan_at = 105 * D - 600},
		TRI_UNKNOWN, 105 * D, 105 * D, SOURCE_DELETION, true},
	{"a second more: it was lost before",
		{.plans = PLANS_DELETED,
			.first_seen_at = 106 * D,
			.deleted_at = 105 * D,
			.plan_at = 105 * D - 601},
		TRI_UNKNOWN, 105 * D - 601, 105 * D,
		SEEN | SOURCE_PLAN_DATE | SOURCE_DELETION, false},
	{"has its plan: not lost before",
		{.plans = PLANS_ALIVE,
			.first_seen_at = 100 * D,
			.absent_at = 99 * D,
			.deleted_at = 105 * D},
		TRI_UNKNOWN, 105 * D, 105 * D, SOURCE_DELETION, true},
	{"suspended: not lost before",
		{.plans = PLANS_SUSPENDED,
			.first_seen_at = 100 * D,
			.absent_at = 99 * D,
			.deleted_at = 105 * D},
		TRI_UNKNOWN, 105 * D, 105 * D, SOURCE_DELETION, false},
	{"first seen in the second of the deletion",
		{.plans = PLANS_DELETED,
			.first_seen_at = 105 * D,
			.absent_at = 104 * D,
			.deleted_at = 105 * D},
		TRI_UNKNOWN, 104 * D, 105 * D,
		SOURCE_WITNESSED | SOURCE_DELETION, false},
	{"the last look was in the second of the deletion",
		{.plans = PLANS_DELETED,
			.first_seen_at = 106 * D,
			.absent_at = 105 * D,
			.deleted_at = 105 * D},
		TRI_UNKNOWN, 105 * D, 105 * D, SOURCE_DELETION, false},
	{"its plan went with the deletion",
		{.plans = PLANS_DELETED,
			.first_seen_at = 106 * D,
			.absent_at = 104 * D,
			.deleted_at = 105 * D,
			.plan_at = 105 * D},
		TRI_UNKNOWN, 105 * D, 105 * D, SOURCE_DELETION, true},
	{"its plan went a second later",
		{.plans = PLANS_DELETED,
			.first_seen_at = 106 * D,
			.absent_at = 104 * D,
			.deleted_at = 105 * D,
			.plan_at = 105 * D + 1},
		TRI_UNKNOWN, 105 * D, 105 * D, SOURCE_DELETION, true},
	{"its plan went a second before",
		{.plans = PLANS_DELETED,
			.first_seen_at = 106 * D,
			.absent_at = 104 * D,
			.deleted_at = 105 * D,
			.plan_at = 105 * D - 1},
		TRI_UNKNOWN, 105 * D - 1, 105 * D,
		SOURCE_WITNESSED | SOURCE_DELETION, true},
	{"first seen without a plan before it",
		{.plans = PLANS_DELETED,
			.first_seen_at = 105 * D - 1,
			.absent_at = 104 * D,
			.deleted_at = 105 * D},
		TRI_UNKNOWN, 104 * D, 105 * D, WITNESS | SOURCE_DELETION,
		false},
	{"a window before the deletion",
		{.plans = PLANS_DELETED,
			.first_seen_at = 104 * D,
			.absent_at = 75 * D,
			.deleted_at = 105 * D},
		TRI_UNKNOWN, 75 * D, 105 * D, WITNESS | SOURCE_DELETION, false},
	{"more than a window, and known: it is that loss",
		{.plans = PLANS_DELETED,
			.first_seen_at = 104 * D,
			.absent_at = 75 * D - 1,
			.deleted_at = 105 * D},
		TRI_UNKNOWN, 75 * D - 1, 105 * D, WITNESS | SOURCE_DELETION,
		false},
	{"the plan went a window before what nobody knew",
		{.plans = PLANS_DELETED,
			.first_seen_at = 105 * D,
			.plan_at = 75 * D,
			.deleted_at = 105 * D},
		TRI_UNKNOWN, 75 * D, 105 * D,
		SEEN | SOURCE_PLAN_DATE | SOURCE_DELETION, false},
	{"more than a window before",
		{.plans = PLANS_DELETED,
			.first_seen_at = 105 * D,
			.plan_at = 75 * D - 1,
			.deleted_at = 105 * D},
		TRI_UNKNOWN, 105 * D, 105 * D, SOURCE_DELETION, false},
	{"nothing bounds what was before",
		{.plans = PLANS_DELETED,
			.first_seen_at = 5 * D,
			.deleted_at = 10 * D},
		TRI_UNKNOWN, 10 * D, 10 * D, SOURCE_DELETION, false},
	{"answered until the second of the deletion",
		{.plans = PLANS_DELETED,
			.first_seen_at = 99 * D,
			.deleted_at = 105 * D,
			.answered_at = 105 * D,
			.silent_at = 108 * D},
		TRI_UNKNOWN, 105 * D, 105 * D, SOURCE_DELETION, false},
	{"answered after it: back from the bin",
		{.plans = PLANS_DELETED,
			.first_seen_at = 99 * D,
			.deleted_at = 105 * D,
			.answered_at = 107 * D,
			.silent_at = 108 * D},
		TRI_UNKNOWN, 106 * D, 108 * D, SOURCE_DELETION | SOURCE_PROBE,
		false},
	{"the license went at the latest with its user",
		{.plans = PLANS_DELETED,
			.first_seen_at = 106 * D,
			.absent_at = 99 * D,
			.deleted_at = 105 * D,
			.silent_at = 104 * D},
		TRI_UNKNOWN, 99 * D, 105 * D, WITNESS | SOURCE_DELETION, false},
	{"not seen lost when it was deleted",
		{.first_seen_at = 107 * D,
			.absent_at = 105 * D,
			.deleted_at = 105 * D},
		TRI_UNKNOWN, 105 * D, 105 * D, SOURCE_DELETION, false},
	{"nor a second before: it may have gone first",
		{.first_seen_at = 107 * D,
			.absent_at = 105 * D - 1,
			.deleted_at = 105 * D},
		TRI_UNKNOWN, 105 * D - 1, 105 * D,
		SOURCE_WITNESSED | SOURCE_DELETION, false},
	{"cut off before it, as its answer lags",
		{.plans = PLANS_DELETED,
			.first_seen_at = 106 * D,
			.absent_at = 103 * D,
			.deleted_at = 105 * D,
			.plan_at = 105 * D,
			.answered_at = 104 * D},
		TRI_UNKNOWN, 103 * D, 105 * D, SOURCE_DELETION | SOURCE_PROBE,
		true},
	{"the same, with a license in the bin: its subscription was deleted",
		{.place = PLACE_DELETED,
			.plans = PLANS_DELETED,
			.has_license = true,
			.first_seen_at = 106 * D,
			.absent_at = 103 * D,
			.deleted_at = 105 * D,
			.plan_at = 103 * D,
			.answered_at = 104 * D},
		TRI_UNKNOWN, 103 * D, 105 * D, SOURCE_DELETION | SOURCE_PROBE,
		false},
	{"it had a plan a second later",
		{.plans = PLANS_DELETED,
			.first_seen_at = 106 * D,
			.absent_at = 103 * D,
			.deleted_at = 105 * D,
			.plan_at = 105 * D + 1,
			.answered_at = 104 * D},
		TRI_UNKNOWN, 105 * D, 105 * D, SOURCE_DELETION, true},
	{"the last look was in the second of the deletion, an answer before",
		{.plans = PLANS_DELETED,
			.first_seen_at = 106 * D,
			.absent_at = 105 * D,
			.deleted_at = 105 * D,
			.answered_at = 104 * D},
		TRI_UNKNOWN, 105 * D, 105 * D, SOURCE_DELETION, false},
	{"a shared one, silent once restored: a user's since its answer",
		{.cause = CAUSE_SHARED_DELETED,
			.first_seen_at = 106 * D,
			.deleted_at = 105 * D,
			.answered_at = 105 * D - 1,
			.silent_at = 105 * D + 1},
		TRI_UNKNOWN, 104 * D - 1, 105 * D,
		SOURCE_DELETION | SOURCE_PROBE, false},
	{"it answered in the second of the deletion",
		{.cause = CAUSE_SHARED_DELETED,
			.first_seen_at = 106 * D,
			.deleted_at = 105 * D,
			.answered_at = 105 * D,
			.silent_at = 105 * D + 1},
		TRI_UNKNOWN, 105 * D, 105 * D, SOURCE_DELETION, false},
	{"it was silent in the second of the deletion",
		{.cause = CAUSE_SHARED_DELETED,
			.first_seen_at = 106 * D,
			.deleted_at = 105 * D,
			.answered_at = 104 * D,
			.silent_at = 105 * D},
		TRI_UNKNOWN, 105 * D, 105 * D, SOURCE_DELETION, false},
	{"nobody dates the deletion, the plan went a window before",
		{.plans = PLANS_DELETED,
			.first_seen_at = 100 * D,
			.plan_at = 70 * D},
		TRI_UNKNOWN, 70 * D, 100 * D, SEEN | SOURCE_PLAN_DATE, false},
	{"nobody dates the deletion, the plan went long before",
		{.plans = PLANS_DELETED,
			.first_seen_at = 100 * D,
			.plan_at = 70 * D - 1},
		TRI_UNKNOWN, 0, 100 * D, SEEN, false},
};

static void
expect(const char *name, struct mailbox mailbox, enum tri dates_move,
	const time_t ends[2], unsigned sources)
{
	if (mailbox.lost_earliest != ends[0] ||
		mailbox.lost_latest != ends[1] || mailbox.sources != sources) {
		fail_msg("%s (%d): %ld to %ld by %x", name, (int)dates_move,
			(long)mailbox.lost_earliest, (long)mailbox.lost_latest,
			mailbox.sources);
	}
}

static void
test_losses(void **state)
{
	struct tenant tenant;

	(void)state;
	tenant_init(&tenant, "contoso");
	for (size_t i = 0; i < COUNT_OF(losses); i++) {
		struct mailbox mailbox = losses[i].mailbox;
		const time_t ends[] = {losses[i].earliest, losses[i].latest};
		mailbox.cause = CAUSE_LICENSE_REMOVED;
		interval_settle(&mailbox, losses[i].dates_move, &tenant);
		expect(losses[i].name, mailbox, losses[i].dates_move, ends,
			losses[i].sources);
	}
	tenant_release(&tenant);
}

static void
test_deletions(void **state)
{
	struct tenant tenant;

	(void)state;
	tenant_init(&tenant, "contoso");
	for (size_t i = 0; i < COUNT_OF(deletions); i++) {
		struct mailbox mailbox = deletions[i].mailbox;
		const time_t ends[] = {
			deletions[i].earliest, deletions[i].latest};
		if (mailbox.cause == CAUSE_NONE) {
			mailbox.cause = CAUSE_USER_DELETED;
		}
		interval_settle(&mailbox, deletions[i].dates_move, &tenant);
		expect(deletions[i].name, mailbox, deletions[i].dates_move,
			ends, deletions[i].sources);
		if (mailbox.confirmed != deletions[i].confirmed) {
			fail_msg("%s: confirmed", deletions[i].name);
		}
	}
	tenant_release(&tenant);
}

/* It might be half of a swap: taken for young, unless a whole day is between.
 */
static void
test_from_when_it_counts(void **state)
{
	static const struct {
		time_t absent_at;
		time_t counts_from;
	} cases[] = {
		{99 * D + 1, 100 * D},
		{99 * D, 99 * D},
		{0, 0},
	};
	struct tenant tenant;

	(void)state;
	tenant_init(&tenant, "contoso");
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct mailbox mailbox = {.cause = CAUSE_LICENSE_REMOVED,
			.first_seen_at = 100 * D,
			.absent_at = cases[i].absent_at};
		interval_settle(&mailbox, TRI_UNKNOWN, &tenant);
		assert_int_equal(mailbox.counts_from, cases[i].counts_from);
	}
	tenant_release(&tenant);
}

/* What has another clock, or none, is what it is. */
static void
test_without_a_clock(void **state)
{
	struct mailbox mailbox = {.cause = CAUSE_SUBSCRIPTION,
		.first_seen_at = 100 * D,
		.deleted_at = 100 * D};
	struct tenant tenant;

	(void)state;
	tenant_init(&tenant, "contoso");
	interval_settle(&mailbox, TRI_UNKNOWN, &tenant);
	assert_true(mailbox.confirmed);
	assert_int_equal(mailbox.lost_latest, 0);
	assert_int_equal(mailbox.sources, 0);
	tenant_release(&tenant);
}

/* Where mailboxes live on-premises a 404 proves nothing of synchronized ones.
 */
static void
test_onpremises(void **state)
{
	struct mailbox mailbox = {.cause = CAUSE_LICENSE_REMOVED,
		.first_seen_at = 100 * D,
		.ever_alive = true,
		.synced = TRI_YES};
	struct tenant tenant;

	(void)state;
	tenant_init(&tenant, "contoso");
	tenant.onpremises_mailboxes = true;
	interval_settle(&mailbox, TRI_UNKNOWN, &tenant);
	assert_false(mailbox.confirmed);
	mailbox.answered_at = 101 * D;
	interval_settle(&mailbox, TRI_UNKNOWN, &tenant);
	assert_true(mailbox.confirmed);
	mailbox.answered_at = 0;
	mailbox.synced = TRI_NO;
	interval_settle(&mailbox, TRI_UNKNOWN, &tenant);
	assert_true(mailbox.confirmed);
	tenant.onpremises_mailboxes = false;
	mailbox.synced = TRI_YES;
	interval_settle(&mailbox, TRI_UNKNOWN, &tenant);
	assert_true(mailbox.confirmed);
	tenant_release(&tenant);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_losses),
		cmocka_unit_test(test_deletions),
		cmocka_unit_test(test_from_when_it_counts),
		cmocka_unit_test(test_without_a_clock),
		cmocka_unit_test(test_onpremises),
	};

	return cmocka_run_group_tests_name("interval edges", tests, NULL, NULL);
}
