// SPDX-License-Identifier: MIT
#ifndef GRAPHSIM_GENERATE_H
#define GRAPHSIM_GENERATE_H

/*
 * generate - a tenant of any size, out of a seed.
 */

#include <stdbool.h>
#include <time.h>

struct world;
struct text;

/*
 * Adds a tenant as `options` (`users=1000,seed=7,...`) say; README.md lists
 * them.  False, with the reason added to `why`.
 */
bool generate(
	struct world *world, const char *options, time_t now, struct text *why);

#endif
