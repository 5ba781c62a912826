// SPDX-License-Identifier: MIT
#include "state/events.h"

#include <stdlib.h>

#include "core/mem.h"
#include "state/database.h"
#include "state/facts.h"
#include "state/sql.h"

#define EVENTS_PATIENCE_MS 20
#define EVENTS_COLUMNS                                                         \
	"event.id, event.event, event.at, event.severity, event.mailbox, "     \
	"event.loss, event.deadline, event.text, mailbox.user_id, "            \
	"mailbox.upn, mailbox.cause"
#define EVENTS_FROM                                                            \
	" FROM event LEFT JOIN mailbox ON mailbox.id = event.mailbox "

/*
 * What the numbers of a row mean.  One of them that is none is damage, but no
 * reason to be silent about what happened.
 */
static void
read_numbers(sqlite3_stmt *stmt, struct notice *event)
{
	int64_t state = sqlite3_column_int64(stmt, 3);
	int64_t cause = sqlite3_column_int64(stmt, 10);

	event->is_damaged = state < CHECK_OK || state > CHECK_UNKNOWN ||
			    cause < CAUSE_NONE || cause >= CAUSE_COUNT;
	if (event->is_damaged) {
		event->state = CHECK_UNKNOWN;
		event->text = mem_print("this event is damaged in the "
					"database (severity %lld, cause %lld)",
			(long long)state, (long long)cause);
		return;
	}
	event->state = (enum check_state)state;
	event->cause = (enum cause)cause;
	event->text = sql_column_copy(stmt, 7);
}

/* A word of a newer version is passed over: the schema's is the same. */
static bool
visit_row(
	sqlite3_stmt *stmt, events_fn *visit, void *context, struct error *err)
{
	struct notice event = {.fate = NOTICE_WAITING};
	bool ok = true;

	if (!notice_kind_of_event(sql_column_text(stmt, 1), &event.kind)) {
		return true;
	}
	event.at = (time_t)sqlite3_column_int64(stmt, 2);
	event.mailbox = sqlite3_column_int64(stmt, 4);
	event.loss = sqlite3_column_int64(stmt, 5);
	event.deadline = (time_t)sqlite3_column_int64(stmt, 6);
	event.user_id = sql_column_guid(stmt, 8);
	event.upn = sql_column_copy(stmt, 9);
	read_numbers(stmt, &event);
	ok = visit(context, sqlite3_column_int64(stmt, 0), &event, err);
	notice_release(&event);
	return ok;
}

/* `*last` becomes the number of the last one, if there is any. */
static bool
visit_rows(sqlite3_stmt *stmt, events_fn *visit, void *context, size_t *count,
	int64_t *last, struct error *err)
{
	bool row = false;

	*count = 0;
	for (;;) {
		if (!sql_step(stmt, &row, err)) {
			return false;
		}
		if (!row) {
			return true;
		}
		if (!visit_row(stmt, visit, context, err)) {
			return false;
		}
		*last = sqlite3_column_int64(stmt, 0);
		(*count)++;
	}
}

bool
events_read(const char *path, int64_t after, size_t limit, events_fn *visit,
	void *context, int64_t *last, bool *more, bool *is_older,
	struct error *err)
{
	enum state_condition condition = STATE_READY;
	sqlite3_stmt *stmt = NULL;
	sqlite3 *db = NULL;
	int64_t newest = 0;
	size_t count = 0;
	bool ok = false;

	*last = after;
	*more = false;
	*is_older = false;
	if (!database_open_patiently(path, &facts_kind, EVENTS_PATIENCE_MS,
		    &condition, &db, err)) {
		return false;
	}
	if (db == NULL) {
		return true;
	}
	if (!sql_integer(db, "SELECT max(id) FROM event", 0, &newest, err) ||
		!sql_prepare(db,
			"SELECT " EVENTS_COLUMNS EVENTS_FROM
			"WHERE event.id > ? ORDER BY event.id LIMIT ?",
			&stmt, err)) {
		goto out;
	}
	*is_older = newest < after;
	sql_bind_integer(stmt, 1, after);
	sql_bind_integer(stmt, 2, (int64_t)limit);
	ok = visit_rows(stmt, visit, context, &count, last, err);
	*more = ok && count == limit;
out:
	(void)sqlite3_finalize(stmt);
	(void)sqlite3_close(db);
	return ok || error_prefix(err, "%s", path);
}

/*
 * The last event of each mailbox of which something is announced still, and
 * that of a mass loss that is on.  With max() SQLite takes the other columns
 * from the row that has the maximum.
 */
static const char alarms_sql[] =
	"SELECT " EVENTS_COLUMNS EVENTS_FROM "WHERE event.id IN ("
	"SELECT max(id) FROM event WHERE mailbox IS NOT NULL GROUP BY mailbox "
	"UNION SELECT max(id) FROM event WHERE event IN "
	"('mass-loss', 'mass-loss-over')) AND CASE WHEN event.mailbox IS NULL "
	"THEN (SELECT mass_announced FROM tenant) "
	"ELSE mailbox.announced END != 0 ORDER BY event.id";

bool
events_read_alarms(const char *path, events_fn *visit, void *context,
	int64_t *last, struct error *err)
{
	enum state_condition condition = STATE_READY;
	sqlite3_stmt *stmt = NULL;
	sqlite3 *db = NULL;
	int64_t last_alarm = 0;
	size_t count = 0;
	bool ok = false;

	if (!database_open_patiently(path, &facts_kind, EVENTS_PATIENCE_MS,
		    &condition, &db, err)) {
		return false;
	}
	*last = 0;
	if (db == NULL) {
		return true;
	}
	ok = sql_integer(db, "SELECT max(id) FROM event", 0, last, err) &&
	     sql_prepare(db, alarms_sql, &stmt, err) &&
	     visit_rows(stmt, visit, context, &count, &last_alarm, err);
	(void)sqlite3_finalize(stmt);
	(void)sqlite3_close(db);
	return ok || error_prefix(err, "%s", path);
}

bool
events_find_mailbox(const char *path, struct notice *event, struct error *err)
{
	enum state_condition condition = STATE_READY;
	sqlite3_stmt *stmt = NULL;
	sqlite3 *db = NULL;
	bool row = false;
	bool ok = false;

	if (!database_open_patiently(path, &facts_kind, EVENTS_PATIENCE_MS,
		    &condition, &db, err)) {
		return false;
	}
	if (db == NULL) {
		return true;
	}
	if (!sql_prepare(db,
		    "SELECT id, loss, cause, upn FROM mailbox "
		    "WHERE user_id = ?",
		    &stmt, err)) {
		goto out;
	}
	sql_bind_guid(stmt, 1, &event->user_id);
	ok = sql_step(stmt, &row, err);
	if (ok && row) {
		int cause = sqlite3_column_int(stmt, 2);
		event->mailbox = sqlite3_column_int64(stmt, 0);
		event->loss = sqlite3_column_int64(stmt, 1);
		event->cause = cause >= 0 && cause < CAUSE_COUNT
				       ? (enum cause)cause
				       : CAUSE_NONE;
		free(event->upn);
		event->upn = sql_column_copy(stmt, 3);
	}
out:
	(void)sqlite3_finalize(stmt);
	(void)sqlite3_close(db);
	return ok || error_prefix(err, "%s", path);
}
