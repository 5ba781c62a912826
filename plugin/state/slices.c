// SPDX-License-Identifier: MIT
#include "state/slices.h"

#include <stdlib.h>

#include "core/mem.h"
#include "state/database.h"
#include "state/facts.h"
#include "state/row.h"
#include "state/sql.h"

struct slices {
	sqlite3 *db;
	sqlite3_stmt *rows;
	int64_t version;    /* of the file, as this connection counts them */
	int64_t complete;   /* the run that wrote the mailboxes */
	time_t accepted_at; /* of the history */
	int64_t after;	    /* the id that was visited last */
	int64_t count;	    /* of rows seen, to be compared at the end */
};

#define SLICES_PATIENCE_MS 20

static bool
read_version(sqlite3 *db, int64_t *version, struct error *err)
{
	return sql_integer(db, "PRAGMA data_version", 0, version, err);
}

bool
slices_open(const char *path, enum state_condition *condition,
	struct slices **slices, struct state_facts *facts, struct error *err)
{
	struct state_facts read = {0};
	struct slices *opened = NULL;
	sqlite3 *db = NULL;
	bool ok = false;

	if (!database_open_patiently(path, &facts_kind, SLICES_PATIENCE_MS,
		    condition, &db, err)) {
		return false;
	}
	if (db == NULL) {
		return true;
	}
	opened = mem_zeroed(1, sizeof(*opened));
	opened->db = db;
	if (!read_version(db, &opened->version, err) ||
		!facts_read(db, &read, err) || !sql_run(db, "COMMIT", err)) {
		goto out;
	}
	opened->complete = read.complete.id;
	opened->accepted_at = read.history_accepted_at;
	*facts = read;
	read = (struct state_facts){0};
	*slices = opened;
	opened = NULL;
	ok = true;
out:
	state_facts_release(&read);
	slices_close(opened);
	return ok || error_prefix(err, "%s", path);
}

void
slices_close(struct slices *slices)
{
	if (slices != NULL) {
		(void)sqlite3_finalize(slices->rows);
		(void)sqlite3_close(slices->db);
		free(slices);
	}
}

static bool
visit_row(struct slices *slices, const struct seat_list *seats,
	slices_fn *visit, void *context, struct error *err)
{
	const char *hot = sql_column_blob(slices->rows, 1);
	size_t length = (size_t)sqlite3_column_bytes(slices->rows, 1);
	struct mailbox mailbox = {0};
	bool ok = true;

	slices->after = sqlite3_column_int64(slices->rows, 0);
	slices->count++;
	if (hot == NULL ||
		!row_read_packed(slices->after, hot, length, seats, &mailbox) ||
		!row_is_sound(&mailbox)) {
		return sql_error(NULL, SQLITE_CORRUPT, err);
	}
	if (mailbox.cause != CAUSE_NONE) {
		row_read_cold(slices->rows, 2, &mailbox);
		ok = visit(context, &mailbox, err);
		mailbox_release(&mailbox);
	}
	return ok;
}

static bool
visit_rows(struct slices *slices, const struct seat_list *seats, size_t limit,
	slices_fn *visit, void *context, bool *more, struct error *err)
{
	size_t visited = 0;

	if (slices->rows == NULL &&
		!sql_prepare(slices->db,
			"SELECT id, hot, " ROW_COLD_COLUMNS
			" FROM mailbox WHERE id > ? ORDER BY id",
			&slices->rows, err)) {
		return false;
	}
	sql_bind_integer(slices->rows, 1, slices->after);
	*more = true;
	while (visited < limit && *more) {
		if (!sql_step(slices->rows, more, err) ||
			(*more && !visit_row(slices, seats, visit, context,
					  err))) {
			(void)sqlite3_reset(slices->rows);
			return false;
		}
		visited++;
	}
	(void)sqlite3_reset(slices->rows);
	return true;
}

/*
 * The collector notes its progress in the same file; mailboxes are written only
 * together with a complete run.
 */
static bool
look_whether_moved(struct slices *slices, bool *moved, struct error *err)
{
	int64_t version = 0;
	int64_t complete = 0;
	int64_t accepted_at = 0;

	/* The version that a transaction sees is known once it has read. */
	if (!sql_run(slices->db, "BEGIN; SELECT 1 FROM sqlite_schema LIMIT 1",
		    err) ||
		!read_version(slices->db, &version, err)) {
		return false;
	}
	*moved = false;
	if (version == slices->version) {
		return true;
	}
	if (!sql_integer(slices->db,
		    "SELECT max(id) FROM run WHERE outcome = 'complete'", 0,
		    &complete, err) ||
		!sql_integer(slices->db,
			"SELECT history_accepted_at FROM tenant", 0,
			&accepted_at, err)) {
		return false;
	}
	slices->version = version;
	*moved = complete != slices->complete ||
		 (time_t)accepted_at != slices->accepted_at;
	return true;
}

bool
slices_next(struct slices *slices, const struct seat_list *seats, size_t limit,
	slices_fn *visit, void *context, enum slice_result *result,
	struct error *err)
{
	bool moved = false;
	bool more = false;
	bool ok = false;

	if (!look_whether_moved(slices, &moved, err)) {
		goto out;
	}
	if (moved) {
		*result = SLICE_MOVED;
		ok = true;
		goto out;
	}
	if (!visit_rows(slices, seats, limit, visit, context, &more, err) ||
		(!more && !database_has_all(
				  slices->db, "mailbox", slices->count, err))) {
		goto out;
	}
	*result = more ? SLICE_MORE : SLICE_END;
	ok = true;
out:
	if (sqlite3_get_autocommit(slices->db) == 0) {
		(void)sqlite3_exec(slices->db, "ROLLBACK", NULL, NULL, NULL);
	}
	return ok;
}
