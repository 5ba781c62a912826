// SPDX-License-Identifier: MIT
#include "state/handler.h"

#include <stdlib.h>

#include "core/loss.h"
#include "core/mem.h"
#include "state/handler_db.h"
#include "state/sql.h"

/* One thing known of one user. */
struct known {
	struct guid user_id;
	int64_t id; /* of the user's row in TENANT.db; 0: has none */
	struct loss loss;
	time_t verified_at; /* 0: it is a release */
	enum cause cause;   /* of what was verified */
};

struct handler_view {
	struct known *known; /* by user_id, or by id once resolved */
	size_t count;
	size_t capacity;
	bool is_resolved;
};

static bool
add(struct handler_view *view, const struct known *known, struct error *err)
{
	if (guid_is_nil(&known->user_id)) {
		return sql_error(NULL, SQLITE_CORRUPT, err);
	}
	view->known = mem_grow(view->known, view->count, &view->capacity,
		sizeof(*view->known));
	view->known[view->count++] = *known;
	return true;
}

/*
 * All rows are read, also those of other tenants and those revoked, and counted
 * in two ways: a release that was lost with its page must not go unnoticed, nor
 * may one hold that the index knows to be revoked.
 */
static bool
load_releases(struct handler_view *view, struct handler_reader *reader,
	const char *tenant, int64_t *rows, struct error *err)
{
	sqlite3_stmt *stmt = NULL;
	bool ok = sql_prepare(reader->db,
		"SELECT tenant = ?1 AND revoked_at = 0, user_id, "
		"lost_earliest, lost_latest, first_seen_at, at "
		"FROM release NOT INDEXED",
		&stmt, err);

	if (ok) {
		sql_bind_text(stmt, 1, tenant);
	}
	while (sql_next(stmt, &ok, err)) {
		++*rows;
		if (sqlite3_column_int(stmt, 0) != 0) {
			const struct known known = {
				.user_id = sql_column_guid(stmt, 1),
				.loss = {sqlite3_column_int64(stmt, 2),
					sqlite3_column_int64(stmt, 3),
					sqlite3_column_int64(stmt, 4),
					sqlite3_column_int64(stmt, 5)},
			};
			ok = add(view, &known, err);
		}
	}
	(void)sqlite3_finalize(stmt);
	return ok;
}

static bool
count_releases(struct handler_reader *reader, const char *tenant,
	int64_t *count, struct error *err)
{
	sqlite3_stmt *stmt = NULL;
	bool row = false;
	bool ok = sql_prepare(reader->db,
		"SELECT count(*) FROM release INDEXED BY release_user "
		"WHERE tenant = ?1 AND revoked_at = 0",
		&stmt, err);

	if (ok) {
		sql_bind_text(stmt, 1, tenant);
		ok = sql_step(stmt, &row, err);
		*count = ok ? sqlite3_column_int64(stmt, 0) : 0;
	}
	(void)sqlite3_finalize(stmt);
	return ok;
}

static bool
read_cause(sqlite3_stmt *stmt, int column, enum cause *cause, struct error *err)
{
	const char *text = (const char *)sqlite3_column_text(stmt, column);

	return (text != NULL && cause_parse(text, cause)) ||
	       sql_error(NULL, SQLITE_CORRUPT, err);
}

static bool
load_verified(struct handler_view *view, struct handler_reader *reader,
	const char *tenant, time_t since, struct error *err)
{
	sqlite3_stmt *stmt = NULL;
	bool ok = sql_prepare(reader->db,
		"SELECT user_id, closed_at, cause FROM remedy "
		"INDEXED BY remedy_verified WHERE tenant = ?1 AND "
		"closed_at >= ?2 AND state = 'verified'",
		&stmt, err);

	if (ok) {
		sql_bind_text(stmt, 1, tenant);
		sql_bind_integer(stmt, 2, since);
	}
	while (sql_next(stmt, &ok, err)) {
		struct known known = {
			.user_id = sql_column_guid(stmt, 0),
			.verified_at = sqlite3_column_int64(stmt, 1),
		};
		ok = read_cause(stmt, 2, &known.cause, err) &&
		     add(view, &known, err);
	}
	(void)sqlite3_finalize(stmt);
	return ok;
}

static int
compare_users(const void *a, const void *b)
{
	const struct known *one = a;
	const struct known *other = b;

	return guid_compare(&one->user_id, &other->user_id);
}

static int
compare_ids(const void *a, const void *b)
{
	const struct known *one = a;
	const struct known *other = b;

	return one->id < other->id ? -1 : one->id > other->id;
}

static void
sort(struct handler_view *view)
{
	if (view->count > 1) {
		qsort(view->known, view->count, sizeof(*view->known),
			view->is_resolved ? compare_ids : compare_users);
	}
}

bool
handler_view_load(struct handler_reader *reader, const char *tenant,
	time_t since, struct handler_view **view, struct error *err)
{
	struct handler_view *loaded = mem_zeroed(1, sizeof(*loaded));
	int64_t rows = 0;
	int64_t found = 0;
	bool ok = load_releases(loaded, reader, tenant, &rows, err) &&
		  count_releases(reader, tenant, &found, err) &&
		  (found == (int64_t)loaded->count ||
			  sql_error(NULL, SQLITE_CORRUPT, err)) &&
		  database_has_all(reader->db, "release", rows, err) &&
		  load_verified(loaded, reader, tenant, since, err);

	if (!ok) {
		handler_view_free(loaded);
		return false;
	}
	sort(loaded);
	*view = loaded;
	return true;
}

static bool
load_checked(struct handler_reader *reader, const char *tenant, bool simulated,
	time_t since, struct handler_view **view, struct error *err)
{
	struct handler_facts facts = {0};

	if (!handler_read_facts(reader, &facts, err)) {
		return false;
	}
	if (facts.simulated != simulated) {
		return error_set(err, ERROR_USAGE, "it is %s, the data are %s",
			facts.simulated ? "simulated" : "real",
			simulated ? "simulated" : "real");
	}
	return handler_view_load(reader, tenant, since, view, err);
}

bool
handler_view_read(const char *state_dir, const char *tenant, bool simulated,
	time_t since, struct handler_view **view, struct error *err)
{
	char *path = handler_database_path(state_dir);
	enum state_condition condition = STATE_ABSENT;
	struct handler_reader *reader = NULL;
	struct handler_view *loaded = NULL;
	bool ok = false;

	if (!handler_open(path, &condition, &reader, err)) {
		goto out; /* it names the file */
	}
	switch (condition) {
	case STATE_ABSENT:
		ok = true;
		break;
	case STATE_STALE:
		(void)error_set(err, ERROR_WAIT,
			"%s: the last write was interrupted, or is of an older "
			"version: the next run of the handler's worker repairs "
			"it",
			path);
		break;
	case STATE_READY:
		ok = load_checked(
			     reader, tenant, simulated, since, &loaded, err) ||
		     error_prefix(err, "%s", path);
		break;
	}
	if (ok) {
		*view = loaded;
	}
out:
	handler_close(reader);
	free(path);
	return ok;
}

void
handler_view_free(struct handler_view *view)
{
	if (view != NULL) {
		free(view->known);
		free(view);
	}
}

bool
handler_view_is_empty(const struct handler_view *view)
{
	return view == NULL || view->count == 0;
}

/* Users without a row have nothing to be judged. */
bool
handler_view_resolve(struct handler_view *view, struct state_reader *tenant,
	struct error *err)
{
	size_t kept = 0;

	for (size_t i = 0; i < view->count; i++) {
		struct known *known = &view->known[i];
		if (!state_find_mailbox(
			    tenant, &known->user_id, &known->id, err)) {
			return false;
		}
		if (known->id != 0) {
			view->known[kept++] = *known;
		}
	}
	view->count = kept;
	view->is_resolved = true;
	sort(view);
	return true;
}

/* The first that is not before `mailbox`. */
static size_t
find(const struct handler_view *view, const struct known *wanted)
{
	size_t low = 0;
	size_t high = view->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const struct known *known = &view->known[middle];
		int order = view->is_resolved ? compare_ids(known, wanted)
					      : compare_users(known, wanted);
		if (order < 0) {
			low = middle + 1;
		} else {
			high = middle;
		}
	}
	return low;
}

void
handler_view_look(const struct handler_view *view,
	const struct mailbox *mailbox, struct handling *handling)
{
	const struct known wanted = {
		.user_id = mailbox->user_id, .id = mailbox->id};

	if (handler_view_is_empty(view)) {
		return;
	}
	for (size_t i = find(view, &wanted); i < view->count; i++) {
		const struct known *known = &view->known[i];
		if (view->is_resolved ? known->id != mailbox->id
				      : !guid_equal(&known->user_id,
						&mailbox->user_id)) {
			break;
		}
		if (known->verified_at > handling->verified_at) {
			handling->verified_at = known->verified_at;
			handling->verified_cause = known->cause;
		}
		if (known->verified_at == 0 &&
			loss_is_of(&known->loss, mailbox)) {
			handling->released = true;
		}
	}
}
