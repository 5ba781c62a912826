// SPDX-License-Identifier: MIT
/*
 * remedy_row - a row of table remedy as struct remedy, and back.
 */
#ifndef STATE_REMEDY_ROW_H
#define STATE_REMEDY_ROW_H

#include "core/remedy.h"

#include <sqlite3.h>

/* What never changes, then what does, in the order of the functions. */
#define REMEDY_FIXED_COLUMNS                                                   \
	"request, tenant, user_id, upn, cause, loss, lost_earliest, "          \
	"lost_latest, deadline_earliest, deadline_latest, opened_at"
#define REMEDY_FIXED_COUNT 11
#define REMEDY_MOVING_COLUMNS                                                  \
	"force, block, by_group, sku, sku_is_asked, assigned, "                \
	"restore_result, restore_sent_at, restore_count, "                     \
	"locate_result, locate_sent_at, locate_count, "                        \
	"assign_result, assign_sent_at, assign_count, "                        \
	"block_result, block_sent_at, block_count, "                           \
	"state, reason, due_at, closed_at, looks"
#define REMEDY_MOVING_COUNT 23
#define REMEDY_COLUMNS "id, " REMEDY_FIXED_COLUMNS ", " REMEDY_MOVING_COLUMNS

/*
 * Reads REMEDY_COLUMNS; texts are owned by `remedy`.  What cannot be is damage:
 * then nothing is to be released.
 */
MUST_CHECK bool remedy_row_read(
	sqlite3_stmt *stmt, struct remedy *remedy, struct error *err);

/* Bind from position `at` on; texts must live until the statement is reset. */
void remedy_row_bind_fixed(
	sqlite3_stmt *stmt, int at, const struct remedy *remedy);
void remedy_row_bind_moving(
	sqlite3_stmt *stmt, int at, const struct remedy *remedy);

#endif
