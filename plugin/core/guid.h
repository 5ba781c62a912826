// SPDX-License-Identifier: MIT
/*
 * guid - the identifiers of users, SKUs and service plans.
 *
 * Kept as sixteen bytes in the order they are written, so that comparing and
 * sorting them agrees with comparing their text.  Pure.
 */
#ifndef CORE_GUID_H
#define CORE_GUID_H

#include <stdbool.h>
#include <stddef.h>

#define GUID_TEXT_SIZE 37 /* 36 characters and the end */

struct guid {
	unsigned char bytes[16];
};

/* Exactly 36 characters 8-4-4-4-12, either case, are a GUID. */
bool guid_parse(const char *text, size_t length, struct guid *guid);

/* Writes lower case text into `text`, which it also returns. */
const char *guid_text(const struct guid *guid, char text[GUID_TEXT_SIZE]);

/* As memcmp. */
int guid_compare(const struct guid *a, const struct guid *b);
bool guid_equal(const struct guid *a, const struct guid *b);

/* All zero: "none". */
bool guid_is_nil(const struct guid *guid);

#endif
