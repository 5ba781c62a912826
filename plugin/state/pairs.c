// SPDX-License-Identifier: MIT
/* The join that feeds evidence_merge(): what was known beside what was seen. */
#include "state/collection.h"

#include <stdlib.h>

#include "core/mem.h"
#include "state/collection_db.h"
#include "state/row.h"
#include "state/sql.h"

/*
 * Read in slices that are finished before they are visited, since the visitor
 * writes to the very table they come from.
 */
#define PAIRS_SLICE 500

struct pair {
	bool has_before;
	bool has_seen;
	struct mailbox before;
	struct observation seen;
	char *texts[4]; /* that the observation borrows */
	struct audit_record *audits;
};

#define SEEN_COLUMNS                                                           \
	"seen.user_id, by, at, seen.place, seen.account_enabled, "             \
	"seen.synced, guest, seen.deleted_at, seen.plans, seen.plan_at, "      \
	"seen.has_license, seen.plan_disabled, seen.sku, seen.upn, "           \
	"seen.display_name, seen.mail, seen.usage_location, seen.probe"

#define MAILBOX_HOT                                                            \
	"mailbox.id, cause, mailbox.place, mailbox.plans, lost_earliest, "     \
	"lost_latest, counts_from, first_seen_at, absent_at, "                 \
	"mailbox.deleted_at, mailbox.probe, answered_at, silent_at, "          \
	"restored_at, gone_at, mailbox.account_enabled, confirmed, "           \
	"sources, mailbox.sku"
#define MAILBOX_COLD                                                           \
	"mailbox.user_id, loss, announced, mailbox.synced, "                   \
	"mailbox.has_license, mailbox.plan_disabled, ever_alive, "             \
	"mailbox.plan_at, audit_at, actor_kind, actor, mailbox.upn, "          \
	"mailbox.display_name, mailbox.mail, mailbox.usage_location"

static const char pairs_sql[] =
	"SELECT k.user_id, " SEEN_COLUMNS ", " MAILBOX_HOT ", " MAILBOX_COLD
	" FROM (SELECT user_id FROM main.mailbox WHERE user_id > ?1"
	" UNION SELECT user_id FROM temp.seen WHERE user_id > ?1"
	" ORDER BY user_id LIMIT ?2) AS k"
	" LEFT JOIN temp.seen ON seen.user_id = k.user_id"
	" LEFT JOIN main.mailbox ON mailbox.user_id = k.user_id"
	" ORDER BY k.user_id";
#define PAIRS_SEEN_AT 1
#define PAIRS_MAILBOX_AT 19

static void
pair_release(struct pair *pair)
{
	mailbox_release(&pair->before);
	for (size_t i = 0; i < 4; i++) {
		free(pair->texts[i]);
	}
	for (size_t i = 0; i < pair->seen.audit_count; i++) {
		audit_record_release(&pair->audits[i]);
	}
	free(pair->audits);
	*pair = (struct pair){0};
}

static void
read_seen(sqlite3_stmt *stmt, struct pair *pair)
{
	struct observation *seen = &pair->seen;
	int at = PAIRS_SEEN_AT;
	int64_t by = 0;

	seen->user_id = sql_column_guid(stmt, at++);
	by = sqlite3_column_int64(stmt, at++);
	seen->only_whole =
		(by & (SEEN_BY_LISTING | SEEN_BY_FILTER)) == SEEN_BY_LISTING;
	seen->at = sqlite3_column_int64(stmt, at++);
	seen->place = (enum place)sqlite3_column_int(stmt, at++);
	seen->account_enabled = (enum tri)sqlite3_column_int(stmt, at++);
	seen->synced = (enum tri)sqlite3_column_int(stmt, at++);
	seen->guest = sqlite3_column_int(stmt, at++) != 0;
	seen->deleted_at = sqlite3_column_int64(stmt, at++);
	seen->plans = (enum plans)sqlite3_column_int(stmt, at++);
	seen->plan_at = sqlite3_column_int64(stmt, at++);
	seen->has_license = sqlite3_column_int(stmt, at++) != 0;
	seen->plan_disabled = sqlite3_column_int(stmt, at++) != 0;
	seen->sku = sql_column_guid(stmt, at++);
	for (int i = 0; i < 4; i++) {
		pair->texts[i] = sql_column_copy(stmt, at++);
	}
	seen->upn = pair->texts[0];
	seen->display_name = pair->texts[1];
	seen->mail = pair->texts[2];
	seen->usage_location = pair->texts[3];
	seen->probe = (enum probe_answer)sqlite3_column_int(stmt, at);
}

static bool
read_audits(struct collection *collection, struct pair *pair, struct error *err)
{
	sqlite3_stmt *stmt = collection->audits_of;
	size_t capacity = 0;
	size_t count = 0;
	bool row = false;

	sql_bind_guid(stmt, 1, &pair->seen.user_id);
	for (;;) {
		struct audit_record *record = NULL;
		if (!sql_step(stmt, &row, err)) {
			return false;
		}
		if (!row) {
			break;
		}
		pair->audits = mem_grow(
			pair->audits, count, &capacity, sizeof(*pair->audits));
		record = &pair->audits[count++];
		*record = (struct audit_record){
			.user = pair->seen.user_id,
			.activity = (enum audit_activity)sqlite3_column_int(
				stmt, 0),
			.at = sqlite3_column_int64(stmt, 1),
			.actor_kind =
				(enum actor_kind)sqlite3_column_int(stmt, 2),
			.actor = sql_column_copy(stmt, 3),
			.has_detail = sqlite3_column_int(stmt, 4) != 0,
		};
		if (sqlite3_column_type(stmt, 5) != SQLITE_NULL) {
			record->removed_skus[0] = sql_column_guid(stmt, 5);
			record->removed_count = 1;
		}
		pair->seen.audits = pair->audits;
		pair->seen.audit_count = count;
	}
	return true;
}

static void
read_before(sqlite3_stmt *stmt, const struct seat_list *seats,
	struct mailbox *before)
{
	sqlite3_value *hot[ROW_HOT_COUNT];

	/* Unprotected values, which is the same without SQLite's mutexes. */
	for (int i = 0; i < ROW_HOT_COUNT; i++) {
		hot[i] = sqlite3_column_value(stmt, PAIRS_MAILBOX_AT + i);
	}
	row_read_hot(hot, seats, before);
	row_read_cold(stmt, PAIRS_MAILBOX_AT + ROW_HOT_COUNT, before);
}

static bool
read_slice(struct collection *collection, sqlite3_stmt *stmt,
	struct pair *pairs, size_t *count, struct error *err)
{
	bool row = false;

	*count = 0;
	for (;;) {
		struct pair *pair = NULL;
		if (!sql_step(stmt, &row, err)) {
			return false;
		}
		if (!row) {
			break;
		}
		pair = &pairs[(*count)++];
		*pair = (struct pair){0};
		pair->has_seen =
			sqlite3_column_type(stmt, PAIRS_SEEN_AT) != SQLITE_NULL;
		pair->has_before = sqlite3_column_type(stmt,
					   PAIRS_MAILBOX_AT) != SQLITE_NULL;
		if (pair->has_seen) {
			read_seen(stmt, pair);
			if (!read_audits(collection, pair, err)) {
				return false;
			}
		}
		if (pair->has_before) {
			read_before(stmt, &collection->seats, &pair->before);
			if (!row_is_sound(&pair->before)) {
				return sql_error(NULL, SQLITE_CORRUPT, err);
			}
		}
	}
	return true;
}

static bool
visit_slice(const struct pair *pairs, size_t count, collection_pair_fn *visit,
	void *context, struct error *err)
{
	for (size_t i = 0; i < count; i++) {
		const struct pair *pair = &pairs[i];
		if (!visit(context, pair->has_before ? &pair->before : NULL,
			    pair->has_seen ? &pair->seen : NULL, err)) {
			return false;
		}
	}
	return true;
}

bool
collection_each(struct collection *collection, collection_pair_fn *visit,
	void *context, struct error *err)
{
	struct pair *pairs = mem_zeroed(PAIRS_SLICE, sizeof(*pairs));
	char last[GUID_TEXT_SIZE] = "";
	sqlite3_stmt *stmt = NULL;
	size_t count = 0;
	bool ok = sql_prepare(collection->db, pairs_sql, &stmt, err);

	while (ok) {
		const struct pair *end = NULL;
		sql_bind_text(stmt, 1, last);
		sql_bind_integer(stmt, 2, PAIRS_SLICE);
		ok = read_slice(collection, stmt, pairs, &count, err) &&
		     visit_slice(pairs, count, visit, context, err);
		if (count > 0) {
			end = &pairs[count - 1];
			(void)guid_text(end->has_seen ? &end->seen.user_id
						      : &end->before.user_id,
				last);
		}
		for (size_t i = 0; i < count; i++) {
			pair_release(&pairs[i]);
		}
		if (count < PAIRS_SLICE) {
			break;
		}
	}
	(void)sqlite3_finalize(stmt);
	free(pairs);
	return ok;
}
