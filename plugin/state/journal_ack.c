// SPDX-License-Identifier: MIT
/* Several requests about acknowledgements of the same object. */
#include "state/journal.h"

#include "core/standing.h"
#include "core/timestamp.h"
#include "state/journal_db.h"
#include "state/sql.h"

/*
 * The parameters: 1 the row that asks, 2 to 5 the object, 6 acked_at, 7 when it
 * was made, 8 and 9 who says what, 10 and 11 how far apart, 12 and 13 why one
 * came to nothing that did not stand.
 *
 * A program may take one back and set another in the very second: who said
 * what tells them apart, where that is known.
 * Without an instant, it is one acknowledgement that is told to several people,
 * or by two masters: at about the same time, in the same words, and before
 * anybody can have read what the first one came to.
 */
static const char same_ack_sql[] =
	"SELECT max(id) FROM request WHERE id < ?1 AND kind = 'acknowledge'"
	" AND host = ?2 AND service = ?3 AND system = ?4"
	" AND coalesce(instance = ?5, 1)"
	" AND CASE"
	"  WHEN ?6 <> 0 AND acked_at <> 0 THEN abs(acked_at - ?6) <= 1"
	"   AND coalesce(author = ?8, 1) AND coalesce(comment = ?9, 1)"
	"  WHEN ?6 <> 0 THEN made_at >= ?6 - 1"
	"  ELSE made_at BETWEEN ?7 - ?10 AND ?7 + ?10"
	"   AND coalesce(author = ?8, 1) AND coalesce(comment = ?9, 1)"
	"   AND (closed_at = 0 OR ?7 <= closed_at + ?11) END"
	" AND coalesce(reason NOT IN (?12, ?13), 1)"
	" AND NOT EXISTS (SELECT 1 FROM remedy"
	"  WHERE remedy.request = request.id AND remedy.reason IN (?12, ?13))";
#define SAME_ACK_S 60
#define SAME_ACK_CLOSED_S 10

bool
journal_same_ack(struct journal *journal, int64_t id,
	const struct request *request, time_t received_at, int64_t *earlier,
	struct error *err)
{
	sqlite3_stmt *stmt = NULL;
	bool row = false;
	bool ok = false;

	if (request->kind != REQUEST_ACKNOWLEDGE || request->host == NULL ||
		request->service == NULL) {
		*earlier = 0;
		return true;
	}
	if (!journal_statement(journal, same_ack_sql, &stmt, err)) {
		return false;
	}
	sql_bind_integer(stmt, 1, id);
	sql_bind_text(stmt, 2, request->host);
	sql_bind_text(stmt, 3, request->service);
	sql_bind_text(stmt, 4, request_system_text(request->system));
	sql_bind_text(stmt, 5, request->instance);
	sql_bind_integer(stmt, 6, request->acked_at);
	sql_bind_integer(
		stmt, 7, timestamp_earliest(request->made_at, received_at));
	sql_bind_text(stmt, 8, request->author);
	sql_bind_text(stmt, 9, request->comment);
	sql_bind_integer(stmt, 10, SAME_ACK_S);
	sql_bind_integer(stmt, 11, SAME_ACK_CLOSED_S);
	sql_bind_text(stmt, 12, standing_taken_back);
	sql_bind_text(stmt, 13, standing_replaced);
	ok = sql_step(stmt, &row, err);
	if (ok) {
		*earlier = sqlite3_column_int64(stmt, 0); /* NULL reads as 0 */
	}
	(void)sqlite3_reset(stmt);
	(void)sqlite3_clear_bindings(stmt);
	return ok;
}
