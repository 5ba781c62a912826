// SPDX-License-Identifier: MIT
#ifndef GRAPHSIM_GUID_H
#define GRAPHSIM_GUID_H

/*
 * guid - identifiers of directory objects.
 *
 * Those not given by a scenario are derived from a seed and a name, so that a
 * test can rely on them from run to run.
 */

#include <stdbool.h>
#include <stdint.h>

#define GUID_TEXT_SIZE 37

struct guid {
	unsigned char bytes[16];
};

/* Exactly 36 characters, dashes in place, either case. */
bool guid_parse(const char *text, struct guid *guid);

/* Writes 36 lower-case characters and a NUL. */
void guid_format(const struct guid *guid, char text[GUID_TEXT_SIZE]);

/* The first 16 bytes of SHA-256 over seed, kind and name, as version 4. */
struct guid guid_derive(uint64_t seed, const char *kind, const char *name);

bool guid_equal(const struct guid *left, const struct guid *right);

#endif
