// SPDX-License-Identifier: MIT
/* What came in through the inbox. */
#include "state/journal.h"

#include <stdlib.h>

#include "core/mem.h"
#include "state/journal_db.h"
#include "state/sql.h"

static const char same_file_sql[] =
	"SELECT id FROM request WHERE file = ?1 AND owner = ?2 AND text IS ?3 "
	"ORDER BY id LIMIT 1";
static const char import_sql[] =
	"INSERT INTO request (owner, received_at, made_at, acked_at, state, "
	"closed_at, file, kind, system, instance, tenant, host, service, "
	"author, comment, reason, text) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, "
	"?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17)";

static bool
find_same_file(struct journal *journal, const struct journal_arrival *arrival,
	int64_t *id, struct error *err)
{
	sqlite3_stmt *stmt = NULL;
	bool row = false;
	bool ok = journal_statement(journal, same_file_sql, &stmt, err);

	if (ok) {
		sql_bind_text(stmt, 1, arrival->file);
		sql_bind_integer(stmt, 2, arrival->owner);
		sql_bind_text(stmt, 3, arrival->text);
		ok = sql_step(stmt, &row, err);
		*id = ok && row ? sqlite3_column_int64(stmt, 0) : 0;
		(void)sqlite3_reset(stmt);
		(void)sqlite3_clear_bindings(stmt);
	}
	return ok;
}

static void
bind_request(sqlite3_stmt *stmt, const struct request *request,
	const struct journal_arrival *arrival)
{
	/* A future one would swallow acknowledgements that are yet to come. */
	time_t made_at =
		request->made_at == 0 || request->made_at > arrival->received_at
			? arrival->received_at
			: request->made_at;

	sql_bind_integer(stmt, 3, made_at);
	sql_bind_integer(stmt, 4, request->acked_at);
	sql_bind_text(stmt, 8, request_kind_text(request->kind));
	sql_bind_text(stmt, 9, request_system_text(request->system));
	sql_bind_text(stmt, 10, request->instance);
	sql_bind_text(stmt, 11, request->tenant);
	sql_bind_text(stmt, 12, request->host);
	sql_bind_text(stmt, 13, request->service);
	sql_bind_text(stmt, 14, request->author);
	sql_bind_text(stmt, 15, request->comment);
}

static bool
insert_request(struct journal *journal, const struct journal_arrival *arrival,
	int64_t *id, struct error *err)
{
	sqlite3_stmt *stmt = NULL;

	if (!journal_statement(journal, import_sql, &stmt, err)) {
		return false;
	}
	sql_bind_integer(stmt, 1, arrival->owner);
	sql_bind_integer(stmt, 2, arrival->received_at);
	sql_bind_integer(stmt, 3, arrival->received_at);
	sql_bind_integer(stmt, 4, 0);
	sql_bind_text(stmt, 5, arrival->refused != NULL ? "refused" : "new");
	sql_bind_integer(
		stmt, 6, arrival->refused != NULL ? arrival->received_at : 0);
	sql_bind_text(stmt, 7, arrival->file);
	sql_bind_text(stmt, 16, arrival->refused);
	sql_bind_text(stmt, 17, arrival->text);
	if (arrival->request != NULL) {
		bind_request(stmt, arrival->request, arrival);
	}
	if (!sql_done(stmt, err)) {
		return false;
	}
	*id = sqlite3_last_insert_rowid(journal->db);
	return true;
}

bool
journal_import(struct journal *journal, const struct journal_arrival *arrival,
	int64_t *id, struct error *err)
{
	int64_t row = 0;
	bool ok = false;

	if (!journal_enter(journal, err)) {
		return false;
	}
	ok = find_same_file(journal, arrival, &row, err) &&
	     (row != 0 || insert_request(journal, arrival, &row, err));
	if (!journal_leave(journal, ok, err)) {
		return false;
	}
	*id = row;
	return true;
}

struct arrived {
	int64_t id; /* 0: there is none */
	unsigned owner;
	time_t received_at;
};

#define REQUEST_COLUMNS "id, owner, received_at, text, author, comment"

static const char next_sql[] =
	"SELECT " REQUEST_COLUMNS " FROM request "
	"INDEXED BY request_open "
	"WHERE closed_at = 0 AND state = 'new' AND id > ?1 ORDER BY id LIMIT 1";
static const char request_sql[] =
	"SELECT " REQUEST_COLUMNS " FROM request WHERE id = ?1";

/* As it came, but for what was found out since. */
static bool
decode_row(sqlite3_stmt *stmt, struct request *request, struct error *err)
{
	const char *text = sql_column_text(stmt, 3);

	if (text == NULL) {
		return sql_error(NULL, SQLITE_CORRUPT, err);
	}
	if (!request_decode(text, (size_t)sqlite3_column_bytes(stmt, 3),
		    request, err)) {
		return error_prefix(err, "request %lld",
			(long long)sqlite3_column_int64(stmt, 0));
	}
	mem_replace_text(&request->author, sql_column_text(stmt, 4));
	mem_replace_text(&request->comment, sql_column_text(stmt, 5));
	return true;
}

/* One step: `*decoded` false, and why, when the row cannot be read any more. */
static bool
read_next(sqlite3_stmt *stmt, int64_t after, struct arrived *next,
	struct request *request, bool *decoded, struct error *err)
{
	bool row = false;
	bool ok = false;

	sql_bind_integer(stmt, 1, after);
	ok = sql_step(stmt, &row, err);
	*next = (struct arrived){0};
	*decoded = true;
	if (ok && row) {
		next->id = sqlite3_column_int64(stmt, 0);
		next->owner = (unsigned)sqlite3_column_int64(stmt, 1);
		next->received_at = sqlite3_column_int64(stmt, 2);
		*decoded = decode_row(stmt, request, err);
	}
	(void)sqlite3_reset(stmt);
	return ok;
}

/* One that an older version let in is refused: it must not hold up others. */
bool
journal_next_request(struct journal *journal, int64_t after, int64_t *id,
	unsigned *owner, time_t *received_at, struct request *request,
	struct error *err)
{
	sqlite3_stmt *stmt = NULL;
	struct arrived next = {.id = after};
	bool decoded = false;

	if (!journal_statement(journal, next_sql, &stmt, err)) {
		return false;
	}
	for (;;) {
		if (!read_next(stmt, next.id, &next, request, &decoded, err)) {
			return false;
		}
		if (decoded) {
			break;
		}
		if (!journal_set_request(journal, next.id, "refused", err->text,
			    next.received_at, err)) {
			return false;
		}
	}
	*id = next.id;
	if (next.id != 0) {
		*owner = next.owner;
		*received_at = next.received_at;
	}
	return true;
}

bool
journal_request(struct journal *journal, int64_t id, struct request *request,
	struct error *err)
{
	sqlite3_stmt *stmt = NULL;
	bool row = false;
	bool ok = false;

	if (!journal_statement(journal, request_sql, &stmt, err)) {
		return false;
	}
	sql_bind_integer(stmt, 1, id);
	ok = sql_step(stmt, &row, err) &&
	     (row || error_set(err, ERROR_INTERNAL, "there is no request %lld",
			     (long long)id)) &&
	     decode_row(stmt, request, err);
	(void)sqlite3_reset(stmt);
	return ok;
}

static const char complete_sql[] =
	"UPDATE request SET author = coalesce(?2, author), "
	"comment = coalesce(?3, comment) WHERE id = ?1";

bool
journal_complete_request(struct journal *journal, int64_t id,
	const char *author, const char *comment, struct error *err)
{
	sqlite3_stmt *stmt = NULL;
	bool ok = false;

	if (!journal_enter(journal, err)) {
		return false;
	}
	if (journal_statement(journal, complete_sql, &stmt, err)) {
		sql_bind_integer(stmt, 1, id);
		sql_bind_text(stmt, 2, author);
		sql_bind_text(stmt, 3, comment);
		ok = sql_done(stmt, err);
	}
	return journal_leave(journal, ok, err);
}

static const char set_sql[] =
	"UPDATE request SET state = ?2, reason = ?3, closed_at = CASE "
	"WHEN ?2 IN ('done', 'refused') THEN ?4 ELSE 0 END WHERE id = ?1";

static bool
set_state(struct journal *journal, int64_t id, const char *state,
	const char *reason, time_t now, struct error *err)
{
	sqlite3_stmt *stmt = NULL;

	if (!journal_statement(journal, set_sql, &stmt, err)) {
		return false;
	}
	sql_bind_integer(stmt, 1, id);
	sql_bind_text(stmt, 2, state);
	sql_bind_text(stmt, 3, reason);
	sql_bind_integer(stmt, 4, now);
	return sql_done(stmt, err) && journal_changed_one(journal, err);
}

bool
journal_set_request(struct journal *journal, int64_t id, const char *state,
	const char *reason, time_t now, struct error *err)
{
	char *text = mem_print("%s%s%s", state, reason == NULL ? "" : ": ",
		reason == NULL ? "" : reason);
	const struct journal_entry entry = {
		.at = now, .request = id, .kind = "request", .text = text};
	bool ok = journal_enter(journal, err);

	if (ok) {
		ok = set_state(journal, id, state, reason, now, err) &&
		     journal_write(journal, &entry, err);
		ok = journal_leave(journal, ok, err);
	}
	free(text);
	return ok;
}

static const char finished_sql[] =
	"SELECT id FROM request INDEXED BY request_open "
	"WHERE closed_at = 0 AND state = 'working' AND NOT EXISTS (SELECT 1 "
	"FROM remedy "
	"WHERE remedy.request = request.id AND remedy.closed_at = 0) "
	"ORDER BY id";

static bool
visit_ids(sqlite3_stmt *stmt, journal_id_fn *visit, void *context,
	struct error *err)
{
	struct journal_ids ids = {0};
	bool ok = journal_read_ids(stmt, &ids, err);

	for (size_t i = 0; ok && i < ids.count; i++) {
		ok = visit(context, ids.ids[i], err);
	}
	free(ids.ids);
	return ok;
}

bool
journal_each_finished(struct journal *journal, journal_id_fn *visit,
	void *context, struct error *err)
{
	sqlite3_stmt *stmt = NULL;

	return journal_statement(journal, finished_sql, &stmt, err) &&
	       visit_ids(stmt, visit, context, err);
}

static const char left_to_sql[] =
	"SELECT DISTINCT journal.request FROM remedy INDEXED BY remedy_request "
	"CROSS JOIN journal INDEXED BY journal_remedy "
	"ON journal.remedy = remedy.id "
	"WHERE remedy.request = ?1 AND remedy.state IN ('failed', 'refused') "
	"AND journal.kind = 'decision' AND journal.request <> ?1 ORDER BY 1";

bool
journal_each_left_to(struct journal *journal, int64_t request,
	journal_id_fn *visit, void *context, struct error *err)
{
	sqlite3_stmt *stmt = NULL;

	if (!journal_statement(journal, left_to_sql, &stmt, err)) {
		return false;
	}
	sql_bind_integer(stmt, 1, request);
	return visit_ids(stmt, visit, context, err);
}
