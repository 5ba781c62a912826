// SPDX-License-Identifier: MIT
/*
 * run - collecting one tenant: the lock, the database, the network, the run.
 */
#ifndef COLLECT_RUN_H
#define COLLECT_RUN_H

#include "collect/options.h"
#include "config/config.h"

#include <stdio.h>
#include <time.h>

struct run_settings {
	const struct config *config;
	const struct tenant *tenant;
	const struct collect_options *options;
	const char *const *environment;
	time_t (*clock)(void); /* of this run: moved by --at */
	FILE *terminal;	       /* for progress; NULL: nobody looks */
};

enum run_result {
	RUN_RESULT_COMPLETE,
	RUN_RESULT_BUSY, /* somebody else is collecting it */
	RUN_RESULT_FAILED,
};

/*
 * Collects the tenant and writes how it went into `line`, to be freed: one line
 * without line end, followed by others where more is to be said.
 */
enum run_result run_tenant(const struct run_settings *settings, char **line);

/* --accept-history for one tenant. */
MUST_CHECK bool run_accept_history(
	const struct run_settings *settings, struct error *err);

#endif
