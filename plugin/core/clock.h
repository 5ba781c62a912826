// SPDX-License-Identifier: MIT
/*
 * clock - whether this host's clock can be gone by.
 *
 * Every deadline is an instant, so whoever judges or writes by a wrong clock is
 * wrong; the only other clock there is, is the Date of Graph's answers.  Pure.
 */
#ifndef CORE_CLOCK_H
#define CORE_CLOCK_H

#include "core/error.h"

#include <stdint.h>
#include <time.h>

/* Our clock and Microsoft's, or that of whoever wrote something down, may
 * differ by this much. */
#define CLOCK_LIMIT_S 300

/* `offset_s`: Graph's clock minus ours.  False says how wrong ours is. */
MUST_CHECK bool clock_check(int64_t offset_s, struct error *err);

/* Whether `at` is an instant that a right clock has not seen yet. */
bool clock_is_future(time_t at, time_t now);

/*
 * Whether less than `limit_s` has passed since `since`.  False also where
 * `since` is in the future: the clock was wrong then, or is now.
 */
bool clock_is_within(time_t since, int64_t limit_s, time_t now);

#endif
