// SPDX-License-Identifier: MIT
#include "collect/options.h"

#include <getopt.h>
#include <stdlib.h>

#include "core/option.h"

const char collect_help[] =
	"Usage: mailbox_expiry_collect [OPTION]...\n"
	"Read from Microsoft Graph which Exchange Online mailboxes have lost\n"
	"their license or their user, and keep it for check_mailbox_expiry.\n"
	"\n"
	"  -f, --config FILE     configuration\n"
	"                        [" SYSCONFDIR
	"/mailbox-expiry/mailbox-expiry.conf]\n"
	"  -T, --tenant NAME     this tenant only; else all that are enabled\n"
	"  -j, --jobs N          so many tenants at a time [8]\n"
	"      --accept-history  take mailboxes that were past their window "
	"when\n"
	"                        first seen as past, without further proof\n"
	"      --self-test       say of each thing it needs whether it is "
	"fine, "
	"and\n"
	"                        what to do; changes nothing, collects "
	"nothing\n"
	"      --backup DIRECTORY\n"
	"                        copy all databases into a directory of its "
	"own\n"
	"                        in there, while everything runs\n"
	"      --at TIME         pretend it is TIME (RFC 3339); the state is "
	"then\n"
	"                        marked as simulated\n"
	"      --lock-inherited  descriptor 3 holds the lock (used by the "
	"check)\n"
	"  -v, --verbose         say what \"degraded\" means\n"
	"  -V, --version         print the version and exit with 3\n"
	"  -h, --help            print this help and exit with 3\n"
	"\n"
	"Prints one line a tenant and exits with 0 when every tenant was\n"
	"collected or is being collected by somebody else, with 3 otherwise.\n"
	"--self-test and --backup exit with 1 when something has FAILed.\n"
	"See mailbox_expiry_collect(8) and mailbox-expiry.conf(5).\n";

enum {
	OPTION_AT = 256,
	OPTION_ACCEPT_HISTORY,
	OPTION_BACKUP,
	OPTION_SELF_TEST,
	OPTION_LOCK_INHERITED,
};

static const struct option long_options[] = {
	{"config", required_argument, NULL, 'f'},
	{"tenant", required_argument, NULL, 'T'},
	{"jobs", required_argument, NULL, 'j'},
	{"accept-history", no_argument, NULL, OPTION_ACCEPT_HISTORY},
	{"self-test", no_argument, NULL, OPTION_SELF_TEST},
	{"backup", required_argument, NULL, OPTION_BACKUP},
	{"at", required_argument, NULL, OPTION_AT},
	{"lock-inherited", no_argument, NULL, OPTION_LOCK_INHERITED},
	{"verbose", no_argument, NULL, 'v'},
	{"version", no_argument, NULL, 'V'},
	{"help", no_argument, NULL, 'h'},
	{NULL, 0, NULL, 0},
};

static bool
parse_jobs(const char *text, int *jobs, struct error *err)
{
	long number = 0;

	if (!option_number(
		    "--jobs", text, 1, COLLECT_JOBS_LIMIT, &number, err)) {
		return false;
	}
	*jobs = (int)number;
	return true;
}

/* --help and --version win over these. */
static bool
set_action(enum collect_action action, struct collect_options *options,
	struct error *err)
{
	bool is_other = (options->action == COLLECT_SELF_TEST ||
				options->action == COLLECT_BACKUP) &&
			options->action != action;

	if (options->action == COLLECT_RUN) {
		options->action = action;
	}
	return !is_other || error_set(err, ERROR_USAGE,
				    "--self-test and --backup: one at a time");
}

static bool
apply(void *context, int option, const char *name, const char *value,
	struct error *err)
{
	struct collect_options *options = context;

	(void)name;
	switch (option) {
	case 'f':
		options->config_path = value;
		return true;
	case 'T':
		options->tenant = value;
		return true;
	case 'j':
		return parse_jobs(value, &options->jobs, err);
	case OPTION_AT:
		return option_instant("--at", value, &options->at, err);
	case OPTION_ACCEPT_HISTORY:
		options->accept_history = true;
		return true;
	case OPTION_SELF_TEST:
		return set_action(COLLECT_SELF_TEST, options, err);
	case OPTION_BACKUP:
		options->backup = value;
		return set_action(COLLECT_BACKUP, options, err);
	case OPTION_LOCK_INHERITED:
		options->lock_is_inherited = true;
		return true;
	case 'v':
		options->verbosity++;
		return true;
	case 'V':
		options->action = COLLECT_VERSION;
		return true;
	case 'h':
		options->action = COLLECT_HELP;
		return true;
	default:
		abort(); /* an option of the table without a case */
	}
}

static const struct option_syntax syntax = {
	.program = "mailbox_expiry_collect",
	.letters = ":f:T:j:vVh",
	.table = long_options,
	.apply = apply,
};

bool
collect_options_parse(int argc, char **argv, struct collect_options *options,
	struct error *err)
{
	struct collect_options parsed = {
		.config_path = SYSCONFDIR "/mailbox-expiry/mailbox-expiry.conf",
		.jobs = 8,
	};

	if (!option_parse(&syntax, argc, argv, &parsed, err)) {
		return false;
	}
	if (parsed.accept_history && parsed.tenant == NULL) {
		return error_set(err, ERROR_USAGE,
			"--accept-history needs --tenant NAME");
	}
	if (parsed.backup != NULL && parsed.tenant != NULL) {
		return error_set(err, ERROR_USAGE,
			"--backup takes all of state_dir: leave --tenant out");
	}
	if (parsed.action != COLLECT_RUN && parsed.accept_history) {
		return error_set(err, ERROR_USAGE,
			"--accept-history is a run of its own");
	}
	*options = parsed;
	return true;
}
