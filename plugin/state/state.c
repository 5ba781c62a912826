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

#define STATE_READER_PATIENCE_MS 5000

struct state_reader {
	sqlite3 *db;
};

struct state_row {
	sqlite3_stmt *stmt;
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
	int rc = sqlite3_exec(db, "BEGIN; SELECT 1 FROM sqlite_schema LIMIT 1",
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
state_open(const char *path, enum state_condition *condition,
	struct state_reader **reader, struct error *err)
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
	rc = sqlite3_open_v2(
		path, &db, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX, NULL);
	if (rc != SQLITE_OK) {
		(void)error_set(err, ERROR_PERMISSION,
			"cannot be opened (%s): the user that runs this needs "
			"read access to it and its directory",
			sqlite3_errstr(rc));
		goto out;
	}
	(void)sqlite3_extended_result_codes(db, 1);
	(void)sqlite3_busy_timeout(db, STATE_READER_PATIENCE_MS);
	if (!look_inside(db, &found, err)) {
		goto out;
	}
	*condition = found;
	ok = true;
	if (found == STATE_READY) {
		*reader = mem_zeroed(1, sizeof(**reader));
		(*reader)->db = db;
		db = NULL;
	}
out:
	(void)sqlite3_close(db);
	return ok || error_prefix(err, "%s", path);
}

void
state_close(struct state_reader *reader)
{
	if (reader != NULL) {
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

bool
state_each_mailbox(struct state_reader *reader, const struct seat_list *seats,
	state_mailbox_fn *visit, void *context, struct error *err)
{
	struct state_row row = {0};
	bool there = false;
	bool ok = false;

	if (!sql_prepare(reader->db,
		    "SELECT " ROW_HOT_COLUMNS ", " ROW_COLD_COLUMNS
		    " FROM mailbox WHERE cause <> 0",
		    &row.stmt, err)) {
		return false;
	}
	for (;;) {
		struct mailbox mailbox = {0};
		if (!sql_step(row.stmt, &there, err)) {
			goto out;
		}
		if (!there) {
			break;
		}
		row_read_hot(row.stmt, 0, seats, &mailbox);
		if (!row_is_sound(&mailbox)) {
			(void)sql_error(NULL, SQLITE_CORRUPT, err);
			goto out;
		}
		if (!visit(context, &row, &mailbox, err)) {
			goto out;
		}
	}
	ok = true;
out:
	(void)sqlite3_finalize(row.stmt);
	return ok;
}

void
state_row_texts(struct state_row *row, struct mailbox *mailbox)
{
	row_read_cold(row->stmt, ROW_HOT_COUNT, mailbox);
}
