// SPDX-License-Identifier: MIT
#include "state/row.h"

#include "state/sql.h"

static void
adopt(const int64_t value[ROW_HOT_COUNT], const struct seat_list *seats,
	struct mailbox *mailbox)
{
	size_t at = 0;

	*mailbox = (struct mailbox){0};
	mailbox->id = value[at++];
	mailbox->cause = (enum cause)value[at++];
	mailbox->place = (enum place)value[at++];
	mailbox->plans = (enum plans)value[at++];
	mailbox->lost_earliest = value[at++];
	mailbox->lost_latest = value[at++];
	mailbox->counts_from = value[at++];
	mailbox->first_seen_at = value[at++];
	mailbox->absent_at = value[at++];
	mailbox->deleted_at = value[at++];
	mailbox->probe = (enum probe_answer)value[at++];
	mailbox->answered_at = value[at++];
	mailbox->silent_at = value[at++];
	mailbox->restored_at = value[at++];
	mailbox->gone_at = value[at++];
	mailbox->account_enabled = (enum tri)value[at++];
	mailbox->confirmed = value[at++] != 0;
	mailbox->sources = (unsigned)value[at++];
	if (value[at] > 0 && (uint64_t)value[at] < seats->count) {
		mailbox->sku = seats->seats[value[at]].sku;
	}
}

void
row_read_hot(sqlite3_value **columns, const struct seat_list *seats,
	struct mailbox *mailbox)
{
	int64_t value[ROW_HOT_COUNT];

	for (size_t i = 0; i < ROW_HOT_COUNT; i++) {
		value[i] = sqlite3_value_int64(columns[i]);
	}
	adopt(value, seats, mailbox);
}

/* Digits as SQLite prints an integer, up to a blank or the end. */
static bool
take_number(const char **at, const char *end, int64_t *value)
{
	bool negative = *at < end && **at == '-';
	const char *digit = *at + (negative ? 1 : 0);
	const char *first = digit;
	uint64_t number = 0;

	while (digit < end && *digit >= '0' && *digit <= '9') {
		number = number * 10 + (uint64_t)(*digit++ - '0');
	}
	if (digit == first || digit - first > 18 ||
		(digit < end && *digit != ' ')) {
		return false;
	}
	*value = negative ? -(int64_t)number : (int64_t)number;
	*at = digit < end ? digit + 1 : end;
	return true;
}

bool
row_read_packed(int64_t id, const char *text, size_t length,
	const struct seat_list *seats, struct mailbox *mailbox)
{
	int64_t value[ROW_HOT_COUNT] = {id};
	const char *at = text;
	const char *end = text + length;

	for (size_t i = 1; i < ROW_HOT_COUNT; i++) {
		if (!take_number(&at, end, &value[i])) {
			return false;
		}
	}
	adopt(value, seats, mailbox);
	return at == end;
}

bool
row_is_sound(const struct mailbox *mailbox)
{
	return (unsigned)mailbox->cause < CAUSE_COUNT &&
	       (unsigned)mailbox->place <= PLACE_GONE &&
	       (unsigned)mailbox->plans <= PLANS_DELETED &&
	       (unsigned)mailbox->probe <= PROBE_FAILED &&
	       (unsigned)mailbox->account_enabled <= TRI_YES;
}

void
row_read_cold(sqlite3_stmt *stmt, int at, struct mailbox *mailbox)
{
	mailbox->user_id = sql_column_guid(stmt, at++);
	mailbox->loss = sqlite3_column_int64(stmt, at++);
	mailbox->announced = sqlite3_column_int(stmt, at++);
	mailbox->synced = (enum tri)sqlite3_column_int(stmt, at++);
	mailbox->has_license = sqlite3_column_int(stmt, at++) != 0;
	mailbox->plan_disabled = sqlite3_column_int(stmt, at++) != 0;
	mailbox->ever_alive = sqlite3_column_int(stmt, at++) != 0;
	mailbox->plan_at = sqlite3_column_int64(stmt, at++);
	mailbox->audit_at = sqlite3_column_int64(stmt, at++);
	mailbox->actor_kind = (enum actor_kind)sqlite3_column_int(stmt, at++);
	mailbox->actor = sql_column_copy(stmt, at++);
	mailbox->upn = sql_column_copy(stmt, at++);
	mailbox->display_name = sql_column_copy(stmt, at++);
	mailbox->mail = sql_column_copy(stmt, at++);
	mailbox->usage_location = sql_column_copy(stmt, at);
}

void
row_bind(sqlite3_stmt *stmt, int at, const struct mailbox *mailbox, int64_t sku)
{
	const int64_t hot[] = {mailbox->cause, mailbox->place, mailbox->plans,
		mailbox->lost_earliest, mailbox->lost_latest,
		mailbox->counts_from, mailbox->first_seen_at,
		mailbox->absent_at, mailbox->deleted_at, mailbox->probe,
		mailbox->answered_at, mailbox->silent_at, mailbox->restored_at,
		mailbox->gone_at, mailbox->account_enabled, mailbox->confirmed,
		mailbox->sources, sku};
	const int64_t cold[] = {mailbox->loss, mailbox->announced,
		mailbox->synced, mailbox->has_license, mailbox->plan_disabled,
		mailbox->ever_alive, mailbox->plan_at, mailbox->audit_at,
		mailbox->actor_kind};

	for (size_t i = 0; i < sizeof(hot) / sizeof(hot[0]); i++) {
		sql_bind_integer(stmt, at++, hot[i]);
	}
	sql_bind_guid(stmt, at++, &mailbox->user_id);
	for (size_t i = 0; i < sizeof(cold) / sizeof(cold[0]); i++) {
		sql_bind_integer(stmt, at++, cold[i]);
	}
	sql_bind_text(stmt, at++, mailbox->actor);
	sql_bind_text(stmt, at++, mailbox->upn);
	sql_bind_text(stmt, at++, mailbox->display_name);
	sql_bind_text(stmt, at++, mailbox->mail);
	sql_bind_text(stmt, at, mailbox->usage_location);
}
