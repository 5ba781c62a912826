// SPDX-License-Identifier: MIT
/*
 * pace - how fast to write once Microsoft's limit was met.
 *
 * The identity service lets an application write 3,000 times in 150 seconds a
 * tenant, counted by a token bucket, and counts what it refuses, too: asking
 * too early makes the wait longer.  So this keeps a bucket of its own.  It
 * holds nobody back before a write was refused at a time when the limit is
 * likely to be the reason; from then on writes go no faster than the bucket
 * fills.  Pure; instants are UTC seconds.
 *
 * https://learn.microsoft.com/graph/throttling-limits
 */
#ifndef GRAPH_PACE_H
#define GRAPH_PACE_H

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

#define PACE_WRITES 3000
#define PACE_PERIOD_S 150

struct pace {
	int64_t spent; /* writes the bucket has not got back yet */
	time_t at;     /* as of when */
	bool is_on;
};

/* When `count` writes may go out: `now`, unless held back. */
time_t pace_ready_at(struct pace *pace, int64_t count, time_t now);

/* So many have gone out. */
void pace_sent(struct pace *pace, int64_t count, time_t now);

/* So many of those were refused with a 429. */
void pace_refused(struct pace *pace, int64_t count, time_t now);

#endif
