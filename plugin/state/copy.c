// SPDX-License-Identifier: MIT
#include "state/copy.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "state/database.h"
#include "state/sql.h"

#define COPY_MODE 0600
/* 4 MiB: some milliseconds, of the 300 that a writer waits. */
#define COPY_STEP_PAGES 1024
/* A collector tells its progress once a second, and the copy begins anew. */
#define COPY_BUSY_TRIES 30
#define COPY_RESTARTS 100

/* Before SQLite opens it, so that it never has another mode. */
static bool
create_file(const char *path, struct error *err)
{
	int file =
		open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, COPY_MODE);

	if (file < 0) {
		return error_set(
			err, ERROR_DISK, "cannot make it: %s", strerror(errno));
	}
	(void)close(file);
	return true;
}

static bool
sync_file(const char *path, struct error *err)
{
	int file = open(path, O_RDONLY | O_CLOEXEC);
	bool ok = file >= 0 && fsync(file) == 0;
	int why = errno;

	if (file >= 0) {
		(void)close(file);
	}
	return ok || error_set(err, ERROR_DISK, "cannot be brought to disk: %s",
			     strerror(why));
}

static bool
run_steps(sqlite3_backup *backup, sqlite3 *to, struct error *err)
{
	int left = 0;
	int busy = 0;
	int restarts = 0;
	int rc = SQLITE_OK;

	while (rc != SQLITE_DONE) {
		rc = sqlite3_backup_step(backup, COPY_STEP_PAGES);
		if (rc == SQLITE_BUSY || rc == SQLITE_LOCKED) {
			if (++busy > COPY_BUSY_TRIES) {
				return sql_error(to, rc, err);
			}
			database_pause();
		} else if (rc == SQLITE_READONLY_ROLLBACK) {
			return error_set(err, ERROR_WAIT,
				"the last write was interrupted: the next run "
				"of its program repairs it");
		} else if (rc != SQLITE_OK && rc != SQLITE_DONE) {
			return sql_error(NULL, rc, err);
		}
		if (left != 0 && sqlite3_backup_remaining(backup) > left &&
			++restarts > COPY_RESTARTS) {
			return error_set(err, ERROR_WAIT,
				"it is written all the time: try again later");
		}
		left = sqlite3_backup_remaining(backup);
	}
	return true;
}

static bool
copy_pages(sqlite3 *from, sqlite3 *to, struct error *err)
{
	sqlite3_backup *backup = sqlite3_backup_init(to, "main", from, "main");
	bool ok = false;

	if (backup == NULL) {
		return sql_error(to, sqlite3_errcode(to), err);
	}
	ok = run_steps(backup, to, err);
	(void)sqlite3_backup_finish(backup);
	return ok;
}

static bool
open_original(const char *path, sqlite3 **db, struct error *err)
{
	if (!sql_check_files(path, err) || !sql_open_to_read(path, db, err)) {
		return false;
	}
	(void)sqlite3_extended_result_codes(*db, 1);
	(void)sqlite3_busy_timeout(*db, DATABASE_WRITER_WAIT_MS);
	return true;
}

/* Nobody sees it before it is whole: it needs no journal. */
static bool
open_copy(const char *path, sqlite3 **db, struct error *err)
{
	int rc = SQLITE_OK;

	if (!create_file(path, err)) {
		return false;
	}
	rc = sql_open(path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, db);
	return rc == SQLITE_OK ? sql_run(*db,
					 "PRAGMA journal_mode = OFF; "
					 "PRAGMA synchronous = OFF",
					 err)
			       : sql_error(*db, rc, err);
}

bool
copy_database(const char *from, const char *to, struct examined *examined,
	struct error *err)
{
	sqlite3 *original = NULL;
	sqlite3 *copy = NULL;
	bool ok = false;

	if (!open_original(from, &original, err)) {
		(void)error_prefix(err, "%s", from);
		goto out;
	}
	if (!open_copy(to, &copy, err)) {
		(void)error_prefix(err, "%s", to);
		goto out;
	}
	ok = copy_pages(original, copy, err) ||
	     error_prefix(err, "cannot copy %s", from);
out:
	(void)sqlite3_close(original);
	ok = sqlite3_close(copy) == SQLITE_OK && ok;
	return ok && examine_database(to, examined, err) && sync_file(to, err);
}
