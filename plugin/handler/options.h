// SPDX-License-Identifier: MIT
/*
 * options - the command line of handle_mailbox_expiry: a command, then its
 * options.
 */
#ifndef HANDLER_OPTIONS_H
#define HANDLER_OPTIONS_H

#include "core/error.h"
#include "core/request.h"
#include "core/text_list.h"

#include <stdbool.h>
#include <time.h>

enum handler_command {
	COMMAND_NONE, /* --help and --version without one */
	COMMAND_INGEST,
	COMMAND_WORKER,
	COMMAND_RECONCILE,
	COMMAND_SYNC,
	COMMAND_RESTORE, /* by hand, from here ... */
	COMMAND_RELEASE,
	COMMAND_UNRELEASE,
	COMMAND_PAUSE,
	COMMAND_RESUME, /* ... to here */
	COMMAND_STATUS,
	COMMAND_LOG,
	COMMAND_SELF_TEST,
};
#define COMMAND_COUNT (COMMAND_SELF_TEST + 1)

enum handler_action { HANDLER_RUN, HANDLER_HELP, HANDLER_VERSION };
enum handler_format { FORMAT_TEXT, FORMAT_JSON };

/* Texts are borrowed from the command line. */
struct handler_options {
	enum handler_action action;
	enum handler_command command;
	const char *config_path;
	const char *tenant; /* NULL: not said */
	time_t at;	    /* 0: now */
	/* Of ingest at most one. */
	struct text_list mailboxes;
	struct text_list shows; /* of ingest; core/shown.h */
	int verbosity;

	/* ingest */
	enum request_system source;
	const char *instance;
	const char *type; /* NULL: an event */
	const char *host;
	const char *service;
	time_t checked_at;
	time_t acked_at;
	enum check_state state;
	bool has_state;
	bool is_event;
	bool is_hard;
	bool in_downtime;

	/* worker */
	bool once;
	bool lock_is_inherited; /* as descriptor 3 */

	/* by hand */
	bool all_expiring;
	bool preview;
	bool yes;
	bool wait;
	bool force;
	bool direct;	 /* log */
	time_t since;	 /* log */
	const char *sku; /* by hand */
	const char *comment;
	enum handler_format format; /* status */
};

/*
 * Fails with ERROR_USAGE, naming option, value and what would be right.  What a
 * monitoring system may leave empty (a custom variable that is not set) counts
 * as not given.
 */
MUST_CHECK bool handler_options_parse(int argc, char **argv,
	struct handler_options *options, struct error *err);
void handler_options_release(struct handler_options *options);

const char *handler_command_text(enum handler_command command);

/* The text of --help: of the command, then what is common to all. */
const char *handler_help(enum handler_command command);
extern const char handler_common_help[];

#endif
