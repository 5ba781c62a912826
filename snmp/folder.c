// SPDX-License-Identifier: MIT
#include "snmp/folder.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "core/mem.h"
#include "process/lock.h"

static bool
take_lock(const char *folder, const char *path, int *lock, struct error *err)
{
	bool taken = false;

	if (!lock_open(path, lock, err) || !lock_try(*lock, &taken, err)) {
		return false;
	}
	return taken ||
	       error_set(err, ERROR_WAIT,
		       "another mailbox_expiry_agentx works in %s", folder);
}

bool
folder_open(const char *state_dir, bool simulated, time_t now,
	struct folder *folder, struct error *err)
{
	struct folder opened = {.lock = LOCK_NONE};
	char *name = mem_print("%s/agentx", state_dir);
	char *path = mem_print("%s/agentx.db", name);
	char *lock = mem_print("%s/agentx.lock", name);
	const struct outbox_settings settings = {
		.path = path,
		.simulated = simulated,
		.now = now,
	};
	bool ok = false;

	if (mkdir(name, 0750) != 0 && errno != EEXIST) {
		(void)error_set(err, ERROR_DISK,
			"%s: %s; create it for the user of this program", name,
			strerror(errno));
	} else if (take_lock(name, lock, &opened.lock, err)) {
		ok = outbox_open(&settings, &opened.outbox, err);
	}
	if (ok) {
		*folder = opened;
	} else {
		lock_close(opened.lock);
	}
	free(name);
	free(path);
	free(lock);
	return ok;
}

void
folder_close(struct folder *folder)
{
	if (folder->outbox != NULL) {
		outbox_close(folder->outbox);
		lock_close(folder->lock);
	}
	*folder = (struct folder){.lock = LOCK_NONE};
}
