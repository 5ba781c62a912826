// SPDX-License-Identifier: MIT
/*
 * SQLite has no checksums: a page that lost its rows reads as an empty one, and
 * an older page as a newer.  What is open is found by indexes, and so is what
 * was done before; one that is overlooked is never done, or done twice, as is
 * one whose row is an older one.  So rows, indexes and the count of all rows
 * ever inserted (none is deleted) have to agree.
 */
#include "state/journal_db.h"

#include "state/sql.h"

/* count(*) without a condition would take whichever index is the smallest. */
#define ROWS(table, condition)                                                 \
	"SELECT count(1) FROM " table " NOT INDEXED WHERE " condition
#define FOUND(table, index, condition)                                         \
	"SELECT count(1) FROM " table " INDEXED BY " index " WHERE " condition
#define INSERTED(table)                                                        \
	"(SELECT coalesce(max(seq), 0) FROM sqlite_sequence "                  \
	"WHERE name = '" table "')"

/* Of what comes in every day only the newest are looked at. */
#define NEWEST "1000"
#define NEW(table) "id > " INSERTED(table) " - " NEWEST

#define ALL "1"
#define OPEN "closed_at = 0"

/* Each line counts the same thing in two ways. */
static const char *const counts[][2] = {
	{ROWS("remedy", ALL), "SELECT " INSERTED("remedy")},
	{ROWS("remedy", ALL), FOUND("remedy", "remedy_user", ALL)},
	{ROWS("remedy", ALL), FOUND("remedy", "remedy_hour", ALL)},
	{ROWS("remedy", ALL), FOUND("remedy", "remedy_request", ALL)},
	{ROWS("remedy", OPEN), FOUND("remedy", "remedy_once", OPEN)},
	{ROWS("remedy", OPEN), FOUND("remedy", "remedy_due", OPEN)},
	{ROWS("remedy", OPEN),
		ROWS("remedy AS r",
			"closed_at = 0 AND r.id = (SELECT id FROM remedy "
			"INDEXED BY remedy_once WHERE tenant = r.tenant "
			"AND user_id = r.user_id AND closed_at = 0)")},
	/* What was sent stands in this index, too. */
	{ROWS("remedy", OPEN),
		ROWS("remedy AS r",
			"closed_at = 0 AND EXISTS (SELECT 1 FROM remedy "
			"INDEXED BY remedy_due WHERE closed_at = 0 "
			"AND due_at = r.due_at "
			"AND restore_count = r.restore_count "
			"AND locate_count = r.locate_count "
			"AND assign_count = r.assign_count "
			"AND block_count = r.block_count AND id = r.id)")},
	{ROWS("release", ALL), "SELECT " INSERTED("release")},
	{ROWS("release", "revoked_at = 0"),
		FOUND("release", "release_user", "revoked_at = 0")},
	{ROWS("request", NEW("request")),
		"SELECT min(" INSERTED("request") ", " NEWEST ")"},
	{ROWS("request", OPEN " AND " NEW("request")),
		FOUND("request", "request_open", OPEN " AND " NEW("request"))},
	{ROWS("request", OPEN " AND state = 'new' AND " NEW("request")),
		FOUND("request", "request_open",
			OPEN " AND state = 'new' AND " NEW("request"))},
	{ROWS("message", NEW("message")),
		"SELECT min(" INSERTED("message") ", " NEWEST ")"},
	{ROWS("message", "told_at = 0 AND " NEW("message")),
		FOUND("message", "message_due",
			"told_at = 0 AND " NEW("message"))},
};

bool
journal_look_for_damage(struct journal *journal, struct error *err)
{
	for (size_t i = 0; i < sizeof(counts) / sizeof(counts[0]); i++) {
		int64_t count = 0;
		int64_t again = 0;
		if (!sql_integer(journal->db, counts[i][0], 0, &count, err) ||
			!sql_integer(
				journal->db, counts[i][1], 0, &again, err)) {
			return false;
		}
		if (count != again) {
			return sql_error(NULL, SQLITE_CORRUPT, err);
		}
	}
	return true;
}
