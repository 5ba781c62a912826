// SPDX-License-Identifier: MIT
/*
 * spelling - how far apart two words are, for "did you mean".
 */
#ifndef CONFIG_SPELLING_H
#define CONFIG_SPELLING_H

#include <stddef.h>

#define SPELLING_LIMIT 40 /* longer words are not compared */

/*
 * Letters to add, drop, change or swap with their neighbour to get from `a` to
 * `b`; SPELLING_LIMIT when one of them is too long.
 */
size_t spelling_distance(const char *a, const char *b);

#endif
