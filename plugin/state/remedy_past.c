// SPDX-License-Identifier: MIT
#include "state/remedy_past.h"

#include "core/loss.h"
#include "state/sql.h"

const char remedy_past_sql[] =
	"SELECT closed_at, state, lost_earliest, lost_latest, opened_at, "
	"restore_result + locate_result + assign_result + block_result = 0 "
	"AND EXISTS (SELECT 1 FROM request WHERE request.id = remedy.request "
	"AND request.kind = 'acknowledge'), id "
	"FROM remedy WHERE tenant = ?1 AND user_id = ?2 ORDER BY id";

const char remedy_opened_sql[] =
	"SELECT count(*) FROM remedy WHERE tenant = ?1 AND opened_at >= ?2 "
	"AND state NOT IN ('refused', 'rehearsed')";

static void
take(sqlite3_stmt *stmt, const struct mailbox *mailbox,
	struct remedy_past *past)
{
	time_t closed_at = sqlite3_column_int64(stmt, 0);
	const char *state = sql_column_text(stmt, 1);
	const struct loss loss = {
		.earliest = sqlite3_column_int64(stmt, 2),
		.latest = sqlite3_column_int64(stmt, 3),
		.said_at = sqlite3_column_int64(stmt, 4),
	};

	if (closed_at == 0) {
		past->has_open = true;
		past->may_end = sqlite3_column_int(stmt, 5) != 0;
		past->open_id = sqlite3_column_int64(stmt, 6);
	} else if (loss_is_of(&loss, mailbox)) {
		bool failed = sql_text_is(state, "failed");
		bool verified = sql_text_is(state, "verified");
		if (failed || verified) {
			past->failed_at = failed ? closed_at : 0;
		}
		past->verified = past->verified || verified;
	}
}

bool
remedy_past_read(sqlite3_stmt *stmt, const char *tenant,
	const struct mailbox *mailbox, struct remedy_past *past,
	struct error *err)
{
	struct remedy_past read = {0};
	bool ok = true;

	sql_bind_text(stmt, 1, tenant);
	sql_bind_guid(stmt, 2, &mailbox->user_id);
	while (sql_next(stmt, &ok, err)) {
		take(stmt, mailbox, &read);
	}
	if (ok) {
		(void)sqlite3_clear_bindings(stmt);
		*past = read;
	}
	return ok;
}
