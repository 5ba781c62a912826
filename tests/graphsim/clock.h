// SPDX-License-Identifier: MIT
#ifndef GRAPHSIM_CLOCK_H
#define GRAPHSIM_CLOCK_H

/*
 * clock - the time inside the simulation.
 *
 * It stands still until told otherwise; a running clock goes at the pace of
 * the real one.  Instants are UTC seconds since the epoch.
 */

#include <stdbool.h>
#include <time.h>

#define CLOCK_TEXT_SIZE 32
#define CLOCK_DAY_S 86400

struct clock {
	time_t set_to;
	time_t set_when; /* the monotonic second at which it was set */
	bool running;
};

time_t clock_now(const struct clock *clock);
void clock_set(struct clock *clock, time_t to);

/* Accepts `2026-03-02`, `2026-03-02T08:00:00Z`, 0-7 fraction digits. */
bool clock_parse(const char *text, time_t *at);

/* Accepts `30s`, `90m`, `3h`, `3d`, or plain seconds. */
bool clock_parse_duration(const char *text, long *seconds);

/* `2026-03-02T08:00:00Z` with `digits` (0-7) fraction digits before the Z. */
void clock_format(time_t at, unsigned digits, char text[CLOCK_TEXT_SIZE]);

/* The form HTTP wants: `Mon, 02 Mar 2026 08:00:00 GMT`. */
void clock_format_http(time_t at, char text[CLOCK_TEXT_SIZE]);

#endif
