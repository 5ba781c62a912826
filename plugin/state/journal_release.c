// SPDX-License-Identifier: MIT
/* Mailboxes somebody let go, and tenants that are paused. */
#include "state/journal.h"

#include "core/loss.h"
#include "state/journal_db.h"
#include "state/sql.h"

static const char held_sql[] =
	"SELECT lost_earliest, lost_latest, first_seen_at, at FROM release "
	"WHERE tenant = ?1 AND user_id = ?2 AND revoked_at = 0";

static bool
is_released(struct journal *journal, const char *tenant,
	const struct mailbox *mailbox, bool *released, struct error *err)
{
	sqlite3_stmt *stmt = NULL;
	bool ok = journal_statement(journal, held_sql, &stmt, err);

	*released = false;
	if (ok) {
		sql_bind_text(stmt, 1, tenant);
		sql_bind_guid(stmt, 2, &mailbox->user_id);
	}
	while (sql_next(stmt, &ok, err)) {
		const struct loss loss = {
			.earliest = sqlite3_column_int64(stmt, 0),
			.latest = sqlite3_column_int64(stmt, 1),
			.first_seen_at = sqlite3_column_int64(stmt, 2),
			.said_at = sqlite3_column_int64(stmt, 3),
		};
		*released = *released || loss_is_of(&loss, mailbox);
	}
	if (ok) {
		(void)sqlite3_clear_bindings(stmt);
	}
	return ok;
}

static const char release_sql[] =
	"INSERT INTO release (tenant, user_id, lost_earliest, lost_latest, "
	"first_seen_at, at, request, upn, author, comment) "
	"VALUES (?, ?, ?, ?, ?, ?, nullif(?, 0), ?, ?, ?)";

bool
journal_release(struct journal *journal, const char *tenant,
	const struct mailbox *mailbox, int64_t request, const char *author,
	const char *comment, time_t now, struct error *err)
{
	const struct loss loss = loss_of(mailbox, now);
	sqlite3_stmt *stmt = NULL;
	bool released = false;
	bool ok = false;

	if (!journal_enter(journal, err)) {
		return false;
	}
	ok = is_released(journal, tenant, mailbox, &released, err);
	if (ok && !released) {
		ok = journal_statement(journal, release_sql, &stmt, err);
	}
	if (stmt != NULL) {
		sql_bind_text(stmt, 1, tenant);
		sql_bind_guid(stmt, 2, &mailbox->user_id);
		sql_bind_integer(stmt, 3, loss.earliest);
		sql_bind_integer(stmt, 4, loss.latest);
		sql_bind_integer(stmt, 5, loss.first_seen_at);
		sql_bind_integer(stmt, 6, loss.said_at);
		sql_bind_integer(stmt, 7, request);
		sql_bind_text(stmt, 8, mailbox->upn);
		sql_bind_text(stmt, 9, author);
		sql_bind_text(stmt, 10, comment);
		ok = sql_done(stmt, err);
	}
	return journal_leave(journal, ok, err);
}

static const char revoke_sql[] =
	"UPDATE release SET revoked_at = ?3 "
	"WHERE tenant = ?1 AND user_id = ?2 AND revoked_at = 0";

/* All that hold: one of an earlier loss has nothing left to do. */
bool
journal_unrelease(struct journal *journal, const char *tenant,
	const struct mailbox *mailbox, time_t now, bool *was_released,
	struct error *err)
{
	sqlite3_stmt *stmt = NULL;
	bool released = false;
	bool ok = false;

	if (!journal_enter(journal, err)) {
		return false;
	}
	ok = is_released(journal, tenant, mailbox, &released, err) &&
	     journal_statement(journal, revoke_sql, &stmt, err);
	if (ok) {
		sql_bind_text(stmt, 1, tenant);
		sql_bind_guid(stmt, 2, &mailbox->user_id);
		sql_bind_integer(stmt, 3, now);
		ok = sql_done(stmt, err);
	}
	if (!journal_leave(journal, ok, err)) {
		return false;
	}
	*was_released = released;
	return true;
}

/* Since when, and by whom, is what the first one said. */
static const char pause_sql[] =
	"INSERT INTO pause (tenant, since, author, comment) "
	"SELECT ?1, ?2, ?3, ?4 WHERE NOT EXISTS "
	"(SELECT 1 FROM pause WHERE tenant = ?1)";
static const char resume_sql[] = "DELETE FROM pause WHERE tenant = ?1";
static const char is_paused_sql[] =
	"SELECT count(*) FROM pause WHERE tenant IN ('', ?1)";
static const char paused_alone_sql[] =
	"SELECT group_concat(tenant, ', ') FROM "
	"(SELECT tenant FROM pause WHERE tenant <> '' ORDER BY tenant)";

bool
journal_pause(struct journal *journal, const char *tenant, bool pause,
	const char *author, const char *comment, time_t now, struct error *err)
{
	sqlite3_stmt *stmt = NULL;
	bool ok = false;

	if (!journal_enter(journal, err)) {
		return false;
	}
	ok = journal_statement(
		journal, pause ? pause_sql : resume_sql, &stmt, err);
	if (ok) {
		sql_bind_text(stmt, 1, tenant == NULL ? "" : tenant);
		if (pause) {
			sql_bind_integer(stmt, 2, now);
			sql_bind_text(stmt, 3, author);
			sql_bind_text(stmt, 4, comment);
		}
		ok = sql_done(stmt, err);
	}
	return journal_leave(journal, ok, err);
}

bool
journal_is_paused(struct journal *journal, const char *tenant, bool *paused,
	struct error *err)
{
	sqlite3_stmt *stmt = NULL;
	bool row = false;
	bool ok = false;

	if (!journal_statement(journal, is_paused_sql, &stmt, err)) {
		return false;
	}
	sql_bind_text(stmt, 1, tenant == NULL ? "" : tenant);
	ok = sql_step(stmt, &row, err);
	if (ok) {
		*paused = sqlite3_column_int64(stmt, 0) != 0;
	}
	(void)sqlite3_reset(stmt);
	(void)sqlite3_clear_bindings(stmt);
	return ok;
}

bool
journal_paused_alone(struct journal *journal, char **tenants, struct error *err)
{
	sqlite3_stmt *stmt = NULL;
	bool row = false;
	bool ok = false;

	if (!journal_statement(journal, paused_alone_sql, &stmt, err)) {
		return false;
	}
	ok = sql_step(stmt, &row, err);
	if (ok) {
		*tenants = sql_column_copy(stmt, 0);
	}
	(void)sqlite3_reset(stmt);
	return ok;
}
