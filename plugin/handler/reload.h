// SPDX-License-Identifier: MIT
/*
 * reload - the configuration, read anew while the worker runs.
 */
#ifndef HANDLER_RELOAD_H
#define HANDLER_RELOAD_H

#include "config/config.h"

/*
 * As config_load(), but patient for a second: somebody may be in the middle of
 * writing the file.
 */
MUST_CHECK bool reload_config(
	const char *path, struct config *config, struct error *err);

#endif
