// SPDX-License-Identifier: MIT
/* Whatever was typed, a request with it can be written, and says the same. */
#include "core/typed.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/request.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool
is_same(const char *one, const char *other)
{
	return one == NULL || other == NULL ? one == other
					    : strcmp(one, other) == 0;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = mem_text_n((const char *)data, size);
	struct request request = {
		.kind = REQUEST_ACKNOWLEDGE,
		.system = SYSTEM_ICINGA2,
		.tenant = mem_text("contoso"),
		.host = mem_text("contoso"),
		.service = mem_text("mailboxes"),
		.author = typed_author(text),
		.comment = typed_comment(text),
		.made_at = 1,
	};
	struct request read = {0};
	struct error err = {0};
	char *file = NULL;

	if (!request_encode(&request, &file, &err) ||
		!request_decode(file, strlen(file), &read, &err) ||
		!is_same(read.author, request.author) ||
		!is_same(read.comment, request.comment)) {
		abort();
	}
	free(file);
	request_release(&request);
	request_release(&read);
	free(text);
	return 0;
}
