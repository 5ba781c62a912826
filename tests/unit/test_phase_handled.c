// SPDX-License-Identifier: MIT
/* What the handler knows, laid over what the data show. */
#include "core/phase.h"

#include "test.h"

#include "life.h"

#define LOST .plans = PLANS_DELETED
#define BACK .plans = PLANS_ALIVE, .license = true
#define BIN .place = PLACE_DELETED
#define SILENT .probe = PROBE_NOT_FOUND
#define ANSWERS .probe = PROBE_USER
#define LATER .unseen = true
#define EXPIRING .phase = PHASE_EXPIRING
#define CRITICAL EXPIRING, .state = CHECK_CRITICAL
#define RELEASED .phase = PHASE_RELEASED
#define RESTORED .phase = PHASE_RESTORED
#define SECOND (1 / 86400.0)

static const struct life verified[] = {
	{"newer than the data, until the data are newer", .dates_move = TRI_YES,
		.looks = {{100, LOST, .plan = 72, SILENT, CRITICAL},
			{100.1, LATER, .verified = 100.1, RESTORED,
				.restorable = TRI_NO},
			{100.3, LATER, .verified = 100.1, RESTORED},
			{100.4, LOST, .plan = 72, SILENT, .verified = 100.1,
				CRITICAL},
			{100.5, BACK, ANSWERS, .verified = 100.1, RESTORED},
			{100.6, LATER, .verified = 100.55, RESTORED}}},
	{"to the second", .dates_move = TRI_YES,
		.looks = {{100, LOST, .plan = 72, SILENT,
				  .verified = 100 - SECOND, CRITICAL},
			{100, LATER, .verified = 100, RESTORED}}},
	{"listed for a day", .dates_move = TRI_YES,
		.looks = {{100, LOST, .plan = 72, SILENT, CRITICAL},
			{101.1 - SECOND, LATER, .verified = 100.1, RESTORED},
			{101.1, LATER, .verified = 100.1,
				.phase = PHASE_ALIVE}}},
	{"of a clock that was ahead", .dates_move = TRI_YES,
		.looks = {{100, LOST, .plan = 72, SILENT, CRITICAL},
			{100.1, LATER, .verified = 100.1 + 300 * SECOND,
				RESTORED},
			{100.1, LATER, .verified = 100.1 + 301 * SECOND,
				CRITICAL},
			{100.2, LATER, .verified = 999, CRITICAL}}},
	{"after the deadline its content is in doubt", .dates_move = TRI_YES,
		.looks = {{
				  100,
				  LOST,
				  .plan = 69,
				  SILENT,
				  .phase = PHASE_PAST,
			  },
			{100.1, LATER, .verified = 100.1, RESTORED,
				.late = true}}},
	{"overdue, then back", .dates_move = TRI_YES,
		.looks = {{100, LOST, .plan = 71, SILENT, CRITICAL},
			{102, LATER, .phase = PHASE_OVERDUE,
				.state = CHECK_CRITICAL},
			{102.1, LATER, .verified = 102.1, RESTORED,
				.late = true}}},
	{"a deleted user",
		.looks = {{100, BIN, BACK, .deleted = 72, EXPIRING,
				  .state = CHECK_WARNING},
			{100.1, LATER, .verified = 100.1, RESTORED}}},
	{"brought back as a shared one, it lacks a license", .no_probe = true,
		.unconfirmed = CHECK_OK,
		.looks = {{100, BIN, .deleted = 99, EXPIRING,
				  .cause = CAUSE_SHARED_DELETED},
			{100.1, LATER, .verified = 100.1, RESTORED,
				.verified_cause = CAUSE_SHARED_DELETED},
			{100.2, .now = 100.3, LOST, .plan = 72,
				.verified = 100.3, CRITICAL,
				.cause = CAUSE_LICENSE_REMOVED,
				.verified_cause = CAUSE_SHARED_DELETED},
			{100.3, LATER, .verified = 100.3, CRITICAL,
				.verified_cause = CAUSE_SHARED_DELETED},
			{100.3, LATER, .verified = 100.3, RESTORED,
				.verified_cause = CAUSE_USER_DELETED}}},
	{"the same, and it was asked",
		.looks = {{100, BIN, .deleted = 99, EXPIRING,
				  .cause = CAUSE_SHARED_DELETED},
			{100.2, LOST, .plan = 72, SILENT, CRITICAL},
			{100.3, LATER, .verified = 100.3, RESTORED,
				.verified_cause = CAUSE_SHARED_DELETED}}},
	{"purged, says the older look", .dates_move = TRI_YES,
		.looks = {{100, BIN, BACK, .deleted = 99, EXPIRING},
			{101, .place = PLACE_GONE, .phase = PHASE_LOST,
				.state = CHECK_CRITICAL},
			{101.1, LATER, .verified = 101.1, RESTORED}}},
	{"while still too young to be reported", .dates_move = TRI_YES,
		.looks = {{100.52, LOST, .plan = 100.5, SILENT,
				  .phase = PHASE_SETTLING},
			{100.53, LATER, .verified = 100.53, RESTORED}}},
	{"alive is alive",
		.looks = {{100, LOST, .plan = 3, .probe = PROBE_SHARED,
				  .phase = PHASE_ALIVE},
			{101, LATER, .verified = 101, .phase = PHASE_ALIVE}}},
	{"released and restored all the same", .dates_move = TRI_YES,
		.looks = {{100, LOST, .plan = 72, SILENT, .released = true,
				  RELEASED},
			{100.1, LATER, .released = true, .verified = 100.1,
				RESTORED},
			{100.2, LOST, .plan = 72, SILENT, .released = true,
				.verified = 100.1, RELEASED}}},
};

static const struct life deadline_service[] = {
	{"a release does not quiet it", .dates_move = TRI_YES,
		.looks = {{100, LOST, .plan = 72, SILENT, .released = true,
				  RELEASED},
			{100, LATER, .released = true, .deadlines_only = true,
				CRITICAL, .restorable = TRI_YES}}},
	{"nor that of what was purged",
		.looks = {{100, BIN, BACK, .deleted = 99, EXPIRING},
			{101, .place = PLACE_GONE, .released = true,
				.deadlines_only = true, .phase = PHASE_LOST,
				.state = CHECK_CRITICAL}}},
	{"a restore does", .dates_move = TRI_YES,
		.looks = {{100, LOST, .plan = 72, SILENT, CRITICAL},
			{100.1, LATER, .verified = 100.1,
				.deadlines_only = true, RESTORED}}},
};

/* Let go once: for how long does that hold? */
static const struct life let_go[] = {
	{"until it is back, and not when it is lost again",
		.dates_move = TRI_YES,
		.looks = {{100, LOST, .plan = 72, SILENT, CRITICAL,
				  .let_go = true},
			{100.1, LATER, RELEASED},
			{101, LOST, .plan = 72, SILENT, RELEASED},
			{101.5, BACK, ANSWERS, RESTORED},
			{110, BACK, ANSWERS, .phase = PHASE_ALIVE},
			{120, LOST, .plan = 119, SILENT, EXPIRING},
			{141, LOST, .plan = 119, SILENT, EXPIRING,
				.state = CHECK_WARNING}}},
	{"hired again, and nothing dates the second loss",
		.looks = {{100, LOST, .plan = 72, SILENT, CRITICAL,
				  .earliest = 72, .latest = 100,
				  .let_go = true},
			{101, BACK, ANSWERS, RESTORED},
			{110, BACK, ANSWERS, .phase = PHASE_ALIVE},
			{120, LOST, SILENT, EXPIRING,
				.earliest = 110 - LIFE_LAG, .latest = 120}}},
	{"restored and deleted again", .ran_before = 99,
		.looks = {{100, BIN, BACK, .deleted = 99.5, EXPIRING,
				  .let_go = true},
			{101, BIN, BACK, .deleted = 99.5, RELEASED},
			{102, BACK, ANSWERS, RESTORED},
			{103, BIN, BACK, .deleted = 102.5, EXPIRING}}},
	{"answers for weeks, then does not", .dates_move = TRI_YES,
		.looks = {{100, LOST, .plan = 99, ANSWERS,
				  .phase = PHASE_CONNECTED, .let_go = true},
			{110, LOST, .plan = 99, ANSWERS, RELEASED},
			{120, LOST, .plan = 99, SILENT, RELEASED,
				.earliest = 109, .latest = 120},
			{135, LATER, RELEASED}}},
	{"answers until its user is deleted: that is another loss",
		.dates_move = TRI_YES,
		.looks = {{100, LOST, .plan = 99, ANSWERS,
				  .phase = PHASE_CONNECTED, .let_go = true},
			{110, LOST, .plan = 99, ANSWERS, RELEASED},
			{120, BIN, LOST, .plan = 99, .deleted = 119, EXPIRING,
				.loss = 2}}},
	{"its user is deleted, too", .dates_move = TRI_YES,
		.looks = {{100, LOST, .plan = 72, SILENT, CRITICAL,
				  .let_go = true},
			{101, BIN, LOST, .plan = 72, .deleted = 100.5,
				RELEASED}}},
	{"its date becomes known",
		.looks = {{100, LOST, SILENT, .phase = PHASE_UNDATED,
				  .state = CHECK_WARNING, .let_go = true},
			{101, LOST, .removed = 75, SILENT, RELEASED,
				.earliest = 75}}},
	{"the audit does not reach back any more", .ran_before = 72,
		.looks = {{100, LOST, .plan = 3, .removed = 75, SILENT,
				  EXPIRING, .state = CHECK_WARNING,
				  .earliest = 75, .let_go = true},
			{101, LOST, .plan = 3, SILENT, RELEASED}}},
	{"in a database made anew", .dates_move = TRI_YES,
		.looks = {{100, LOST, .plan = 72, SILENT, CRITICAL,
				  .let_go = true},
			{101, LOST, .plan = 72, SILENT, .anew = true, RELEASED,
				.loss = 1}}},
	{"in a database made anew, with less to go by", .ran_before = 99,
		.looks = {{100, LOST, .plan = 3, SILENT, EXPIRING,
				  .earliest = 99 - LIFE_LAG, .latest = 100,
				  .let_go = true},
			{101, LOST, .plan = 3, SILENT, .anew = true, RELEASED,
				.earliest = 3, .latest = 101}}},
	{"in a database made anew that dates nothing: who knows",
		.looks = {{100, LOST, SILENT, .phase = PHASE_UNDATED,
				  .state = CHECK_WARNING, .let_go = true},
			{100.5, LATER, RELEASED},
			{101, LOST, SILENT, .anew = true,
				.phase = PHASE_UNDATED,
				.state = CHECK_WARNING}}},
	{"hired again, lost again, and the database made anew",
		.looks = {{100, LOST, .plan = 72, SILENT, CRITICAL,
				  .let_go = true},
			{101, BACK, ANSWERS, RESTORED},
			/* Its plan was assigned again on day 101. */
			{120, LOST, .plan = 101, SILENT, .anew = true, EXPIRING,
				.earliest = 101, .latest = 120}}},
	{"deleted again, and the database made anew",
		.looks = {{100, BIN, BACK, .deleted = 99.5, EXPIRING,
				  .let_go = true},
			{102, BACK, ANSWERS, RESTORED},
			{103, BIN, BACK, .deleted = 102.5, .anew = true,
				EXPIRING}}},
	{"a lapsed subscription, then the license",
		.looks = {{100, .plans = PLANS_SUSPENDED, .license = true,
				  .phase = PHASE_SUBSCRIPTION,
				  .state = CHECK_WARNING, .let_go = true},
			{101, .plans = PLANS_SUSPENDED, .license = true,
				RELEASED},
			{110, LOST, .plan = 105, SILENT, EXPIRING}}},
};

static void
what_the_handler_saw_counts_until_the_data_are_newer(void **state)
{
	(void)state;
	life_run_all(verified, COUNT_OF(verified));
}

static void
the_deadline_service_is_not_quieted_by_releases(void **state)
{
	(void)state;
	life_run_all(deadline_service, COUNT_OF(deadline_service));
}

static void
a_release_belongs_to_one_loss(void **state)
{
	(void)state;
	life_run_all(let_go, COUNT_OF(let_go));
}

/* When it was seen, and by whom. */
static void
by_whom_it_was_seen_is_known(void **state)
{
	struct mailbox mailbox = {.cause = CAUSE_LICENSE_REMOVED,
		.confirmed = true,
		.first_seen_at = life_at(72),
		.lost_earliest = life_at(72),
		.lost_latest = life_at(72)};
	struct tenant tenant;
	struct handling handling = {.verified_at = life_at(100) + 5};
	struct judgement judged = {0};
	struct judging judging = {.tenant = &tenant,
		.now = life_at(100),
		.looked_at = life_at(99)};

	(void)state;
	tenant_init(&tenant, "contoso");
	phase_judge(&mailbox, &judging, &handling, &judged);
	assert_int_equal(judged.phase, PHASE_RESTORED);
	assert_true(judged.by_handler);
	assert_int_equal(judged.restored_at, life_at(100));
	mailbox.restored_at = life_at(99.5);
	phase_judge(&mailbox, &judging, &handling, &judged);
	assert_int_equal(judged.phase, PHASE_RESTORED);
	assert_false(judged.by_handler);
	assert_int_equal(judged.restored_at, life_at(99.5));
	handling.excluded = true;
	mailbox.restored_at = 0;
	phase_judge(&mailbox, &judging, &handling, &judged);
	assert_int_equal(judged.phase, PHASE_EXCLUDED);
	assert_int_equal(judged.restored_at, 0);
	tenant_release(&tenant);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			what_the_handler_saw_counts_until_the_data_are_newer),
		cmocka_unit_test(
			the_deadline_service_is_not_quieted_by_releases),
		cmocka_unit_test(a_release_belongs_to_one_loss),
		cmocka_unit_test(by_whom_it_was_seen_is_known),
	};

	return cmocka_run_group_tests_name("phase_handled", tests, NULL, NULL);
}
