// SPDX-License-Identifier: MIT
/* What is taken keeps its bounds, and is the same when written and read. */
#include "core/request.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check_bounds(const struct request *request)
{
	if (request->made_at <= 0 ||
		(request->tenant != NULL &&
			!tenant_name_is_valid(request->tenant)) ||
		(request->comment != NULL &&
			strlen(request->comment) > REQUEST_COMMENT_LIMIT) ||
		(request->author != NULL &&
			strlen(request->author) > REQUEST_NAME_LIMIT) ||
		request->mailboxes.count > REQUEST_MAILBOX_LIMIT ||
		(request->host == NULL) != request_is_by_hand(request)) {
		abort();
	}
}

/* Encoding has one form: two requests are the same when that is. */
static void
check_round_trip(const struct request *request)
{
	struct request again = {0};
	struct error err = {0};
	char *first = NULL;
	char *second = NULL;

	/* Escapes that were not needed are not written, so it only shrinks. */
	if (!request_encode(request, &first, &err) ||
		!request_decode(first, strlen(first), &again, &err) ||
		!request_encode(&again, &second, &err) ||
		strcmp(first, second) != 0) {
		abort();
	}
	free(first);
	free(second);
	request_release(&again);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct request request = {0};
	struct error err = {0};

	if (request_decode((const char *)data, size, &request, &err)) {
		check_bounds(&request);
		check_round_trip(&request);
	} else if ((err.code != ERROR_USAGE && err.code != ERROR_OUTDATED) ||
		   request.kind != 0 || request.comment != NULL ||
		   strncmp(err.text, "not a request: ", 15) != 0) {
		abort();
	}
	request_release(&request);
	return 0;
}
