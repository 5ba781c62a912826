// SPDX-License-Identifier: MIT
/*
 * Any status.dat: what is shown is bounded and whole, and does not depend on
 * the pieces it arrives in.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "alert/nagios.h"
#include "alert/status_reader.h"
#include "core/request.h"

#define PIECE 7

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
expect_short(const char *text, size_t limit)
{
	if (text != NULL && strlen(text) > limit + 1) {
		abort();
	}
}

static bool
see(void *context, const struct acknowledgement *a, struct error *err)
{
	size_t *sum = context;

	(void)err;
	if (a->host == NULL || a->service == NULL || a->tenant == NULL ||
		*a->tenant == '\0' || !a->is_acknowledged || a->acked_at < 0 ||
		a->checked_at < 0 || a->state > CHECK_UNKNOWN ||
		(a->mailbox != NULL && *a->mailbox == '\0')) {
		abort();
	}
	expect_short(a->host, REQUEST_NAME_LIMIT);
	expect_short(a->service, REQUEST_NAME_LIMIT);
	expect_short(a->tenant, REQUEST_NAME_LIMIT);
	expect_short(a->mailbox, REQUEST_NAME_LIMIT);
	expect_short(a->author, REQUEST_NAME_LIMIT);
	expect_short(a->comment, REQUEST_COMMENT_LIMIT);
	*sum = *sum * 31 + strlen(a->host) + 7 * strlen(a->tenant) +
	       (a->comment == NULL ? 0 : 1 + strlen(a->comment));
	return true;
}

static bool
in_pieces(const char *text, size_t size, size_t *sum, struct error *err)
{
	struct status_reader reader;
	bool ok = true;

	status_reader_init(&reader, NULL, NULL);
	for (size_t at = 0; ok && at < size; at += PIECE) {
		ok = status_reader_feed(&reader, text + at,
			size - at < PIECE ? size - at : PIECE, err);
	}
	ok = ok && status_reader_finish(&reader, err) &&
	     acknowledged_visit(&reader.all, see, sum, err);
	status_reader_release(&reader);
	return ok;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *text = (const char *)data;
	struct error err = {0};
	struct error other = {0};
	time_t created_at = 0;
	size_t sum = 0;
	size_t other_sum = 0;
	bool ok = nagios_read_status(text, size, see, &sum, &created_at, &err);

	if (ok != (created_at != 0) || ok == (err.code != ERROR_NONE)) {
		abort();
	}
	/* A line that is too long is cut only where it is put together. */
	if (size < STATUS_LINE_LIMIT &&
		(in_pieces(text, size, &other_sum, &other) != ok ||
			sum != other_sum || err.code != other.code)) {
		abort();
	}
	return 0;
}
