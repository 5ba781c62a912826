// SPDX-License-Identifier: MIT
#include "state/collection.h"

#include <stdlib.h>

#include "core/mem.h"
#include "state/collection_db.h"
#include "state/database.h"
#include "state/facts.h"
#include "state/sql.h"
#include "state/tenant_sql.h"

/* 1: done; 0: a reader was in the way; -1: failed. */
static int
try_write(struct collection *collection, collection_write_fn *write,
	void *context, struct error *err)
{
	struct error ignored = {0};
	bool ok = sql_run(collection->db, "BEGIN IMMEDIATE", err) &&
		  write(context, err) && sql_run(collection->db, "COMMIT", err);

	if (ok) {
		return 1;
	}
	(void)sqlite3_exec(collection->db, "ROLLBACK", NULL, NULL, NULL);
	/* SKU rows that were rolled back must not be remembered. */
	(void)!collection_reload_seats(collection, &ignored);
	return err->code == ERROR_WAIT ? 0 : -1;
}

static bool
write_patiently(struct collection *collection, collection_write_fn *write,
	void *context, struct error *err)
{
	int tries = collection->busy_budget_s; /* each takes a second */

	for (;;) {
		int result = try_write(collection, write, context, err);
		if (result != 0) {
			return result > 0;
		}
		if (--tries <= 0) {
			return error_prefix(err, "others read it for too long");
		}
		database_pause();
	}
}

bool
collection_write(struct collection *collection, collection_write_fn *write,
	void *context, struct error *err)
{
	return write_patiently(collection, write, context, err) ||
	       error_prefix(err, "cannot write %s",
		       sqlite3_db_filename(collection->db, "main"));
}

struct schema_context {
	struct collection *collection;
	const struct collection_settings *settings;
};

static bool
create_schema(void *context, struct error *err)
{
	struct schema_context *schema = context;
	sqlite3 *db = schema->collection->db;
	sqlite3_stmt *stmt = NULL;
	bool ok = false;

	if (!sql_run(db, tenant_sql, err) ||
		!sql_prepare(db,
			"INSERT INTO tenant (id, name, simulated, born_at) "
			"VALUES (1, ?, ?, ?)",
			&stmt, err)) {
		goto out;
	}
	sql_bind_text(stmt, 1, schema->settings->tenant);
	sql_bind_integer(stmt, 2, schema->settings->simulated);
	sql_bind_integer(stmt, 3, schema->settings->now);
	ok = sql_done(stmt, err);
out:
	(void)sqlite3_finalize(stmt);
	return ok;
}

/* Creates it inside one transaction: never half a schema. */
static bool
bring_schema_up(struct collection *collection,
	const struct collection_settings *settings, struct error *err)
{
	struct schema_context schema = {collection, settings};
	int64_t version = 0;

	if (!database_version(collection->db, &facts_kind, &version, err)) {
		return false;
	}
	return sql_run(collection->db, "PRAGMA journal_mode = DELETE", err) &&
	       (version != 0 || collection_write(collection, create_schema,
					&schema, err));
}

static bool
check_clock(struct collection *collection,
	const struct collection_settings *settings, struct error *err)
{
	int64_t simulated = 0;

	return sql_integer(collection->db, "SELECT simulated FROM tenant", 0,
		       &simulated, err) &&
	       database_check_clock(simulated != 0, settings->simulated, err);
}

bool
collection_open(const struct collection_settings *settings,
	struct collection **collection, struct error *err)
{
	struct collection *opened = mem_zeroed(1, sizeof(*opened));

	opened->busy_budget_s = settings->busy_budget_s;
	if (!database_open_writing(settings->path, &opened->db, err) ||
		!bring_schema_up(opened, settings, err) ||
		!check_clock(opened, settings, err) ||
		!sql_run(opened->db, seen_sql, err) ||
		!collection_prepare_seen(opened, err) ||
		!collection_reload_seats(opened, err)) {
		collection_close(opened);
		return error_prefix(err, "%s", settings->path);
	}
	*collection = opened;
	return true;
}

void
collection_close(struct collection *collection)
{
	if (collection == NULL) {
		return;
	}
	(void)sqlite3_finalize(collection->put_seen);
	(void)sqlite3_finalize(collection->put_audit);
	(void)sqlite3_finalize(collection->put_probe);
	(void)sqlite3_finalize(collection->audits_of);
	(void)sqlite3_finalize(collection->update_mailbox);
	(void)sqlite3_finalize(collection->insert_mailbox);
	(void)sqlite3_finalize(collection->put_event);
	(void)sqlite3_close(collection->db);
	seat_list_release(&collection->seats);
	free(collection);
}

bool
collection_facts(struct collection *collection, struct state_facts *facts,
	struct error *err)
{
	struct state_facts read = {0};

	if (!facts_read(collection->db, &read, err) ||
		!facts_read_earlier(collection->db, &read, err)) {
		state_facts_release(&read);
		return false;
	}
	*facts = read;
	return true;
}

bool
collection_reload_seats(struct collection *collection, struct error *err)
{
	struct seat_list seats = {0};

	if (!facts_read_seats(collection->db, &seats, err)) {
		seat_list_release(&seats);
		return false;
	}
	seat_list_release(&collection->seats);
	collection->seats = seats;
	return true;
}

struct begin_context {
	struct collection *collection;
	time_t started_at;
	int64_t run_id;
};

static bool
insert_run(void *context, struct error *err)
{
	struct begin_context *begin = context;
	sqlite3 *db = begin->collection->db;
	sqlite3_stmt *stmt = NULL;
	bool ok = false;

	/* Whoever left a run running was killed: we hold the lock. */
	if (!sql_prepare(db,
		    "UPDATE run SET outcome = 'failed', progress = NULL, "
		    "error = 'interrupted', ended_at = ?1 "
		    "WHERE outcome = 'running'",
		    &stmt, err)) {
		return false;
	}
	sql_bind_integer(stmt, 1, begin->started_at);
	ok = sql_done(stmt, err);
	(void)sqlite3_finalize(stmt);
	stmt = NULL;
	if (!ok || !sql_prepare(db,
			   "INSERT INTO run (started_at, outcome) "
			   "VALUES (?, 'running')",
			   &stmt, err)) {
		return false;
	}
	sql_bind_integer(stmt, 1, begin->started_at);
	ok = sql_done(stmt, err);
	(void)sqlite3_finalize(stmt);
	begin->run_id = sqlite3_last_insert_rowid(db);
	return ok;
}

bool
collection_begin(struct collection *collection, time_t started_at,
	int64_t *run_id, struct error *err)
{
	struct begin_context begin = {collection, started_at, 0};

	if (!collection_write(collection, insert_run, &begin, err)) {
		return false;
	}
	*run_id = begin.run_id;
	return true;
}

bool
collection_progress(struct collection *collection, int64_t run_id,
	const char *text, struct error *err)
{
	sqlite3_stmt *stmt = NULL;
	bool ok = false;

	if (!sql_prepare(collection->db,
		    "UPDATE run SET progress = ? WHERE id = ?", &stmt, err)) {
		return false;
	}
	sql_bind_text(stmt, 1, text);
	sql_bind_integer(stmt, 2, run_id);
	(void)sqlite3_busy_timeout(collection->db, 0);
	ok = sql_done(stmt, err);
	(void)sqlite3_busy_timeout(collection->db, DATABASE_WRITER_WAIT_MS);
	(void)sqlite3_finalize(stmt);
	return ok;
}

struct run_context {
	struct collection *collection;
	const struct run *run;
};

static bool
end_failed_run(void *context, struct error *err)
{
	struct run_context *ending = context;

	return collection_put_run(ending->collection, ending->run, err);
}

bool
collection_fail(
	struct collection *collection, const struct run *run, struct error *err)
{
	struct run_context ending = {collection, run};

	return collection_write(collection, end_failed_run, &ending, err);
}
