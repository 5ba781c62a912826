// SPDX-License-Identifier: MIT
#include "state/remedy_row.h"

#include "state/sql.h"

/* 0: no state is called that. */
static enum remedy_state
state_of(const char *text)
{
	for (int i = REMEDY_OPEN; i <= REMEDY_REHEARSED; i++) {
		if (sql_text_is(
			    text, remedy_state_text((enum remedy_state)i))) {
			return (enum remedy_state)i;
		}
	}
	return (enum remedy_state)0;
}

static int
read_fixed(sqlite3_stmt *stmt, int at, struct remedy *remedy)
{
	const char *cause = NULL;

	remedy->request = sqlite3_column_int64(stmt, at++);
	remedy->tenant = sql_column_copy(stmt, at++);
	remedy->user_id = sql_column_guid(stmt, at++);
	remedy->upn = sql_column_copy(stmt, at++);
	cause = sql_column_text(stmt, at++);
	if (cause == NULL || !cause_parse(cause, &remedy->cause)) {
		remedy->cause = CAUSE_NONE;
	}
	remedy->loss = sqlite3_column_int64(stmt, at++);
	remedy->lost_earliest = sqlite3_column_int64(stmt, at++);
	remedy->lost_latest = sqlite3_column_int64(stmt, at++);
	remedy->deadline.earliest = sqlite3_column_int64(stmt, at++);
	remedy->deadline.latest = sqlite3_column_int64(stmt, at++);
	remedy->opened_at = sqlite3_column_int64(stmt, at++);
	return at;
}

static void
read_moving(sqlite3_stmt *stmt, int at, struct remedy *remedy)
{
	remedy->force = sqlite3_column_int(stmt, at++) != 0;
	remedy->block = sqlite3_column_int(stmt, at++) != 0;
	remedy->by_group = sqlite3_column_int(stmt, at++) != 0;
	remedy->sku = sql_column_guid(stmt, at++);
	remedy->sku_is_asked = sqlite3_column_int(stmt, at++) != 0;
	remedy->assigned = sql_column_guid(stmt, at++);
	for (int i = 0; i < WRITE_KINDS; i++) {
		struct remedy_write *write = &remedy->writes[i];
		write->result =
			(enum write_result)sqlite3_column_int(stmt, at++);
		write->sent_at = sqlite3_column_int64(stmt, at++);
		write->count = sqlite3_column_int64(stmt, at++);
	}
	remedy->state = state_of(sql_column_text(stmt, at++));
	remedy->reason = sql_column_copy(stmt, at++);
	remedy->due_at = sqlite3_column_int64(stmt, at++);
	remedy->closed_at = sqlite3_column_int64(stmt, at++);
	remedy->looks = (unsigned)sqlite3_column_int(stmt, at);
}

static bool
is_sound(const struct remedy *remedy)
{
	for (int i = 0; i < WRITE_KINDS; i++) {
		const struct remedy_write *write = &remedy->writes[i];
		if ((unsigned)write->result > WRITE_REFUSED ||
			write->count < 0) {
			return false;
		}
	}
	return remedy->tenant != NULL && !guid_is_nil(&remedy->user_id) &&
	       remedy->cause != CAUSE_NONE && (int)remedy->state != 0 &&
	       (remedy->closed_at != 0) == remedy_is_closed(remedy);
}

bool
remedy_row_read(sqlite3_stmt *stmt, struct remedy *remedy, struct error *err)
{
	struct remedy read = {.id = sqlite3_column_int64(stmt, 0)};

	read_moving(stmt, read_fixed(stmt, 1, &read), &read);
	if (!is_sound(&read)) {
		remedy_release(&read);
		return sql_error(NULL, SQLITE_CORRUPT, err);
	}
	*remedy = read;
	return true;
}

void
remedy_row_bind_fixed(sqlite3_stmt *stmt, int at, const struct remedy *remedy)
{
	sql_bind_integer(stmt, at++, remedy->request);
	sql_bind_text(stmt, at++, remedy->tenant);
	sql_bind_guid(stmt, at++, &remedy->user_id);
	sql_bind_text(stmt, at++, remedy->upn);
	sql_bind_text(stmt, at++, cause_text(remedy->cause));
	sql_bind_integer(stmt, at++, remedy->loss);
	sql_bind_integer(stmt, at++, remedy->lost_earliest);
	sql_bind_integer(stmt, at++, remedy->lost_latest);
	sql_bind_integer(stmt, at++, remedy->deadline.earliest);
	sql_bind_integer(stmt, at++, remedy->deadline.latest);
	sql_bind_integer(stmt, at, remedy->opened_at);
}

void
remedy_row_bind_moving(sqlite3_stmt *stmt, int at, const struct remedy *remedy)
{
	sql_bind_integer(stmt, at++, remedy->force);
	sql_bind_integer(stmt, at++, remedy->block);
	sql_bind_integer(stmt, at++, remedy->by_group);
	sql_bind_guid_or_null(stmt, at++, &remedy->sku);
	sql_bind_integer(stmt, at++, remedy->sku_is_asked);
	sql_bind_guid_or_null(stmt, at++, &remedy->assigned);
	for (int i = 0; i < WRITE_KINDS; i++) {
		const struct remedy_write *write = &remedy->writes[i];
		sql_bind_integer(stmt, at++, write->result);
		sql_bind_integer(stmt, at++, write->sent_at);
		sql_bind_integer(stmt, at++, write->count);
	}
	sql_bind_text(stmt, at++, remedy_state_text(remedy->state));
	sql_bind_text(stmt, at++, remedy->reason);
	sql_bind_integer(stmt, at++, remedy->due_at);
	sql_bind_integer(stmt, at++, remedy->closed_at);
	sql_bind_integer(stmt, at, remedy->looks);
}
