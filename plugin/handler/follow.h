// SPDX-License-Identifier: MIT
/*
 * follow - watching what becomes of a request, by reading handler.db.
 *
 * It only looks: who stops watching stops nothing.
 */
#ifndef HANDLER_FOLLOW_H
#define HANDLER_FOLLOW_H

#include "config/config.h"

#include <stdio.h>
#include <time.h>

struct follow_settings {
	const struct config *config;
	const char *file; /* name of the request in the inbox */
	time_t (*clock)(void);
	bool (*is_interrupted)(void);
	FILE *out;
	bool is_terminal; /* progress is shown, on one line */
};

enum follow_end {
	FOLLOW_DONE,   /* all is as it was wanted */
	FOLLOW_FAILED, /* refused, or not all came back */
	FOLLOW_INTERRUPTED,
};

/* Watches until the request is closed, then prints what came of it. */
MUST_CHECK bool follow(const struct follow_settings *settings,
	enum follow_end *end, struct error *err);

#endif
