// SPDX-License-Identifier: MIT
#include "handler/reload.h"

#include <poll.h>

#include "process/lock.h"
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

bool
reload_worker(struct worker_settings *settings, struct config *config,
	struct error *err)
{
	bool changed = true;

	while (changed) {
		if (!worker_run(settings, &changed, err) ||
			(changed && !reload_config(settings->config_path,
					    config, err))) {
			return false;
		}
		settings->lock = LOCK_NONE; /* given back meanwhile */
	}
	return true;
}
