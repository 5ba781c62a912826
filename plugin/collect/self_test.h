// SPDX-License-Identifier: MIT
/*
 * self_test - whether all that collecting needs is there, and what to do where
 * it is not.  Writes nothing, and never collects.
 */
#ifndef COLLECT_SELF_TEST_H
#define COLLECT_SELF_TEST_H

#include "config/config.h"
#include "core/finding.h"

#include <stdbool.h>
#include <time.h>

struct self_test_settings {
	const struct config *config;
	const char *config_path;
	const char *const *environment;
	time_t (*clock)(void);
	bool simulated; /* --at was given */
};

/* The configuration: that it is one, and what in it looks like a slip. */
void self_test_config(
	const struct self_test_settings *settings, struct findings *findings);

/* What all tenants share: that, the directory, the handler's database. */
void self_test_host(
	const struct self_test_settings *settings, struct findings *findings);

/* Database, lock, timer, credential, connection and rights of one tenant. */
void self_test_tenant(const struct self_test_settings *settings,
	const struct tenant *tenant, struct findings *findings);

#endif
