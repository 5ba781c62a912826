// SPDX-License-Identifier: MIT
/*
 * Lives drawn at random, of which everything is known, led through the core as
 * the collector does: whatever happened between two looks, no deadline is later
 * than the truth, and whoever is lost is in a list.  What nobody can know is
 * spared, each with its reason.
 *
 *     test_truth SEED          one life, told in days
 *     test_truth SEED COUNT    as many from there, and which were misjudged
 */
#include "fate.h"

#include <stdio.h>
#include <stdlib.h>

#include "test.h"

#define LIVES 20000

static time_t
next_look(struct fate *fate)
{
	unsigned draw = dice_roll(&fate->dice, fate->looks_rarely ? 20 : 100);

	if (draw == 0) {
		return (time_t)dice_roll(&fate->dice, 60 * 24) * HOUR + 60;
	}
	if (draw < 4) {
		return (time_t)dice_roll(&fate->dice, 60 * 60) * 60 + 60;
	}
	return (time_t)dice_roll(&fate->dice, 8 * 60) * 60 + 60;
}

static time_t
next_event(struct fate *fate)
{
	return (time_t)dice_roll(&fate->dice, fate->calm_days * 24 * 60) * 60 +
	       60;
}

/* There is room for more. */
static bool
is_young(const struct fate *fate)
{
	return fate->look_count < FATE_LOOKS &&
	       fate->truth.spell_count < TRUTH_SPELLS - 8 &&
	       fate->truth.plan_count < TRUTH_PLANS - 4;
}

/* Until the next look, and what happens meanwhile. */
static void
go_on(struct fate *fate)
{
	struct truth *truth = &fate->truth;
	time_t until = truth->now + next_look(fate);

	while (fate->event_at <= until && is_young(fate)) {
		truth_advance(truth, fate->event_at);
		fate_judge(fate);
		fate_happen(fate);
		fate->event_at += next_event(fate);
	}
	truth_advance(truth, until);
	fate_judge(fate);
	fate_look(fate);
}

/* What it was misjudged in; NULL: nothing. */
static const char *
live(unsigned long seed, bool told)
{
	struct fate *fate = calloc(1, sizeof(*fate));
	const char *complaint = NULL;

	assert_non_null(fate);
	fate->told = told;
	fate->dice.state = (uint64_t)seed * 2654435761U + 12345;
	(void)dice_roll(&fate->dice, 2);
	fate_begin(fate);
	fate_look(fate);
	fate->event_at = fate->truth.now + next_event(fate);
	while (fate->truth.now < FATE_BEGIN + 150 * DAY &&
		fate->complaint == NULL && is_young(fate)) {
		go_on(fate);
	}
	complaint = fate->complaint;
	fate_end(fate);
	free(fate);
	return complaint;
}

static unsigned long
live_many(unsigned long from, unsigned long count)
{
	unsigned long misjudged = 0;

	for (unsigned long seed = from; seed < from + count; seed++) {
		const char *complaint = live(seed, false);
		if (complaint != NULL) {
			print_error("# %lu: not so: %s\n", seed, complaint);
			misjudged++;
		}
	}
	return misjudged;
}

static void
test_lives(void **state)
{
	(void)state;
	assert_int_equal(live_many(0, LIVES), 0);
}

int
main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_lives),
	};

	if (argc == 2) {
		return live(strtoul(argv[1], NULL, 10), true) != NULL;
	}
	if (argc == 3) {
		return live_many(strtoul(argv[1], NULL, 10),
			       strtoul(argv[2], NULL, 10)) != 0;
	}
	return cmocka_run_group_tests_name("truth", tests, NULL, NULL);
}
