// SPDX-License-Identifier: MIT
/*
 * state_db - how TENANT.db is opened by whoever reads it.
 */
#ifndef STATE_STATE_DB_H
#define STATE_STATE_DB_H

#include "state/state.h"

#include <sqlite3.h>

/*
 * Opens it read-only, waiting at most `patience_ms` at any time for the
 * collector, and begins a transaction.  `*db` stays NULL unless STATE_READY.
 */
MUST_CHECK bool state_open_db(const char *path, int patience_ms,
	enum state_condition *condition, sqlite3 **db, struct error *err);

#endif
