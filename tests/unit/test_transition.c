// SPDX-License-Identifier: MIT
#include "core/transition.h"

#include "test.h"

/* From what was announced to a judgement: what is told, and remembered. */
static const struct {
	const char *name;
	enum event before;
	enum phase phase;
	enum check_state state;
	enum event event;
	enum event announced;
} cases[] = {
	{"calm stays calm", EVENT_NONE, PHASE_EXPIRING, CHECK_OK, EVENT_NONE,
		EVENT_NONE},
	{"reaches the warning", EVENT_NONE, PHASE_EXPIRING, CHECK_WARNING,
		EVENT_EXPIRING, EVENT_EXPIRING},
	{"once is enough", EVENT_EXPIRING, PHASE_EXPIRING, CHECK_WARNING,
		EVENT_NONE, EVENT_EXPIRING},
	{"reaches critical", EVENT_EXPIRING, PHASE_EXPIRING, CHECK_CRITICAL,
		EVENT_CRITICAL, EVENT_CRITICAL},
	{"critical at once", EVENT_NONE, PHASE_EXPIRING, CHECK_CRITICAL,
		EVENT_CRITICAL, EVENT_CRITICAL},
	{"UNKNOWN counts as a warning", EVENT_NONE, PHASE_EXPIRING,
		CHECK_UNKNOWN, EVENT_EXPIRING, EVENT_EXPIRING},
	{"connected", EVENT_NONE, PHASE_CONNECTED, CHECK_WARNING,
		EVENT_EXPIRING, EVENT_EXPIRING},
	{"milder again is silent", EVENT_CRITICAL, PHASE_EXPIRING,
		CHECK_WARNING, EVENT_NONE, EVENT_EXPIRING},
	{"calm again", EVENT_CRITICAL, PHASE_EXPIRING, CHECK_OK, EVENT_EASED,
		EVENT_NONE},
	{"overdue", EVENT_CRITICAL, PHASE_OVERDUE, CHECK_CRITICAL,
		EVENT_OVERDUE, EVENT_OVERDUE},
	{"overdue, capped", EVENT_EXPIRING, PHASE_OVERDUE, CHECK_WARNING,
		EVENT_OVERDUE, EVENT_OVERDUE},
	{"overdue, capped to nothing", EVENT_NONE, PHASE_OVERDUE, CHECK_OK,
		EVENT_NONE, EVENT_NONE},
	{"lost", EVENT_NONE, PHASE_LOST, CHECK_CRITICAL, EVENT_LOST,
		EVENT_LOST},
	{"lost, capped to nothing", EVENT_NONE, PHASE_LOST, CHECK_OK,
		EVENT_NONE, EVENT_NONE},
	{"expired", EVENT_OVERDUE, PHASE_EXPIRED, CHECK_OK, EVENT_EXPIRED,
		EVENT_NONE},
	{"expired, alarming", EVENT_OVERDUE, PHASE_EXPIRED, CHECK_WARNING,
		EVENT_EXPIRED, EVENT_NONE},
	{"expired, never announced", EVENT_NONE, PHASE_EXPIRED, CHECK_OK,
		EVENT_NONE, EVENT_NONE},
	{"restored", EVENT_LOST, PHASE_RESTORED, CHECK_OK, EVENT_RESTORED,
		EVENT_NONE},
	{"restored, never announced", EVENT_NONE, PHASE_RESTORED, CHECK_OK,
		EVENT_NONE, EVENT_NONE},
	{"alive", EVENT_EXPIRING, PHASE_ALIVE, CHECK_OK, EVENT_RESTORED,
		EVENT_NONE},
	{"released", EVENT_CRITICAL, PHASE_RELEASED, CHECK_OK, EVENT_EASED,
		EVENT_NONE},
	{"excluded", EVENT_CRITICAL, PHASE_EXCLUDED, CHECK_OK, EVENT_EASED,
		EVENT_NONE},
	{"undated after all, and still alarming", EVENT_CRITICAL, PHASE_UNDATED,
		CHECK_WARNING, EVENT_NONE, EVENT_CRITICAL},
	{"undated after all, and calm", EVENT_CRITICAL, PHASE_UNDATED, CHECK_OK,
		EVENT_EASED, EVENT_NONE},
	{"over before it was seen, in doubt", EVENT_EXPIRING,
		PHASE_PAST_UNPROVEN, CHECK_WARNING, EVENT_NONE, EVENT_EXPIRING},
	{"over before it was seen, proven", EVENT_EXPIRING, PHASE_PAST,
		CHECK_OK, EVENT_EASED, EVENT_NONE},
	{"another clock, and still alarming", EVENT_CRITICAL,
		PHASE_SUBSCRIPTION, CHECK_CRITICAL, EVENT_NONE, EVENT_CRITICAL},
	{"another clock, and calm", EVENT_CRITICAL, PHASE_SUBSCRIPTION,
		CHECK_OK, EVENT_EASED, EVENT_NONE},
	{"released, never announced", EVENT_NONE, PHASE_RELEASED, CHECK_OK,
		EVENT_NONE, EVENT_NONE},
	{"undated", EVENT_NONE, PHASE_UNDATED, CHECK_WARNING, EVENT_NONE,
		EVENT_NONE},
	{"history", EVENT_NONE, PHASE_PAST_UNPROVEN, CHECK_WARNING, EVENT_NONE,
		EVENT_NONE},
	{"subscription", EVENT_NONE, PHASE_SUBSCRIPTION, CHECK_WARNING,
		EVENT_NONE, EVENT_NONE},
	{"settling", EVENT_NONE, PHASE_SETTLING, CHECK_OK, EVENT_NONE,
		EVENT_NONE},
	{"past", EVENT_NONE, PHASE_PAST, CHECK_OK, EVENT_NONE, EVENT_NONE},
};

static void
test_events(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		const struct judgement judgement = {
			.phase = cases[i].phase, .state = cases[i].state};
		int announced = -1;
		enum event event = transition_event(
			(int)cases[i].before, &judgement, &announced);
		if (event != cases[i].event ||
			announced != (int)cases[i].announced) {
			fail_msg("%s: %s, then %d", cases[i].name,
				event_text(event), announced);
		}
		/* The same judgement again tells nothing new. */
		assert_int_equal(
			transition_event(announced, &judgement, &announced),
			EVENT_NONE);
		assert_int_equal(announced, cases[i].announced);
	}
}

static void
test_texts(void **state)
{
	(void)state;
	for (int i = 0; i < EVENT_COUNT; i++) {
		for (int k = 0; k < i; k++) {
			assert_string_not_equal(event_text((enum event)i),
				event_text((enum event)k));
		}
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_events),
		cmocka_unit_test(test_texts),
	};

	return cmocka_run_group_tests_name("transition", tests, NULL, NULL);
}
