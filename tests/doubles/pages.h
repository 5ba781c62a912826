// SPDX-License-Identifier: MIT
/*
 * pages - three ways to find the users of a page who lost a mailbox, of which
 * the first is the oracle.
 *
 * Each writes the ids it found, a blank behind each, and returns false when it
 * refuses the page.
 */
#ifndef DOUBLES_PAGES_H
#define DOUBLES_PAGES_H

#include "core/sku.h"

#include <stdbool.h>
#include <stddef.h>

#define PAGES_SEEN_SIZE 65536

/* One tree for the whole page, with json-c alone. */
bool pages_by_tree(const char *text, size_t length,
	const struct plan_set *plans, char *seen);
bool pages_by_parsing(const char *text, size_t length,
	const struct plan_set *plans, char *seen);
bool pages_by_bytes(const char *text, size_t length,
	const struct plan_set *plans, char *seen);

/*
 * A sound page drawn from `seed`, to be freed: all orders of keys, white space,
 * escapes, the words where they mean something and where they do not.
 */
char *pages_draw(unsigned long long seed);

#endif
