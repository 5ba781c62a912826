// SPDX-License-Identifier: MIT
/*
 * preview - what the worker would decide about a request by hand, by the same
 * policy and the same data; nothing is done.
 */
#ifndef HANDLER_PREVIEW_H
#define HANDLER_PREVIEW_H

#include "config/config.h"
#include "handler/candidates.h"

#include <stdio.h>

struct preview {
	const struct tenant *tenant; /* borrowed */
	struct candidates candidates;
	struct remedy_plan plan;
	struct guid sku; /* for all, as was asked for; nil: for each its own */
};

struct preview_settings {
	const struct config *config;
	const struct tenant *tenant;
	const struct request *request;
	time_t now;
	bool simulated;
};

/*
 * Fails where nothing can be decided: no data, or old ones.  To be released,
 * also where it failed.
 */
MUST_CHECK bool preview_make(const struct preview_settings *settings,
	struct preview *preview, struct error *err);
void preview_release(struct preview *preview);

/*
 * Prints what would be done and what not, and why; how many seats of which
 * product it takes; and whether there is a better cure.  At most `limit`
 * mailboxes of a kind are listed, 0: all.
 */
void preview_print(const struct preview *preview, size_t limit, FILE *out);

#endif
