// SPDX-License-Identifier: MIT
/*
 * outbox_db - what the files that implement outbox.h share.
 */
#ifndef STATE_OUTBOX_DB_H
#define STATE_OUTBOX_DB_H

#include "state/database.h"
#include "state/outbox.h"

#include <sqlite3.h>

#define OUTBOX_STATEMENT_LIMIT 24

extern const struct database_kind outbox_kind;

struct outbox {
	sqlite3 *db;
	/* Prepared once, found by the text itself. */
	struct {
		const char *sql;
		sqlite3_stmt *stmt;
	} statements[OUTBOX_STATEMENT_LIMIT];
	size_t statement_count;
};

/* `sql` is a literal: the same one gives the same statement. */
MUST_CHECK bool outbox_statement(struct outbox *outbox, const char *sql,
	sqlite3_stmt **stmt, struct error *err);

/* For messages: which file it is; borrowed. */
const char *outbox_path(const struct outbox *outbox);

/* In the order outbox_read_notice() wants them. */
#define OUTBOX_COLUMNS                                                         \
	"sequence, kind, fate, summary, notice.tenant, tenant.name, at, "      \
	"state, mailbox, loss, user_id, cause, upn, deadline, text, count, "   \
	"first"
#define OUTBOX_FROM " FROM notice JOIN tenant ON tenant.id = notice.tenant "

/*
 * Steps through the rows and visits each; how many there were is in `*count`,
 * which may be NULL.
 */
MUST_CHECK bool outbox_visit(sqlite3_stmt *stmt, outbox_fn *visit,
	void *context, size_t *count, struct error *err);
/* A row as a notice, whose texts are to be released. */
MUST_CHECK bool outbox_read_notice(
	sqlite3_stmt *stmt, struct notice *notice, struct error *err);

#endif
