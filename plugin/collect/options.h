// SPDX-License-Identifier: MIT
/*
 * options - the command line of mailbox_expiry_collect.
 */
#ifndef COLLECT_OPTIONS_H
#define COLLECT_OPTIONS_H

#include "core/error.h"

#include <time.h>

#define COLLECT_JOBS_LIMIT 64

enum collect_action {
	COLLECT_RUN,
	COLLECT_SELF_TEST,
	COLLECT_BACKUP,
	COLLECT_HELP,
	COLLECT_VERSION,
};

/* Texts are borrowed from argv. */
struct collect_options {
	enum collect_action action;
	const char *config_path;
	const char *tenant; /* NULL: all */
	const char *backup; /* where backups are kept */
	time_t at;	    /* 0: now */
	bool accept_history;
	bool lock_is_inherited; /* as descriptor 3, from the check */
	int jobs;
	int verbosity;
};

/* Fails with ERROR_USAGE, naming option, value and what would be right. */
MUST_CHECK bool collect_options_parse(int argc, char **argv,
	struct collect_options *options, struct error *err);

/* The text of --help. */
extern const char collect_help[];

#endif
