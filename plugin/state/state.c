// SPDX-License-Identifier: MIT
#include "state/state.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "core/mem.h"
#include "state/facts.h"
#include "state/row.h"
#include "state/sql.h"
#include "state/state_db.h"

#define STATE_READER_PATIENCE_MS 5000

struct state_reader {
	sqlite3 *db;
	sqlite3_stmt *texts; /* NULL until the first are wanted */
};

/*
 * A visit reads the hot columns only; what else there is of the few mailboxes
 * that are shown is looked up by id: each column costs, wanted or not.
 */
struct state_row {
	struct state_reader *reader;
	const struct seat_list *seats;
	state_mailbox_fn *visit;
	void *context;
	struct error *err;
	int64_t count; /* of rows visited, those that need no look too */
	bool refused;  /* by the visitor or as damage; err says why */
};

char *
state_database_path(const char *state_dir, const char *tenant)
{
	return mem_print("%s/%s.db", state_dir, tenant);
}

char *
state_lock_path(const char *state_dir, const char *tenant)
{
	return mem_print("%s/%s.lock", state_dir, tenant);
}

void
run_release(struct run *run)
{
	free(run->error);
	free(run->progress);
	free(run->filter_note);
	free(run->degraded);
	*run = (struct run){0};
}

void
seat_list_release(struct seat_list *list)
{
	for (size_t i = 0; i < list->count; i++) {
		free(list->seats[i].part_number);
	}
	free(list->seats);
	*list = (struct seat_list){0};
}

const struct seat *
seat_find(const struct seat_list *list, const struct guid *sku)
{
	for (size_t i = 1; i < list->count; i++) {
		if (!guid_is_nil(sku) && guid_equal(&list->seats[i].sku, sku)) {
			return &list->seats[i];
		}
	}
	return NULL;
}

void
state_facts_release(struct state_facts *facts)
{
	free(facts->tenant_id);
	free(facts->plans);
	free(facts->filter_note);
	run_release(&facts->last);
	run_release(&facts->complete);
	seat_list_release(&facts->seats);
	*facts = (struct state_facts){0};
}

/* An interrupted write is in the journal, and we may not roll it back. */
static bool
is_stale(int rc)
{
	return rc == SQLITE_READONLY_ROLLBACK || rc == SQLITE_READONLY_RECOVERY;
}

static bool
look_inside(sqlite3 *db, enum state_condition *condition, struct error *err)
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
	if (!facts_schema_version(db, &version, err)) {
		return false;
	}
	if (version > STATE_SCHEMA_VERSION) {
		return error_set(err, ERROR_OUTDATED,
			"it was written by a newer version: upgrade this "
			"package");
	}
	*condition = version < STATE_SCHEMA_VERSION ? STATE_STALE : STATE_READY;
	return true;
}

bool
state_open_db(const char *path, int patience_ms,
	enum state_condition *condition, sqlite3 **opened, struct error *err)
{
	enum state_condition found = STATE_READY;
	struct stat status = {0};
	sqlite3 *db = NULL;
	bool ok = false;
	int rc = SQLITE_OK;

	if (stat(path, &status) != 0 && errno == ENOENT) {
		*condition = STATE_ABSENT;
		return true;
	}
	rc = sql_open(path, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX, &db);
	if (rc != SQLITE_OK) {
		(void)error_set(err, ERROR_PERMISSION,
			"cannot be opened (%s): the user that runs this needs "
			"read access to it and its directory",
			sqlite3_errstr(rc));
		goto out;
	}
	(void)sqlite3_extended_result_codes(db, 1);
	(void)sqlite3_busy_timeout(db, patience_ms);
	if (!look_inside(db, &found, err)) {
		goto out;
	}
	*condition = found;
	ok = true;
	if (found == STATE_READY) {
		*opened = db;
		db = NULL;
	}
out:
	(void)sqlite3_close(db);
	return ok || error_prefix(err, "%s", path);
}

bool
state_open(const char *path, enum state_condition *condition,
	struct state_reader **reader, struct error *err)
{
	sqlite3 *db = NULL;

	if (!state_open_db(
		    path, STATE_READER_PATIENCE_MS, condition, &db, err)) {
		return false;
	}
	if (db != NULL) {
		*reader = mem_zeroed(1, sizeof(**reader));
		(*reader)->db = db;
	}
	return true;
}

void
state_close(struct state_reader *reader)
{
	if (reader != NULL) {
		(void)sqlite3_finalize(reader->texts);
		(void)sqlite3_close(reader->db);
		free(reader);
	}
}

bool
state_read_facts(struct state_reader *reader, struct state_facts *facts,
	struct error *err)
{
	return facts_read(reader->db, facts, err);
}

void
state_set_up_judging(const struct state_facts *facts,
	const struct tenant *tenant, time_t now, struct judging *judging)
{
	*judging = (struct judging){
		.tenant = tenant,
		.warning = tenant->warning,
		.critical = tenant->critical,
		.now = now,
		.looked_at = facts->complete.started_at,
		.dates_move = facts->dates_move,
		.audit_covers_from = facts->audit_covers_from,
		.history_accepted_at = facts->history_accepted_at,
	};
}

/* One step of the aggregate that a visit is: a row's id and its "hot". */
static void
visit_row(sqlite3_context *context, int count, sqlite3_value **columns)
{
	struct state_row *row = sqlite3_user_data(context);
	const char *text = sqlite3_value_blob(columns[1]);
	struct mailbox mailbox;

	(void)count;
	if (row->refused) {
		return;
	}
	row->count++;
	if (text == NULL ||
		!row_read_packed(sqlite3_value_int64(columns[0]), text,
			(size_t)sqlite3_value_bytes(columns[1]), row->seats,
			&mailbox) ||
		!row_is_sound(&mailbox)) {
		row->refused = !sql_error(NULL, SQLITE_CORRUPT, row->err);
	} else if (mailbox.cause != CAUSE_NONE) {
		row->refused =
			!row->visit(row->context, row, &mailbox, row->err);
	}
	if (row->refused) {
		sqlite3_result_error(context, "refused", -1);
	}
}

static void
visit_end(sqlite3_context *context)
{
	(void)context;
}

/*
 * SQLite has no checksums: a page that lost its rows reads as an empty one.  Of
 * ours none is ever deleted, so there are as many as have been inserted.
 */
static bool
all_were_there(sqlite3 *db, int64_t count, struct error *err)
{
	int64_t inserted = 0;

	if (!sql_integer(db,
		    "SELECT seq FROM sqlite_sequence WHERE name = 'mailbox'", 0,
		    &inserted, err)) {
		return false;
	}
	return count == inserted || sql_error(NULL, SQLITE_CORRUPT, err);
}

/*
 * An aggregate function of ours is handed the columns of each row: fetching
 * them one by one from a statement that is stepped costs half as much again.
 */
bool
state_each_mailbox(struct state_reader *reader, const struct seat_list *seats,
	state_mailbox_fn *visit, void *context, struct error *err)
{
	struct state_row row = {reader, seats, visit, context, err, 0, false};
	struct error failure = {0};
	int rc = sqlite3_create_function(reader->db, "visit", 2,
		SQLITE_UTF8 | SQLITE_DIRECTONLY, &row, NULL, visit_row,
		visit_end);
	bool ok = rc == SQLITE_OK
			  ? sql_run(reader->db,
				    "SELECT visit(id, hot) FROM mailbox",
				    &failure)
			  : sql_error(reader->db, rc, &failure);

	ok = ok && all_were_there(reader->db, row.count, &failure);
	if (!ok && !row.refused) {
		*err = failure;
	}
	return ok;
}

bool
state_mailbox_texts(
	struct state_reader *reader, struct mailbox *mailbox, struct error *err)
{
	bool there = false;
	bool ok = false;

	if (reader->texts == NULL &&
		!sql_prepare(reader->db,
			"SELECT " ROW_COLD_COLUMNS " FROM mailbox WHERE id = ?",
			&reader->texts, err)) {
		return false;
	}
	sql_bind_integer(reader->texts, 1, mailbox->id);
	ok = sql_step(reader->texts, &there, err) &&
	     (there || sql_error(NULL, SQLITE_CORRUPT, err));
	if (ok) {
		row_read_cold(reader->texts, 0, mailbox);
	}
	(void)sqlite3_reset(reader->texts);
	return ok;
}

bool
state_row_texts(
	struct state_row *row, struct mailbox *mailbox, struct error *err)
{
	return state_mailbox_texts(row->reader, mailbox, err);
}
