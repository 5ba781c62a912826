// SPDX-License-Identifier: MIT
/* What is done about each mailbox, and every step of it. */
#include "state/journal.h"

#include <stdlib.h>

#include "core/mem.h"
#include "state/journal_db.h"
#include "state/remedy_past.h"
#include "state/remedy_row.h"
#include "state/sql.h"

static const char open_of_sql[] =
	"SELECT id FROM remedy INDEXED BY remedy_once "
	"WHERE tenant = ?1 AND user_id = ?2 AND closed_at = 0";
static const char insert_sql[] =
	"INSERT INTO remedy (" REMEDY_FIXED_COLUMNS ", " REMEDY_MOVING_COLUMNS
	") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, "
	"?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23, ?24, ?25, ?26, ?27, "
	"?28, ?29, ?30, ?31, ?32, ?33, ?34)";
static const char update_sql[] =
	"UPDATE remedy SET (" REMEDY_MOVING_COLUMNS
	") = (?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, "
	"?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23, ?24) "
	"WHERE id = ?1 AND closed_at = 0";

static bool
find_open(struct journal *journal, const char *tenant,
	const struct guid *user_id, int64_t *id, struct error *err)
{
	sqlite3_stmt *stmt = NULL;
	bool row = false;
	bool ok = journal_statement(journal, open_of_sql, &stmt, err);

	if (ok) {
		sql_bind_text(stmt, 1, tenant);
		sql_bind_guid(stmt, 2, user_id);
		ok = sql_step(stmt, &row, err);
		*id = ok && row ? sqlite3_column_int64(stmt, 0) : 0;
		(void)sqlite3_reset(stmt);
		(void)sqlite3_clear_bindings(stmt);
	}
	return ok;
}

/* One that would read as damage is a mistake of ours: never written. */
static bool
is_consistent(const struct remedy *remedy, struct error *err)
{
	return (remedy->closed_at != 0) == remedy_is_closed(remedy) ||
	       error_set(err, ERROR_INTERNAL,
		       "a remedy that is %s, closed at %lld",
		       remedy_state_text(remedy->state),
		       (long long)remedy->closed_at);
}

static bool
insert_remedy(
	struct journal *journal, const struct remedy *remedy, struct error *err)
{
	sqlite3_stmt *stmt = NULL;

	if (!is_consistent(remedy, err) ||
		!journal_statement(journal, insert_sql, &stmt, err)) {
		return false;
	}
	remedy_row_bind_fixed(stmt, 1, remedy);
	remedy_row_bind_moving(stmt, 1 + REMEDY_FIXED_COUNT, remedy);
	return sql_done(stmt, err);
}

/* Asked first: an INSERT that fails would use up a number of the sequence. */
bool
journal_open_remedy(struct journal *journal, struct remedy *remedy,
	bool *opened, struct error *err)
{
	int64_t other = 0;
	bool ok = false;

	if (!journal_enter(journal, err)) {
		return false;
	}
	ok = find_open(
		     journal, remedy->tenant, &remedy->user_id, &other, err) &&
	     (other != 0 || insert_remedy(journal, remedy, err));
	if (!journal_leave(journal, ok, err)) {
		return false;
	}
	*opened = other == 0;
	if (*opened) {
		remedy->id = sqlite3_last_insert_rowid(journal->db);
	}
	return true;
}

static bool
update_remedy(
	struct journal *journal, const struct remedy *remedy, struct error *err)
{
	sqlite3_stmt *stmt = NULL;

	if (!is_consistent(remedy, err) ||
		!journal_statement(journal, update_sql, &stmt, err)) {
		return false;
	}
	sql_bind_integer(stmt, 1, remedy->id);
	remedy_row_bind_moving(stmt, 2, remedy);
	return sql_done(stmt, err) && journal_changed_one(journal, err);
}

bool
journal_put_remedy(
	struct journal *journal, const struct remedy *remedy, struct error *err)
{
	return journal_enter(journal, err) &&
	       journal_leave(journal, update_remedy(journal, remedy, err), err);
}

/* Read to the end, then visited: the visitor writes to the same table. */
static bool
visit_remedies(sqlite3_stmt *stmt, handler_remedy_fn *visit, void *context,
	struct error *err)
{
	struct remedy *remedies = NULL;
	size_t capacity = 0;
	size_t count = 0;
	bool ok = true;

	while (sql_next(stmt, &ok, err)) {
		remedies =
			mem_grow(remedies, count, &capacity, sizeof(*remedies));
		ok = remedy_row_read(stmt, &remedies[count], err);
		count += ok;
	}
	(void)sqlite3_reset(stmt);
	(void)sqlite3_clear_bindings(stmt);
	for (size_t i = 0; i < count; i++) {
		ok = ok && visit(context, &remedies[i], err);
		remedy_release(&remedies[i]);
	}
	free(remedies);
	return ok;
}

static const char due_sql[] =
	"SELECT " REMEDY_COLUMNS " FROM remedy INDEXED BY remedy_due "
	"WHERE closed_at = 0 AND (due_at <= ?1 OR due_at > ?3) "
	"ORDER BY due_at, id LIMIT ?2";

bool
journal_each_due(struct journal *journal, time_t now, size_t limit,
	handler_remedy_fn *visit, void *context, struct error *err)
{
	sqlite3_stmt *stmt = NULL;

	if (!journal_statement(journal, due_sql, &stmt, err)) {
		return false;
	}
	sql_bind_integer(stmt, 1, now);
	sql_bind_limit(stmt, 2, limit);
	sql_bind_integer(stmt, 3, now + JOURNAL_WAIT_LIMIT_S);
	return visit_remedies(stmt, visit, context, err);
}

bool
journal_next_due(struct journal *journal, time_t *due_at, struct error *err)
{
	int64_t value = 0;

	if (!sql_integer(journal->db,
		    "SELECT min(due_at) FROM remedy WHERE closed_at = 0", 0,
		    &value, err)) {
		return false;
	}
	*due_at = (time_t)value;
	return true;
}

static const char of_request_sql[] = "SELECT " REMEDY_COLUMNS " FROM remedy "
				     "WHERE request = ?1 ORDER BY id";

bool
journal_each_of_request(struct journal *journal, int64_t request,
	handler_remedy_fn *visit, void *context, struct error *err)
{
	sqlite3_stmt *stmt = NULL;

	if (!journal_statement(journal, of_request_sql, &stmt, err)) {
		return false;
	}
	sql_bind_integer(stmt, 1, request);
	return visit_remedies(stmt, visit, context, err);
}

bool
journal_past(struct journal *journal, const char *tenant,
	const struct mailbox *mailbox, struct remedy_past *past,
	struct error *err)
{
	sqlite3_stmt *stmt = NULL;

	return journal_statement(journal, remedy_past_sql, &stmt, err) &&
	       remedy_past_read(stmt, tenant, mailbox, past, err);
}

bool
journal_opened_since(struct journal *journal, const char *tenant, time_t since,
	int64_t *count, struct error *err)
{
	sqlite3_stmt *stmt = NULL;
	bool row = false;
	bool ok = false;

	if (!journal_statement(journal, remedy_opened_sql, &stmt, err)) {
		return false;
	}
	sql_bind_text(stmt, 1, tenant);
	sql_bind_integer(stmt, 2, since);
	ok = sql_step(stmt, &row, err);
	if (ok) {
		*count = sqlite3_column_int64(stmt, 0);
	}
	(void)sqlite3_reset(stmt);
	(void)sqlite3_clear_bindings(stmt);
	return ok;
}

static const char entry_sql[] =
	"INSERT INTO journal (at, request, remedy, kind, text, status, "
	"graph_request_id) VALUES (?, nullif(?, 0), nullif(?, 0), ?, ?, "
	"nullif(?, 0), ?)";

static bool
insert_entry(struct journal *journal, const struct journal_entry *entry,
	struct error *err)
{
	sqlite3_stmt *stmt = NULL;

	if (!journal_statement(journal, entry_sql, &stmt, err)) {
		return false;
	}
	sql_bind_integer(stmt, 1, entry->at);
	sql_bind_integer(stmt, 2, entry->request);
	sql_bind_integer(stmt, 3, entry->remedy);
	sql_bind_text(stmt, 4, entry->kind);
	sql_bind_text(stmt, 5, entry->text);
	sql_bind_integer(stmt, 6, entry->status);
	sql_bind_text(stmt, 7, entry->graph_request_id);
	return sql_done(stmt, err);
}

bool
journal_write(struct journal *journal, const struct journal_entry *entry,
	struct error *err)
{
	return journal_enter(journal, err) &&
	       journal_leave(journal, insert_entry(journal, entry, err), err);
}
