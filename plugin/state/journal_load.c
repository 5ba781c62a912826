// SPDX-License-Identifier: MIT
/* How much somebody has asked for lately. */
#include "state/journal.h"

#include "state/journal_db.h"
#include "state/sql.h"

static const char load_sql[] =
	"SELECT count(*), coalesce(sum(length(CAST(text AS BLOB))), 0) FROM"
	" (SELECT owner, received_at, text FROM request"
	"  ORDER BY id DESC LIMIT ?3)"
	" WHERE owner = ?1 AND received_at >= ?2";

bool
journal_load_of(struct journal *journal, unsigned owner, time_t since,
	int64_t *count, int64_t *bytes, struct error *err)
{
	sqlite3_stmt *stmt = NULL;
	bool row = false;
	bool ok = journal_statement(journal, load_sql, &stmt, err);

	if (!ok) {
		return false;
	}
	sql_bind_integer(stmt, 1, owner);
	sql_bind_integer(stmt, 2, since);
	sql_bind_integer(stmt, 3, JOURNAL_LOAD_LIMIT);
	ok = sql_step(stmt, &row, err);
	if (ok) {
		*count = sqlite3_column_int64(stmt, 0);
		*bytes = sqlite3_column_int64(stmt, 1);
	}
	(void)sqlite3_reset(stmt);
	return ok;
}
