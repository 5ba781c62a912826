// SPDX-License-Identifier: MIT
#include "handler/options.h"

#include <stdio.h>
#include <string.h>

#include "core/option.h"
#include "handler/option_table.h"

#define CAPITALS "ABCDEFGHIJKLMNOPQRSTUVWXYZ"

static const struct option long_options[] = {
	{"config", required_argument, NULL, 'f'},
	{"tenant", required_argument, NULL, 'T'},
	{"mailbox", required_argument, NULL, 'm'},
	{"source", required_argument, NULL, OPTION_SOURCE},
	{"instance", required_argument, NULL, OPTION_INSTANCE},
	{"type", required_argument, NULL, OPTION_TYPE},
	{"event", no_argument, NULL, OPTION_EVENT},
	{"host", required_argument, NULL, OPTION_HOST},
	{"service", required_argument, NULL, OPTION_SERVICE},
	{"state", required_argument, NULL, OPTION_STATE},
	{"state-type", required_argument, NULL, OPTION_STATE_TYPE},
	{"downtime-depth", required_argument, NULL, OPTION_DOWNTIME_DEPTH},
	{"deadline", optional_argument, NULL, OPTION_DEADLINE},
	{"account", required_argument, NULL, OPTION_ACCOUNT},
	{"cause", required_argument, NULL, OPTION_CAUSE},
	{"include", required_argument, NULL, OPTION_INCLUDE},
	{"exclude", required_argument, NULL, OPTION_EXCLUDE},
	{"checked-at", required_argument, NULL, OPTION_CHECKED_AT},
	{"acked-at", required_argument, NULL, OPTION_ACKED_AT},
	{"once", no_argument, NULL, OPTION_ONCE},
	{"lock-inherited", no_argument, NULL, OPTION_LOCK_INHERITED},
	{"all-expiring", no_argument, NULL, OPTION_ALL_EXPIRING},
	{"preview", no_argument, NULL, OPTION_PREVIEW},
	{"yes", no_argument, NULL, OPTION_YES},
	{"wait", no_argument, NULL, OPTION_WAIT},
	{"force", no_argument, NULL, OPTION_FORCE},
	{"sku", required_argument, NULL, OPTION_SKU},
	{"comment", required_argument, NULL, OPTION_COMMENT},
	{"output-format", required_argument, NULL, OPTION_OUTPUT_FORMAT},
	{"since", required_argument, NULL, OPTION_SINCE},
	{"direct", no_argument, NULL, OPTION_DIRECT},
	{"at", required_argument, NULL, OPTION_AT},
	{"verbose", no_argument, NULL, 'v'},
	{"version", no_argument, NULL, 'V'},
	{"help", no_argument, NULL, 'h'},
	{NULL, 0, NULL, 0},
};

/* Those of the check, which make a service show a part of its tenant. */
static bool
is_about_what_is_shown(int option)
{
	return option >= OPTION_DEADLINE && option <= OPTION_EXCLUDE;
}

/* A monitoring system leaves these empty where it has nothing to say. */
static bool
may_be_empty(const void *context, int option)
{
	const struct handler_options *options = context;

	return options->command == COMMAND_INGEST &&
	       (is_about_what_is_shown(option) || option == 'T' ||
		       option == 'm' || option == OPTION_INSTANCE ||
		       option == OPTION_STATE_TYPE ||
		       option == OPTION_DOWNTIME_DEPTH ||
		       option == OPTION_CHECKED_AT ||
		       option == OPTION_ACKED_AT);
}

/*
 * Nagios leaves the macro of a variable that is nowhere as it is written.  That
 * of a mailbox must not become a request about something else.
 */
static bool
check_macro(const char *name, const char *value, struct error *err)
{
	size_t length = strlen(value);

	return length < 2 || value[0] != '$' || value[length - 1] != '$' ||
	       error_set(err, ERROR_USAGE,
		       "--%s \"%.60s\": a macro that nothing defines; has the "
		       "service that variable?",
		       name, value);
}

static bool
apply(void *context, int option, const char *name, const char *value,
	struct error *err)
{
	struct handler_options *options = context;

	return option_is_taken(option, name, options, err) &&
	       (value == NULL || options->command != COMMAND_INGEST ||
		       is_about_what_is_shown(option) ||
		       check_macro(name, value, err)) &&
	       option_apply(option, value, options, err);
}

static bool
parse_options(int argc, char **argv, struct handler_options *options,
	struct error *err)
{
	char program[64] = "handle_mailbox_expiry";
	const struct option_syntax syntax = {
		.program = program,
		.letters = ":f:T:m:vVh",
		.table = long_options,
		.apply = apply,
		.may_be_empty = may_be_empty,
	};

	if (options->command != COMMAND_NONE) {
		(void)snprintf(program, sizeof program,
			"handle_mailbox_expiry %s",
			handler_command_text(options->command));
	}
	return option_parse(&syntax, argc, argv, options, err);
}

static bool
check_ingest(const struct handler_options *options, struct error *err)
{
	const char *missing = options->source == 0 ? "--source"
			      : options->type == NULL && !options->is_event
				      ? "--type or --event"
			      : options->host == NULL	 ? "--host"
			      : options->service == NULL ? "--service"
			      : !options->has_state	 ? "--state"
							 : NULL;

	if (missing != NULL) {
		return error_set(err, ERROR_USAGE, "ingest: give %s", missing);
	}
	if (options->type != NULL && options->is_event) {
		return error_set(err, ERROR_USAGE,
			"ingest: give --type or --event, not both");
	}
	if (options->mailboxes.count > 1) {
		return error_set(err, ERROR_USAGE,
			"ingest: --mailbox may be given once");
	}
	/* A macro that was left as it is must not pass for another type. */
	return options->is_event ||
	       options->type[strspn(options->type, CAPITALS)] == '\0' ||
	       error_set(err, ERROR_USAGE,
		       "--type \"%.40s\": give the type of the notification, "
		       "such as ACKNOWLEDGEMENT",
		       options->type);
}

static bool
check_mailboxes(const struct handler_options *options, struct error *err)
{
	bool all = options->all_expiring;

	if (options->tenant == NULL) {
		return error_set(err, ERROR_USAGE, "%s: give --tenant NAME",
			handler_command_text(options->command));
	}
	if (options->mailboxes.count == 0 && !all) {
		return error_set(err, ERROR_USAGE, "%s: give --mailbox NAME%s",
			handler_command_text(options->command),
			options->command == COMMAND_RESTORE
				? ", or --all-expiring"
				: "");
	}
	return options->mailboxes.count == 0 || !all ||
	       error_set(err, ERROR_USAGE,
		       "restore: give --mailbox or --all-expiring, not both");
}

static bool
check_whole(const struct handler_options *options, struct error *err)
{
	switch (options->command) {
	case COMMAND_NONE:
		return error_set(err, ERROR_USAGE,
			"give a command; see handle_mailbox_expiry --help");
	case COMMAND_INGEST:
		return check_ingest(options, err);
	case COMMAND_RESTORE:
	case COMMAND_RELEASE:
	case COMMAND_UNRELEASE:
		return check_mailboxes(options, err);
	case COMMAND_WORKER:
	case COMMAND_RECONCILE:
	case COMMAND_SYNC:
	case COMMAND_PAUSE:
	case COMMAND_RESUME:
	case COMMAND_STATUS:
	case COMMAND_LOG:
	case COMMAND_SELF_TEST:
		break;
	}
	return true;
}

bool
handler_options_parse(int argc, char **argv, struct handler_options *options,
	struct error *err)
{
	struct handler_options parsed = {
		.config_path = SYSCONFDIR "/mailbox-expiry/mailbox-expiry.conf",
		.format = FORMAT_TEXT,
	};

	if (argc > 1 && argv[1][0] != '-') {
		if (!option_command(argv[1], &parsed.command)) {
			return error_set(err, ERROR_USAGE,
				"\"%.40s\": unknown command; see "
				"handle_mailbox_expiry --help",
				argv[1]);
		}
		argc--;
		argv++;
	}
	if (parse_options(argc, argv, &parsed, err) &&
		(parsed.action != HANDLER_RUN || check_whole(&parsed, err))) {
		*options = parsed;
		return true;
	}
	handler_options_release(&parsed);
	return false;
}

void
handler_options_release(struct handler_options *options)
{
	text_list_release(&options->mailboxes);
	text_list_release(&options->shows);
}
