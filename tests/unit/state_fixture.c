// SPDX-License-Identifier: MIT
#include "state_fixture.h"

#include "test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/mem.h"

static char directory[] = "/tmp/test_state.XXXXXX";

int
fixture_enter(void **state)
{
	(void)state;
	return mkdtemp(directory) == NULL || chdir(directory) != 0;
}

int
fixture_forget(void **state)
{
	(void)state;
	(void)unlink("t.db");
	(void)unlink("t.db-journal");
	return 0;
}

int
fixture_leave(void **state)
{
	(void)fixture_forget(state);
	return chdir("/") != 0 || rmdir(directory) != 0;
}

struct guid
fixture_guid(unsigned number)
{
	struct guid guid = {{0x40}};

	guid.bytes[14] = (unsigned char)(number >> 8);
	guid.bytes[15] = (unsigned char)number;
	return guid;
}

struct collection *
fixture_open_as(bool simulated, int busy_budget_s)
{
	const struct collection_settings settings = {
		.path = "t.db",
		.tenant = "contoso",
		.simulated = simulated,
		.now = FIXTURE_NOW,
		.busy_budget_s = busy_budget_s,
	};
	struct collection *collection = NULL;
	struct error err = {0};

	if (!collection_open(&settings, &collection, &err)) {
		fail_msg("%s", err.text);
	}
	return collection;
}

struct collection *
fixture_open(void)
{
	return fixture_open_as(false, 1);
}

struct state_reader *
fixture_read(enum state_condition *condition)
{
	struct state_reader *reader = NULL;
	struct error err = {0};

	if (!state_open("t.db", condition, &reader, &err)) {
		fail_msg("%s", err.text);
	}
	return reader;
}

struct mailbox
fixture_mailbox(unsigned number)
{
	int64_t n = 1000 * (int64_t)number;

	return (struct mailbox){
		.user_id = fixture_guid(number),
		.upn = mem_print("user%u@contoso.example", number),
		.display_name = mem_print("Usér %u", number),
		.mail = mem_print("mail%u@contoso.example", number),
		.usage_location = mem_text("DE"),
		.account_enabled = TRI_NO,
		.synced = TRI_YES,
		.cause = CAUSE_USER_DELETED,
		.place = PLACE_DELETED,
		.plans = PLANS_DELETED,
		.has_license = number % 2 == 0,
		.plan_disabled = number % 2 == 1,
		.ever_alive = true,
		.sku = fixture_guid(60000),
		.loss = n + 1,
		.first_seen_at = n + 2,
		.absent_at = n + 3,
		.plan_at = n + 4,
		.deleted_at = n + 5,
		.audit_at = n + 6,
		.actor_kind = ACTOR_GROUP,
		.actor = mem_text("admin@contoso.example"),
		.probe = PROBE_NOT_FOUND,
		.answered_at = n + 7,
		.silent_at = n + 8,
		.restored_at = n + 9,
		.gone_at = n + 10,
		.announced = EVENT_OVERDUE,
		.lost_earliest = n + 11,
		.lost_latest = n + 12,
		.counts_from = n + 13,
		.sources = SOURCE_AUDIT | SOURCE_DELETION,
		.confirmed = true,
	};
}

struct observation
fixture_seen(unsigned number)
{
	return (struct observation){
		.at = FIXTURE_NOW,
		.user_id = fixture_guid(number),
		.place = PLACE_ACTIVE,
	};
}

struct put {
	struct collection *collection;
	unsigned first;
	unsigned last;
};

static bool
put_mailboxes(void *context, struct error *err)
{
	const struct put *put = context;

	for (unsigned i = put->first; i <= put->last; i++) {
		struct mailbox mailbox = fixture_mailbox(i);
		bool ok =
			collection_put_mailbox(put->collection, &mailbox, err);
		mailbox_release(&mailbox);
		if (!ok) {
			return false;
		}
	}
	return true;
}

void
fixture_put(struct collection *collection, unsigned first, unsigned last)
{
	struct put put = {collection, first, last};
	struct error err = {0};

	if (!collection_write(collection, put_mailboxes, &put, &err)) {
		fail_msg("%s", err.text);
	}
}

struct end {
	struct collection *collection;
	struct run run;
};

static bool
put_run(void *context, struct error *err)
{
	const struct end *end = context;

	return collection_put_run(end->collection, &end->run, err);
}

int64_t
fixture_run(struct collection *collection, time_t at)
{
	struct end end = {collection,
		{.outcome = RUN_COMPLETE, .started_at = at, .ended_at = at}};
	struct error err = {0};

	if (!collection_begin(collection, at, &end.run.id, &err) ||
		!collection_write(collection, put_run, &end, &err)) {
		fail_msg("%s", err.text);
	}
	return end.run.id;
}

static sqlite3 *
open_raw(void)
{
	sqlite3 *db = NULL;

	assert_int_equal(sqlite3_open("t.db", &db), SQLITE_OK);
	(void)sqlite3_busy_timeout(db, 1000);
	return db;
}

static sqlite3_stmt *
prepare(sqlite3 *db, const char *sql)
{
	sqlite3_stmt *stmt = NULL;

	if (sqlite3_prepare_v2(db, sql, -1, &stmt, NULL) != SQLITE_OK) {
		fail_msg("%s: %s", sql, sqlite3_errmsg(db));
	}
	return stmt;
}

char *
fixture_value(const char *sql)
{
	sqlite3 *db = open_raw();
	sqlite3_stmt *stmt = prepare(db, sql);
	char *value = NULL;

	if (sqlite3_step(stmt) == SQLITE_ROW) {
		value = mem_text((const char *)sqlite3_column_text(stmt, 0));
	}
	(void)sqlite3_finalize(stmt);
	(void)sqlite3_close(db);
	return value;
}

int64_t
fixture_number(const char *sql)
{
	char *value = fixture_value(sql);
	int64_t number = value == NULL ? -1 : strtoll(value, NULL, 10);

	free(value);
	return number;
}

void
fixture_execute(const char *sql)
{
	sqlite3 *db = open_raw();

	if (sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK) {
		fail_msg("%s: %s", sql, sqlite3_errmsg(db));
	}
	(void)sqlite3_close(db);
}

static void
dump_rows(sqlite3 *db, const char *sql, FILE *out)
{
	sqlite3_stmt *stmt = prepare(db, sql);

	while (sqlite3_step(stmt) == SQLITE_ROW) {
		for (int i = 0; i < sqlite3_column_count(stmt); i++) {
			const unsigned char *text =
				sqlite3_column_text(stmt, i);
			(void)fprintf(out, "|%d:%s",
				sqlite3_column_type(stmt, i),
				text == NULL ? "" : (const char *)text);
		}
		(void)fputc('\n', out);
	}
	(void)sqlite3_finalize(stmt);
}

char *
fixture_dump(void)
{
	sqlite3 *db = open_raw();
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	assert_non_null(out);
	dump_rows(db, "SELECT * FROM sqlite_schema ORDER BY name", out);
	dump_rows(db, "PRAGMA user_version", out);
	dump_rows(db, "PRAGMA application_id", out);
	dump_rows(db, "SELECT * FROM tenant", out);
	dump_rows(db, "SELECT * FROM sku ORDER BY id", out);
	dump_rows(db, "SELECT * FROM mailbox ORDER BY id", out);
	dump_rows(db, "SELECT * FROM event ORDER BY id", out);
	dump_rows(db,
		"SELECT * FROM sqlite_sequence WHERE name <> 'run' "
		"ORDER BY name",
		out);
	assert_int_equal(fclose(out), 0);
	(void)sqlite3_close(db);
	return text;
}
