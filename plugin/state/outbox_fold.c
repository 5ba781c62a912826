// SPDX-License-Identifier: MIT
/* Events that are too many, folded into one that tells of them. */
#include "state/outbox_db.h"

#include "state/sql.h"

/* What may be folded, behind the sequence ?1; see outbox.h. */
#define FOLDABLE                                                               \
	"fate = 1 AND sequence > ?1 AND mailbox != 0 AND (kind NOT IN "        \
	"('expired', 'restored', 'eased') OR NOT EXISTS (SELECT 1 FROM alarm " \
	"WHERE alarm.tenant = notice.tenant AND alarm.mailbox = "              \
	"notice.mailbox AND alarm.loss = notice.loss))"

bool
outbox_most_foldable(struct outbox *outbox, int64_t after, uint32_t *tenant,
	int64_t *count, struct error *err)
{
	sqlite3_stmt *stmt = NULL;
	bool row = false;

	if (!outbox_statement(outbox,
		    "SELECT tenant, count(*) AS events FROM notice WHERE " //
		    FOLDABLE
		    " GROUP BY tenant ORDER BY events DESC, tenant LIMIT 1",
		    &stmt, err)) {
		return false;
	}
	sql_bind_integer(stmt, 1, after);
	if (!sql_step(stmt, &row, err)) {
		return false;
	}
	*count = row ? sqlite3_column_int64(stmt, 1) : 0;
	*tenant = row ? (uint32_t)sqlite3_column_int64(stmt, 0) : 0;
	(void)sqlite3_reset(stmt);
	return true;
}

struct folding {
	struct outbox *outbox;
	int64_t summary;
	outbox_fn *visit;
	void *context;
};

static bool
fold_one(void *context, const struct notice *notice, struct error *err)
{
	const struct folding *folding = context;
	sqlite3_stmt *stmt = NULL;

	if (!outbox_statement(folding->outbox,
		    "UPDATE notice SET (fate, summary) = (3, ?2) "
		    "WHERE sequence = ?1",
		    &stmt, err)) {
		return false;
	}
	sql_bind_integer(stmt, 1, notice->sequence);
	sql_bind_integer(stmt, 2, folding->summary);
	return sql_done(stmt, err) &&
	       folding->visit(folding->context, notice, err);
}

bool
outbox_fold(struct outbox *outbox, const struct notice *summary, int64_t after,
	size_t limit, outbox_fn *visit, void *context, size_t *folded,
	struct error *err)
{
	struct folding folding = {outbox, summary->sequence, visit, context};
	sqlite3_stmt *stmt = NULL;

	/* In a list of its own: what is read is changed on the way. */
	if (!outbox_statement(outbox,
		    "WITH chosen AS MATERIALIZED (SELECT sequence AS chosen "
		    "FROM notice WHERE tenant = ?2 AND " FOLDABLE
		    " ORDER BY sequence LIMIT ?3) SELECT " OUTBOX_COLUMNS
		    " FROM chosen JOIN notice ON sequence = chosen "
		    "JOIN tenant ON tenant.id = notice.tenant ORDER BY chosen",
		    &stmt, err)) {
		return false;
	}
	sql_bind_integer(stmt, 1, after);
	sql_bind_integer(stmt, 2, summary->tenant);
	sql_bind_integer(stmt, 3, (int64_t)limit);
	return outbox_visit(stmt, fold_one, &folding, folded, err);
}

bool
outbox_fold_end(
	struct outbox *outbox, const struct notice *summary, struct error *err)
{
	sqlite3_stmt *stmt = NULL;

	if (!outbox_statement(outbox,
		    "UPDATE notice SET (fate, state, text, count, first) = "
		    "(1, ?2, ?3, ?4, ?5) WHERE sequence = ?1",
		    &stmt, err)) {
		return false;
	}
	sql_bind_integer(stmt, 1, summary->sequence);
	sql_bind_integer(stmt, 2, summary->state);
	sql_bind_text(stmt, 3, summary->text);
	sql_bind_integer(stmt, 4, summary->count);
	sql_bind_integer(stmt, 5, summary->first);
	return sql_done(stmt, err);
}

bool
outbox_find_gathering(struct outbox *outbox, struct notice *summary,
	bool *found, struct error *err)
{
	sqlite3_stmt *stmt = NULL;
	bool ok = false;

	if (!outbox_statement(outbox,
		    "SELECT " OUTBOX_COLUMNS OUTBOX_FROM
		    "WHERE fate = 4 ORDER BY sequence LIMIT 1",
		    &stmt, err) ||
		!sql_step(stmt, found, err)) {
		return false;
	}
	ok = !*found || outbox_read_notice(stmt, summary, err);
	(void)sqlite3_reset(stmt);
	return ok;
}

bool
outbox_each_folded(struct outbox *outbox, int64_t summary, outbox_fn *visit,
	void *context, struct error *err)
{
	sqlite3_stmt *stmt = NULL;

	if (!outbox_statement(outbox,
		    "SELECT " OUTBOX_COLUMNS OUTBOX_FROM
		    "WHERE fate = 3 AND summary = ? ORDER BY sequence",
		    &stmt, err)) {
		return false;
	}
	sql_bind_integer(stmt, 1, summary);
	return outbox_visit(stmt, visit, context, NULL, err);
}
