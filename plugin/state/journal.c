// SPDX-License-Identifier: MIT
#include "state/journal.h"

#include <assert.h>
#include <stdlib.h>

#include "core/mem.h"
#include "state/handler_db.h"
#include "state/handler_sql.h"
#include "state/journal_db.h"
#include "state/sql.h"

/* Each turn takes a second. */
#define JOURNAL_PATIENCE 60

bool
journal_statement(struct journal *journal, const char *sql, sqlite3_stmt **stmt,
	struct error *err)
{
	size_t count = journal->statement_count;

	for (size_t i = 0; i < count; i++) {
		if (journal->statements[i].sql == sql) {
			*stmt = journal->statements[i].stmt;
			return true;
		}
	}
	assert(count < JOURNAL_STATEMENT_LIMIT);
	if (!sql_prepare(journal->db, sql, stmt, err)) {
		return false;
	}
	journal->statements[count].sql = sql;
	journal->statements[count].stmt = *stmt;
	journal->statement_count++;
	return true;
}

/*
 * Readers are locked out from the start, so that COMMIT does not have to wait
 * for any: what a bundle wrote could not be written a second time.
 */
static bool
begin(struct journal *journal, struct error *err)
{
	for (int turn = 1;; turn++) {
		if (sql_run(journal->db, "BEGIN EXCLUSIVE", err)) {
			return true;
		}
		if (err->code != ERROR_WAIT) {
			return false;
		}
		if (turn == JOURNAL_PATIENCE) {
			return error_prefix(err, "others read it for too long");
		}
		database_pause();
	}
}

static void
roll_back(struct journal *journal)
{
	(void)sqlite3_exec(journal->db, "ROLLBACK", NULL, NULL, NULL);
}

static bool
name_file(const struct journal *journal, struct error *err)
{
	return error_prefix(err, "cannot write %s",
		sqlite3_db_filename(journal->db, "main"));
}

bool
journal_enter(struct journal *journal, struct error *err)
{
	if (journal->depth == 0) {
		if (!begin(journal, err)) {
			return name_file(journal, err);
		}
		journal->is_broken = false;
	} else if (journal->is_broken) {
		return error_set(err, ERROR_INTERNAL,
			"part of a transaction failed, and it went on");
	}
	journal->depth++;
	return true;
}

bool
journal_leave(struct journal *journal, bool ok, struct error *err)
{
	assert(journal->depth > 0);
	journal->is_broken = journal->is_broken || !ok;
	if (--journal->depth > 0) {
		return ok;
	}
	if (ok && journal->is_broken) {
		ok = error_set(err, ERROR_INTERNAL,
			"part of a transaction failed, and it went on");
	}
	if (ok && sql_run(journal->db, "COMMIT", err)) {
		return true;
	}
	roll_back(journal);
	return name_file(journal, err);
}

bool
journal_begin(struct journal *journal, struct error *err)
{
	assert(journal->depth == 0);
	return journal_enter(journal, err);
}

bool
journal_commit(struct journal *journal, struct error *err)
{
	assert(journal->depth == 1);
	return journal_leave(journal, true, err);
}

void
journal_rollback(struct journal *journal)
{
	if (journal->depth > 0) {
		journal->depth = 0;
		roll_back(journal);
	}
}

bool
journal_changed_one(struct journal *journal, struct error *err)
{
	return sqlite3_changes(journal->db) == 1 ||
	       error_set(err, ERROR_INTERNAL,
		       "a row that is not there, or closed, was to be changed");
}

bool
journal_read_ids(sqlite3_stmt *stmt, struct journal_ids *ids, struct error *err)
{
	struct journal_ids read = {0};
	size_t capacity = 0;
	bool ok = true;

	while (sql_next(stmt, &ok, err)) {
		read.ids = mem_grow(
			read.ids, read.count, &capacity, sizeof(*read.ids));
		read.ids[read.count++] = sqlite3_column_int64(stmt, 0);
	}
	if (!ok) {
		free(read.ids);
		return false;
	}
	*ids = read;
	return true;
}

static bool
create_schema(
	struct journal *journal, bool simulated, time_t now, struct error *err)
{
	sqlite3_stmt *stmt = NULL;
	bool ok = false;

	if (!sql_run(journal->db, handler_sql, err) ||
		!sql_prepare(journal->db,
			"INSERT INTO handler (id, simulated, born_at) "
			"VALUES (1, ?, ?)",
			&stmt, err)) {
		return false;
	}
	sql_bind_integer(stmt, 1, simulated);
	sql_bind_integer(stmt, 2, now);
	ok = sql_done(stmt, err);
	(void)sqlite3_finalize(stmt);
	return ok;
}

/* Inside one transaction: never half a schema. */
static bool
bring_schema_up(
	struct journal *journal, bool simulated, time_t now, struct error *err)
{
	int64_t version = 0;

	if (!database_version(journal->db, &handler_kind, &version, err) ||
		!sql_run(journal->db, "PRAGMA journal_mode = DELETE", err)) {
		return false;
	}
	return version != 0 ||
	       (journal_enter(journal, err) &&
		       journal_leave(journal,
			       create_schema(journal, simulated, now, err),
			       err));
}

static bool
check_clock(struct journal *journal, bool simulated, struct error *err)
{
	int64_t holds_simulated = 0;

	if (!sql_integer(journal->db, "SELECT simulated FROM handler", -1,
		    &holds_simulated, err)) {
		return false;
	}
	if (holds_simulated < 0) {
		return sql_error(NULL, SQLITE_CORRUPT, err);
	}
	return database_check_clock(holds_simulated != 0, simulated, err);
}

bool
journal_open(const char *path, bool simulated, time_t now,
	struct journal **journal, struct error *err)
{
	struct journal *opened = mem_zeroed(1, sizeof(*opened));

	if (!database_open_writing(path, &opened->db, err) ||
		!bring_schema_up(opened, simulated, now, err) ||
		!check_clock(opened, simulated, err) ||
		!journal_look_for_damage(opened, err)) {
		journal_close(opened);
		return error_prefix(err, "%s", path);
	}
	*journal = opened;
	return true;
}

void
journal_close(struct journal *journal)
{
	if (journal == NULL) {
		return;
	}
	journal_rollback(journal);
	for (size_t i = 0; i < journal->statement_count; i++) {
		(void)sqlite3_finalize(journal->statements[i].stmt);
	}
	(void)sqlite3_close(journal->db);
	free(journal);
}

bool
journal_born_at(struct journal *journal, time_t *born_at, struct error *err)
{
	int64_t value = 0;

	if (!sql_integer(journal->db, "SELECT born_at FROM handler", 0, &value,
		    err)) {
		return false;
	}
	if (value <= 0) {
		/* Taken for 0 it would let every old acknowledgement in. */
		return sql_error(NULL, SQLITE_CORRUPT, err);
	}
	*born_at = (time_t)value;
	return true;
}
