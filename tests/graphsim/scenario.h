// SPDX-License-Identifier: MIT
#ifndef GRAPHSIM_SCENARIO_H
#define GRAPHSIM_SCENARIO_H

/*
 * scenario - the little language that sets a simulation up and moves it on:
 * one command a line.  README.md lists the commands.
 */

#include <stdbool.h>
#include <time.h>

struct world;
struct text;

/* False, with the reason added to `why`; earlier effects may remain. */
bool scenario_command(
	struct world *world, const char *line, time_t now, struct text *why);

/*
 * Runs line by line; stops at the first that fails and adds its number and
 * the reason to `why`.
 */
bool scenario_run(struct world *world, const char *text, struct text *why);

bool scenario_run_file(struct world *world, const char *path, struct text *why);

#endif
