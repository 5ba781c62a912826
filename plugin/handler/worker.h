// SPDX-License-Identifier: MIT
/*
 * worker - doing what is in the inbox, as remedies, against Microsoft Graph.
 */
#ifndef HANDLER_WORKER_H
#define HANDLER_WORKER_H

#include "config/config.h"

#include <stdio.h>
#include <time.h>

/* Borrowed for the call. */
struct worker_settings {
	const struct config *config;
	time_t at; /* 0: the real clock */
	const char *const *environment;
	int lock;  /* of the worker, held already; or LOCK_NONE */
	bool once; /* do not wait for what is due later */
	FILE *say; /* for what a person wants to read */
	bool verbose;
};

MUST_CHECK bool worker_run(
	const struct worker_settings *settings, struct error *err);

#endif
