// SPDX-License-Identifier: MIT
/*
 * dice - draws at random that are the same for the same seed, everywhere.
 */
#ifndef UNIT_DICE_H
#define UNIT_DICE_H

#include <stdbool.h>
#include <stdint.h>

struct dice {
	uint64_t state; /* the seed, to begin with */
};

/* 0 to sides - 1. */
unsigned dice_roll(struct dice *dice, unsigned sides);

/* True once in so many. */
bool dice_once_in(struct dice *dice, unsigned sides);

#endif
