// SPDX-License-Identifier: MIT
/* How many of those that need a seat can have one; see core/assessment.h. */
#include "core/assessment.h"

#include "test.h"

#include "life.h"

static const struct guid e3 = {{0xe3}};
static const struct guid e1 = {{0xe1}};

struct fixture {
	struct tenant tenant;
	struct judging judging;
	struct assessment assessment;
};

static void
set_up(struct fixture *fixture)
{
	*fixture = (struct fixture){0};
	tenant_init(&fixture->tenant, "contoso");
	fixture->judging = (struct judging){.tenant = &fixture->tenant,
		.warning = fixture->tenant.warning,
		.critical = fixture->tenant.critical,
		.now = life_at(100),
		.looked_at = life_at(100)};
	assessment_init(&fixture->assessment, &fixture->judging, 0);
}

static void
tear_down(struct fixture *fixture)
{
	assessment_release(&fixture->assessment);
	tenant_release(&fixture->tenant);
}

/* What needs a seat of which SKU; 3 of E3 and 2 of E1 are free. */
static const struct {
	const char *name;
	struct mailbox mailbox;
	int count;
	uint64_t needed;
	uint64_t coverable;
} seats[] = {
	{"license removed",
		{.cause = CAUSE_LICENSE_REMOVED,
			.plans = PLANS_DELETED,
			.sku = {{0xe3}}},
		4, 4, 3},
	{"license removed, and enough of them",
		{.cause = CAUSE_LICENSE_REMOVED,
			.plans = PLANS_DELETED,
			.sku = {{0xe3}}},
		3, 3, 3},
	{"of a SKU that is not known: any will do",
		{.cause = CAUSE_LICENSE_REMOVED, .plans = PLANS_DELETED}, 6, 6,
		5},
	{"of a SKU no longer bought: any will do",
		{.cause = CAUSE_LICENSE_REMOVED,
			.plans = PLANS_DELETED,
			.sku = {{0x77}}},
		6, 6, 5},
	{"of a SKU that gives no mailbox now",
		{.cause = CAUSE_LICENSE_REMOVED,
			.plans = PLANS_DELETED,
			.sku = {{0x99}}},
		2, 2, 0},
	{"license back, mailbox not yet",
		{.cause = CAUSE_LICENSE_REMOVED,
			.plans = PLANS_ALIVE,
			.sku = {{0xe3}}},
		4, 0, 0},
	{"held with its plan off",
		{.cause = CAUSE_LICENSE_REMOVED,
			.plans = PLANS_DELETED,
			.has_license = true,
			.plan_disabled = true},
		4, 0, 0},
	{"user deleted: the seat is anybody's",
		{.cause = CAUSE_USER_DELETED,
			.plans = PLANS_ALIVE,
			.place = PLACE_DELETED,
			.sku = {{0xe1}}},
		4, 4, 2},
	{"user deleted, its plan off",
		{.cause = CAUSE_USER_DELETED,
			.plans = PLANS_DELETED,
			.place = PLACE_DELETED,
			.plan_disabled = true,
			.sku = {{0xe1}}},
		4, 4, 2},
	{"shared", {.cause = CAUSE_SHARED_DELETED, .place = PLACE_DELETED}, 4,
		0, 0},
	{"shared, once a user's",
		{.cause = CAUSE_SHARED_DELETED,
			.place = PLACE_DELETED,
			.plans = PLANS_DELETED,
			.sku = {{0xe3}}},
		4, 0, 0},
};

static void
test_seats(void **state)
{
	static const struct guid other = {{0x99}};
	const struct handling none = {0};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(seats); i++) {
		struct fixture f;
		struct mailbox mailbox = seats[i].mailbox;
		struct seat_summary summary = {0};
		set_up(&f);
		f.tenant.seats_warning = true;
		f.tenant.leavers = CHECK_CRITICAL;
		assessment_add_seats(&f.assessment, &e3, 3, true);
		assessment_add_seats(&f.assessment, &e1, 2, true);
		assessment_add_seats(&f.assessment, &other, 9, false);
		mailbox.confirmed = true;
		mailbox.lost_earliest = mailbox.lost_latest = life_at(90);
		mailbox.first_seen_at = mailbox.lost_latest;
		for (int k = 0; k < seats[i].count; k++) {
			assessment_add(
				&f.assessment, &mailbox, &none, NULL, NULL);
		}
		summary = assessment_seats(&f.assessment);
		if (summary.needed != seats[i].needed ||
			summary.coverable != seats[i].coverable) {
			fail_msg("%s: %d of %d", seats[i].name,
				(int)summary.coverable, (int)summary.needed);
		}
		assert_int_equal(assessment_state(&f.assessment),
			summary.needed > summary.coverable ? CHECK_WARNING
							   : CHECK_OK);
		tear_down(&f);
	}
}

/* What is left of one SKU, once those are served that lost just that. */
static void
test_seats_of_both_kinds(void **state)
{
	const struct handling none = {0};
	struct mailbox mailbox = {.cause = CAUSE_LICENSE_REMOVED,
		.plans = PLANS_DELETED,
		.sku = {{0xe3}},
		.first_seen_at = life_at(90),
		.lost_earliest = life_at(90),
		.lost_latest = life_at(90)};
	struct fixture f;

	(void)state;
	set_up(&f);
	assessment_add_seats(&f.assessment, &e3, 3, true);
	for (int i = 0; i < 2; i++) {
		assessment_add(&f.assessment, &mailbox, &none, NULL, NULL);
	}
	mailbox.sku = (struct guid){{0}};
	for (int i = 0; i < 2; i++) {
		assessment_add(&f.assessment, &mailbox, &none, NULL, NULL);
	}
	assert_int_equal(assessment_seats(&f.assessment).needed, 4);
	assert_int_equal(assessment_seats(&f.assessment).coverable, 3);
	tear_down(&f);
}

static void
test_more_skus_than_are_counted(void **state)
{
	struct fixture f;

	(void)state;
	set_up(&f);
	for (int i = 0; i < ASSESSMENT_SKU_LIMIT + 2; i++) {
		assessment_add_seats(&f.assessment, &e3, -5, true);
	}
	assert_int_equal(f.assessment.seat_count, ASSESSMENT_SKU_LIMIT);
	assert_int_equal(f.assessment.seats[0].free, 0);
	assert_int_equal(assessment_seats(&f.assessment).coverable, 0);
	tear_down(&f);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_seats),
		cmocka_unit_test(test_seats_of_both_kinds),
		cmocka_unit_test(test_more_skus_than_are_counted),
	};

	return cmocka_run_group_tests_name("seats", tests, NULL, NULL);
}
