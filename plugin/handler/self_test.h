// SPDX-License-Identifier: MIT
/*
 * self_test - whether all that the button needs is there, and what to do where
 * it is not.  Changes nothing: neither here nor at Microsoft nor in the
 * monitoring system.
 */
#ifndef HANDLER_SELF_TEST_H
#define HANDLER_SELF_TEST_H

#include "config/config.h"
#include "core/finding.h"

#include <stdbool.h>
#include <stdio.h>
#include <time.h>

struct self_test_settings {
	const struct config *config;
	const char *tenant; /* NULL: all that are enabled */
	const char *const *environment;
	time_t (*clock)(void);
	FILE *out;
};

/*
 * Prints what it finds of the inbox, the lock, pauses, the units, the
 * monitoring systems and each writer; false: something is not fine.
 */
MUST_CHECK bool self_test(const struct self_test_settings *settings);

/* The part of it that is about Icinga 2 and Nagios. */
void self_test_sites(
	const struct self_test_settings *settings, struct findings *findings);

#endif
