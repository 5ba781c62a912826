// SPDX-License-Identifier: MIT
/* What monitoring, and the subagent, are to be told. */
#include "state/journal.h"

#include <stdlib.h>

#include "core/mem.h"
#include "state/journal_db.h"
#include "state/sql.h"

static const char tell_sql[] =
	"INSERT INTO message (request, act, made_at, due_at, system, "
	"instance, host, service, text) VALUES (?1, ?2, ?3, ?3, ?4, ?5, ?6, "
	"?7, ?8)";

static bool
insert_message(struct journal *journal, const struct message *message,
	time_t now, struct error *err)
{
	sqlite3_stmt *stmt = NULL;

	if (!journal_statement(journal, tell_sql, &stmt, err)) {
		return false;
	}
	sql_bind_integer(stmt, 1, message->request);
	sql_bind_integer(stmt, 2, message->act);
	sql_bind_integer(stmt, 3, now);
	sql_bind_text(stmt, 4, request_system_text(message->system));
	sql_bind_text(stmt, 5, message->instance);
	sql_bind_text(stmt, 6, message->host);
	sql_bind_text(stmt, 7, message->service);
	sql_bind_text(stmt, 8, message->text);
	return sql_done(stmt, err);
}

bool
journal_tell(struct journal *journal, const struct message *message, time_t now,
	struct error *err)
{
	return journal_enter(journal, err) &&
	       journal_leave(journal,
		       insert_message(journal, message, now, err), err);
}

bool
journal_tells(struct journal *journal, int64_t request, int act, bool *tells,
	struct error *err)
{
	sqlite3_stmt *stmt = NULL;
	bool ok = journal_statement(journal,
		"SELECT 1 FROM message WHERE request = ?1 AND act = ?2", &stmt,
		err);

	if (ok) {
		sql_bind_integer(stmt, 1, request);
		sql_bind_integer(stmt, 2, act);
		ok = sql_step(stmt, tells, err);
		(void)sqlite3_reset(stmt);
	}
	return ok;
}

/* An earlier one of the same object that is not told yet holds it up. */
#define MESSAGE_EARLIER                                                        \
	"SELECT 1 FROM message AS earlier INDEXED BY message_object "          \
	"WHERE earlier.told_at = 0 AND earlier.host = message.host "           \
	"AND earlier.service = message.service "                               \
	"AND earlier.system = message.system "                                 \
	"AND earlier.instance IS message.instance "                            \
	"AND earlier.id < message.id "

static const char messages_sql[] =
	"SELECT id, request, act, tries, system, instance, host, service, text "
	"FROM message INDEXED BY message_due "
	"WHERE told_at = 0 AND (due_at <= ?1 OR due_at > ?3) "
	"AND NOT EXISTS (" MESSAGE_EARLIER
	"AND earlier.due_at > ?1 AND earlier.due_at <= ?3) "
	"ORDER BY id LIMIT ?2";
static const char next_message_sql[] =
	"SELECT min(due_at) FROM message INDEXED BY message_due "
	"WHERE told_at = 0 AND NOT EXISTS (" MESSAGE_EARLIER ")";

/* 0: no system is called that. */
static enum request_system
system_of(const char *text)
{
	for (int i = SYSTEM_HAND; i <= SYSTEM_ICINGA2; i++) {
		if (sql_text_is(text,
			    request_system_text((enum request_system)i))) {
			return (enum request_system)i;
		}
	}
	return (enum request_system)0;
}

struct kept_message {
	struct message message;
	char *texts[4];
};

static void
forget_message(struct kept_message *kept)
{
	for (size_t i = 0; i < 4; i++) {
		free(kept->texts[i]);
	}
}

/* What the worker would stumble over is damage. */
static bool
read_message(sqlite3_stmt *stmt, struct kept_message *kept, struct error *err)
{
	struct message *message = &kept->message;
	int64_t act = 0;

	*kept = (struct kept_message){0};
	message->id = sqlite3_column_int64(stmt, 0);
	message->request = sqlite3_column_int64(stmt, 1);
	act = sqlite3_column_int64(stmt, 2);
	message->tries = sqlite3_column_int64(stmt, 3);
	message->system = system_of(sql_column_text(stmt, 4));
	for (int i = 0; i < 4; i++) {
		kept->texts[i] = sql_column_copy(stmt, 5 + i);
	}
	message->instance = kept->texts[0];
	message->host = kept->texts[1];
	message->service = kept->texts[2];
	message->text = kept->texts[3];
	if ((int)message->system == 0 || message->host == NULL ||
		message->service == NULL || act < 1 || act > MESSAGE_ACT_LAST ||
		message->tries < 0) {
		forget_message(kept);
		return sql_error(NULL, SQLITE_CORRUPT, err);
	}
	message->act = (int)act;
	return true;
}

/* Read to the end, then visited: the visitor writes to the same table. */
static bool
visit_messages(sqlite3_stmt *stmt, journal_message_fn *visit, void *context,
	struct error *err)
{
	struct kept_message *kept = NULL;
	size_t capacity = 0;
	size_t count = 0;
	bool ok = true;

	while (sql_next(stmt, &ok, err)) {
		kept = mem_grow(kept, count, &capacity, sizeof(*kept));
		ok = read_message(stmt, &kept[count], err);
		count += ok;
	}
	(void)sqlite3_reset(stmt);
	for (size_t i = 0; i < count; i++) {
		ok = ok && visit(context, &kept[i].message, err);
		forget_message(&kept[i]);
	}
	free(kept);
	return ok;
}

bool
journal_each_message(struct journal *journal, time_t now, size_t limit,
	journal_message_fn *visit, void *context, struct error *err)
{
	sqlite3_stmt *stmt = NULL;

	if (!journal_statement(journal, messages_sql, &stmt, err)) {
		return false;
	}
	sql_bind_integer(stmt, 1, now);
	sql_bind_limit(stmt, 2, limit);
	sql_bind_integer(stmt, 3, now + JOURNAL_WAIT_LIMIT_S);
	return visit_messages(stmt, visit, context, err);
}

bool
journal_next_message(struct journal *journal, time_t *due_at, struct error *err)
{
	int64_t value = 0;

	if (!sql_integer(journal->db, next_message_sql, 0, &value, err)) {
		return false;
	}
	*due_at = (time_t)value;
	return true;
}

static const char told_sql[] =
	"UPDATE message SET tries = tries + 1, told_at = ?2, error = ?3, "
	"due_at = CASE WHEN ?2 = 0 THEN ?4 ELSE due_at END WHERE id = ?1";

static bool
update_message(struct journal *journal, int64_t id, time_t now,
	const char *error, time_t retry_at, struct error *err)
{
	bool again = error != NULL && retry_at != 0;
	sqlite3_stmt *stmt = NULL;

	if (!journal_statement(journal, told_sql, &stmt, err)) {
		return false;
	}
	sql_bind_integer(stmt, 1, id);
	sql_bind_integer(stmt, 2, again ? 0 : now);
	sql_bind_text(stmt, 3, error);
	sql_bind_integer(stmt, 4, retry_at);
	return sql_done(stmt, err) && journal_changed_one(journal, err);
}

bool
journal_told(struct journal *journal, int64_t id, time_t now, const char *error,
	time_t retry_at, struct error *err)
{
	return journal_enter(journal, err) &&
	       journal_leave(journal,
		       update_message(journal, id, now, error, retry_at, err),
		       err);
}

static const char event_sql[] =
	"INSERT INTO event (at, event, severity, tenant, user_id, remedy, "
	"deadline, text) VALUES (?, ?, ?, ?, ?, nullif(?, 0), nullif(?, 0), "
	"?)";

static bool
insert_event(struct journal *journal, const struct handler_event *event,
	struct error *err)
{
	sqlite3_stmt *stmt = NULL;

	if (!journal_statement(journal, event_sql, &stmt, err)) {
		return false;
	}
	sql_bind_integer(stmt, 1, event->at);
	sql_bind_text(stmt, 2, event->event);
	sql_bind_integer(stmt, 3, event->severity);
	sql_bind_text(stmt, 4, event->tenant);
	sql_bind_text(stmt, 5, event->user_id);
	sql_bind_integer(stmt, 6, event->remedy);
	sql_bind_integer(stmt, 7, event->deadline);
	sql_bind_text(stmt, 8, event->text);
	return sql_done(stmt, err);
}

bool
journal_put_event(struct journal *journal, const struct handler_event *event,
	struct error *err)
{
	return journal_enter(journal, err) &&
	       journal_leave(journal, insert_event(journal, event, err), err);
}
