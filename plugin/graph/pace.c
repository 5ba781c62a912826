// SPDX-License-Identifier: MIT
#include "graph/pace.h"

#define PACE_PER_S (PACE_WRITES / PACE_PERIOD_S)
/* What may be under way when the bucket runs empty. */
#define PACE_SLACK (PACE_WRITES / 10)

static void
refill(struct pace *pace, time_t now)
{
	int64_t elapsed_s = (int64_t)(now - pace->at);

	if (elapsed_s > 0) {
		pace->spent -= elapsed_s * PACE_PER_S;
	}
	pace->spent = pace->spent < 0 ? 0 : pace->spent;
	pace->at = now;
}

time_t
pace_ready_at(struct pace *pace, int64_t count, time_t now)
{
	int64_t over = 0;

	refill(pace, now);
	over = pace->spent + count - PACE_WRITES;
	if (!pace->is_on || over <= 0) {
		return now;
	}
	return now + (time_t)((over + PACE_PER_S - 1) / PACE_PER_S);
}

void
pace_sent(struct pace *pace, int64_t count, time_t now)
{
	refill(pace, now);
	pace->spent += count;
}

/*
 * Far below the limit somebody else's writes or another limit are the reason,
 * far above it this limit is not what they say it is: then it is enough to do
 * as Retry-After says.
 */
void
pace_refused(struct pace *pace, int64_t count, time_t now)
{
	refill(pace, now);
	if (!pace->is_on && (pace->spent < PACE_WRITES / 2 ||
				    pace->spent > PACE_WRITES + PACE_SLACK)) {
		return;
	}
	if (!pace->is_on || pace->spent < PACE_WRITES) {
		pace->spent = PACE_WRITES;
	}
	pace->is_on = true;
	pace->spent += count;
}
