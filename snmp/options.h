// SPDX-License-Identifier: MIT
/*
 * options - the command line of mailbox_expiry_agentx.
 */
#ifndef SNMP_OPTIONS_H
#define SNMP_OPTIONS_H

#include "core/error.h"

#include <time.h>

enum agentx_action {
	AGENTX_RUN,
	AGENTX_PRINT_MIB,
	AGENTX_HELP,
	AGENTX_VERSION,
};

struct agentx_options {
	enum agentx_action action;
	const char *config_path; /* borrowed from argv, as all texts */
	const char *tenant;	 /* NULL: all that are enabled */
	const char *socket;	 /* NULL: the configuration's */
	time_t at;		 /* 0: not given */
	int verbosity;
};

extern const char agentx_help[];

/* Fails with ERROR_USAGE. */
MUST_CHECK bool agentx_options_parse(int argc, char **argv,
	struct agentx_options *options, struct error *err);

#endif
