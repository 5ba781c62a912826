// SPDX-License-Identifier: MIT
/*
 * options - the command line of check_mailbox_expiry.
 */
#ifndef CHECK_OPTIONS_H
#define CHECK_OPTIONS_H

#include "config/extra_opts.h"
#include "core/error.h"
#include "core/range.h"
#include "core/tenant.h"

#include <getopt.h>
#include <time.h>

#define CHECK_TIMEOUT_LIMIT_S 3600

enum check_action { CHECK_RUN, CHECK_HELP, CHECK_VERSION };
enum check_perfdata { PERFDATA_NONE, PERFDATA_TOTALS, PERFDATA_ITEMS };
enum check_format { FORMAT_TEXT, FORMAT_JSON, FORMAT_HTML };
/* Services to create, one a mailbox, instead of a report. */
enum check_discover {
	DISCOVER_NONE,
	DISCOVER_JSON,
	DISCOVER_ICINGA2,
	DISCOVER_NAGIOS,
	DISCOVER_RESULTS, /* for our own handler */
};

/* Texts are borrowed from the command line. */
struct check_options {
	enum check_action action;
	const char *config_path;
	const char *collector_path;
	const char *tenant;   /* NULL: all that are enabled */
	struct range warning; /* is_set false: as configured */
	struct range critical;
	time_t at; /* 0: now */
	bool no_collect;
	const char *mailbox; /* NULL: all */
	struct text_list include;
	struct text_list exclude;
	bool has_cause;
	bool causes[CAUSE_COUNT];
	enum tri account; /* TRI_UNKNOWN: any */
	size_t max_items;
	bool has_max_items;
	enum check_perfdata perfdata;
	bool deadline;
	bool list;
	enum check_discover discover;
	bool utf8;
	enum check_format format;
	int timeout_s;
	int jobs;
	int verbosity;
};

/*
 * Fails with ERROR_USAGE, naming option, value and what would be right; if the
 * option came from a file, that too.
 */
MUST_CHECK bool check_options_parse(const struct extra_opts *line,
	struct check_options *options, struct error *err);
void check_options_release(struct check_options *options);

/* For getopt_long(). */
extern const struct option check_long_options[];

/* The text of --help. */
extern const char check_help[];

#endif
