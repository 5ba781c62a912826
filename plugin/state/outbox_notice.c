// SPDX-License-Identifier: MIT
/* Notices in the outbox: entered, visited, sent, forgotten. */
#include "state/outbox_db.h"

#include <stdlib.h>

#include "core/mem.h"
#include "state/sql.h"

#define TEXT_OF(number) #number
#define TEXT(number) TEXT_OF(number)
#define TRIM_AT_ONCE 500

bool
outbox_put(struct outbox *outbox, struct notice *notice, struct error *err)
{
	char id[GUID_TEXT_SIZE];
	sqlite3_stmt *stmt = NULL;
	int at = 1;

	if (!outbox_statement(outbox,
		    "INSERT INTO notice (kind, fate, summary, tenant, at, "
		    "state, mailbox, loss, user_id, cause, upn, deadline, "
		    "text, count, first) VALUES "
		    "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
		    &stmt, err)) {
		return false;
	}
	sql_bind_text(stmt, at++, notice_kind_text(notice->kind));
	sql_bind_integer(stmt, at++, notice->fate);
	sql_bind_integer(stmt, at++, notice->summary);
	sql_bind_integer(stmt, at++, notice->tenant);
	sql_bind_integer(stmt, at++, notice->at);
	sql_bind_integer(stmt, at++, notice->state);
	sql_bind_integer(stmt, at++, notice->mailbox);
	sql_bind_integer(stmt, at++, notice->loss);
	sql_bind_text(stmt, at++,
		guid_is_nil(&notice->user_id)
			? NULL
			: guid_text(&notice->user_id, id));
	sql_bind_integer(stmt, at++, notice->cause);
	sql_bind_text(stmt, at++, notice->upn);
	sql_bind_integer(stmt, at++, notice->deadline);
	sql_bind_text(stmt, at++, notice->text);
	sql_bind_integer(stmt, at++, notice->count);
	sql_bind_integer(stmt, at, notice->first);
	if (!sql_done(stmt, err)) {
		return false;
	}
	notice->sequence = sqlite3_last_insert_rowid(outbox->db);
	return true;
}

/* A number that is none of the enumeration is damage. */
static bool
is_sound(const struct notice *notice)
{
	return notice->fate >= NOTICE_WAITING &&
	       notice->fate <= NOTICE_GATHERING && notice->state >= CHECK_OK &&
	       notice->state <= CHECK_UNKNOWN && notice->cause >= CAUSE_NONE &&
	       (int)notice->cause < CAUSE_COUNT;
}

bool
outbox_read_notice(sqlite3_stmt *stmt, struct notice *notice, struct error *err)
{
	struct notice read = {0};
	int at = 0;

	read.sequence = sqlite3_column_int64(stmt, at++);
	if (!notice_kind_parse(sql_column_text(stmt, at++), &read.kind)) {
		return sql_error(NULL, SQLITE_CORRUPT, err);
	}
	read.fate = (enum notice_fate)sqlite3_column_int(stmt, at++);
	read.summary = sqlite3_column_int64(stmt, at++);
	read.tenant = (uint32_t)sqlite3_column_int64(stmt, at++);
	read.tenant_name = sql_column_copy(stmt, at++);
	read.at = (time_t)sqlite3_column_int64(stmt, at++);
	read.state = (enum check_state)sqlite3_column_int(stmt, at++);
	read.mailbox = sqlite3_column_int64(stmt, at++);
	read.loss = sqlite3_column_int64(stmt, at++);
	read.user_id = sql_column_guid(stmt, at++);
	read.cause = (enum cause)sqlite3_column_int(stmt, at++);
	read.upn = sql_column_copy(stmt, at++);
	read.deadline = (time_t)sqlite3_column_int64(stmt, at++);
	read.text = sql_column_copy(stmt, at++);
	read.count = sqlite3_column_int64(stmt, at++);
	read.first = sqlite3_column_int64(stmt, at);
	if (!is_sound(&read)) {
		notice_release(&read);
		return sql_error(NULL, SQLITE_CORRUPT, err);
	}
	*notice = read;
	return true;
}

bool
outbox_visit(sqlite3_stmt *stmt, outbox_fn *visit, void *context, size_t *count,
	struct error *err)
{
	size_t visited = 0;
	bool row = false;
	bool ok = true;

	for (;;) {
		struct notice notice = {0};
		if (!sql_step(stmt, &row, err)) {
			return false;
		}
		if (!row) {
			break;
		}
		ok = outbox_read_notice(stmt, &notice, err) &&
		     visit(context, &notice, err);
		notice_release(&notice);
		if (!ok) {
			(void)sqlite3_reset(stmt);
			return false;
		}
		visited++;
	}
	if (count != NULL) {
		*count = visited;
	}
	return true;
}

bool
outbox_each_waiting(struct outbox *outbox, int64_t after, size_t limit,
	outbox_fn *visit, void *context, struct error *err)
{
	sqlite3_stmt *stmt = NULL;

	if (!outbox_statement(outbox,
		    "SELECT " OUTBOX_COLUMNS OUTBOX_FROM
		    "WHERE fate = 1 AND sequence > ? ORDER BY sequence LIMIT ?",
		    &stmt, err)) {
		return false;
	}
	sql_bind_integer(stmt, 1, after);
	sql_bind_integer(stmt, 2, (int64_t)limit);
	return outbox_visit(stmt, visit, context, NULL, err) ||
	       error_prefix(err, "%s", outbox_path(outbox));
}

bool
outbox_each_newest(struct outbox *outbox, size_t limit, outbox_fn *visit,
	void *context, struct error *err)
{
	sqlite3_stmt *stmt = NULL;

	if (!outbox_statement(outbox,
		    "SELECT " OUTBOX_COLUMNS OUTBOX_FROM
		    "ORDER BY sequence DESC LIMIT ?",
		    &stmt, err)) {
		return false;
	}
	sql_bind_integer(stmt, 1, (int64_t)limit);
	return outbox_visit(stmt, visit, context, NULL, err) ||
	       error_prefix(err, "%s", outbox_path(outbox));
}

bool
outbox_count_waiting(struct outbox *outbox, int64_t *count, struct error *err)
{
	return sql_integer(outbox->db,
		       "SELECT count(*) FROM notice WHERE fate = 1", 0, count,
		       err) ||
	       error_prefix(err, "%s", outbox_path(outbox));
}

/* Its alarm is on somebody's screen, or is no longer. */
static bool
note_alarm(
	struct outbox *outbox, const struct notice *notice, struct error *err)
{
	sqlite3_stmt *stmt = NULL;
	bool ok = notice_is_clear(notice->kind)
			  ? outbox_statement(outbox,
				    "DELETE FROM alarm WHERE tenant = ? AND "
				    "mailbox = ? AND loss = ?",
				    &stmt, err)
			  : outbox_statement(outbox,
				    "INSERT OR IGNORE INTO alarm "
				    "(tenant, mailbox, loss) VALUES (?, ?, ?)",
				    &stmt, err);

	if (!ok) {
		return false;
	}
	sql_bind_integer(stmt, 1, notice->tenant);
	sql_bind_integer(stmt, 2, notice->mailbox);
	sql_bind_integer(stmt, 3, notice->loss);
	return sql_done(stmt, err);
}

bool
outbox_sent(
	struct outbox *outbox, const struct notice *notice, struct error *err)
{
	sqlite3_stmt *stmt = NULL;

	if (!outbox_statement(outbox,
		    "UPDATE notice SET fate = 2 WHERE sequence = ?", &stmt,
		    err)) {
		return false;
	}
	sql_bind_integer(stmt, 1, notice->sequence);
	return sql_done(stmt, err) &&
	       (notice->mailbox == 0 || note_alarm(outbox, notice, err));
}

bool
outbox_trim(struct outbox *outbox, bool *more, struct error *err)
{
	if (!sql_run(outbox->db,
		    "DELETE FROM notice WHERE sequence IN (SELECT sequence "
		    "FROM notice WHERE sequence <= (SELECT seq FROM "
		    "sqlite_sequence WHERE name = 'notice') - " TEXT(
			    OUTBOX_KEPT) " AND fate NOT IN (1, 4) "
					 "ORDER BY sequence LIMIT " TEXT(
						 TRIM_AT_ONCE) ")",
		    err)) {
		return error_prefix(err, "%s", outbox_path(outbox));
	}
	*more = sqlite3_changes(outbox->db) == TRIM_AT_ONCE;
	return true;
}
