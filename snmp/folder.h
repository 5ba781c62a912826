// SPDX-License-Identifier: MIT
/*
 * folder - state_dir/agentx, the one place the subagent writes: its outbox, and
 * a lock, since there is one subagent to a state_dir.
 */
#ifndef SNMP_FOLDER_H
#define SNMP_FOLDER_H

#include <sys/types.h>

#include "core/error.h"
#include "state/outbox.h"

struct folder {
	struct outbox *outbox;
	int lock;
	char *state_dir;
	char *path; /* of agentx.db, and which it was when opened */
	dev_t device;
	ino_t inode;
};

/* Makes what is not there yet.  `simulated`: an instant was given (--at). */
MUST_CHECK bool folder_open(const char *state_dir, bool simulated, time_t now,
	struct folder *folder, struct error *err);
/* Zeroed, or never opened, is fine. */
void folder_close(struct folder *folder);

/*
 * agentx.db was removed or replaced, and another can be begun: what is noted
 * now is gone with the program.  False while the whole state directory is away,
 * which may come back.
 */
bool folder_is_lost(const struct folder *folder);

#endif
