// SPDX-License-Identifier: MIT
/* What is taken for a GUID is one, and is the same when it was written. */
#include "core/guid.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/mem.h"
#include "core/option.h"
#include "core/tenant.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = mem_text_n((const char *)data, size);
	char written[GUID_TEXT_SIZE];
	struct guid guid = {{0}};
	struct error err = {0};
	long number = -1;

	if (guid_parse(text, size, &guid)) {
		if (size != GUID_TEXT_SIZE - 1 ||
			strcasecmp(guid_text(&guid, written), text) != 0) {
			abort();
		}
	}
	/* A name of a tenant becomes the name of a file. */
	if (tenant_name_is_valid(text) &&
		(*text == '\0' || *text == '.' ||
			strpbrk(text, "/\n\t |;'\"\\") != NULL)) {
		abort();
	}
	if (option_number("--x", text, 3, 70, &number, &err)
			? number < 3 || number > 70
			: number != -1 || err.code != ERROR_USAGE) {
		abort();
	}
	free(text);
	return 0;
}
