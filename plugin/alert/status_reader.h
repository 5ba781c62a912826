// SPDX-License-Identifier: MIT
/*
 * status_reader - reads status.dat as it arrives, piece by piece.
 *
 * Blocks of "key=value" lines between "servicestatus {" and "}".  What is not
 * asked for is skipped, lines longer than STATUS_LINE_LIMIT are cut.  Pure but
 * for memory.
 */
#ifndef ALERT_STATUS_READER_H
#define ALERT_STATUS_READER_H

#include "alert/acknowledged.h"

#define STATUS_LINE_LIMIT ((size_t)64 * 1024)

enum status_block {
	STATUS_NONE, /* between two */
	STATUS_INFO,
	STATUS_SERVICE,
	STATUS_COMMENT,
	STATUS_OTHER,
};

struct status_reader {
	struct acknowledged all; /* the outcome */
	time_t created_at;	 /* 0: not seen */
	/* What is wanted, borrowed; NULL: all that is acknowledged. */
	const char *host;
	const char *service;
	/* -- */
	enum status_block block;
	struct found_service found;
	struct found_comment comment;
	int64_t comment_type;
	bool saw_comments;
	char *line; /* the beginning of one; STATUS_LINE_LIMIT bytes */
	size_t length;
};

/* `host` and `service` may be NULL. */
void status_reader_init(
	struct status_reader *reader, const char *host, const char *service);
void status_reader_release(struct status_reader *reader);

MUST_CHECK bool status_reader_feed(struct status_reader *reader,
	const char *text, size_t length, struct error *err);

/* No more comes: whether it was a whole status.dat. */
MUST_CHECK bool status_reader_finish(
	struct status_reader *reader, struct error *err);

#endif
