// SPDX-License-Identifier: MIT
/*
 * log - the journal for people: all that was asked, decided, sent and answered;
 * or only the licenses that were assigned to users directly.
 *
 * Foreign text is cleaned.  handler.db is never open while something is
 * printed: a reader that hangs would hold the worker up.
 */
#ifndef HANDLER_LOG_H
#define HANDLER_LOG_H

#include "config/config.h"
#include "state/handler.h"

#include <stdio.h>
#include <time.h>

struct log_settings {
	const struct config *config;
	const char *tenant; /* NULL: of all */
	time_t since;	    /* 0: from the beginning */
	bool direct;	    /* only what was assigned to users directly */
	FILE *out;
};

/* Opened for a moment; `*reader` NULL where nothing was ever asked. */
MUST_CHECK bool log_open_database(const struct log_settings *settings,
	struct handler_reader **reader, struct error *err);

MUST_CHECK bool log_print(
	const struct log_settings *settings, struct error *err);

/* What `direct` asks for: one line a user, oldest first, with the SKU and
 * whether a group gave it. */
MUST_CHECK bool log_print_direct(
	const struct log_settings *settings, struct error *err);

#endif
