// SPDX-License-Identifier: MIT
/*
 * remedy_past - what was done before, as the worker and everybody else ask.
 */
#ifndef STATE_REMEDY_PAST_H
#define STATE_REMEDY_PAST_H

#include "core/mailbox.h"

#include <sqlite3.h>

struct remedy_past {
	bool has_open;	  /* of this user, whichever loss it is about */
	bool verified;	  /* of this loss */
	time_t failed_at; /* of the last one of this loss; 0: it did not fail */
};

extern const char remedy_past_sql[];
/* Reads all rows of that statement, which is reset afterwards. */
MUST_CHECK bool remedy_past_read(sqlite3_stmt *stmt, const char *tenant,
	const struct mailbox *mailbox, struct remedy_past *past,
	struct error *err);

/* How many of tenant ?1 were opened since ?2, those that wrote nothing left
 * out. */
extern const char remedy_opened_sql[];

#endif
