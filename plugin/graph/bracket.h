// SPDX-License-Identifier: MIT
/*
 * bracket - finding one's way in JSON from the middle of it.
 *
 * Starting outside of a string, every quote begins or ends one as long as there
 * is no backslash: so reading is sound in both directions, and gives up where
 * there is one.  Pure.
 */
#ifndef GRAPH_BRACKET_H
#define GRAPH_BRACKET_H

#include <stdbool.h>

/* The bracket or brace that is open at `at`; NULL when none is behind `start`.
 */
const char *bracket_open_before(const char *start, const char *at);

/* The place behind the one that closes what is open at `at`; NULL likewise. */
const char *bracket_close_after(const char *at, const char *end);

/* Whether `at` is where the value of `key`, given with its quotes, begins. */
bool bracket_has_key(const char *start, const char *at, const char *key);

#endif
