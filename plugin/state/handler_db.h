// SPDX-License-Identifier: MIT
/*
 * handler_db - what the files that implement handler.h and journal.h share.
 */
#ifndef STATE_HANDLER_DB_H
#define STATE_HANDLER_DB_H

#include "state/database.h"
#include "state/handler.h"

#include <sqlite3.h>

/* handler.db, as handler.sql says at its end. */
extern const struct database_kind handler_kind;

struct handler_reader {
	sqlite3 *db;
};

#endif
