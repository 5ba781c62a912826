// SPDX-License-Identifier: MIT
/* Rows of handler.db, one after the other. */
#include "state/handler.h"

#include "core/mem.h"
#include "state/handler_db.h"
#include "state/remedy_row.h"
#include "state/sql.h"

/* The list of all of `table`, of which none may be missing. */
static bool
begin_list(struct handler_reader *reader, const char *table,
	const char *count_sql, const char *sql, sqlite3_stmt **stmt,
	struct error *err)
{
	int64_t count = 0;

	return sql_integer(reader->db, count_sql, 0, &count, err) &&
	       database_has_all(reader->db, table, count, err) &&
	       sql_prepare(reader->db, sql, stmt, err);
}

#define REQUEST_COLUMNS                                                        \
	"id, received_at, owner, kind, system, instance, tenant, host, "       \
	"service, author, comment, state, reason, closed_at, file"

static const char *
state_of(sqlite3_stmt *stmt, int column)
{
	const char *state = sql_column_text(stmt, column);

	return state == NULL ? "damaged" : state;
}

/* Visits all rows of REQUEST_COLUMNS that `stmt` gives, and finalizes it. */
static bool
visit_requests(sqlite3_stmt *stmt, bool ok, handler_request_fn *visit,
	void *context, struct error *err)
{
	while (sql_next(stmt, &ok, err)) {
		const struct request_row row = {
			.id = sqlite3_column_int64(stmt, 0),
			.received_at = sqlite3_column_int64(stmt, 1),
			.owner = (unsigned)sqlite3_column_int64(stmt, 2),
			.kind = sql_column_text(stmt, 3),
			.system = sql_column_text(stmt, 4),
			.instance = sql_column_text(stmt, 5),
			.tenant = sql_column_text(stmt, 6),
			.host = sql_column_text(stmt, 7),
			.service = sql_column_text(stmt, 8),
			.author = sql_column_text(stmt, 9),
			.comment = sql_column_text(stmt, 10),
			.state = state_of(stmt, 11),
			.reason = sql_column_text(stmt, 12),
			.closed_at = sqlite3_column_int64(stmt, 13),
			.file = sql_column_text(stmt, 14),
		};
		ok = visit(context, &row, err);
	}
	(void)sqlite3_finalize(stmt);
	return ok;
}

bool
handler_each_request(struct handler_reader *reader, const char *tenant,
	size_t limit, handler_request_fn *visit, void *context,
	struct error *err)
{
	sqlite3_stmt *stmt = NULL;
	bool ok = begin_list(reader, "request",
		"SELECT count(*) FROM request NOT INDEXED",
		"SELECT " REQUEST_COLUMNS
		" FROM request WHERE ?1 IS NULL OR tenant = ?1 "
		"ORDER BY id DESC LIMIT ?2",
		&stmt, err);

	if (ok) {
		sql_bind_text(stmt, 1, tenant);
		sql_bind_limit(stmt, 2, limit);
	}
	return visit_requests(stmt, ok, visit, context, err);
}

bool
handler_request_of_file(struct handler_reader *reader, const char *file,
	handler_request_fn *visit, void *context, struct error *err)
{
	sqlite3_stmt *stmt = NULL;
	bool ok = sql_prepare(reader->db,
		"SELECT " REQUEST_COLUMNS
		" FROM request WHERE file = ?1 ORDER BY id LIMIT 1",
		&stmt, err);

	if (ok) {
		sql_bind_text(stmt, 1, file);
	}
	return visit_requests(stmt, ok, visit, context, err);
}

static bool
visit_remedies(sqlite3_stmt *stmt, bool ok, handler_remedy_fn *visit,
	void *context, struct error *err)
{
	while (sql_next(stmt, &ok, err)) {
		struct remedy remedy = {0};
		ok = remedy_row_read(stmt, &remedy, err) &&
		     visit(context, &remedy, err);
		remedy_release(&remedy);
	}
	(void)sqlite3_finalize(stmt);
	return ok;
}

bool
handler_each_remedy(struct handler_reader *reader, const char *tenant,
	bool open_only, size_t limit, handler_remedy_fn *visit, void *context,
	struct error *err)
{
	sqlite3_stmt *stmt = NULL;
	bool ok = begin_list(reader, "remedy",
		"SELECT count(*) FROM remedy NOT INDEXED",
		"SELECT " REMEDY_COLUMNS " FROM remedy WHERE "
		"(?1 IS NULL OR tenant = ?1) AND (NOT ?2 OR closed_at = 0) "
		"ORDER BY id DESC LIMIT ?3",
		&stmt, err);

	if (ok) {
		sql_bind_text(stmt, 1, tenant);
		sql_bind_integer(stmt, 2, open_only);
		sql_bind_limit(stmt, 3, limit);
	}
	return visit_remedies(stmt, ok, visit, context, err);
}

bool
handler_each_of_request(struct handler_reader *reader, int64_t request,
	handler_remedy_fn *visit, void *context, struct error *err)
{
	sqlite3_stmt *stmt = NULL;
	bool ok = sql_prepare(reader->db,
		"SELECT " REMEDY_COLUMNS
		" FROM remedy WHERE request = ?1 ORDER BY id",
		&stmt, err);

	if (ok) {
		sql_bind_integer(stmt, 1, request);
	}
	return visit_remedies(stmt, ok, visit, context, err);
}

bool
handler_each_entry(struct handler_reader *reader, const char *tenant,
	int64_t after, handler_journal_fn *visit, void *context,
	struct error *err)
{
	sqlite3_stmt *stmt = NULL;
	bool ok = begin_list(reader, "journal", "SELECT count(*) FROM journal",
		"SELECT journal.id, journal.request, journal.remedy, at, "
		"journal.kind, journal.text, status, graph_request_id, "
		"coalesce(remedy.tenant, request.tenant), upn, user_id "
		"FROM journal LEFT JOIN remedy ON remedy.id = journal.remedy "
		"LEFT JOIN request ON request.id = journal.request "
		"WHERE journal.id > ?2 AND "
		"(?1 IS NULL OR coalesce(remedy.tenant, request.tenant) = ?1) "
		"ORDER BY journal.id",
		&stmt, err);

	if (ok) {
		sql_bind_text(stmt, 1, tenant);
		sql_bind_integer(stmt, 2, after);
	}
	while (sql_next(stmt, &ok, err)) {
		const struct journal_row row = {
			.id = sqlite3_column_int64(stmt, 0),
			.request = sqlite3_column_int64(stmt, 1),
			.remedy = sqlite3_column_int64(stmt, 2),
			.at = sqlite3_column_int64(stmt, 3),
			.kind = sql_column_text(stmt, 4),
			.text = sql_column_text(stmt, 5),
			.status = sqlite3_column_int(stmt, 6),
			.graph_request_id = sql_column_text(stmt, 7),
			.tenant = sql_column_text(stmt, 8),
			.upn = sql_column_text(stmt, 9),
			.user_id = sql_column_text(stmt, 10),
		};
		ok = visit(context, &row, err);
	}
	(void)sqlite3_finalize(stmt);
	return ok;
}

bool
handler_each_event(struct handler_reader *reader, int64_t after, size_t limit,
	handler_event_fn *visit, void *context, struct error *err)
{
	sqlite3_stmt *stmt = NULL;
	bool ok = begin_list(reader, "event", "SELECT count(*) FROM event",
		"SELECT id, at, event, severity, tenant, user_id, remedy, "
		"deadline, text FROM event WHERE id > ?1 ORDER BY id LIMIT ?2",
		&stmt, err);

	if (ok) {
		sql_bind_integer(stmt, 1, after);
		sql_bind_limit(stmt, 2, limit);
	}
	while (sql_next(stmt, &ok, err)) {
		const struct handler_event event = {
			.id = sqlite3_column_int64(stmt, 0),
			.at = sqlite3_column_int64(stmt, 1),
			.event = sql_column_text(stmt, 2),
			.severity =
				(enum check_state)sqlite3_column_int(stmt, 3),
			.tenant = sql_column_text(stmt, 4),
			.user_id = sql_column_text(stmt, 5),
			.remedy = sqlite3_column_int64(stmt, 6),
			.deadline = sqlite3_column_int64(stmt, 7),
			.text = sql_column_text(stmt, 8),
		};
		ok = visit(context, &event, err);
	}
	(void)sqlite3_finalize(stmt);
	return ok;
}

bool
handler_each_pause(struct handler_reader *reader, handler_pause_fn *visit,
	void *context, struct error *err)
{
	sqlite3_stmt *stmt = NULL;
	bool ok = sql_prepare(reader->db,
		"SELECT nullif(tenant, ''), since, author, comment FROM pause "
		"ORDER BY tenant",
		&stmt, err);

	while (sql_next(stmt, &ok, err)) {
		const struct pause_row row = {
			.tenant = sql_column_text(stmt, 0),
			.since = sqlite3_column_int64(stmt, 1),
			.author = sql_column_text(stmt, 2),
			.comment = sql_column_text(stmt, 3),
		};
		ok = visit(context, &row, err);
	}
	(void)sqlite3_finalize(stmt);
	return ok;
}

bool
handler_each_untold(struct handler_reader *reader, size_t limit,
	handler_untold_fn *visit, void *context, struct error *err)
{
	sqlite3_stmt *stmt = NULL;
	bool ok = sql_prepare(reader->db,
		"SELECT system, instance, host, service, text, error, made_at, "
		"due_at, tries FROM message WHERE told_at = 0 "
		"ORDER BY id LIMIT ?1",
		&stmt, err);

	if (ok) {
		sql_bind_limit(stmt, 1, limit);
	}
	while (sql_next(stmt, &ok, err)) {
		const struct untold_row row = {
			.system = sql_column_text(stmt, 0),
			.instance = sql_column_text(stmt, 1),
			.host = sql_column_text(stmt, 2),
			.service = sql_column_text(stmt, 3),
			.text = sql_column_text(stmt, 4),
			.error = sql_column_text(stmt, 5),
			.made_at = sqlite3_column_int64(stmt, 6),
			.due_at = sqlite3_column_int64(stmt, 7),
			.tries = sqlite3_column_int64(stmt, 8),
		};
		ok = visit(context, &row, err);
	}
	(void)sqlite3_finalize(stmt);
	return ok;
}
