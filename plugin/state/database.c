// SPDX-License-Identifier: MIT
#include "state/database.h"

#include <errno.h>
#include <sys/stat.h>
#include <time.h>

#include "state/sql.h"

#define DATABASE_READER_PATIENCE_MS 5000
#define DATABASE_WRITER_PAUSE_MS 700
#define DATABASE_UMASK 027

bool
database_version(sqlite3 *db, const struct database_kind *kind,
	int64_t *version, struct error *err)
{
	int64_t application = 0;
	int64_t tables = 0;

	if (!sql_integer(db, "PRAGMA application_id", 0, &application, err) ||
		!sql_integer(db, "PRAGMA user_version", 0, version, err)) {
		return false;
	}
	if (application != kind->application_id) {
		if (!sql_integer(db, "SELECT count(*) FROM sqlite_schema", 0,
			    &tables, err)) {
			return false;
		}
		if (application == 0 && *version == 0 && tables == 0) {
			return true; /* brand new */
		}
		return error_set(err, ERROR_DISK,
			"this is a database of another program; give "
			"mailbox-expiry a state_dir of its own");
	}
	if (*version > kind->version) {
		return error_set(err, ERROR_OUTDATED,
			"it was written by a newer version: upgrade this "
			"package");
	}
	return true;
}

/* An interrupted write is in the journal, and we may not roll it back. */
static bool
is_stale(int rc)
{
	return rc == SQLITE_READONLY_ROLLBACK || rc == SQLITE_READONLY_RECOVERY;
}

static bool
look_inside(sqlite3 *db, const struct database_kind *kind,
	enum state_condition *condition, struct error *err)
{
	int64_t version = 0;
	/* Pages are read once, in order: a few that stay warm do better. */
	int rc = sqlite3_exec(db,
		"PRAGMA cache_size = 16; BEGIN; "
		"SELECT 1 FROM sqlite_schema LIMIT 1",
		NULL, NULL, NULL);

	if (is_stale(sqlite3_extended_errcode(db))) {
		*condition = STATE_STALE;
		return true;
	}
	if (rc != SQLITE_OK) {
		return sql_error(db, rc, err);
	}
	if (!database_version(db, kind, &version, err)) {
		return false;
	}
	*condition = version < kind->version ? STATE_STALE : STATE_READY;
	return true;
}

bool
database_open_patiently(const char *path, const struct database_kind *kind,
	int patience_ms, enum state_condition *condition, sqlite3 **db,
	struct error *err)
{
	enum state_condition found = STATE_READY;
	struct stat status = {0};
	sqlite3 *opened = NULL;
	bool ok = false;

	if (stat(path, &status) != 0 && errno == ENOENT) {
		*condition = STATE_ABSENT;
		return true;
	}
	if (!sql_check_files(path, err)) {
		goto out;
	}
	if (!sql_open_to_read(path, &opened, err)) {
		goto out;
	}
	(void)sqlite3_extended_result_codes(opened, 1);
	(void)sqlite3_busy_timeout(opened, patience_ms);
	/* Who wrote it may be less trusted than who reads. */
	(void)sqlite3_db_config(opened, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	(void)sqlite3_db_config(
		opened, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
	if (!look_inside(opened, kind, &found, err)) {
		goto out;
	}
	*condition = found;
	ok = true;
	if (found == STATE_READY) {
		*db = opened;
		opened = NULL;
	}
out:
	(void)sqlite3_close(opened);
	return ok || error_prefix(err, "%s", path);
}

bool
database_open_reading(const char *path, const struct database_kind *kind,
	enum state_condition *condition, sqlite3 **db, struct error *err)
{
	return database_open_patiently(
		path, kind, DATABASE_READER_PATIENCE_MS, condition, db, err);
}

static bool
set_up_writer(sqlite3 *db, struct error *err)
{
	(void)sqlite3_extended_result_codes(db, 1);
	(void)sqlite3_busy_timeout(db, DATABASE_WRITER_WAIT_MS);
	/* Someone else's schema must not run code of ours, nor ours theirs. */
	(void)sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	(void)sqlite3_db_config(db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
	return sql_run(db,
		"PRAGMA synchronous = FULL;"
		"PRAGMA cache_spill = OFF; PRAGMA temp_store = FILE;"
		"PRAGMA foreign_keys = ON",
		err);
}

/*
 * SQLITE_OPEN_NOFOLLOW would refuse links above the file too, as where /var/lib
 * is one.
 */
bool
database_open_writing(const char *path, sqlite3 **db, struct error *err)
{
	struct stat status = {0};
	mode_t mask = 0;
	int rc = SQLITE_OK;

	if (lstat(path, &status) == 0 && S_ISLNK(status.st_mode)) {
		return error_set(err, ERROR_DISK,
			"is a symbolic link: put the file itself there");
	}
	if (!sql_check_files(path, err)) {
		return false;
	}
	mask = umask(DATABASE_UMASK);
	rc = sql_open(path,
		SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE |
			SQLITE_OPEN_NOMUTEX,
		db);
	(void)umask(mask);
	return rc == SQLITE_OK ? set_up_writer(*db, err)
			       : sql_error(*db, rc, err);
}

bool
database_check_clock(bool holds_simulated, bool simulated, struct error *err)
{
	if (holds_simulated == simulated) {
		return true;
	}
	return error_set(err, ERROR_USAGE,
		holds_simulated
			? "it holds simulated data (made with --at), which a "
			  "real run does not touch: use another state_dir, or "
			  "give --at"
			: "it holds real data, which a run with --at does not "
			  "touch: give another state_dir");
}

void
database_pause(void)
{
	struct timespec pause = {
		.tv_nsec = DATABASE_WRITER_PAUSE_MS * 1000000L};

	while (nanosleep(&pause, &pause) != 0) {
	}
}

bool
database_has_all(
	sqlite3 *db, const char *table, int64_t count, struct error *err)
{
	sqlite3_stmt *stmt = NULL;
	bool row = false;
	int64_t inserted = 0;
	bool ok = sql_prepare(db,
		"SELECT seq FROM sqlite_sequence WHERE name = ?", &stmt, err);

	if (ok) {
		sql_bind_text(stmt, 1, table);
		ok = sql_step(stmt, &row, err);
		inserted = ok && row ? sqlite3_column_int64(stmt, 0) : 0;
	}
	(void)sqlite3_finalize(stmt);
	return ok &&
	       (count == inserted || sql_error(NULL, SQLITE_CORRUPT, err));
}
