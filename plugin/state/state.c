// SPDX-License-Identifier: MIT
#include "state/state.h"

#include <stdlib.h>

#include "core/mem.h"
#include "state/database.h"
#include "state/facts.h"
#include "state/row.h"
#include "state/sql.h"

/* Looks up rows by id; those asked for in order, by going on to the next. */
struct lookup {
	sqlite3_stmt *stmt; /* NULL until the first is wanted */
	int64_t at;	    /* the id it stands at; 0: nowhere */
};

struct state_reader {
	sqlite3 *db;
	struct lookup texts;
	struct lookup actors;
	sqlite3_stmt *find; /* NULL until the first is wanted */
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
		(void)sqlite3_finalize(reader->texts.stmt);
		(void)sqlite3_finalize(reader->actors.stmt);
		(void)sqlite3_finalize(reader->find);
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

/* A statement that stands at a row is in the way of the next visit. */
static void
end_lookup(struct lookup *lookup)
{
	(void)sqlite3_reset(lookup->stmt);
	lookup->at = 0;
}

/*
 * One step of the aggregate that a visit is: a row's id, its "hot", and what
 * else judging needs.
 */
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
		mailbox.plan_disabled = sqlite3_value_int(columns[2]) != 0;
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
	int rc = sqlite3_create_function(reader->db, "visit", 3,
		SQLITE_UTF8 | SQLITE_DIRECTONLY, &row, NULL, visit_row,
		visit_end);
	bool ok = rc == SQLITE_OK
			  ? sql_run(reader->db,
				    "SELECT visit(id, hot, plan_disabled) "
				    "FROM mailbox",
				    &failure)
			  : sql_error(reader->db, rc, &failure);

	end_lookup(&reader->texts);
	end_lookup(&reader->actors);
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

/* Whether the statement stands at the row of `id` now. */
static bool
step_to(struct lookup *lookup, int64_t id, bool *found, struct error *err)
{
	bool row = false;

	if (!sql_step(lookup->stmt, &row, err)) {
		return false;
	}
	*found = row && sqlite3_column_int64(lookup->stmt, 0) == id;
	return true;
}

/* `sql` gives the rows from an id on, in order, each with its id first. */
static bool
look_up(struct state_reader *reader, struct lookup *lookup, const char *sql,
	int64_t id, struct error *err)
{
	bool found = false;
	bool ok = true;

	if (lookup->stmt == NULL &&
		!sql_prepare(reader->db, sql, &lookup->stmt, err)) {
		return false;
	}
	if (lookup->at != 0 && lookup->at == id - 1) {
		ok = step_to(lookup, id, &found, err);
	}
	if (ok && !found) {
		(void)sqlite3_reset(lookup->stmt);
		sql_bind_integer(lookup->stmt, 1, id);
		ok = step_to(lookup, id, &found, err) &&
		     (found || sql_error(NULL, SQLITE_CORRUPT, err));
	}
	lookup->at = ok ? id : 0;
	return ok;
}

bool
state_row_texts(
	struct state_row *row, struct mailbox *mailbox, struct error *err)
{
	struct lookup *texts = &row->reader->texts;

	if (!look_up(row->reader, texts,
		    "SELECT id, " ROW_COLD_COLUMNS
		    " FROM mailbox WHERE id >= ? ORDER BY id",
		    mailbox->id, err)) {
		return false;
	}
	row_read_cold(texts->stmt, 1, mailbox);
	return true;
}

bool
state_mailbox_texts(
	struct state_reader *reader, struct mailbox *mailbox, struct error *err)
{
	struct state_row row = {.reader = reader};
	bool ok = state_row_texts(&row, mailbox, err);

	end_lookup(&reader->texts);
	return ok;
}

bool
state_row_actor(
	struct state_row *row, struct mailbox *mailbox, struct error *err)
{
	struct lookup *actors = &row->reader->actors;

	if (!look_up(row->reader, actors,
		    "SELECT id, actor_kind, actor FROM mailbox "
		    "WHERE id >= ? ORDER BY id",
		    mailbox->id, err)) {
		return false;
	}
	mailbox->actor_kind =
		(enum actor_kind)sqlite3_column_int(actors->stmt, 1);
	mailbox->actor = (char *)(uintptr_t)sql_column_text(actors->stmt, 2);
	return true;
}
