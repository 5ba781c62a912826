// SPDX-License-Identifier: MIT
#include "state/facts.h"

#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "state/sql.h"

const struct database_kind facts_kind = {1296188760, 1}; /* 'MBEX' */

/* Microsoft sells some hundreds of products. */
#define FACTS_SEAT_LIMIT 100000
#define FACTS_TEXT(number) FACTS_TEXT_OF(number)
#define FACTS_TEXT_OF(number) #number

#define RUN_COLUMNS                                                            \
	"id, started_at, ended_at, outcome, code, error, progress, listing, "  \
	"filter_agreed, filter_note, probed, probed_daily, probed_weekly, "    \
	"degraded, not_before, clock_offset_s, requests, "                     \
	"pages, bytes"

static enum run_outcome
outcome_of(const char *text)
{
	if (text != NULL && strcmp(text, "complete") == 0) {
		return RUN_COMPLETE;
	}
	return text != NULL && strcmp(text, "failed") == 0 ? RUN_FAILED
							   : RUN_RUNNING;
}

static enum tri
tri_of(sqlite3_stmt *stmt, int at)
{
	if (sqlite3_column_type(stmt, at) == SQLITE_NULL) {
		return TRI_UNKNOWN;
	}
	return sqlite3_column_int(stmt, at) != 0 ? TRI_YES : TRI_NO;
}

static void
read_run(sqlite3_stmt *stmt, struct run *run)
{
	const char *listing = sql_column_text(stmt, 7);

	run->id = sqlite3_column_int64(stmt, 0);
	run->started_at = sqlite3_column_int64(stmt, 1);
	run->ended_at = sqlite3_column_int64(stmt, 2);
	run->outcome = outcome_of(sql_column_text(stmt, 3));
	run->code = (enum error_code)sqlite3_column_int(stmt, 4);
	run->error = sql_column_copy(stmt, 5);
	run->progress = sql_column_copy(stmt, 6);
	run->listed_whole = listing != NULL && strcmp(listing, "whole") == 0;
	run->filter_agreed = tri_of(stmt, 8);
	run->filter_note = sql_column_copy(stmt, 9);
	run->probed = sqlite3_column_int(stmt, 10) != 0;
	run->probed_daily = sqlite3_column_int(stmt, 11) != 0;
	run->probed_weekly = sqlite3_column_int(stmt, 12) != 0;
	run->degraded = sql_column_copy(stmt, 13);
	run->not_before = sqlite3_column_int64(stmt, 14);
	run->has_clock_offset = sqlite3_column_type(stmt, 15) != SQLITE_NULL;
	run->clock_offset_s = sqlite3_column_int64(stmt, 15);
	run->requests = (uint64_t)sqlite3_column_int64(stmt, 16);
	run->pages = (uint64_t)sqlite3_column_int64(stmt, 17);
	run->bytes = (uint64_t)sqlite3_column_int64(stmt, 18);
}

/* One statement for both: preparing costs more than running. */
static bool
read_newest_runs(sqlite3 *db, struct state_facts *facts, struct error *err)
{
	sqlite3_stmt *stmt = NULL;
	bool row = false;
	bool ok = sql_prepare(db,
		"SELECT " RUN_COLUMNS " FROM run WHERE ?1 OR "
		"outcome = 'complete' ORDER BY id DESC LIMIT 1",
		&stmt, err);

	for (int any = 0; ok && any <= 1; any++) {
		sql_bind_integer(stmt, 1, any);
		ok = sql_step(stmt, &row, err);
		if (ok && row) {
			read_run(stmt, any ? &facts->last : &facts->complete);
			(void)sqlite3_reset(stmt);
		}
	}
	(void)sqlite3_finalize(stmt);
	return ok;
}

static bool
read_tenant(sqlite3 *db, struct state_facts *facts, struct error *err)
{
	sqlite3_stmt *stmt = NULL;
	bool row = false;
	bool ok = sql_prepare(db,
			  "SELECT simulated, born_at, dates_move, "
			  "history_accepted_at, plans, mass_announced, "
			  "audit_covers_from, certificate_expires_at, "
			  "tenant_id FROM tenant",
			  &stmt, err) &&
		  sql_step(stmt, &row, err);

	if (ok && row) {
		facts->simulated = sqlite3_column_int(stmt, 0) != 0;
		facts->born_at = sqlite3_column_int64(stmt, 1);
		facts->dates_move = (enum tri)sqlite3_column_int(stmt, 2);
		facts->history_accepted_at = sqlite3_column_int64(stmt, 3);
		facts->plans = sql_column_copy(stmt, 4);
		facts->mass_announced =
			(enum check_state)sqlite3_column_int(stmt, 5);
		facts->audit_covers_from = sqlite3_column_int64(stmt, 6);
		facts->certificate_expires_at = sqlite3_column_int64(stmt, 7);
		facts->tenant_id = sql_column_copy(stmt, 8);
	}
	(void)sqlite3_finalize(stmt);
	return ok;
}

/* `*capacity` seats, all zero from `count` on. */
static struct seat *
make_room(struct seat_list *list, size_t *capacity, size_t id)
{
	while (*capacity <= id) {
		size_t more = *capacity == 0 ? 16 : *capacity;
		list->seats = mem_resize(
			list->seats, *capacity + more, sizeof(*list->seats));
		memset(list->seats + *capacity, 0, more * sizeof(*list->seats));
		*capacity += more;
	}
	/* A damaged table need not be in order. */
	list->count = list->count > id ? list->count : id + 1;
	return &list->seats[id];
}

bool
facts_read_seats(sqlite3 *db, struct seat_list *list, struct error *err)
{
	sqlite3_stmt *stmt = NULL;
	size_t capacity = 0;
	bool row = false;
	bool ok = false;

	if (!sql_prepare(db,
		    "SELECT id, sku_id, part_number, subscribed, "
		    "gives_mailbox, free_seats, enabled_seats, "
		    "warning_seats, consumed_seats FROM sku "
		    "WHERE id BETWEEN 1 AND " FACTS_TEXT(
			    FACTS_SEAT_LIMIT) " ORDER BY id",
		    &stmt, err)) {
		goto out;
	}
	(void)make_room(list, &capacity, 0);
	for (;;) {
		struct seat *seat = NULL;
		if (!sql_step(stmt, &row, err)) {
			goto out;
		}
		if (!row) {
			break;
		}
		seat = make_room(
			list, &capacity, (size_t)sqlite3_column_int64(stmt, 0));
		seat->sku = sql_column_guid(stmt, 1);
		free(seat->part_number); /* nor each come once */
		seat->part_number = sql_column_copy(stmt, 2);
		seat->subscribed = sqlite3_column_int(stmt, 3) != 0;
		seat->gives_mailbox = sqlite3_column_int(stmt, 4) != 0;
		seat->free = sqlite3_column_int64(stmt, 5);
		seat->enabled = sqlite3_column_int64(stmt, 6);
		seat->warning = sqlite3_column_int64(stmt, 7);
		seat->consumed = sqlite3_column_int64(stmt, 8);
	}
	ok = true;
out:
	(void)sqlite3_finalize(stmt);
	return ok;
}

static bool
read_instant(sqlite3 *db, const char *sql, time_t *instant, struct error *err)
{
	int64_t value = 0;

	if (!sql_integer(db, sql, 0, &value, err)) {
		return false;
	}
	*instant = (time_t)value;
	return true;
}

bool
facts_read_earlier(sqlite3 *db, struct state_facts *facts, struct error *err)
{
	return read_instant(db,
		       "SELECT max(started_at) FROM run WHERE "
		       "outcome = 'complete' AND listing = 'whole'",
		       &facts->listed_whole_at, err) &&
	       read_instant(db,
		       "SELECT max(started_at) FROM run WHERE "
		       "outcome = 'complete' AND probed",
		       &facts->probed_at, err) &&
	       read_instant(db,
		       "SELECT max(started_at) FROM run WHERE "
		       "outcome = 'complete' AND probed_daily",
		       &facts->probed_daily_at, err) &&
	       read_instant(db,
		       "SELECT max(started_at) FROM run WHERE "
		       "outcome = 'complete' AND probed_weekly",
		       &facts->probed_weekly_at, err) &&
	       read_instant(db,
		       "SELECT max(started_at) FROM run WHERE "
		       "outcome = 'complete' AND " STATE_AUDITED_SQL,
		       &facts->audited_at, err) &&
	       /* A clock that once ran ahead is not to keep us waiting. */
	       read_instant(db,
		       "SELECT max(not_before) FROM run WHERE started_at <= "
		       "(SELECT started_at FROM run ORDER BY id DESC LIMIT 1)",
		       &facts->not_before, err);
}

static bool
read_filter(sqlite3 *db, struct state_facts *facts, struct error *err)
{
	sqlite3_stmt *stmt = NULL;
	bool row = false;
	bool ok = sql_prepare(db,
			  "SELECT started_at, filter_agreed, filter_note "
			  "FROM run WHERE outcome = 'complete' AND "
			  "filter_agreed IS NOT NULL ORDER BY id DESC LIMIT 1",
			  &stmt, err) &&
		  sql_step(stmt, &row, err);

	if (ok && row) {
		facts->filter_compared_at = sqlite3_column_int64(stmt, 0);
		facts->filter_agreed = tri_of(stmt, 1);
		facts->filter_note = sql_column_copy(stmt, 2);
	}
	(void)sqlite3_finalize(stmt);
	return ok;
}

bool
facts_read(sqlite3 *db, struct state_facts *facts, struct error *err)
{
	struct state_facts read = {0};

	if (!read_tenant(db, &read, err) || !read_newest_runs(db, &read, err) ||
		!facts_read_seats(db, &read.seats, err) ||
		!read_filter(db, &read, err)) {
		state_facts_release(&read);
		return false;
	}
	*facts = read;
	return true;
}
