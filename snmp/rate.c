// SPDX-License-Identifier: MIT
#include "snmp/rate.h"

#include <stdlib.h>

#include "core/mem.h"

#define MS_A_SECOND 1000
#define MS_A_MINUTE 60000

void
rate_release(struct rate *rate)
{
	free(rate->sent_ms);
	*rate = (struct rate){0};
}

static int64_t
time_at(const struct rate *rate, size_t at)
{
	return rate->sent_ms[(rate->oldest + at) % rate->limit];
}

void
rate_set(struct rate *rate, int64_t limit)
{
	struct rate set = {.room = rate->room, .filled_ms = rate->filled_ms};

	set.limit = limit < 1				   ? 1
		    : (uint64_t)limit > RATE_A_MINUTE_MOST ? RATE_A_MINUTE_MOST
							   : (size_t)limit;
	set.sent_ms = mem_zeroed(set.limit, sizeof(*set.sent_ms));
	set.count = rate->count < set.limit ? rate->count : set.limit;
	/* The newest of them. */
	for (size_t i = 0; i < set.count; i++) {
		set.sent_ms[i] = time_at(rate, rate->count - set.count + i);
	}
	rate_release(rate);
	*rate = set;
}

size_t
rate_left(struct rate *rate, int64_t now_ms)
{
	while (rate->count > 0 && time_at(rate, 0) <= now_ms - MS_A_MINUTE) {
		rate->oldest = (rate->oldest + 1) % rate->limit;
		rate->count--;
	}
	return rate->limit - rate->count;
}

size_t
rate_now(struct rate *rate, int64_t now_ms)
{
	size_t left = rate_left(rate, now_ms);

	rate->room += (double)(now_ms - rate->filled_ms) * RATE_A_SECOND /
		      MS_A_SECOND;
	if (rate->room > RATE_BURST) {
		rate->room = RATE_BURST;
	}
	rate->filled_ms = now_ms;
	return left < (size_t)rate->room ? left : (size_t)rate->room;
}

void
rate_count(struct rate *rate, int64_t now_ms)
{
	if (rate->count == rate->limit) { /* more than were allowed */
		rate->oldest = (rate->oldest + 1) % rate->limit;
		rate->count--;
	}
	rate->sent_ms[(rate->oldest + rate->count++) % rate->limit] = now_ms;
	rate->room -= 1;
}
