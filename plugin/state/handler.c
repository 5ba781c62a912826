// SPDX-License-Identifier: MIT
#include "state/handler.h"

#include <stdlib.h>
#include <sys/stat.h>

#include "core/mem.h"
#include "core/text.h"
#include "state/handler_db.h"
#include "state/remedy_past.h"
#include "state/sql.h"

const struct database_kind handler_kind = {1296188744, 1}; /* 'MBEH' */

static char *
path_of(const char *state_dir, const char *name)
{
	struct stat status = {0};
	char *folder = mem_print("%s/handler", state_dir);
	char *path = lstat(folder, &status) == 0 && S_ISDIR(status.st_mode)
			     ? mem_print("%s/%s", folder, name)
			     : mem_print("%s/%s", state_dir, name);

	free(folder);
	return path;
}

char *
handler_database_path(const char *state_dir)
{
	return path_of(state_dir, "handler.db");
}

char *
handler_lock_path(const char *state_dir)
{
	return path_of(state_dir, "handler.lock");
}

bool
handler_open(const char *path, enum state_condition *condition,
	struct handler_reader **reader, struct error *err)
{
	sqlite3 *db = NULL;

	if (!database_open_reading(path, &handler_kind, condition, &db, err)) {
		return false;
	}
	if (db != NULL) {
		*reader = mem_zeroed(1, sizeof(**reader));
		(*reader)->db = db;
	}
	return true;
}

void
handler_close(struct handler_reader *reader)
{
	if (reader != NULL) {
		(void)sqlite3_close(reader->db);
		free(reader);
	}
}

bool
handler_read_facts(struct handler_reader *reader, struct handler_facts *facts,
	struct error *err)
{
	struct handler_facts read = {0};
	sqlite3_stmt *stmt = NULL;
	bool row = false;
	bool ok = sql_prepare(reader->db,
			  "SELECT simulated, born_at, "
			  "(SELECT count(*) FROM remedy WHERE closed_at = 0), "
			  "(SELECT count(*) FROM message WHERE told_at = 0), "
			  "(SELECT count(*) FROM request "
			  " WHERE closed_at = 0 AND state = 'new'), "
			  "(SELECT error FROM message WHERE told_at = 0 "
			  " AND error IS NOT NULL ORDER BY id LIMIT 1) "
			  "FROM handler",
			  &stmt, err) &&
		  sql_step(stmt, &row, err) &&
		  (row || sql_error(NULL, SQLITE_CORRUPT, err));

	if (ok) {
		read.simulated = sqlite3_column_int(stmt, 0) != 0;
		read.born_at = sqlite3_column_int64(stmt, 1);
		read.open_remedies = sqlite3_column_int64(stmt, 2);
		read.untold_messages = sqlite3_column_int64(stmt, 3);
		read.waiting_requests = sqlite3_column_int64(stmt, 4);
		if (sql_column_text(stmt, 5) != NULL) {
			(void)text_clean(sql_column_text(stmt, 5), true,
				read.untold_why, sizeof(read.untold_why));
		}
		*facts = read;
	}
	(void)sqlite3_finalize(stmt);
	return ok;
}

bool
handler_knows_ack(struct handler_reader *reader, enum request_system system,
	const char *instance, const char *host, const char *service,
	time_t acked_at, bool *known, struct error *err)
{
	sqlite3_stmt *stmt = NULL;
	bool row = false;
	/* One without an instant, made since, can be about no other. */
	bool ok = sql_prepare(reader->db,
		"SELECT 1 FROM request WHERE host = ?1 AND service = ?2 "
		"AND coalesce(instance = ?3, 1) AND kind = 'acknowledge' "
		"AND system = ?5 "
		"AND CASE WHEN acked_at <> 0 THEN abs(acked_at - ?4) <= 1 "
		"ELSE made_at >= ?4 - 1 END LIMIT 1",
		&stmt, err);

	if (ok) {
		sql_bind_text(stmt, 1, host);
		sql_bind_text(stmt, 2, service);
		sql_bind_text(stmt, 3, instance);
		sql_bind_integer(stmt, 4, acked_at);
		sql_bind_text(stmt, 5, request_system_text(system));
		ok = sql_step(stmt, &row, err);
	}
	if (ok) {
		*known = row;
	}
	(void)sqlite3_finalize(stmt);
	return ok;
}

bool
handler_past(struct handler_reader *reader, const char *tenant,
	const struct mailbox *mailbox, struct remedy_past *past,
	struct error *err)
{
	sqlite3_stmt *stmt = NULL;
	bool ok = sql_prepare(reader->db, remedy_past_sql, &stmt, err) &&
		  remedy_past_read(stmt, tenant, mailbox, past, err);

	(void)sqlite3_finalize(stmt);
	return ok;
}

bool
handler_opened_since(struct handler_reader *reader, const char *tenant,
	time_t since, int64_t *count, struct error *err)
{
	sqlite3_stmt *stmt = NULL;
	bool row = false;
	bool ok = sql_prepare(reader->db, remedy_opened_sql, &stmt, err);

	if (ok) {
		sql_bind_text(stmt, 1, tenant);
		sql_bind_integer(stmt, 2, since);
		ok = sql_step(stmt, &row, err);
	}
	if (ok) {
		*count = sqlite3_column_int64(stmt, 0);
	}
	(void)sqlite3_finalize(stmt);
	return ok;
}
