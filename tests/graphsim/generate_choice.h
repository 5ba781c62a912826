// SPDX-License-Identifier: MIT
#ifndef GRAPHSIM_GENERATE_CHOICE_H
#define GRAPHSIM_GENERATE_CHOICE_H

/*
 * generate_choice - what a tenant to be generated shall be like.
 */

#include <stdbool.h>

#include "text.h"

/* Strings are borrowed. */
struct generate_choice {
	const char *tenant;
	const char *client;
	const char *secret;
	const char *name;
	long users;
	long seed;
	long plans;
	long lost;
	long deleted;
	long shared;
	long guests;
	long swapped_percent;
	long others_deleted_percent;
	bool cache;
	bool audit;
};

/*
 * Overrides what is there by what `buffer` (`KEY=VAL,...`) says; the strings
 * stay in it, and it is written to.  False, with the reason added to `why`.
 */
bool generate_read_options(
	struct generate_choice *choice, char *buffer, struct text *why);

#endif
