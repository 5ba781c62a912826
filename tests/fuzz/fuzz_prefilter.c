// SPDX-License-Identifier: MIT
/*
 * Searching the bytes never misses a user whom parsing the whole page finds,
 * and parsing by elements agrees with one tree for all.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "pages.h"

#include "core/mem.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Each id in `part` is also in `whole`. */
static void
expect_all_in(const char *part, const char *whole)
{
	char id[GUID_TEXT_SIZE] = "";

	for (; *part != '\0'; part += GUID_TEXT_SIZE) {
		memcpy(id, part, GUID_TEXT_SIZE - 1);
		if (strstr(whole, id) == NULL) {
			abort();
		}
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static char tree[PAGES_SEEN_SIZE];
	static char parsed[PAGES_SEEN_SIZE];
	static char bytes[PAGES_SEEN_SIZE];
	static struct plan_set plans;
	char *text = mem_text_n((const char *)data, size);

	plan_set_init(&plans);
	if (pages_by_parsing(text, size, &plans, parsed)) {
		if (pages_by_tree(text, size, &plans, tree) &&
			strcmp(tree, parsed) != 0) {
			abort();
		}
		if (!pages_by_bytes(text, size, &plans, bytes)) {
			abort();
		}
		expect_all_in(parsed, bytes);
	} else {
		(void)pages_by_bytes(text, size, &plans, bytes);
	}
	free(text);
	return 0;
}
