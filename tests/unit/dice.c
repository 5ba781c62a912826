// SPDX-License-Identifier: MIT
#include "dice.h"

unsigned
dice_roll(struct dice *dice, unsigned sides)
{
	dice->state = dice->state * UINT64_C(6364136223846793005) +
		      UINT64_C(1442695040888963407);
	return (unsigned)(dice->state >> 33) % sides;
}

bool
dice_once_in(struct dice *dice, unsigned sides)
{
	return dice_roll(dice, sides) == 0;
}
