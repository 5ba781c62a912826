// SPDX-License-Identifier: MIT
/*
 * reload - the configuration, read anew while the worker runs.
 */
#ifndef HANDLER_RELOAD_H
#define HANDLER_RELOAD_H

#include "handler/worker.h"

/*
 * As config_load(), but patient for a second: somebody may be in the middle of
 * writing the file.
 */
MUST_CHECK bool reload_config(
	const char *path, struct config *config, struct error *err);

/*
 * As worker_run(), again and again with the configuration as it is by then.
 * `settings->config` is `config`.
 */
MUST_CHECK bool reload_worker(struct worker_settings *settings,
	struct config *config, struct error *err);

#endif
