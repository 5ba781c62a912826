// SPDX-License-Identifier: MIT
#include "state/outbox.h"

#include <assert.h>
#include <stdlib.h>

#include "core/mem.h"
#include "state/agentx_sql.h"
#include "state/database.h"
#include "state/outbox_db.h"
#include "state/sql.h"

#define OUTBOX_PATIENCE_MS 50

const struct database_kind outbox_kind = {
	.application_id = 1296188737,
	.version = 1,
};

bool
outbox_statement(struct outbox *outbox, const char *sql, sqlite3_stmt **stmt,
	struct error *err)
{
	size_t count = outbox->statement_count;

	for (size_t i = 0; i < count; i++) {
		if (outbox->statements[i].sql == sql) {
			*stmt = outbox->statements[i].stmt;
			return true;
		}
	}
	assert(count < OUTBOX_STATEMENT_LIMIT);
	if (!sql_prepare(outbox->db, sql, stmt, err)) {
		return false;
	}
	outbox->statements[count].sql = sql;
	outbox->statements[count].stmt = *stmt;
	outbox->statement_count++;
	return true;
}

/*
 * Numbers that were told before the file was lost must not be told again: as
 * fewer than one a second are given, the clock is beyond them.
 */
static bool
begin_numbers(struct outbox *outbox, time_t now, struct error *err)
{
	sqlite3_stmt *stmt = NULL;

	if (!outbox_statement(outbox,
		    "INSERT INTO sqlite_sequence (name, seq) "
		    "VALUES ('notice', max(0, min(?1, ?2)))",
		    &stmt, err)) {
		return false;
	}
	sql_bind_integer(stmt, 1, now);
	sql_bind_integer(stmt, 2, OUTBOX_LAST_BEGINNING);
	return sql_done(stmt, err);
}

static bool
create_schema(struct outbox *outbox, const struct outbox_settings *settings,
	struct error *err)
{
	sqlite3_stmt *stmt = NULL;

	if (!sql_run(outbox->db, agentx_sql, err) ||
		!outbox_statement(outbox,
			"INSERT INTO agentx (id, simulated, born_at) "
			"VALUES (1, ?, ?)",
			&stmt, err)) {
		return false;
	}
	sql_bind_integer(stmt, 1, settings->simulated);
	sql_bind_integer(stmt, 2, settings->now);
	return sql_done(stmt, err) && begin_numbers(outbox, settings->now, err);
}

static bool
bring_schema_up(struct outbox *outbox, const struct outbox_settings *settings,
	struct error *err)
{
	int64_t version = 0;
	int64_t simulated = 0;

	if (!database_version(outbox->db, &outbox_kind, &version, err)) {
		return false;
	}
	if (version == 0) {
		return sql_run(outbox->db, "PRAGMA journal_mode = DELETE",
			       err) &&
		       outbox_begin(outbox, err) &&
		       outbox_end(outbox, create_schema(outbox, settings, err),
			       err);
	}
	return sql_integer(outbox->db, "SELECT simulated FROM agentx", 0,
		       &simulated, err) &&
	       database_check_clock(simulated != 0, settings->simulated, err);
}

bool
outbox_open(const struct outbox_settings *settings, struct outbox **outbox,
	struct error *err)
{
	struct outbox *opened = mem_zeroed(1, sizeof(*opened));

	if (!database_open_writing(settings->path, &opened->db, err) ||
		!bring_schema_up(opened, settings, err)) {
		outbox_close(opened);
		return error_prefix(err, "%s", settings->path);
	}
	(void)sqlite3_busy_timeout(opened->db, OUTBOX_PATIENCE_MS);
	*outbox = opened;
	return true;
}

void
outbox_close(struct outbox *outbox)
{
	if (outbox == NULL) {
		return;
	}
	for (size_t i = 0; i < outbox->statement_count; i++) {
		(void)sqlite3_finalize(outbox->statements[i].stmt);
	}
	(void)sqlite3_close(outbox->db);
	free(outbox);
}

const char *
outbox_path(const struct outbox *outbox)
{
	return sqlite3_db_filename(outbox->db, "main");
}

/* Readers are locked out from the start: COMMIT does not wait for any. */
bool
outbox_begin(struct outbox *outbox, struct error *err)
{
	return sql_run(outbox->db, "BEGIN EXCLUSIVE", err) ||
	       error_prefix(err, "%s", outbox_path(outbox));
}

bool
outbox_end(struct outbox *outbox, bool ok, struct error *err)
{
	if (ok && sql_run(outbox->db, "COMMIT", err)) {
		return true;
	}
	if (sqlite3_get_autocommit(outbox->db) == 0) {
		(void)sqlite3_exec(outbox->db, "ROLLBACK", NULL, NULL, NULL);
	}
	return error_prefix(err, "%s", outbox_path(outbox));
}

/* ---- where events come from ---------------------------------------------- */

static bool
find_tenant(struct outbox *outbox, const char *name, time_t born_at,
	struct outbox_tenant *tenant, time_t *found_born_at, bool *found,
	struct error *err)
{
	sqlite3_stmt *stmt = NULL;

	if (!outbox_statement(outbox,
		    "SELECT id, event, stale, born_at FROM tenant WHERE "
		    "name = ?1 AND (?2 = 0 OR born_at IN (0, ?2)) "
		    "ORDER BY born_at = ?2 DESC, id DESC LIMIT 1",
		    &stmt, err)) {
		return false;
	}
	sql_bind_text(stmt, 1, name);
	sql_bind_integer(stmt, 2, born_at);
	if (!sql_step(stmt, found, err)) {
		return false;
	}
	if (*found) {
		tenant->index = (uint32_t)sqlite3_column_int64(stmt, 0);
		tenant->event = sqlite3_column_int64(stmt, 1);
		tenant->is_stale = sqlite3_column_int(stmt, 2) != 0;
		*found_born_at = (time_t)sqlite3_column_int64(stmt, 3);
	}
	(void)sqlite3_reset(stmt);
	return true;
}

/* An alarm that its data are old goes by its name, and stands. */
static bool
enter_tenant(struct outbox *outbox, const char *name, time_t born_at,
	struct outbox_tenant *tenant, struct error *err)
{
	sqlite3_stmt *stmt = NULL;
	time_t entered_born_at = 0;
	bool found = false;

	if (!outbox_statement(outbox,
		    "INSERT INTO tenant (name, born_at, stale) VALUES (?1, ?2, "
		    "EXISTS (SELECT 1 FROM tenant WHERE name = ?1 AND stale))",
		    &stmt, err)) {
		return false;
	}
	sql_bind_text(stmt, 1, name);
	sql_bind_integer(stmt, 2, born_at);
	return sql_done(stmt, err) && find_tenant(outbox, name, born_at, tenant,
					      &entered_born_at, &found, err);
}

/* Its database has turned up. */
static bool
date_tenant(struct outbox *outbox, uint32_t index, time_t born_at,
	struct error *err)
{
	sqlite3_stmt *stmt = NULL;

	if (!outbox_statement(outbox,
		    "UPDATE tenant SET born_at = ?2 WHERE id = ?1", &stmt,
		    err)) {
		return false;
	}
	sql_bind_integer(stmt, 1, index);
	sql_bind_integer(stmt, 2, born_at);
	return sql_done(stmt, err);
}

bool
outbox_tenant(struct outbox *outbox, const char *name, time_t born_at,
	struct outbox_tenant *tenant, struct error *err)
{
	struct outbox_tenant known = {0};
	time_t known_born_at = 0;
	bool found = false;

	if (!find_tenant(outbox, name, born_at, &known, &known_born_at, &found,
		    err) ||
		(!found && !enter_tenant(outbox, name, born_at, &known, err)) ||
		(found && born_at != 0 && known_born_at == 0 &&
			!date_tenant(outbox, known.index, born_at, err))) {
		return error_prefix(err, "%s", outbox_path(outbox));
	}
	*tenant = known;
	return true;
}

static bool
set_of_tenant(struct outbox *outbox, const char *sql, uint32_t tenant,
	int64_t value, struct error *err)
{
	sqlite3_stmt *stmt = NULL;

	if (!outbox_statement(outbox, sql, &stmt, err)) {
		return false;
	}
	sql_bind_integer(stmt, 1, tenant);
	sql_bind_integer(stmt, 2, value);
	return sql_done(stmt, err);
}

bool
outbox_took(struct outbox *outbox, uint32_t tenant, int64_t event,
	struct error *err)
{
	return set_of_tenant(outbox,
		"UPDATE tenant SET event = ?2 WHERE id = ?1", tenant, event,
		err);
}

bool
outbox_set_stale(struct outbox *outbox, uint32_t tenant, bool is_stale,
	struct error *err)
{
	return set_of_tenant(outbox,
		"UPDATE tenant SET stale = ?2 WHERE name = "
		"(SELECT name FROM tenant WHERE id = ?1)",
		tenant, is_stale, err);
}

bool
outbox_handler(struct outbox *outbox, time_t born_at, int64_t *event,
	struct error *err)
{
	int64_t born = 0;
	int64_t taken = 0;

	if (!sql_integer(outbox->db, "SELECT handler_born FROM agentx", 0,
		    &born, err) ||
		!sql_integer(outbox->db, "SELECT handler_event FROM agentx", 0,
			&taken, err)) {
		return false;
	}
	*event = born == 0 ? -1 : (time_t)born == born_at ? taken : 0;
	return true;
}

bool
outbox_no_handler(struct outbox *outbox, struct error *err)
{
	return sql_run(outbox->db,
		       "UPDATE agentx SET handler_born = -1 "
		       "WHERE handler_born = 0",
		       err) ||
	       error_prefix(err, "%s", outbox_path(outbox));
}

bool
outbox_took_handler(
	struct outbox *outbox, time_t born_at, int64_t event, struct error *err)
{
	sqlite3_stmt *stmt = NULL;

	if (!outbox_statement(outbox,
		    "UPDATE agentx SET (handler_born, handler_event) = (?, ?)",
		    &stmt, err)) {
		return false;
	}
	sql_bind_integer(stmt, 1, born_at);
	sql_bind_integer(stmt, 2, event);
	return sql_done(stmt, err);
}
