// SPDX-License-Identifier: MIT
#include "state/state.h"

#include <stdlib.h>

#include "core/mem.h"
#include "state/database.h"
#include "state/facts.h"
#include "state/row.h"
#include "state/sql.h"

struct state_reader {
	sqlite3 *db;
	/* NULL until the first are wanted. */
	sqlite3_stmt *texts;
	sqlite3_stmt *find;
	sqlite3_stmt *actors;
	int64_t actors_at; /* the id it stands at; 0: nowhere */
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

bool
state_open(const char *path, enum state_condition *condition,
	struct state_reader **reader, struct error *err)
{
	sqlite3 *db = NULL;

	if (!database_open_reading(path, &facts_kind, condition, &db, err)) {
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
		(void)sqlite3_finalize(reader->find);
		(void)sqlite3_finalize(reader->actors);
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

	(void)sqlite3_reset(reader->actors);
	reader->actors_at = 0;
	ok = ok && database_has_all(reader->db, "mailbox", row.count, &failure);
	if (!ok && !row.refused) {
		*err = failure;
	}
	return ok;
}

bool
state_find_mailbox(struct state_reader *reader, const struct guid *user_id,
	int64_t *id, struct error *err)
{
	bool row = false;
	bool ok = false;

	if (reader->find == NULL &&
		!sql_prepare(reader->db,
			"SELECT id FROM mailbox WHERE user_id = ?",
			&reader->find, err)) {
		return false;
	}
	sql_bind_guid(reader->find, 1, user_id);
	ok = sql_step(reader->find, &row, err);
	if (ok) {
		*id = row ? sqlite3_column_int64(reader->find, 0) : 0;
	}
	(void)sqlite3_reset(reader->find);
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

/* Whether the statement stands at the row of `id` now. */
static bool
step_to_actor(sqlite3_stmt *stmt, int64_t id, bool *found, struct error *err)
{
	bool row = false;

	if (!sql_step(stmt, &row, err)) {
		return false;
	}
	*found = row && sqlite3_column_int64(stmt, 0) == id;
	return true;
}

/*
 * In a mass loss nearly each row is asked for: going on to the next one costs a
 * third of looking it up.
 */
bool
state_row_actor(
	struct state_row *row, struct mailbox *mailbox, struct error *err)
{
	struct state_reader *reader = row->reader;
	bool found = false;
	bool ok = true;

	if (reader->actors == NULL &&
		!sql_prepare(reader->db,
			"SELECT id, actor_kind, actor FROM mailbox "
			"WHERE id >= ? ORDER BY id",
			&reader->actors, err)) {
		return false;
	}
	if (reader->actors_at != 0 && reader->actors_at == mailbox->id - 1) {
		ok = step_to_actor(reader->actors, mailbox->id, &found, err);
	}
	if (ok && !found) {
		(void)sqlite3_reset(reader->actors);
		sql_bind_integer(reader->actors, 1, mailbox->id);
		ok = step_to_actor(reader->actors, mailbox->id, &found, err) &&
		     (found || sql_error(NULL, SQLITE_CORRUPT, err));
	}
	reader->actors_at = ok ? mailbox->id : 0;
	if (ok) {
		mailbox->actor_kind =
			(enum actor_kind)sqlite3_column_int(reader->actors, 1);
		mailbox->actor =
			(char *)(uintptr_t)sql_column_text(reader->actors, 2);
	}
	return ok;
}
