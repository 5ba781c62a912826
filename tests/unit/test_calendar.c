// SPDX-License-Identifier: MIT
#include "core/calendar.h"

#include "test.h"

#include <string.h>

#include "core/timestamp.h"

#define DAY TIMESTAMP_DAY_S
#define HOUR TIMESTAMP_HOUR_S
/* 2026-03-30, a quarter past nine in the evening. */
#define MIDNIGHT ((time_t)20542 * DAY)
#define NOW (MIDNIGHT + 21 * HOUR + 900)

enum where { NOWHERE, PASSED, LATER, DAY_0 };
enum what { RESTORABLE, OTHER, RELEASED };

static const struct {
	const char *name;
	enum phase phase;
	time_t deadline; /* 0: none */
	bool restorable;
	bool needs_force;
	int where; /* DAY_0 + n: the day n */
	enum what what;
} cases[] = {
	{"the last second of today", PHASE_EXPIRING, MIDNIGHT + DAY - 1, true,
		false, DAY_0, RESTORABLE},
	{"the first of tomorrow", PHASE_EXPIRING, MIDNIGHT + DAY, true, false,
		DAY_0 + 1, RESTORABLE},
	{"in a second", PHASE_EXPIRING, NOW + 1, true, false, DAY_0,
		RESTORABLE},
	{"in 30 days", PHASE_EXPIRING, NOW + 30 * DAY, true, false, DAY_0 + 30,
		RESTORABLE},
	{"the last day there is", PHASE_EXPIRING,
		MIDNIGHT + CALENDAR_DAYS *DAY - 1, true, false,
		DAY_0 + CALENDAR_DAYS - 1, RESTORABLE},
	{"the first beyond", PHASE_EXPIRING, MIDNIGHT + CALENDAR_DAYS *DAY,
		true, false, LATER, RESTORABLE},
	{"in a thousand years", PHASE_CONNECTED, NOW + 365000L * DAY, true,
		false, LATER, RESTORABLE},
	{"still connected", PHASE_CONNECTED, NOW + 5 * DAY, true, false,
		DAY_0 + 5, RESTORABLE},
	{"this very second", PHASE_OVERDUE, NOW, true, true, PASSED, OTHER},
	{"earlier today", PHASE_OVERDUE, MIDNIGHT, true, true, PASSED, OTHER},
	{"last week", PHASE_OVERDUE, NOW - 7 * DAY, true, true, PASSED, OTHER},
	{"lost before its deadline", PHASE_LOST, NOW + 3 * DAY, false, false,
		DAY_0 + 3, OTHER},
	{"lost, and now past it", PHASE_LOST, NOW - DAY, false, false, PASSED,
		OTHER},
	{"released", PHASE_RELEASED, NOW + 3 * DAY, true, false, DAY_0 + 3,
		RELEASED},
	{"released, and over", PHASE_RELEASED, NOW, false, false, NOWHERE, 0},
	{"released, without a date", PHASE_RELEASED, 0, false, false, NOWHERE,
		0},
	{"undated", PHASE_UNDATED, 0, true, false, NOWHERE, 0},
	{"connected without a date", PHASE_CONNECTED, 0, true, false, NOWHERE,
		0},
	{"alive", PHASE_ALIVE, NOW + DAY, false, false, NOWHERE, 0},
	{"settling", PHASE_SETTLING, NOW + 30 * DAY, true, false, NOWHERE, 0},
	{"expired", PHASE_EXPIRED, NOW - DAY, false, false, NOWHERE, 0},
	{"restored", PHASE_RESTORED, NOW + DAY, false, false, NOWHERE, 0},
	{"past", PHASE_PAST, NOW - DAY, false, false, NOWHERE, 0},
	{"past, unproven", PHASE_PAST_UNPROVEN, NOW - DAY, true, true, NOWHERE,
		0},
	{"subscription", PHASE_SUBSCRIPTION, 0, false, false, NOWHERE, 0},
	{"excluded", PHASE_EXCLUDED, NOW + DAY, true, false, NOWHERE, 0},
};

static struct calendar_day *
day_at(struct calendar *calendar, int where)
{
	switch (where) {
	case NOWHERE:
		return NULL;
	case PASSED:
		return &calendar->passed;
	case LATER:
		return &calendar->later;
	default:
		return &calendar->days[where - DAY_0];
	}
}

/* Each in every state: in its place once, and nowhere else. */
static void
test_places(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases) * 4; i++) {
		const struct judgement judgement = {
			.phase = cases[i / 4].phase,
			.state = (enum check_state)(i % 4),
			.deadline = {cases[i / 4].deadline,
				cases[i / 4].deadline},
			.restorable = cases[i / 4].restorable,
			.needs_force = cases[i / 4].needs_force,
		};
		struct calendar calendar;
		struct calendar wanted;
		struct calendar_day *day = NULL;

		calendar_init(&calendar, NOW);
		calendar_init(&wanted, NOW);
		calendar_add(&calendar, &judgement);
		day = day_at(&wanted, cases[i / 4].where);
		if (day != NULL && cases[i / 4].what == RELEASED) {
			day->released = 1;
		} else if (day != NULL) {
			(cases[i / 4].what == OTHER ? day->other
						    : day->restorable)[i % 4] =
				1;
		}
		if (memcmp(&calendar, &wanted, sizeof(wanted)) != 0) {
			fail_msg("%s", cases[i / 4].name);
		}
	}
}

static void
test_sums(void **state)
{
	struct calendar all;
	struct calendar one;
	struct judgement judgement = {.phase = PHASE_EXPIRING,
		.state = CHECK_CRITICAL,
		.deadline = {NOW + 2 * DAY, NOW + 2 * DAY},
		.restorable = true};

	(void)state;
	calendar_init(&all, NOW);
	assert_int_equal(calendar_days_used(&all), 0);
	calendar_init(&one, NOW);
	judgement.state = CHECK_UNKNOWN;
	judgement.deadline.earliest = NOW + 1;
	calendar_add(&one, &judgement);
	judgement.state = CHECK_CRITICAL;
	judgement.deadline.earliest = NOW + 2 * DAY;
	calendar_add(&one, &judgement);
	judgement.restorable = false;
	judgement.phase = PHASE_LOST;
	calendar_add(&one, &judgement);
	judgement.phase = PHASE_RELEASED;
	calendar_add(&one, &judgement);
	assert_int_equal(calendar_day_total(&one.days[2]), 3);
	assert_int_equal(calendar_days_used(&one), 3);
	judgement.phase = PHASE_OVERDUE;
	judgement.deadline.earliest = NOW - DAY;
	calendar_add(&one, &judgement);
	judgement.phase = PHASE_EXPIRING;
	judgement.deadline.earliest = NOW + 900L * DAY;
	calendar_add(&one, &judgement);
	calendar_merge(&all, &one);
	calendar_merge(&all, &one);
	assert_int_equal(calendar_day_total(&all.days[0]), 2);
	assert_int_equal(all.days[0].restorable[CHECK_UNKNOWN], 2);
	assert_int_equal(calendar_day_total(&all.days[2]), 6);
	assert_int_equal(all.days[2].restorable[CHECK_CRITICAL], 2);
	assert_int_equal(all.days[2].other[CHECK_CRITICAL], 2);
	assert_int_equal(all.days[2].released, 2);
	assert_int_equal(calendar_day_total(&all.passed), 2);
	assert_int_equal(calendar_day_total(&all.later), 2);
	assert_int_equal(calendar_days_used(&all), 3);
}

static void
test_days(void **state)
{
	struct calendar calendar;

	(void)state;
	calendar_init(&calendar, NOW);
	assert_int_equal(calendar_day_at(&calendar, 0), MIDNIGHT);
	assert_int_equal(calendar_day_at(&calendar, 31), MIDNIGHT + 31 * DAY);
	calendar_init(&calendar, MIDNIGHT);
	assert_int_equal(calendar_day_at(&calendar, 1), MIDNIGHT + DAY);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_places),
		cmocka_unit_test(test_sums),
		cmocka_unit_test(test_days),
	};

	return cmocka_run_group_tests_name("calendar", tests, NULL, NULL);
}
