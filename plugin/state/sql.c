// SPDX-License-Identifier: MIT
#include "state/sql.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "core/mem.h"

static enum error_code
code_of(int rc)
{
	switch (rc & 0xff) {
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		return ERROR_WAIT;
	case SQLITE_MISUSE:
	case SQLITE_RANGE:
		return ERROR_INTERNAL;
	default: /* SQLite's codes are numbers, not an enum */
		return ERROR_DISK;
	}
}

/* What the system said, where SQLite's error comes from a system call. */
static int
system_errno(sqlite3 *db, int rc)
{
	int primary = rc & 0xff;

	return db != NULL && (primary == SQLITE_IOERR ||
				     primary == SQLITE_CANTOPEN)
		       ? sqlite3_system_errno(db)
		       : 0;
}

int
sql_open(const char *path, int flags, sqlite3 **db)
{
	int rc = SQLITE_OK;

	/* Refused, and rightly so, when one was opened before. */
	(void)sqlite3_config(SQLITE_CONFIG_SINGLETHREAD);
	(void)sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
	rc = sqlite3_open_v2(path, db, flags, NULL);
	if ((rc & 0xff) == SQLITE_NOMEM) {
		mem_exhausted();
	}
	return rc;
}

#define TOO_MANY_FILES                                                         \
	"%s: raise the limit of open files (ulimit -n, LimitNOFILE=)"

static bool
is_out_of_files(int cause)
{
	return cause == EMFILE || cause == ENFILE;
}

bool
sql_open_to_read(const char *path, sqlite3 **db, struct error *err)
{
	int rc = sql_open(path, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX, db);
	int cause = system_errno(*db, rc);

	if (rc == SQLITE_OK) {
		return true;
	}
	if (is_out_of_files(cause)) {
		return error_set(
			err, ERROR_DISK, TOO_MANY_FILES, strerror(cause));
	}
	return error_set(err, ERROR_PERMISSION,
		"cannot be opened (%s): the user that runs this needs read "
		"access to it and its directory",
		cause == 0 ? sqlite3_errstr(rc) : strerror(cause));
}

bool
sql_check_files(const char *path, struct error *err)
{
	static const char *const endings[] = {"", "-journal", "-wal"};
	bool ok = true;

	for (size_t i = 0; i < sizeof(endings) / sizeof(endings[0]) && ok;
		i++) {
		char *name = mem_print("%s%s", path, endings[i]);
		struct stat status = {0};
		/* The database itself may be a link, for who only reads. */
		bool is_there = (i == 0 ? stat(name, &status)
					: lstat(name, &status)) == 0;

		if (is_there && !S_ISREG(status.st_mode)) {
			ok = error_set(err, ERROR_DISK,
				"%s%snot a regular file: remove it", endings[i],
				i == 0 ? "" : ": ");
		}
		free(name);
	}
	return ok;
}

bool
sql_error(sqlite3 *db, int rc, struct error *err)
{
	const char *text = db == NULL ? sqlite3_errstr(rc) : sqlite3_errmsg(db);
	int cause = system_errno(db, rc);

	if ((rc & 0xff) == SQLITE_FULL || cause == ENOSPC || cause == EDQUOT) {
		return error_set(err, ERROR_DISK,
			"the disk (or a quota) is full: make room on it");
	}
	if (is_out_of_files(cause)) {
		return error_set(
			err, ERROR_DISK, TOO_MANY_FILES, strerror(cause));
	}
	if (rc == SQLITE_READONLY_DBMOVED) {
		return error_set(err, ERROR_DISK,
			"it was removed or replaced while it was in use");
	}
	switch (rc & 0xff) {
	case SQLITE_NOMEM:
		mem_exhausted();
	case SQLITE_CORRUPT:
	case SQLITE_NOTADB:
		return error_set(err, ERROR_DISK,
			"the database is damaged (%s): restore it from a "
			"backup, or move it away to begin anew",
			sqlite3_errstr(rc));
	case SQLITE_IOERR:
		return error_set(err, ERROR_DISK,
			"%s (%s): check the disk and its file system", text,
			cause == 0 ? sqlite3_errstr(rc) : strerror(cause));
	case SQLITE_PERM:
	case SQLITE_READONLY:
	case SQLITE_CANTOPEN:
		return error_set(err, ERROR_DISK,
			"%s (%s): correct owner and modes of the file and its "
			"directory",
			text,
			cause == 0 ? sqlite3_errstr(rc) : strerror(cause));
	default:
		return error_set(err, code_of(rc), "%s", text);
	}
}

bool
sql_run(sqlite3 *db, const char *sql, struct error *err)
{
	int rc = sqlite3_exec(db, sql, NULL, NULL, NULL);

	return rc == SQLITE_OK || sql_error(db, rc, err);
}

bool
sql_prepare(
	sqlite3 *db, const char *sql, sqlite3_stmt **stmt, struct error *err)
{
	int rc = sqlite3_prepare_v2(db, sql, -1, stmt, NULL);

	return rc == SQLITE_OK || sql_error(db, rc, err);
}

bool
sql_step(sqlite3_stmt *stmt, bool *row, struct error *err)
{
	int rc = sqlite3_step(stmt);

	if (rc == SQLITE_ROW) {
		*row = true;
		return true;
	}
	*row = false;
	if (rc != SQLITE_DONE) {
		(void)sql_error(sqlite3_db_handle(stmt), rc, err);
	}
	(void)sqlite3_reset(stmt);
	return rc == SQLITE_DONE;
}

bool
sql_next(sqlite3_stmt *stmt, bool *ok, struct error *err)
{
	bool row = false;

	*ok = *ok && sql_step(stmt, &row, err);
	return *ok && row;
}

bool
sql_done(sqlite3_stmt *stmt, struct error *err)
{
	bool row = false;
	bool ok = sql_step(stmt, &row, err);

	(void)sqlite3_reset(stmt);
	(void)sqlite3_clear_bindings(stmt);
	return ok;
}

bool
sql_integer(sqlite3 *db, const char *sql, int64_t otherwise, int64_t *value,
	struct error *err)
{
	sqlite3_stmt *stmt = NULL;
	bool row = false;
	bool ok = false;

	if (!sql_prepare(db, sql, &stmt, err) || !sql_step(stmt, &row, err)) {
		goto out;
	}
	*value = row && sqlite3_column_type(stmt, 0) != SQLITE_NULL
			 ? sqlite3_column_int64(stmt, 0)
			 : otherwise;
	ok = true;
out:
	(void)sqlite3_finalize(stmt);
	return ok;
}

/* What is not bound would be NULL. */
static void
bound(int rc)
{
	if (rc == SQLITE_NOMEM) {
		mem_exhausted();
	}
}

void
sql_bind_integer(sqlite3_stmt *stmt, int at, int64_t value)
{
	bound(sqlite3_bind_int64(stmt, at, value));
}

void
sql_bind_text(sqlite3_stmt *stmt, int at, const char *text)
{
	bound(sqlite3_bind_text(stmt, at, text, -1, SQLITE_STATIC));
}

void
sql_bind_guid(sqlite3_stmt *stmt, int at, const struct guid *guid)
{
	char text[GUID_TEXT_SIZE];

	bound(sqlite3_bind_text(stmt, at, guid_text(guid, text),
		GUID_TEXT_SIZE - 1, SQLITE_TRANSIENT));
}

void
sql_bind_guid_or_null(sqlite3_stmt *stmt, int at, const struct guid *guid)
{
	if (guid_is_nil(guid)) {
		bound(sqlite3_bind_null(stmt, at));
	} else {
		sql_bind_guid(stmt, at, guid);
	}
}

void
sql_bind_limit(sqlite3_stmt *stmt, int at, size_t limit)
{
	sql_bind_integer(stmt, at,
		limit == 0 || limit > INT64_MAX ? -1 : (int64_t)limit);
}

/* NULL is what is in the column, or that there was no memory for more. */
static const void *
read_or_abort(sqlite3_stmt *stmt, const void *value)
{
	if (value == NULL &&
		sqlite3_errcode(sqlite3_db_handle(stmt)) == SQLITE_NOMEM) {
		mem_exhausted();
	}
	return value;
}

const char *
sql_column_text(sqlite3_stmt *stmt, int at)
{
	return read_or_abort(stmt, sqlite3_column_text(stmt, at));
}

const char *
sql_column_blob(sqlite3_stmt *stmt, int at)
{
	return read_or_abort(stmt, sqlite3_column_blob(stmt, at));
}

bool
sql_text_is(const char *text, const char *word)
{
	return text != NULL && strcmp(text, word) == 0;
}

char *
sql_column_copy(sqlite3_stmt *stmt, int at)
{
	return mem_text(sql_column_text(stmt, at));
}

struct guid
sql_column_guid(sqlite3_stmt *stmt, int at)
{
	const char *text = sql_column_text(stmt, at);
	struct guid guid = {0};

	if (text == NULL || !guid_parse(text, strlen(text), &guid)) {
		return (struct guid){0};
	}
	return guid;
}
