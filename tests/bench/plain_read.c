// SPDX-License-Identifier: MIT
/*
 * plain_read - the floor of a check: SQLite alone, opening each database
 * read-only and stepping through what a check reads of each mailbox.
 *
 *   plain_read DATABASE...
 */
#include <sqlite3.h>
#include <stdint.h>
#include <stdio.h>

static uint64_t total; /* so that each value is looked at */

static int
read_one(const char *path)
{
	sqlite3 *database = NULL;
	sqlite3_stmt *statement = NULL;
	int code = sqlite3_open_v2(path, &database, SQLITE_OPEN_READONLY, NULL);

	if (code == SQLITE_OK) {
		code = sqlite3_prepare_v2(database,
			"SELECT id, hot FROM mailbox", -1, &statement, NULL);
	}
	while (code == SQLITE_OK || code == SQLITE_ROW) {
		code = sqlite3_step(statement);
		if (code == SQLITE_ROW) {
			total += (uint64_t)sqlite3_column_int64(statement, 0);
			total += (uint64_t)sqlite3_column_bytes(statement, 1);
		}
	}
	if (code != SQLITE_DONE) {
		(void)fprintf(stderr, "plain_read: %s: %s\n", path,
			sqlite3_errmsg(database));
	}
	(void)sqlite3_finalize(statement);
	(void)sqlite3_close(database);
	return code == SQLITE_DONE ? 0 : 2;
}

int
main(int argc, char **argv)
{
	int worst = argc > 1 ? 0 : 2;

	for (int i = 1; i < argc; i++) {
		worst |= read_one(argv[i]);
	}
	(void)printf("%llu\n", (unsigned long long)total);
	return worst;
}
