// SPDX-License-Identifier: MIT
#include "core/calendar.h"

#include "core/timestamp.h"

void
calendar_init(struct calendar *calendar, time_t now)
{
	*calendar = (struct calendar){.now = now};
}

/* NULL: it has no deadline, or none that anybody waits for. */
static struct calendar_day *
day_of(struct calendar *calendar, const struct judgement *judgement)
{
	time_t deadline = judgement->deadline.earliest;
	int64_t number = 0;

	switch (judgement->phase) {
	case PHASE_EXPIRING:
	case PHASE_CONNECTED:
	case PHASE_OVERDUE:
	case PHASE_LOST:
		break;
	case PHASE_RELEASED:
		if (deadline <= calendar->now) {
			return NULL;
		}
		break;
	case PHASE_ALIVE:
	case PHASE_SETTLING:
	case PHASE_EXPIRED:
	case PHASE_RESTORED:
	case PHASE_UNDATED:
	case PHASE_PAST:
	case PHASE_PAST_UNPROVEN:
	case PHASE_SUBSCRIPTION:
	case PHASE_EXCLUDED:
		return NULL;
	}
	if (deadline == 0) {
		return NULL;
	}
	if (deadline <= calendar->now) {
		return &calendar->passed;
	}
	number = (int64_t)deadline / TIMESTAMP_DAY_S -
		 (int64_t)calendar->now / TIMESTAMP_DAY_S;
	return number < CALENDAR_DAYS ? &calendar->days[number]
				      : &calendar->later;
}

void
calendar_add(struct calendar *calendar, const struct judgement *judgement)
{
	struct calendar_day *day = day_of(calendar, judgement);

	if (day == NULL) {
		return;
	}
	if (judgement->phase == PHASE_RELEASED) {
		day->released++;
	} else if (judgement->restorable && !judgement->needs_force) {
		day->restorable[judgement->state]++;
	} else {
		day->other[judgement->state]++;
	}
}

static void
add_day(struct calendar_day *day, const struct calendar_day *from)
{
	for (int state = CHECK_OK; state <= CHECK_UNKNOWN; state++) {
		day->restorable[state] += from->restorable[state];
		day->other[state] += from->other[state];
	}
	day->released += from->released;
}

void
calendar_merge(struct calendar *calendar, const struct calendar *from)
{
	add_day(&calendar->passed, &from->passed);
	for (size_t i = 0; i < CALENDAR_DAYS; i++) {
		add_day(&calendar->days[i], &from->days[i]);
	}
	add_day(&calendar->later, &from->later);
}

uint64_t
calendar_day_total(const struct calendar_day *day)
{
	uint64_t sum = day->released;

	for (int state = CHECK_OK; state <= CHECK_UNKNOWN; state++) {
		sum += day->restorable[state] + day->other[state];
	}
	return sum;
}

size_t
calendar_days_used(const struct calendar *calendar)
{
	size_t used = CALENDAR_DAYS;

	while (used > 0 && calendar_day_total(&calendar->days[used - 1]) == 0) {
		used--;
	}
	return used;
}

time_t
calendar_day_at(const struct calendar *calendar, size_t number)
{
	return calendar->now - calendar->now % TIMESTAMP_DAY_S +
	       (time_t)number * TIMESTAMP_DAY_S;
}
