// SPDX-License-Identifier: MIT
/* What a complete run writes, inside collection_write(). */
#include "state/collection.h"

#include <stdlib.h>

#include "core/mem.h"
#include "state/collection_db.h"
#include "state/row.h"
#include "state/sql.h"

/* Row id of a SKU, which gets a row when it has none; 0 for nil. */
static bool
sku_row(struct collection *collection, const struct guid *sku, int64_t *id,
	struct error *err)
{
	sqlite3_stmt *stmt = NULL;
	bool ok = false;

	*id = 0;
	if (guid_is_nil(sku)) {
		return true;
	}
	for (size_t i = 1; i < collection->seats.count; i++) {
		if (guid_equal(&collection->seats.seats[i].sku, sku)) {
			*id = (int64_t)i;
			return true;
		}
	}
	if (!sql_prepare(collection->db, "INSERT INTO sku (sku_id) VALUES (?)",
		    &stmt, err)) {
		return false;
	}
	sql_bind_guid(stmt, 1, sku);
	ok = sql_done(stmt, err);
	(void)sqlite3_finalize(stmt);
	if (!ok) {
		return false;
	}
	*id = sqlite3_last_insert_rowid(collection->db);
	return collection_reload_seats(collection, err);
}

static bool
prepare_mailbox(struct collection *collection, struct error *err)
{
	if (collection->update_mailbox != NULL) {
		return true;
	}
	return sql_prepare(collection->db,
		       "UPDATE mailbox SET (cause, place, plans, "
		       "lost_earliest, lost_latest, counts_from, "
		       "first_seen_at, absent_at, deleted_at, probe, "
		       "answered_at, silent_at, restored_at, gone_at, "
		       "account_enabled, confirmed, sources, sku, user_id, "
		       "loss, announced, synced, has_license, plan_disabled, "
		       "ever_alive, plan_at, audit_at, actor_kind, actor, "
		       "upn, display_name, mail, usage_location) = "
		       "(?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, "
		       "?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23, "
		       "?24, ?25, ?26, ?27, ?28, ?29, ?30, ?31, ?32, ?33, "
		       "?34) WHERE id = ?1",
		       &collection->update_mailbox, err) &&
	       sql_prepare(collection->db,
		       "INSERT INTO mailbox (" ROW_HOT_COLUMNS
		       ", " ROW_COLD_COLUMNS ") VALUES (NULL, "
		       "?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, "
		       "?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23, "
		       "?24, ?25, ?26, ?27, ?28, ?29, ?30, ?31, ?32, ?33, "
		       "?34)",
		       &collection->insert_mailbox, err);
}

bool
collection_put_mailbox(struct collection *collection, struct mailbox *mailbox,
	struct error *err)
{
	sqlite3_stmt *stmt = NULL;
	int64_t sku = 0;

	if (!prepare_mailbox(collection, err) ||
		!sku_row(collection, &mailbox->sku, &sku, err)) {
		return false;
	}
	stmt = mailbox->id != 0 ? collection->update_mailbox
				: collection->insert_mailbox;
	if (mailbox->id != 0) {
		sql_bind_integer(stmt, 1, mailbox->id);
	}
	row_bind(stmt, 2, mailbox, sku);
	if (!sql_done(stmt, err)) {
		return false;
	}
	if (mailbox->id == 0) {
		mailbox->id = sqlite3_last_insert_rowid(collection->db);
	}
	return true;
}

bool
collection_put_event(struct collection *collection, int64_t run_id,
	const struct event_row *event, struct error *err)
{
	sqlite3_stmt *stmt = NULL;

	if (collection->put_event == NULL &&
		!sql_prepare(collection->db,
			"INSERT INTO event (run, at, event, severity, mailbox, "
			"loss, deadline, text) VALUES (?, ?, ?, ?, "
			"nullif(?, 0), nullif(?, 0), nullif(?, 0), ?)",
			&collection->put_event, err)) {
		return false;
	}
	stmt = collection->put_event;
	sql_bind_integer(stmt, 1, run_id);
	sql_bind_integer(stmt, 2, event->at);
	sql_bind_text(stmt, 3, event_text(event->event));
	sql_bind_integer(stmt, 4, event->severity);
	sql_bind_integer(stmt, 5, event->mailbox);
	sql_bind_integer(stmt, 6, event->loss);
	sql_bind_integer(stmt, 7, event->deadline);
	sql_bind_text(stmt, 8, event->text);
	return sql_done(stmt, err);
}

static bool
put_sku(sqlite3_stmt *update, const struct sku *sku,
	const struct plan_set *plans, int64_t id, struct error *err)
{
	sql_bind_integer(update, 1, id);
	sql_bind_text(update, 2, sku->part_number);
	sql_bind_integer(update, 3, sku_gives_mailbox(sku, plans));
	sql_bind_integer(update, 4, sku_free_seats(sku));
	sql_bind_integer(update, 5, sku->enabled_seats);
	sql_bind_integer(update, 6, sku->warning_seats);
	sql_bind_integer(update, 7, sku->consumed_seats);
	return sql_done(update, err);
}

/* Marks what is not in the list any more, row by row, if it is not yet. */
static bool
retire_skus(struct collection *collection, const struct sku_list *skus,
	struct error *err)
{
	sqlite3_stmt *stmt = NULL;
	bool ok = sql_prepare(collection->db,
		"UPDATE sku SET subscribed = 0, gives_mailbox = 0, "
		"free_seats = 0, enabled_seats = 0, warning_seats = 0, "
		"consumed_seats = 0 WHERE id = ? AND subscribed",
		&stmt, err);

	for (size_t i = 1; ok && i < collection->seats.count; i++) {
		if (sku_find(skus, &collection->seats.seats[i].sku) == NULL) {
			sql_bind_integer(stmt, 1, (int64_t)i);
			ok = sql_done(stmt, err);
		}
	}
	(void)sqlite3_finalize(stmt);
	return ok;
}

bool
collection_put_skus(struct collection *collection, const struct sku_list *skus,
	const struct plan_set *plans, struct error *err)
{
	sqlite3_stmt *update = NULL;
	bool ok = sql_prepare(collection->db,
		"UPDATE sku SET part_number = ?2, subscribed = 1, "
		"gives_mailbox = ?3, free_seats = ?4, enabled_seats = ?5, "
		"warning_seats = ?6, consumed_seats = ?7 WHERE id = ?1 AND "
		"(part_number, subscribed, gives_mailbox, free_seats, "
		"enabled_seats, warning_seats, consumed_seats) IS NOT "
		"(?2, 1, ?3, ?4, ?5, ?6, ?7)",
		&update, err);

	for (size_t i = 0; ok && i < skus->count; i++) {
		int64_t id = 0;
		ok = sku_row(collection, &skus->skus[i].id, &id, err) &&
		     put_sku(update, &skus->skus[i], plans, id, err);
	}
	(void)sqlite3_finalize(update);
	return ok && retire_skus(collection, skus, err) &&
	       collection_reload_seats(collection, err);
}

bool
collection_put_tenant(struct collection *collection,
	const struct tenant_row *tenant, struct error *err)
{
	sqlite3_stmt *stmt = NULL;
	bool ok = false;

	if (!sql_prepare(collection->db,
		    "UPDATE tenant SET dates_move = ?1, plans = ?2, "
		    "mass_announced = ?3, audit_covers_from = ?4, "
		    "certificate_expires_at = ?5, tenant_id = ?6 WHERE "
		    "(dates_move, plans, mass_announced, audit_covers_from, "
		    "certificate_expires_at, tenant_id) "
		    "IS NOT (?1, ?2, ?3, ?4, ?5, ?6)",
		    &stmt, err)) {
		return false;
	}
	sql_bind_integer(stmt, 1, tenant->dates_move);
	sql_bind_text(stmt, 2, tenant->plans);
	sql_bind_integer(stmt, 3, tenant->mass_announced);
	sql_bind_integer(stmt, 4, tenant->audit_covers_from);
	sql_bind_integer(stmt, 5, tenant->certificate_expires_at);
	sql_bind_text(stmt, 6, tenant->tenant_id);
	ok = sql_done(stmt, err);
	(void)sqlite3_finalize(stmt);
	return ok;
}

static void
bind_tri(sqlite3_stmt *stmt, int at, enum tri value)
{
	if (value != TRI_UNKNOWN) {
		sql_bind_integer(stmt, at, value == TRI_YES);
	}
}

static void
bind_run(sqlite3_stmt *stmt, const struct run *run)
{
	sql_bind_integer(stmt, 1, run->id);
	sql_bind_integer(stmt, 2, run->ended_at);
	sql_bind_text(
		stmt, 3, run->outcome == RUN_COMPLETE ? "complete" : "failed");
	sql_bind_integer(stmt, 4, run->code);
	sql_bind_text(stmt, 5, run->error);
	sql_bind_text(stmt, 6, run->listed_whole ? "whole" : "filtered");
	bind_tri(stmt, 7, run->filter_agreed);
	sql_bind_text(stmt, 8, run->filter_note);
	sql_bind_integer(stmt, 9, run->probed);
	sql_bind_integer(stmt, 10, run->probed_daily);
	sql_bind_integer(stmt, 11, run->probed_weekly);
	sql_bind_text(stmt, 12, run->degraded);
	sql_bind_integer(stmt, 13, run->not_before);
	if (run->has_clock_offset) {
		sql_bind_integer(stmt, 14, run->clock_offset_s);
	}
	sql_bind_integer(stmt, 15, (int64_t)run->requests);
	sql_bind_integer(stmt, 16, (int64_t)run->pages);
	sql_bind_integer(stmt, 17, (int64_t)run->bytes);
}

/*
 * Old runs go, but for those that still say when something was last done: they
 * are looked up by maximum, so the newest of each kind must stay.
 */
static const char forget_runs_sql[] =
	"DELETE FROM run WHERE id <= (SELECT max(id) FROM run) - 300"
	" AND id NOT IN (SELECT run FROM event)"
	" AND id NOT IN ("
	"  SELECT max(id) FROM run WHERE outcome = 'complete' UNION"
	"  SELECT max(id) FROM run WHERE outcome = 'complete'"
	"   AND listing = 'whole' UNION"
	"  SELECT max(id) FROM run WHERE outcome = 'complete' AND probed UNION"
	"  SELECT max(id) FROM run WHERE outcome = 'complete'"
	"   AND probed_daily UNION"
	"  SELECT max(id) FROM run WHERE outcome = 'complete'"
	"   AND probed_weekly UNION"
	"  SELECT max(id) FROM run WHERE outcome = 'complete' AND"
	"   " STATE_AUDITED_SQL " UNION"
	"  SELECT max(id) FROM run WHERE outcome = 'complete'"
	"   AND filter_agreed IS NOT NULL)";

bool
collection_put_run(
	struct collection *collection, const struct run *run, struct error *err)
{
	sqlite3_stmt *stmt = NULL;
	bool ok = false;

	if (!sql_prepare(collection->db,
		    "UPDATE run SET ended_at = ?2, outcome = ?3, code = ?4, "
		    "error = ?5, progress = NULL, listing = ?6, "
		    "filter_agreed = ?7, filter_note = ?8, probed = ?9, "
		    "probed_daily = ?10, probed_weekly = ?11, "
		    "degraded = ?12, "
		    "not_before = ?13, clock_offset_s = ?14, requests = ?15, "
		    "pages = ?16, bytes = ?17 WHERE id = ?1",
		    &stmt, err)) {
		return false;
	}
	bind_run(stmt, run);
	ok = sql_done(stmt, err);
	(void)sqlite3_finalize(stmt);
	return ok && sql_run(collection->db, forget_runs_sql, err);
}

struct accept_context {
	struct collection *collection;
	time_t now;
};

static bool
accept_history(void *context, struct error *err)
{
	struct accept_context *accept = context;
	sqlite3_stmt *stmt = NULL;
	bool ok = false;

	if (!sql_prepare(accept->collection->db,
		    "UPDATE tenant SET history_accepted_at = ?", &stmt, err)) {
		return false;
	}
	sql_bind_integer(stmt, 1, accept->now);
	ok = sql_done(stmt, err);
	(void)sqlite3_finalize(stmt);
	return ok;
}

bool
collection_accept_history(
	struct collection *collection, time_t now, struct error *err)
{
	struct accept_context accept = {collection, now};

	return collection_write(collection, accept_history, &accept, err);
}
