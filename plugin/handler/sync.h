// SPDX-License-Identifier: MIT
/*
 * sync - one service a mailbox in the monitoring systems, so that one
 * acknowledgement means one mailbox: made, changed, fed with results and
 * removed as the check says.
 *
 * One run of the check answers for all of them.  Of a tenant that it cannot
 * judge, and where it gives no answer at all, nothing is removed.
 */
#ifndef HANDLER_SYNC_H
#define HANDLER_SYNC_H

#include "config/config.h"

#include <stdio.h>

struct sync_settings {
	const struct config *config;
	const char *config_path;
	const char *program; /* this one: the check may lie beside it */
	time_t at;	     /* --at, handed on to the check; 0: none */
	/* The wall clock, also with --at: Icinga compares results by it. */
	time_t (*clock)(void);
	FILE *say; /* what was changed, and what could not be judged */
	bool verbose;
};

/*
 * All of them that are configured.  Where one fails the others are gone on
 * with and the first reason is the error.  While another one is at work there
 * is nothing to be done.
 */
MUST_CHECK bool sync_services(
	const struct sync_settings *settings, struct error *err);

#endif
