// SPDX-License-Identifier: MIT
/*
 * retry_after - how long a server asks to be left alone.
 *
 * RFC 9110 section 10.2.3 knows whole seconds and a date; Microsoft Graph also
 * sends fractions ("2.128").  Pure.
 */
#ifndef GRAPH_RETRY_AFTER_H
#define GRAPH_RETRY_AFTER_H

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

#define RETRY_AFTER_MAX_S INT64_C(604800) /* more is taken for this */

/*
 * Whole seconds from `now`, fractions rounded up, never negative; false when
 * `text` is NULL or none of the three forms.
 */
bool retry_after_parse(const char *text, time_t now, int64_t *wait_s);

/*
 * Seconds to wait before try number `tries` + 1 when nobody said how long:
 * doubling from 1 up to 60, of which half is drawn at random from `*state`.
 */
int64_t retry_after_backoff(unsigned tries, uint64_t *state);

#endif
