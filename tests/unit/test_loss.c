// SPDX-License-Identifier: MIT
#include "core/loss.h"

#include "test.h"

#define DAY ((time_t)86400)
/* In days, from a little on so that nothing is rounded down. */
#define SECOND (1 / 86400.0)
#define SAME(day) ((day) + (LOSS_SAME_EVENT_S + 0.1) / 86400.0)

/* Days: what was lost between two of them, first seen on a third. */
struct story {
	const char *name;
	double earliest, latest, first_seen; /* when it was spoken of */
	double said;
	double now_earliest, now_latest,
		now_first_seen; /* as it is known now */
	bool same;
};

static const struct story stories[] = {
	{"nothing has changed", 10, 10, 11, 12, 10, 10, 11, true},
	{"better dated since", 9, 11, 11, 12, 10, 10, 11, true},
	{"dated since", 0, 11, 11, 12, 10, 10, 11, true},
	{"not dated any more", 10, 10, 11, 12, 0, 11, 11, true},
	{"it went on answering, and then did not", 10, 11, 11, 12, 20, 21, 11,
		true},
	{"lost again later", 10, 10, 11, 12, 40, 40, 41, false},
	{"lost again a moment after it was said", 10, 10, 11, 12, 12.01, 12.01,
		12.1, false},
	{"made anew, exactly dated", 9, 11, 11, 12, 10, 10, 50, true},
	{"made anew, hardly dated", 10, 10, 11, 12, 3, 50, 50, true},
	{"made anew, and before it was not dated", 0, 11, 11, 12, 10, 50, 50,
		true},
	{"made anew, another source: minutes apart", 10, 10, 11, 12, 10.006,
		10.006, 50, true},
	{"made anew, the other way round", 10.006, 10.006, 11, 12, 10, 10, 50,
		true},
	{"made anew, a quarter of an hour apart", 10, 10, 11, 12, 10.0105,
		10.0105, 50, false},
	{"made anew, just ten minutes apart", 10, 10, 11, 12, SAME(10),
		SAME(10), 50, true},
	{"made anew, the other way round, just so", SAME(10), SAME(10), 11, 12,
		10, 10, 50, true},
	{"made anew, a second more", 10, 10, 11, 12, SAME(10) + SECOND,
		SAME(10) + SECOND, 50, false},
	{"made anew, a second more, the other way round", SAME(10) + SECOND,
		SAME(10) + SECOND, 11, 12, 10, 10, 50, false},
	{"lost the moment it was said", 12, 12, 12, 12, 12, 12, 50, true},
	{"made anew, hired again in between", 10, 10, 11, 12, 40, 41, 50,
		false},
	{"made anew, hired again on the day", 10, 10, 10.001, 10.002, 10.003,
		10.003, 50, false},
	{"made anew, undated: may be any", 10, 10, 11, 12, 0, 50, 50, false},
	{"made anew, undated both times", 0, 11, 11, 12, 0, 50, 50, false},
	{"an older copy of the data, undated", 0, 11, 11, 12, 0, 5, 5, true},
	{"seen when it was said", 0, 11, 11, 12, 0, 12, 12, true},
	{"seen a moment later", 0, 11, 11, 12, 0, 12.1, 12.1, false},
	{"a lapsed subscription", 0, 0, 11, 12, 0, 0, 11, true},
	{"lapsed again", 0, 0, 11, 12, 0, 0, 20, false},
	{"lapsed, then lost", 0, 0, 11, 12, 20, 20, 21, false},
	{"lapsed, and lost before it was said", 0, 0, 11, 12, 11.5, 11.5, 11.6,
		false},
	{"lost before, but of that nobody spoke", 30, 30, 31, 32, 10, 10, 31.5,
		false},
	{"a row that was never lost", 10, 10, 11, 12, 0, 0, 0, false},
};

static time_t
at(double day)
{
	return (time_t)(day * (double)DAY);
}

static void
a_loss_is_known_again(void **state)
{
	int wrong = 0;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(stories); i++) {
		const struct story *story = &stories[i];
		const struct mailbox then = {
			.lost_earliest = at(story->earliest),
			.lost_latest = at(story->latest),
			.first_seen_at = at(story->first_seen),
		};
		const struct mailbox now = {
			.lost_earliest = at(story->now_earliest),
			.lost_latest = at(story->now_latest),
			.first_seen_at = at(story->now_first_seen),
		};
		const struct loss loss = loss_of(&then, at(story->said));
		if (loss_is_of(&loss, &now) != story->same) {
			print_error("# %s\n", story->name);
			wrong++;
		}
	}
	assert_int_equal(wrong, 0);
}

/* Nothing was known of when it was first seen, as of a remedy. */
static void
without_first_sight_it_goes_by_dates(void **state)
{
	const struct loss loss = {at(10), at(10), 0, at(12)};
	struct mailbox mailbox = {.lost_earliest = at(10),
		.lost_latest = at(10),
		.first_seen_at = at(11)};

	(void)state;
	assert_true(loss_is_of(&loss, &mailbox));
	mailbox.lost_earliest = mailbox.lost_latest = at(40);
	assert_false(loss_is_of(&loss, &mailbox));
	mailbox = (struct mailbox){0};
	assert_false(loss_is_of(&loss, &mailbox));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_loss_is_known_again),
		cmocka_unit_test(without_first_sight_it_goes_by_dates),
	};

	return cmocka_run_group_tests_name("loss", tests, NULL, NULL);
}
