// SPDX-License-Identifier: MIT
/*
 * calendar - how many mailboxes run out on which day, by what they mean.
 *
 * A fold like the assessment: judged mailboxes are added one by one and not
 * kept, so that a hundred thousand cost no memory.  Days are those of UTC, as
 * all that Microsoft says is; each mailbox counts on the day of its earliest
 * deadline.  What has none is not in here.  Pure.
 */
#ifndef CORE_CALENDAR_H
#define CORE_CALENDAR_H

#include "core/phase.h"

/* The longest window that is drawn day by day; beyond it is "later". */
#define CALENDAR_DAYS 62

struct calendar_day {
	/*
	 * By enum check_state, and whether it can be restored without force:
	 * lost ones cannot, overdue ones may come back new and empty.
	 */
	uint64_t restorable[4];
	uint64_t other[4];
	uint64_t released; /* let go by somebody: in none of the above */
};

struct calendar {
	time_t now;
	struct calendar_day passed; /* the deadline is over, the alarm is not */
	struct calendar_day days[CALENDAR_DAYS]; /* [0]: the day of `now` */
	struct calendar_day later;
};

void calendar_init(struct calendar *calendar, time_t now);

void calendar_add(struct calendar *calendar, const struct judgement *judgement);

/* Adds all of `from`, which is of the same day. */
void calendar_merge(struct calendar *calendar, const struct calendar *from);

/* Everything of a day, and what was released. */
uint64_t calendar_day_total(const struct calendar_day *day);

/* How many days there are up to the last that has something; at most all. */
size_t calendar_days_used(const struct calendar *calendar);

/* The first second of the day `number` days after that of `now`. */
time_t calendar_day_at(const struct calendar *calendar, size_t number);

#endif
