// SPDX-License-Identifier: MIT
#include "handler/reload.h"

#include <poll.h>

#include "process/spawn.h"

#define RELOAD_TRIES 10
#define RELOAD_PAUSE_MS 100

bool
reload_config(const char *path, struct config *config, struct error *err)
{
	for (int i = 0; i < RELOAD_TRIES; i++) {
		if (config_load(path, config, err) &&
			spawn_step_down(config->state_dir, config->owner,
				config->writing_group, err)) {
			return true;
		}
		(void)poll(NULL, 0, RELOAD_PAUSE_MS);
	}
	return false;
}
