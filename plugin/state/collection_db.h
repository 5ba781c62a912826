// SPDX-License-Identifier: MIT
/*
 * collection_db - what the files that implement collection.h share.
 */
#ifndef STATE_COLLECTION_DB_H
#define STATE_COLLECTION_DB_H

#include "state/collection.h"

#include <sqlite3.h>

struct collection {
	sqlite3 *db;
	int busy_budget_s;
	struct seat_list seats; /* SKU rows, for pairs */
	/* Prepared once; see seen.c, pairs.c, write.c. */
	sqlite3_stmt *put_seen;
	sqlite3_stmt *put_audit;
	sqlite3_stmt *put_probe;
	sqlite3_stmt *audits_of;
	sqlite3_stmt *update_mailbox;
	sqlite3_stmt *insert_mailbox;
	sqlite3_stmt *put_event;
};

/* The temporary tables of one run. */
extern const char seen_sql[];

MUST_CHECK bool collection_prepare_seen(
	struct collection *collection, struct error *err);

/* Reads the seat rows again, after SKUs were put. */
MUST_CHECK bool collection_reload_seats(
	struct collection *collection, struct error *err);

#endif
