// SPDX-License-Identifier: MIT
/* What a run sees, in temporary tables until all of it was seen. */
#include "state/collection.h"

#include <stdlib.h>

#include "core/mem.h"
#include "state/collection_db.h"
#include "state/sql.h"

const char seen_sql[] =
	"PRAGMA temp.cache_size = -4000;"
	"CREATE TEMP TABLE seen ("
	" user_id TEXT PRIMARY KEY, by INTEGER, at INTEGER, place INTEGER,"
	" account_enabled INTEGER, synced INTEGER, guest INTEGER,"
	" deleted_at INTEGER, plans INTEGER, plan_at INTEGER,"
	" has_license INTEGER, plan_disabled INTEGER, sku TEXT,"
	" upn TEXT, display_name TEXT, mail TEXT, usage_location TEXT,"
	" probe INTEGER NOT NULL DEFAULT 0) WITHOUT ROWID;"
	"CREATE TEMP TABLE audit ("
	" user_id TEXT, activity INTEGER, at INTEGER, actor_kind INTEGER,"
	" actor TEXT, has_detail INTEGER, sku TEXT);"
	"CREATE INDEX temp.audit_user ON audit (user_id)";

/*
 * A user may come twice: by listing and filter (the bits add up), in the
 * recycle bin after the listing showed it active (deleted while we looked:
 * later wins), and by id, which overrules everything.
 */
static const char put_seen_sql[] =
	"INSERT INTO temp.seen (user_id, by, at, place, account_enabled,"
	" synced, guest, deleted_at, plans, plan_at, has_license,"
	" plan_disabled, sku, upn, display_name, mail, usage_location)"
	" VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13,"
	" ?14, ?15, ?16, ?17)"
	" ON CONFLICT (user_id) DO UPDATE SET by = seen.by | excluded.by,"
	" at = excluded.at, place = excluded.place,"
	" account_enabled = excluded.account_enabled,"
	" synced = excluded.synced, guest = excluded.guest,"
	" deleted_at = excluded.deleted_at, plans = excluded.plans,"
	" plan_at = excluded.plan_at, has_license = excluded.has_license,"
	" plan_disabled = excluded.plan_disabled, sku = excluded.sku,"
	" upn = excluded.upn, display_name = excluded.display_name,"
	" mail = excluded.mail, usage_location = excluded.usage_location";

bool
collection_prepare_seen(struct collection *collection, struct error *err)
{
	sqlite3 *db = collection->db;

	return sql_prepare(db, put_seen_sql, &collection->put_seen, err) &&
	       sql_prepare(db,
		       "INSERT INTO temp.audit VALUES (?, ?, ?, ?, ?, ?, ?)",
		       &collection->put_audit, err) &&
	       sql_prepare(db,
		       "UPDATE temp.seen SET probe = ?2 WHERE user_id = ?1",
		       &collection->put_probe, err) &&
	       sql_prepare(db,
		       "SELECT activity, at, actor_kind, actor, has_detail, "
		       "sku FROM temp.audit WHERE user_id = ?",
		       &collection->audits_of, err);
}

bool
collection_saw(struct collection *collection, const struct observation *seen,
	enum seen_by by, struct error *err)
{
	sqlite3_stmt *stmt = collection->put_seen;
	const int64_t situation[] = {by, seen->at, seen->place,
		seen->account_enabled, seen->synced, seen->guest,
		seen->deleted_at, seen->plans, seen->plan_at, seen->has_license,
		seen->plan_disabled};
	int at = 1;

	sql_bind_guid(stmt, at++, &seen->user_id);
	for (size_t i = 0; i < sizeof(situation) / sizeof(situation[0]); i++) {
		sql_bind_integer(stmt, at++, situation[i]);
	}
	sql_bind_guid(stmt, at++, &seen->sku);
	sql_bind_text(stmt, at++, seen->upn);
	sql_bind_text(stmt, at++, seen->display_name);
	sql_bind_text(stmt, at++, seen->mail);
	sql_bind_text(stmt, at, seen->usage_location);
	return sql_done(stmt, err) ||
	       error_prefix(err, "temporary table (SQLITE_TMPDIR, /var/tmp)");
}

static bool
put_audit(struct collection *collection, const struct audit_record *record,
	const struct guid *sku, struct error *err)
{
	sqlite3_stmt *stmt = collection->put_audit;

	sql_bind_guid(stmt, 1, &record->user);
	sql_bind_integer(stmt, 2, record->activity);
	sql_bind_integer(stmt, 3, record->at);
	sql_bind_integer(stmt, 4, record->actor_kind);
	sql_bind_text(stmt, 5, record->actor);
	sql_bind_integer(stmt, 6, record->has_detail);
	if (sku != NULL) {
		sql_bind_guid(stmt, 7, sku);
	}
	return sql_done(stmt, err);
}

bool
collection_saw_audit(struct collection *collection,
	const struct audit_record *record, struct error *err)
{
	/* One row a record: the first SKU is the one that had the mailbox. */
	return put_audit(collection, record,
		record->removed_count > 0 ? &record->removed_skus[0] : NULL,
		err);
}

bool
collection_forget_audits(struct collection *collection, struct error *err)
{
	return sql_run(collection->db, "DELETE FROM temp.audit", err);
}

bool
collection_saw_probe(struct collection *collection, const struct guid *user_id,
	enum probe_answer answer, struct error *err)
{
	sql_bind_guid(collection->put_probe, 1, user_id);
	sql_bind_integer(collection->put_probe, 2, answer);
	return sql_done(collection->put_probe, err);
}

void
guid_list_add(struct guid_list *list, const struct guid *id)
{
	list->ids = mem_grow(
		list->ids, list->count, &list->capacity, sizeof(*list->ids));
	list->ids[list->count++] = *id;
}

void
guid_list_release(struct guid_list *list)
{
	free(list->ids);
	*list = (struct guid_list){0};
}

bool
collection_unconfirmed(struct collection *collection,
	const struct unconfirmed *which, struct guid_list *ids,
	struct error *err)
{
	sqlite3_stmt *stmt = NULL;
	bool row = false;
	bool ok = false;

	/* 2 is PROBE_SHARED, 3 PLANS_DELETED, 2 PLACE_GONE, 2 SEEN_BY_FILTER */
	if (!sql_prepare(collection->db,
		    "SELECT user_id FROM mailbox WHERE (place <> 2 OR"
		    "  (gone_at > ?2 AND gone_at < lost_latest + ?3)) AND"
		    " ((cause <> 0 AND restored_at = 0) OR"
		    "  (plans = 3 AND (probe = 2 OR restored_at <> 0))) AND"
		    " NOT EXISTS (SELECT 1 FROM temp.seen"
		    "  WHERE seen.user_id = mailbox.user_id) "
		    "UNION ALL SELECT user_id FROM temp.seen"
		    " WHERE ?1 AND by = 2 AND NOT EXISTS (SELECT 1 FROM"
		    "  mailbox WHERE mailbox.user_id = seen.user_id AND"
		    "  cause <> 0 AND restored_at = 0)",
		    &stmt, err)) {
		return false;
	}
	sql_bind_integer(stmt, 1, which->entering);
	sql_bind_integer(stmt, 2, which->gone_since);
	sql_bind_integer(stmt, 3, which->window_s);
	for (;;) {
		struct guid id;
		if (!sql_step(stmt, &row, err)) {
			goto out;
		}
		if (!row) {
			break;
		}
		id = sql_column_guid(stmt, 0);
		guid_list_add(ids, &id);
	}
	ok = true;
out:
	(void)sqlite3_finalize(stmt);
	return ok;
}

bool
collection_recognized(struct collection *collection, uint64_t *found,
	uint64_t *gone, struct error *err)
{
	sqlite3_stmt *stmt = NULL;
	bool row = false;
	bool ok = false;

	/* 2 is PLACE_GONE */
	if (!sql_prepare(collection->db,
		    "SELECT sum(seen.place <> 2), sum(seen.place = 2)"
		    " FROM main.mailbox JOIN temp.seen USING (user_id)"
		    " WHERE seen.place <> 2 OR mailbox.place <> 2",
		    &stmt, err)) {
		return false;
	}
	if (sql_step(stmt, &row, err) && row) {
		*found = (uint64_t)sqlite3_column_int64(stmt, 0);
		*gone = (uint64_t)sqlite3_column_int64(stmt, 1);
		ok = true;
	}
	(void)sqlite3_finalize(stmt);
	return ok;
}

bool
collection_compare_filter(struct collection *collection, time_t settled_at,
	uint64_t *compared, uint64_t *missed, struct error *err)
{
	sqlite3_stmt *stmt = NULL;
	bool row = false;
	bool ok = false;

	/* Active and lost long ago by the listing (1); not by the filter (2).
	 */
	if (!sql_prepare(collection->db,
		    "SELECT count(*), sum((by & 2) = 0) FROM temp.seen"
		    " WHERE place = 0 AND (by & 1) = 1 AND plan_at < ?1",
		    &stmt, err)) {
		return false;
	}
	sql_bind_integer(stmt, 1, settled_at);
	if (sql_step(stmt, &row, err) && row) {
		*compared = (uint64_t)sqlite3_column_int64(stmt, 0);
		*missed = (uint64_t)sqlite3_column_int64(stmt, 1);
		ok = true;
	}
	(void)sqlite3_finalize(stmt);
	return ok;
}

bool
collection_forget_filter(
	struct collection *collection, bool agreed, struct error *err)
{
	return sql_run(collection->db,
		agreed ? "DELETE FROM temp.seen WHERE by = 2"
		       : "DELETE FROM temp.seen WHERE by = 2;"
			 "UPDATE temp.seen SET by = by & ~2",
		err);
}
