// SPDX-License-Identifier: MIT
/*
 * remedy_past - what was done before, as the worker and everybody else ask.
 */
#ifndef STATE_REMEDY_PAST_H
#define STATE_REMEDY_PAST_H

#include "core/remedy.h"

#include <sqlite3.h>

extern const char remedy_past_sql[];
/* Reads all rows of that statement, which is reset afterwards. */
MUST_CHECK bool remedy_past_read(sqlite3_stmt *stmt, const char *tenant,
	const struct mailbox *mailbox, struct remedy_past *past,
	struct error *err);

/* How many of tenant ?1 were opened since ?2, those that wrote nothing left
 * out. */
extern const char remedy_opened_sql[];

#endif
