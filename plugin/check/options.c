// SPDX-License-Identifier: MIT
#include "check/options.h"

#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#include "core/address.h"
#include "core/option.h"

enum {
	OPTION_ALL_TENANTS = 256,
	OPTION_INCLUDE,
	OPTION_EXCLUDE,
	OPTION_CAUSE,
	OPTION_ACCOUNT,
	OPTION_DEADLINE,
	OPTION_AT,
	OPTION_NO_COLLECT,
	OPTION_COLLECTOR,
	OPTION_LIST,
	OPTION_DISCOVER,
	OPTION_MAX_ITEMS,
	OPTION_PERFDATA,
	OPTION_OUTPUT_FORMAT,
	OPTION_UTF8,
	OPTION_EXTRA_OPTS,
};

const struct option check_long_options[] = {
	{"config", required_argument, NULL, 'f'},
	{"tenant", required_argument, NULL, 'T'},
	{"all-tenants", no_argument, NULL, OPTION_ALL_TENANTS},
	{"mailbox", required_argument, NULL, 'm'},
	{"include", required_argument, NULL, OPTION_INCLUDE},
	{"exclude", required_argument, NULL, OPTION_EXCLUDE},
	{"cause", required_argument, NULL, OPTION_CAUSE},
	{"account", required_argument, NULL, OPTION_ACCOUNT},
	{"warning", required_argument, NULL, 'w'},
	{"critical", required_argument, NULL, 'c'},
	{"deadline", no_argument, NULL, OPTION_DEADLINE},
	{"at", required_argument, NULL, OPTION_AT},
	{"no-collect", no_argument, NULL, OPTION_NO_COLLECT},
	{"collector", required_argument, NULL, OPTION_COLLECTOR},
	{"jobs", required_argument, NULL, 'j'},
	{"timeout", required_argument, NULL, 't'},
	{"list", no_argument, NULL, OPTION_LIST},
	{"discover", required_argument, NULL, OPTION_DISCOVER},
	{"max-items", required_argument, NULL, OPTION_MAX_ITEMS},
	{"perfdata", required_argument, NULL, OPTION_PERFDATA},
	{"output-format", required_argument, NULL, OPTION_OUTPUT_FORMAT},
	{"utf8", no_argument, NULL, OPTION_UTF8},
	{"extra-opts", optional_argument, NULL, OPTION_EXTRA_OPTS},
	{"verbose", no_argument, NULL, 'v'},
	{"version", no_argument, NULL, 'V'},
	{"help", no_argument, NULL, 'h'},
	{NULL, 0, NULL, 0},
};

static bool
parse_int(const char *option, const char *value, long least, long most,
	int *number, struct error *err)
{
	long taken = 0;

	if (!option_number(option, value, least, most, &taken, err)) {
		return false;
	}
	*number = (int)taken;
	return true;
}

static bool
parse_cause(const char *value, struct check_options *options, struct error *err)
{
	enum cause cause = CAUSE_NONE;

	if (!cause_parse(value, &cause)) {
		return error_set(err, ERROR_USAGE,
			"--cause \"%.40s\": give license-removed, "
			"user-deleted, shared-deleted or subscription",
			value);
	}
	options->has_cause = true;
	options->causes[cause] = true;
	return true;
}

static bool
parse_range(const char *option, const char *value, struct range *range,
	struct error *err)
{
	return range_parse(value, range, err) ||
	       error_prefix(err, "%s", option);
}

static bool
apply_output(int option, const char *value, struct check_options *options,
	struct error *err)
{
	static const char *const perfdata[] = {"none", "totals", "items", NULL};
	static const char *const formats[] = {"text", "json", "html", NULL};
	static const char *const objects[] = {
		"json", "icinga2", "nagios", "results", NULL};
	int word = 0;
	long number = 0;

	switch (option) {
	case OPTION_LIST:
		options->list = true;
		return true;
	case OPTION_DISCOVER:
		if (!option_word("--discover", value, objects, &word, err)) {
			return false;
		}
		options->discover = (enum check_discover)(word + 1);
		return true;
	case OPTION_UTF8:
		options->utf8 = true;
		return true;
	case OPTION_MAX_ITEMS:
		if (!option_number(
			    "--max-items", value, 0, 1000000, &number, err)) {
			return false;
		}
		options->max_items = (size_t)number;
		options->has_max_items = true;
		return true;
	case OPTION_PERFDATA:
		if (!option_word("--perfdata", value, perfdata, &word, err)) {
			return false;
		}
		options->perfdata = (enum check_perfdata)word;
		return true;
	case OPTION_OUTPUT_FORMAT:
		if (!option_word(
			    "--output-format", value, formats, &word, err)) {
			return false;
		}
		options->format = (enum check_format)word;
		return true;
	default:
		abort(); /* an option of the table without a case */
	}
}

static bool
add_pattern(const char *option, const char *value, struct text_list *patterns,
	struct error *err)
{
	if (!address_is_pattern(value)) {
		return error_set(err, ERROR_USAGE,
			"%s \"%.60s\": give one shell pattern of addresses "
			"such "
			"as *@contoso.example; the option may be repeated",
			option, value);
	}
	text_list_add(patterns, value);
	return true;
}

static bool
apply_selection(int option, const char *value, struct check_options *options,
	struct error *err)
{
	static const char *const accounts[] = {"disabled", "enabled", NULL};
	int word = 0;

	switch (option) {
	case OPTION_INCLUDE:
		return add_pattern("--include", value, &options->include, err);
	case OPTION_EXCLUDE:
		return add_pattern("--exclude", value, &options->exclude, err);
	case OPTION_CAUSE:
		return parse_cause(value, options, err);
	case OPTION_ACCOUNT:
		if (!option_word("--account", value, accounts, &word, err)) {
			return false;
		}
		options->account = word == 1 ? TRI_YES : TRI_NO;
		return true;
	case OPTION_DEADLINE:
		options->deadline = true;
		return true;
	case OPTION_AT:
		return option_instant("--at", value, &options->at, err);
	case OPTION_NO_COLLECT:
		options->no_collect = true;
		return true;
	case OPTION_COLLECTOR:
		options->collector_path = value;
		return true;
	default:
		return apply_output(option, value, options, err);
	}
}

static bool
apply(void *context, int option, const char *name, const char *value,
	struct error *err)
{
	struct check_options *options = context;

	(void)name;
	switch (option) {
	case 'f':
		options->config_path = value;
		return true;
	case 'T':
		options->tenant = value;
		return true;
	case OPTION_ALL_TENANTS:
		options->tenant = NULL;
		return true;
	case 'm':
		options->mailbox = value;
		return address_is_name(value) ||
		       error_set(err, ERROR_USAGE,
			       "--mailbox \"%.60s\": give an object id or an "
			       "address",
			       value);
	case 'w':
		return parse_range("--warning", value, &options->warning, err);
	case 'c':
		return parse_range(
			"--critical", value, &options->critical, err);
	case 't':
		return parse_int("--timeout", value, 1, CHECK_TIMEOUT_LIMIT_S,
			&options->timeout_s, err);
	case 'j':
		return parse_int("--jobs", value, 1, 64, &options->jobs, err);
	case OPTION_EXTRA_OPTS: /* replaced before; this was abbreviated */
		return error_set(
			err, ERROR_USAGE, "write --extra-opts in full");
	case 'v':
		options->verbosity++;
		return true;
	case 'V':
		options->action = CHECK_VERSION;
		return true;
	case 'h':
		options->action = CHECK_HELP;
		return true;
	default:
		return apply_selection(option, value, options, err);
	}
}

static bool
check_whole(const struct check_options *options, struct error *err)
{
	if (options->warning.is_set && options->critical.is_set &&
		options->critical.start_s > options->warning.start_s &&
		!options->critical.inside && !options->warning.inside) {
		return error_set(err, ERROR_USAGE,
			"--critical %s begins before --warning %s: give the "
			"longer time to --warning",
			options->critical.text, options->warning.text);
	}
	if (options->collector_path[0] != '/') {
		return error_set(err, ERROR_USAGE,
			"--collector \"%.60s\": give an absolute path",
			options->collector_path);
	}
	return true;
}

static const struct option_syntax syntax = {
	.program = "check_mailbox_expiry",
	.letters = ":f:T:m:w:c:t:j:vVh",
	.table = check_long_options,
	.apply = apply,
};

bool
check_options_parse(const struct extra_opts *line,
	struct check_options *options, struct error *err)
{
	struct check_options parsed = {
		.config_path = SYSCONFDIR "/mailbox-expiry/mailbox-expiry.conf",
		.collector_path = SBINDIR "/mailbox_expiry_collect",
		.max_items = 10,
		.perfdata = PERFDATA_TOTALS,
		.format = FORMAT_TEXT,
		.timeout_s = 10,
		.jobs = 8,
	};

	if (!option_parse(&syntax, line->argc, line->argv, &parsed, err)) {
		(void)extra_opts_blame(line, line->argv[optind - 1], err);
		goto failed;
	}
	if (!check_whole(&parsed, err)) {
		goto failed;
	}
	/* A page says that it is UTF-8. */
	parsed.utf8 = parsed.utf8 || parsed.format == FORMAT_HTML;
	*options = parsed;
	return true;
failed:
	check_options_release(&parsed);
	return false;
}

void
check_options_release(struct check_options *options)
{
	text_list_release(&options->include);
	text_list_release(&options->exclude);
}
