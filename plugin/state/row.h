// SPDX-License-Identifier: MIT
/*
 * row - a row of table mailbox as struct mailbox, and back.
 */
#ifndef STATE_ROW_H
#define STATE_ROW_H

#include "core/mailbox.h"
#include "state/state.h"

#include <sqlite3.h>

/* Columns every check reads, then the others, in the order of the functions. */
#define ROW_HOT_COLUMNS                                                        \
	"id, cause, place, plans, lost_earliest, lost_latest, counts_from, "   \
	"first_seen_at, absent_at, deleted_at, probe, answered_at, "           \
	"silent_at, restored_at, gone_at, account_enabled, confirmed, "        \
	"sources, sku"
#define ROW_HOT_COUNT 19
#define ROW_COLD_COLUMNS                                                       \
	"user_id, loss, announced, synced, has_license, plan_disabled, "       \
	"ever_alive, plan_at, audit_at, actor_kind, actor, upn, "              \
	"display_name, mail, usage_location"
#define ROW_COLD_COUNT 15

/* Reads the hot columns; the rest of `mailbox` is zero. */
void row_read_hot(sqlite3_value **columns, const struct seat_list *seats,
	struct mailbox *mailbox);
/*
 * The same from column "hot", `length` bytes of `text`; false when that is not
 * as many numbers as it should be, which is damage.
 */
MUST_CHECK bool row_read_packed(int64_t id, const char *text, size_t length,
	const struct seat_list *seats, struct mailbox *mailbox);
/* Whether what was read can be: a number that is none of an enum is damage. */
bool row_is_sound(const struct mailbox *mailbox);
/* Adds the cold ones, with texts that `mailbox` owns. */
void row_read_cold(sqlite3_stmt *stmt, int at, struct mailbox *mailbox);

/*
 * Binds all columns from position `at` on but id, in the order above; `sku` is
 * the row id of mailbox->sku.  Texts must live until the statement is reset.
 */
void row_bind(
	sqlite3_stmt *stmt, int at, const struct mailbox *mailbox, int64_t sku);

#endif
