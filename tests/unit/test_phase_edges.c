// SPDX-License-Identifier: MIT
/* The second on which one phase ends and the next begins. */
#include "core/phase.h"

#include "test.h"

#include "core/timestamp.h"

#define D ((time_t)TIMESTAMP_DAY_S)
#define NOW (1000 * D)

static struct judgement
judge(const struct mailbox *mailbox)
{
	const struct handling handling = {0};
	struct judgement judgement = {0};
	struct judging judging = {.now = NOW, .looked_at = NOW};
	struct tenant tenant;

	tenant_init(&tenant, "contoso");
	tenant.min_age_s = 3600;
	tenant.mass_period_s = TIMESTAMP_DAY_S;
	judging.tenant = &tenant;
	phase_judge(mailbox, &judging, &handling, &judgement);
	tenant_release(&tenant);
	return judgement;
}

/* A gap that is as long as min_age was a loss; a second less, a swap. */
static void
test_restored_after_min_age(void **state)
{
	struct mailbox mailbox = {.cause = CAUSE_LICENSE_REMOVED,
		.plans = PLANS_ALIVE,
		.restored_at = NOW,
		.lost_earliest = NOW - 3600,
		.lost_latest = NOW - 3600,
		.counts_from = NOW - 3600};

	(void)state;
	assert_int_equal(judge(&mailbox).phase, PHASE_RESTORED);
	mailbox.counts_from++;
	assert_int_equal(judge(&mailbox).phase, PHASE_ALIVE);
	mailbox.counts_from = 0;
	assert_int_equal(judge(&mailbox).phase, PHASE_RESTORED);
}

/* First seen in the second in which its user was deleted: not active before. */
static void
test_past_at_first_sight(void **state)
{
	struct mailbox mailbox = {.cause = CAUSE_USER_DELETED,
		.place = PLACE_DELETED,
		.plans = PLANS_DELETED,
		.first_seen_at = NOW - 2 * D,
		.deleted_at = NOW - 2 * D,
		.lost_earliest = NOW - 32 * D,
		.lost_latest = NOW - 2 * D};

	(void)state;
	assert_int_equal(judge(&mailbox).phase, PHASE_OVERDUE);
	mailbox.first_seen_at--;
	mailbox.lost_earliest--;
	assert_int_equal(judge(&mailbox).phase, PHASE_PAST_UNPROVEN);
}

/* What counts towards a mass loss began within its period. */
static void
test_recent(void **state)
{
	static const struct {
		time_t earliest, latest, first_seen, absent;
		bool is_recent;
	} cases[] = {
		{NOW - D + 1, NOW - D + 1, NOW - D + 1, 0, true},
		{NOW - D, NOW - D, NOW - D, 0, false},
		{NOW - 2 * D, NOW - D + 1, NOW - D + 1, NOW - 2 * D, true},
		{NOW - 2 * D, NOW - D + 1, NOW - D, NOW - 2 * D, false},
		{NOW - 2 * D, NOW - D, NOW - D + 1, NOW - 2 * D, false},
		{NOW - 2 * D, NOW - D + 1, NOW - D + 1, 0, false},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		const struct mailbox mailbox = {.cause = CAUSE_LICENSE_REMOVED,
			.plans = PLANS_DELETED,
			.lost_earliest = cases[i].earliest,
			.lost_latest = cases[i].latest,
			.first_seen_at = cases[i].first_seen,
			.absent_at = cases[i].absent};
		const struct judgement judged = judge(&mailbox);
		assert_int_equal(judged.phase, PHASE_EXPIRING);
		assert_int_equal(judged.recent, cases[i].is_recent);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_restored_after_min_age),
		cmocka_unit_test(test_past_at_first_sight),
		cmocka_unit_test(test_recent),
	};

	return cmocka_run_group_tests_name("phase edges", tests, NULL, NULL);
}
