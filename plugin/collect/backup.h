// SPDX-License-Identifier: MIT
/*
 * backup - copies of all databases, taken while everything runs.
 */
#ifndef COLLECT_BACKUP_H
#define COLLECT_BACKUP_H

#include "core/error.h"
#include "core/finding.h"

#include <time.h>

struct backup_settings {
	const char *state_dir;
	const char *directory; /* where backups are kept; has to be there */
	time_t now;
};

/*
 * Makes `directory`/<instant>/ with a copy of each database, all on the disk
 * before it gets that name: what has the name of an instant is whole.  What an
 * earlier one that was killed left behind is removed.  Each database is told
 * of; one that could not be copied is a failure among the findings, the
 * subagent's, which may be another user's, a warning.  Fails when there is no
 * backup.
 */
MUST_CHECK bool backup_make(const struct backup_settings *settings,
	struct findings *findings, struct error *err);

#endif
