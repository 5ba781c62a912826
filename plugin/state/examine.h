// SPDX-License-Identifier: MIT
/*
 * examine - what a database of ours holds, and whether it is whole: for a
 * self-test and for backups.
 */
#ifndef STATE_EXAMINE_H
#define STATE_EXAMINE_H

#include "core/error.h"

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

enum examine_kind { EXAMINE_TENANT, EXAMINE_HANDLER, EXAMINE_AGENTX };

struct examined {
	enum examine_kind kind;
	bool simulated;
	bool is_older;	       /* of an older version: its writer upgrades it */
	bool is_read_only;     /* for who asks; see examine_may_write() */
	time_t collected_at;   /* a tenant's newest complete run; 0: none */
	int64_t mailboxes;     /* of a tenant */
	int64_t requests;      /* of the handler */
	int64_t open_remedies; /* of the handler */
	int64_t releases;      /* of the handler, those that hold */
	int64_t notices;       /* of the subagent */
};

/*
 * Reads all of it, changing nothing; a writer waits meanwhile, some 3 ms for
 * each MB.  Damage, an interrupted write, and what is not ours fail.
 */
MUST_CHECK bool examine_database(
	const char *path, struct examined *examined, struct error *err);

/*
 * Whether who asks may write the database `path` and the journal that a writer
 * left behind.  Root puts a backup back, and they are root's.
 */
bool examine_may_write(const char *path);
#define EXAMINE_OWN_IT                                                         \
	"chown it and its -journal to the owner of state_dir, who writes it"

/* "120 mailboxes", "8 requests, 2 releases, nothing at work"; to be freed. */
char *examine_text(const struct examined *examined)
	__attribute__((returns_nonnull));

#endif
