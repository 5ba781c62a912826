// SPDX-License-Identifier: MIT
/*
 * facts - the questions readers and the writer both ask of an open TENANT.db.
 */
#ifndef STATE_FACTS_H
#define STATE_FACTS_H

#include "state/database.h"
#include "state/state.h"

#include <sqlite3.h>

/* TENANT.db, as tenant.sql says at its end. */
extern const struct database_kind facts_kind;

/* All but what only the collector asks for. */
MUST_CHECK bool facts_read(
	sqlite3 *db, struct state_facts *facts, struct error *err);
/* Adds that: when each thing was last done. */
MUST_CHECK bool facts_read_earlier(
	sqlite3 *db, struct state_facts *facts, struct error *err);
/* `list` is empty; to be released even on failure. */
MUST_CHECK bool facts_read_seats(
	sqlite3 *db, struct seat_list *list, struct error *err);

#endif
