// SPDX-License-Identifier: MIT
/*
 * lexicon - texts that many rows share (domains, names of products, actors),
 * each kept once and known by a small number.  Pure.
 */
#ifndef SNMP_LEXICON_H
#define SNMP_LEXICON_H

#include <stddef.h>
#include <stdint.h>

#define LEXICON_NONE 0 /* the number of NULL and of "" */

struct lexicon {
	char **texts; /* by number; [0] is "" */
	uint32_t count;
	uint32_t *slots; /* numbers, by hash; a power of two, at most half full
			  */
	uint32_t slot_count;
};

/* Zeroed is empty. */
void lexicon_release(struct lexicon *lexicon);

/* The number of the first `length` bytes of `text`, for good. */
uint32_t lexicon_number(
	struct lexicon *lexicon, const char *text, size_t length);

/* "" for a number that was never given. */
const char *lexicon_text(const struct lexicon *lexicon, uint32_t number);

#endif
