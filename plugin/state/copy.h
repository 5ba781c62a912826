// SPDX-License-Identifier: MIT
/*
 * copy - a consistent copy of a database that is in use, by SQLite's backup
 * interface.
 *
 * The original is locked against writing only for as long as it takes to read a
 * few MB: a writer that wants to commit gets its turn in between, and the copy
 * begins anew with what it wrote.
 */
#ifndef STATE_COPY_H
#define STATE_COPY_H

#include "core/error.h"
#include "state/examine.h"

/*
 * Copies the database at `from` into a new file `to` (0600), on the disk when
 * this returns, and examines the copy.  What was begun stays there when it
 * fails.  ERROR_WAIT: it was written all the time.
 */
MUST_CHECK bool copy_database(const char *from, const char *to,
	struct examined *examined, struct error *err);

#endif
