// SPDX-License-Identifier: MIT
/*
 * units - what systemd says of our units, for a self-test.
 */
#ifndef PROCESS_UNITS_H
#define PROCESS_UNITS_H

#include "core/error.h"

#include <stdbool.h>

/* Whether this host was started with systemd (sd_booted(3)). */
bool units_are_managed(void);

/*
 * `question`: is-enabled or is-active.  The answer of systemctl, which is found
 * as the shell would; fails where it cannot be run.
 */
MUST_CHECK bool units_ask(const char *question, const char *unit,
	const char *const environment[], bool *yes, struct error *err);

#endif
