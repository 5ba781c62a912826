// SPDX-License-Identifier: MIT
/*
 * option_table - what the parts of reading the command line share: the options
 * by number, who takes which, and what each does.
 */
#ifndef HANDLER_OPTION_TABLE_H
#define HANDLER_OPTION_TABLE_H

#include "handler/options.h"

enum {
	OPTION_AT = 256,
	OPTION_SOURCE,
	OPTION_INSTANCE,
	OPTION_TYPE,
	OPTION_EVENT,
	OPTION_HOST,
	OPTION_SERVICE,
	OPTION_STATE,
	OPTION_STATE_TYPE,
	OPTION_DOWNTIME_DEPTH,
	OPTION_DEADLINE,
	OPTION_ACCOUNT,
	OPTION_CAUSE,
	OPTION_INCLUDE,
	OPTION_EXCLUDE,
	OPTION_CHECKED_AT,
	OPTION_ACKED_AT,
	OPTION_ONCE,
	OPTION_LOCK_INHERITED,
	OPTION_ALL_EXPIRING,
	OPTION_PREVIEW,
	OPTION_YES,
	OPTION_WAIT,
	OPTION_FORCE,
	OPTION_SKU,
	OPTION_COMMENT,
	OPTION_OUTPUT_FORMAT,
	OPTION_SINCE,
	OPTION_DIRECT,
};

/* Fails unless the command of `options` takes `option`, called `name`. */
MUST_CHECK bool option_is_taken(int option, const char *name,
	const struct handler_options *options, struct error *err);

/* The command of that name. */
bool option_command(const char *name, enum handler_command *command);

/* Does what one option says; `value` is NULL for those that take none. */
MUST_CHECK bool option_apply(int option, const char *value,
	struct handler_options *options, struct error *err);

#endif
