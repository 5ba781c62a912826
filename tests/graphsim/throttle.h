// SPDX-License-Identifier: MIT
#ifndef GRAPHSIM_THROTTLE_H
#define GRAPHSIM_THROTTLE_H

/*
 * throttle - Microsoft's limit on writes, where the switch `write-limit` asks
 * for it.
 *
 * So many writes in `write-period` seconds of the simulated clock, each part
 * of a $batch for itself.  Refused ones count as well: asking too early makes
 * it worse.  Either a bucket that refills all the time, or a window that begins
 * with the first write and is forgotten at its end.
 */

#include <stdbool.h>

#include "call.h"

/* Counts a write; true, and the reply is 429, when it is one too many. */
bool throttle_write(const struct call *call, struct reply *reply);

#endif
