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
	struct stat status = {0};
	bool ok = false;

	if (mkdir(name, 0750) != 0 && errno != EEXIST) {
		(void)error_set(err, ERROR_DISK,
			"%s: %s; create it for the user of this program", name,
			strerror(errno));
	} else if (take_lock(name, lock, &opened.lock, err)) {
		ok = outbox_open(&settings, &opened.outbox, err);
	}
	free(name);
	free(lock);
	if (!ok) {
		free(path);
		lock_close(opened.lock);
		return false;
	}
	opened.path = path;
	opened.state_dir = mem_text(state_dir);
	if (stat(path, &status) == 0) {
		opened.device = status.st_dev;
		opened.inode = status.st_ino;
	}
	*folder = opened;
	return true;
}

void
folder_close(struct folder *folder)
{
	if (folder->outbox != NULL) {
		outbox_close(folder->outbox);
		lock_close(folder->lock);
	}
	free(folder->state_dir);
	free(folder->path);
	*folder = (struct folder){.lock = LOCK_NONE};
}

bool
folder_is_lost(const struct folder *folder)
{
	struct stat status = {0};

	if (stat(folder->path, &status) == 0) {
		return status.st_dev != folder->device ||
		       status.st_ino != folder->inode;
	}
	return errno == ENOENT && stat(folder->state_dir, &status) == 0;
}
