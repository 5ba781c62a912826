// SPDX-License-Identifier: MIT
/*
 * sql - the few SQLite calls this folder makes, with our errors.
 *
 * Statements are prepared, bound by position, stepped and reset here; a failed
 * one leaves its cause in `err`.  SQLITE_NOMEM aborts (see core/mem.h).
 */
#ifndef STATE_SQL_H
#define STATE_SQL_H

#include "core/error.h"
#include "core/guid.h"

#include <sqlite3.h>
#include <stdint.h>

/*
 * Opens a database as sqlite3_open_v2() does, `*db` to be closed even on
 * failure.  Without SQLite's mutexes and counters: no program has threads.
 */
int sql_open(const char *path, int flags, sqlite3 **db);

/* The same for who only reads; why not is in `err`, with what to do. */
MUST_CHECK bool sql_open_to_read(
	const char *path, sqlite3 **db, struct error *err);

/*
 * Whether what has the name of the database, of its journal and of a write-
 * ahead log is, where there is something, a file: at a pipe SQLite would wait
 * for ever.
 */
MUST_CHECK bool sql_check_files(const char *path, struct error *err);

/* Records what SQLite says of `db`; always false. */
bool sql_error(sqlite3 *db, int rc, struct error *err);

/* Runs statements that give no rows. */
MUST_CHECK bool sql_run(sqlite3 *db, const char *sql, struct error *err);

MUST_CHECK bool sql_prepare(
	sqlite3 *db, const char *sql, sqlite3_stmt **stmt, struct error *err);

/* True with `*row`: a row is there, or the end was reached (then reset). */
MUST_CHECK bool sql_step(sqlite3_stmt *stmt, bool *row, struct error *err);

/*
 * For loops over all rows: whether there is another one.  At once false when
 * `*ok` is, which a failure makes it.
 */
MUST_CHECK bool sql_next(sqlite3_stmt *stmt, bool *ok, struct error *err);

/* Steps a statement that gives no row, resets it, forgets its values. */
MUST_CHECK bool sql_done(sqlite3_stmt *stmt, struct error *err);

/* One integer; `otherwise` when there is no row or it is NULL. */
MUST_CHECK bool sql_integer(sqlite3 *db, const char *sql, int64_t otherwise,
	int64_t *value, struct error *err);

void sql_bind_integer(sqlite3_stmt *stmt, int at, int64_t value);
/* NULL binds NULL; the text must live until the statement is reset. */
void sql_bind_text(sqlite3_stmt *stmt, int at, const char *text);
void sql_bind_guid(sqlite3_stmt *stmt, int at, const struct guid *guid);
/* A nil one is NULL. */
void sql_bind_guid_or_null(sqlite3_stmt *stmt, int at, const struct guid *guid);
/* For LIMIT; 0 is all of them, as is what SQLite cannot count. */
void sql_bind_limit(sqlite3_stmt *stmt, int at, size_t limit);

/* As long as the row is there; NULL where it is NULL. */
const char *sql_column_text(sqlite3_stmt *stmt, int at);
const char *sql_column_blob(sqlite3_stmt *stmt, int at);
/* Whether a column's text, which may be NULL, is that word. */
bool sql_text_is(const char *text, const char *word);
/* A copy, or NULL. */
char *sql_column_copy(sqlite3_stmt *stmt, int at);
/* Nil when it is not a GUID. */
struct guid sql_column_guid(sqlite3_stmt *stmt, int at);

#endif
