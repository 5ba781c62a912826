// SPDX-License-Identifier: MIT
/*
 * database - opening a file of ours, TENANT.db or handler.db: for the one
 * program that writes it, and for everybody else.
 *
 * Rollback journal, never WAL: a reader needs no right to write, not even
 * beside the file.  Writers: synchronous FULL, cache_spill off (else a large
 * transaction locks readers out half way), and a lock that others hold is
 * waited for in turns, since waiting freezes every reader.
 */
#ifndef STATE_DATABASE_H
#define STATE_DATABASE_H

#include "core/error.h"
#include "state/state.h"

#include <sqlite3.h>
#include <stdint.h>

/* So long a writer waits before it lets readers pass; see database_pause(). */
#define DATABASE_WRITER_WAIT_MS 300

/* As the .sql file of the kind says at its end. */
struct database_kind {
	int64_t application_id;
	int64_t version;
};

/*
 * Opens it read-only and begins the transaction.  Anything but STATE_READY
 * gives no database and is not an error.  A newer schema fails with
 * ERROR_OUTDATED, damage with ERROR_DISK.
 */
MUST_CHECK bool database_open_reading(const char *path,
	const struct database_kind *kind, enum state_condition *condition,
	sqlite3 **db, struct error *err);

/* The same, waiting at any time at most `patience_ms` for the writer. */
MUST_CHECK bool database_open_patiently(const char *path,
	const struct database_kind *kind, int patience_ms,
	enum state_condition *condition, sqlite3 **db, struct error *err);

/*
 * Opens (creating) it for its writer, touching nothing: it may be somebody
 * else's.  `*db` is to be closed even on failure.
 */
MUST_CHECK bool database_open_writing(
	const char *path, sqlite3 **db, struct error *err);

/*
 * Its schema version; 0: an empty file.  A newer one, or a database of another
 * program, fails.
 */
MUST_CHECK bool database_version(sqlite3 *db, const struct database_kind *kind,
	int64_t *version, struct error *err);

/* The clock it was made with is that of this run, or the run is refused. */
MUST_CHECK bool database_check_clock(
	bool holds_simulated, bool simulated, struct error *err);

/* Between two turns of waiting for a lock. */
void database_pause(void);

/*
 * Whether all rows that were ever inserted into `table` are there: SQLite has
 * no checksums, and a page that lost its rows reads as an empty one.  For
 * tables no row of which is deleted.  `count` rows were seen.
 */
MUST_CHECK bool database_has_all(
	sqlite3 *db, const char *table, int64_t count, struct error *err);

#endif
