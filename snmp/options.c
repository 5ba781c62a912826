// SPDX-License-Identifier: MIT
#include "snmp/options.h"

#include <getopt.h>
#include <stdlib.h>

#include "core/option.h"

const char agentx_help[] =
	"Usage: mailbox_expiry_agentx [OPTION]...\n"
	"Show by SNMP which Exchange Online mailboxes are running out: an "
	"AgentX\n"
	"subagent of snmpd, with tables and notifications.\n"
	"\n"
	"  -f, --config FILE     configuration\n"
	"                        [" SYSCONFDIR
	"/mailbox-expiry/mailbox-expiry.conf]\n"
	"  -T, --tenant NAME     this tenant only; else all that are enabled\n"
	"  -x, --socket ADDRESS  where the master agent listens, such as\n"
	"                        unix:/run/agentx/master or "
	"tcp:localhost:705\n"
	"      --at TIME         pretend it is TIME (RFC 3339)\n"
	"      --print-mib       print MAILBOX-EXPIRY-MIB and exit with 0\n"
	"  -v, --verbose         tell the log what is read\n"
	"  -V, --version         print the version and exit with 3\n"
	"  -h, --help            print this help and exit with 3\n"
	"\n"
	"Stays in the foreground and logs to standard error.  SIGHUP reads "
	"the\n"
	"configuration again.  See mailbox_expiry_agentx(8) and\n"
	"mailbox-expiry.conf(5).\n";

enum {
	OPTION_AT = 256,
	OPTION_PRINT_MIB,
};

static const struct option long_options[] = {
	{"config", required_argument, NULL, 'f'},
	{"tenant", required_argument, NULL, 'T'},
	{"socket", required_argument, NULL, 'x'},
	{"at", required_argument, NULL, OPTION_AT},
	{"print-mib", no_argument, NULL, OPTION_PRINT_MIB},
	{"verbose", no_argument, NULL, 'v'},
	{"version", no_argument, NULL, 'V'},
	{"help", no_argument, NULL, 'h'},
	{NULL, 0, NULL, 0},
};

static bool
apply(void *context, int option, const char *name, const char *value,
	struct error *err)
{
	struct agentx_options *options = context;

	(void)name;
	switch (option) {
	case 'f':
		options->config_path = value;
		return true;
	case 'T':
		options->tenant = value;
		return true;
	case 'x':
		options->socket = value;
		return true;
	case OPTION_AT:
		return option_instant("--at", value, &options->at, err);
	case OPTION_PRINT_MIB:
		options->action = AGENTX_PRINT_MIB;
		return true;
	case 'v':
		options->verbosity++;
		return true;
	case 'V':
		options->action = AGENTX_VERSION;
		return true;
	case 'h':
		options->action = AGENTX_HELP;
		return true;
	default:
		abort(); /* an option of the table without a case */
	}
}

static const struct option_syntax syntax = {
	.program = "mailbox_expiry_agentx",
	.letters = ":f:T:x:vVh",
	.table = long_options,
	.apply = apply,
};

bool
agentx_options_parse(int argc, char **argv, struct agentx_options *options,
	struct error *err)
{
	struct agentx_options parsed = {
		.config_path = SYSCONFDIR "/mailbox-expiry/mailbox-expiry.conf",
	};

	if (!option_parse(&syntax, argc, argv, &parsed, err)) {
		return false;
	}
	*options = parsed;
	return true;
}
