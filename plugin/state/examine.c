// SPDX-License-Identifier: MIT
#include "state/examine.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/mem.h"
#include "state/database.h"
#include "state/facts.h"
#include "state/handler_db.h"
#include "state/outbox_db.h"
#include "state/sql.h"

static const struct {
	const struct database_kind *database;
	const char *owner_sql; /* whether it holds simulated data */
} kinds[] = {
	[EXAMINE_TENANT] = {&facts_kind, "SELECT simulated FROM tenant"},
	[EXAMINE_HANDLER] = {&handler_kind, "SELECT simulated FROM handler"},
	[EXAMINE_AGENTX] = {&outbox_kind, "SELECT simulated FROM agentx"},
};
#define KIND_COUNT (sizeof(kinds) / sizeof(kinds[0]))

static bool
open_it(const char *path, sqlite3 **db, struct error *err)
{
	if (!sql_check_files(path, err) || !sql_open_to_read(path, db, err)) {
		return false;
	}
	(void)sqlite3_extended_result_codes(*db, 1);
	(void)sqlite3_busy_timeout(*db, 5000);
	(void)sqlite3_db_config(*db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	(void)sqlite3_db_config(*db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
	return true;
}

static bool
begin(sqlite3 *db, struct error *err)
{
	int rc = sqlite3_exec(db, "BEGIN; SELECT 1 FROM sqlite_schema LIMIT 1",
		NULL, NULL, NULL);

	if (rc == SQLITE_READONLY_ROLLBACK || rc == SQLITE_READONLY_RECOVERY) {
		return error_set(err, ERROR_WAIT,
			"the last write was interrupted: the next run of its "
			"program repairs it");
	}
	return rc == SQLITE_OK || sql_error(db, rc, err);
}

static bool
find_kind(sqlite3 *db, struct examined *examined, struct error *err)
{
	int64_t application = 0;
	int64_t version = 0;
	size_t which = 0;

	if (!sql_integer(db, "PRAGMA application_id", 0, &application, err)) {
		return false;
	}
	while (which < KIND_COUNT &&
		kinds[which].database->application_id != application) {
		which++;
	}
	if (which == KIND_COUNT) {
		return error_set(err, ERROR_DISK,
			"this is a database of another program, or an empty "
			"one");
	}
	examined->kind = (enum examine_kind)which;
	if (!database_version(db, kinds[which].database, &version, err)) {
		return false;
	}
	examined->is_older = version < kinds[which].database->version;
	return true;
}

static bool
check_whole(sqlite3 *db, struct error *err)
{
	sqlite3_stmt *stmt = NULL;
	bool row = false;
	bool ok = sql_prepare(db, "PRAGMA quick_check(1)", &stmt, err) &&
		  sql_step(stmt, &row, err);

	if (ok && (!row || !sql_text_is(sql_column_text(stmt, 0), "ok"))) {
		ok = sql_error(NULL, SQLITE_CORRUPT, err);
	}
	(void)sqlite3_finalize(stmt);
	return ok;
}

static bool
count_rows(sqlite3 *db, struct examined *examined, struct error *err)
{
	int64_t simulated = 0;
	int64_t instant = 0;
	bool ok = sql_integer(
		db, kinds[examined->kind].owner_sql, 0, &simulated, err);

	examined->simulated = simulated != 0;
	switch (examined->kind) {
	case EXAMINE_TENANT:
		ok = ok &&
		     sql_integer(db, "SELECT count(*) FROM mailbox", 0,
			     &examined->mailboxes, err) &&
		     sql_integer(db,
			     "SELECT max(started_at) FROM run "
			     "WHERE outcome = 'complete'",
			     0, &instant, err);
		examined->collected_at = (time_t)instant;
		return ok;
	case EXAMINE_HANDLER:
		return ok &&
		       sql_integer(db, "SELECT count(*) FROM request", 0,
			       &examined->requests, err) &&
		       sql_integer(db,
			       "SELECT count(*) FROM remedy "
			       "WHERE closed_at = 0",
			       0, &examined->open_remedies, err) &&
		       sql_integer(db,
			       "SELECT count(*) FROM release "
			       "WHERE revoked_at = 0",
			       0, &examined->releases, err);
	case EXAMINE_AGENTX:
		break;
	}
	return ok && sql_integer(db, "SELECT count(*) FROM notice", 0,
			     &examined->notices, err);
}

bool
examine_may_write(const char *path)
{
	char *journal = mem_print("%s-journal", path);
	bool may = access(path, R_OK | W_OK) == 0 &&
		   (access(journal, R_OK | W_OK) == 0 || errno == ENOENT);

	free(journal);
	return may;
}

bool
examine_database(const char *path, struct examined *examined, struct error *err)
{
	struct examined seen = {0};
	sqlite3 *db = NULL;
	bool ok = open_it(path, &db, err) && begin(db, err) &&
		  find_kind(db, &seen, err) && check_whole(db, err) &&
		  (seen.is_older || count_rows(db, &seen, err));

	(void)sqlite3_close(db);
	if (!ok) {
		return error_prefix(err, "%s", path);
	}
	seen.is_read_only = !examine_may_write(path);
	*examined = seen;
	return true;
}

static const char *
plural(int64_t count)
{
	return count == 1 ? "" : "s";
}

char *
examine_text(const struct examined *examined)
{
	if (examined->is_older) {
		return mem_text("of an older version");
	}
	switch (examined->kind) {
	case EXAMINE_TENANT:
		break;
	case EXAMINE_HANDLER:
		return mem_print("%lld request%s, %lld release%s, %lld "
				 "mailbox%s at work",
			(long long)examined->requests,
			plural(examined->requests),
			(long long)examined->releases,
			plural(examined->releases),
			(long long)examined->open_remedies,
			examined->open_remedies == 1 ? "" : "es");
	case EXAMINE_AGENTX:
		return mem_print("%lld event%s for SNMP",
			(long long)examined->notices,
			plural(examined->notices));
	}
	return mem_print("%lld mailbox%s", (long long)examined->mailboxes,
		examined->mailboxes == 1 ? "" : "es");
}
