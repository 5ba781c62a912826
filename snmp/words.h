// SPDX-License-Identifier: MIT
/*
 * words - texts that many rows share (domains, names of products, actors), each
 * kept once and known by a small number.  Pure.
 */
#ifndef SNMP_WORDS_H
#define SNMP_WORDS_H

#include <stddef.h>
#include <stdint.h>

#define WORDS_NONE 0 /* the number of NULL and of "" */

struct words {
	char **texts; /* by number; [0] is "" */
	uint32_t count;
	uint32_t *slots; /* numbers, by hash; a power of two, at most half full
			  */
	uint32_t slot_count;
};

/* Zeroed is empty. */
void words_release(struct words *words);

/* The number of the first `length` bytes of `text`, for good. */
uint32_t words_number(struct words *words, const char *text, size_t length);

/* "" for a number that was never given. */
const char *words_text(const struct words *words, uint32_t number);

#endif
