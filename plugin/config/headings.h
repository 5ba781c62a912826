// SPDX-License-Identifier: MIT
/*
 * headings - which section begins on which line, to find what begins twice.
 */
#ifndef CONFIG_HEADINGS_H
#define CONFIG_HEADINGS_H

#include "config/header.h"

struct heading {
	struct header header;
	int line;
};

struct headings {
	struct heading *headings;
	size_t count;
	size_t capacity;
};

void headings_release(struct headings *headings);

void headings_add(struct headings *headings, const struct heading *heading);

/* Fails with the line of the second of two equal headings; sorts them. */
MUST_CHECK bool headings_check_unique(
	struct headings *headings, int *line, struct error *err);

#endif
