// SPDX-License-Identifier: MIT
/*
 * folder - state_dir/agentx, the one place the subagent writes: its outbox, and
 * a lock, since there is one subagent to a state_dir.
 */
#ifndef SNMP_FOLDER_H
#define SNMP_FOLDER_H

#include "core/error.h"
#include "state/outbox.h"

struct folder {
	struct outbox *outbox;
	int lock;
};

/* Makes what is not there yet.  `simulated`: an instant was given (--at). */
MUST_CHECK bool folder_open(const char *state_dir, bool simulated, time_t now,
	struct folder *folder, struct error *err);
/* Zeroed, or never opened, is fine. */
void folder_close(struct folder *folder);

#endif
