// SPDX-License-Identifier: MIT
/*
 * journal_db - what the files that implement journal.h share: its statements,
 * prepared once, and its transactions.
 */
#ifndef STATE_JOURNAL_DB_H
#define STATE_JOURNAL_DB_H

#include "state/journal.h"

#include <sqlite3.h>

#define JOURNAL_STATEMENT_LIMIT 48

struct journal {
	sqlite3 *db;
	struct {
		const char *sql;
		sqlite3_stmt *stmt;
	} statements[JOURNAL_STATEMENT_LIMIT];
	size_t statement_count;
	unsigned depth; /* of what makes up the transaction; 0: there is none */
	bool is_broken; /* part of it failed: it cannot be committed */
};

/*
 * The statement `sql`, which lives as long as the program; prepared when first
 * asked for and not to be finalized.
 */
MUST_CHECK bool journal_statement(struct journal *journal, const char *sql,
	sqlite3_stmt **stmt, struct error *err);

/*
 * Every function that writes does so between these two.  They make it a
 * transaction of its own unless it is part of one.  journal_leave() returns
 * whether all is well: `ok`, and committed.
 */
MUST_CHECK bool journal_enter(struct journal *journal, struct error *err);
MUST_CHECK bool journal_leave(
	struct journal *journal, bool ok, struct error *err);

/* Fails where rows are missing, or are not those that indexes know. */
MUST_CHECK bool journal_look_for_damage(
	struct journal *journal, struct error *err);

/* The last statement changed one row, as it has to. */
MUST_CHECK bool journal_changed_one(struct journal *journal, struct error *err);

/*
 * Reads all rows of a statement before they are used: what uses them may write
 * to the very table they come from.
 */
struct journal_ids {
	int64_t *ids;
	size_t count;
};
MUST_CHECK bool journal_read_ids(
	sqlite3_stmt *stmt, struct journal_ids *ids, struct error *err);

#endif
