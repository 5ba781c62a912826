// SPDX-License-Identifier: MIT
#ifndef GRAPHSIM_WORDS_H
#define GRAPHSIM_WORDS_H

/*
 * words - one line of a scenario, taken apart.
 *
 * Words are separated by blanks; double quotes keep blanks together; `#`
 * starts a comment.  `key=value` words may stand anywhere, the others count
 * by position, the command's name first.
 */

#include <stdbool.h>
#include <stddef.h>

#include "text.h"

#define WORDS_LIMIT 64

struct words {
	char *buffer;
	char *items[WORDS_LIMIT]; /* without a key */
	char *keys[WORDS_LIMIT];
	char *values[WORDS_LIMIT];
	bool taken[WORDS_LIMIT];
	size_t count;
	size_t key_count;
};

/* False, with the reason added to `why`; release it either way. */
bool words_parse(const char *line, struct words *words, struct text *why);
void words_release(struct words *words);

/* The value of a key, now known to be wanted; NULL when it is not given. */
const char *words_take(struct words *words, const char *key);

/* `yes` or `no`; what is not given stays as it was. */
bool words_take_yes(
	struct words *words, const char *key, bool *value, struct text *why);

/* A key nobody took, or NULL. */
const char *words_untaken(const struct words *words);

/*
 * Copies the next of the values separated by commas into `item` and returns
 * what is left, or NULL at the end.
 */
const char *words_next(const char *list, struct text *item);

#endif
