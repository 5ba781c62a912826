// SPDX-License-Identifier: MIT
/*
 * rate - how many may be sent now: so many within any minute, and not all of
 * them at once.  Pure; instants are milliseconds of any clock.
 */
#ifndef SNMP_RATE_H
#define SNMP_RATE_H

#include <stddef.h>
#include <stdint.h>

/* Receivers lose what comes much faster over UDP. */
#define RATE_A_SECOND 100
#define RATE_A_MINUTE_MOST ((size_t)60 * RATE_A_SECOND)
/* In one go. */
#define RATE_BURST 8

struct rate {
	int64_t *sent_ms; /* of the last minute, in a ring */
	size_t limit;	  /* its size: so many within a minute */
	size_t oldest;
	size_t count;
	double room; /* of the burst */
	int64_t filled_ms;
};

/* Zeroed lets nothing pass. */
void rate_release(struct rate *rate);
/* `limit` from 1 on; what was sent before still counts. */
void rate_set(struct rate *rate, int64_t limit);

/* How many more may be sent within this minute. */
size_t rate_left(struct rate *rate, int64_t now_ms);
/* And how many of them at this moment. */
size_t rate_now(struct rate *rate, int64_t now_ms);
/* One was sent. */
void rate_count(struct rate *rate, int64_t now_ms);

#endif
