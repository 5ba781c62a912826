// SPDX-License-Identifier: MIT
/*
 * extra_opts - --extra-opts[=[SECTION][@FILE]], more options from an ini file,
 * as the Monitoring Plugins document it.
 *
 * In the file an option stands without its dashes, one a line: "warning = 10:",
 * "w = 10:", or "no-collect" alone.  Options of the file come in front of those
 * of the command line, so that the latter win; those that may be repeated add
 * up.  The file may be shared with other plugins: only our section is judged.
 */
#ifndef CONFIG_EXTRA_OPTS_H
#define CONFIG_EXTRA_OPTS_H

#include "core/error.h"

#include <getopt.h>
#include <stddef.h>

#define EXTRA_OPTS_LIMIT_BYTES (1024u * 1024u)
#define EXTRA_OPTS_LIMIT 1000 /* options from files */

struct extra_opts_settings {
	const char *program;	    /* the section when none is named */
	const struct option *known; /* all long options, as for getopt_long() */
	const char *search_path;    /* $NAGIOS_CONFIG_PATH, or NULL */
};

/* The command line with the options of the files in it. */
struct extra_opts {
	int argc;
	char **argv; /* ends with NULL; texts of the real one are borrowed */
	struct extra_opt *opts;
	size_t count;
};

/*
 * Reads what the --extra-opts of a command line name and leaves them out.
 * Without any, `expanded` is a copy.  Fails with ERROR_USAGE when there is no
 * file to be found, else with ERROR_CONFIG naming the file and, where there is
 * one, the line.
 */
MUST_CHECK bool extra_opts_expand(int argc, char *const *argv,
	const struct extra_opts_settings *settings, struct extra_opts *expanded,
	struct error *err);

void extra_opts_release(struct extra_opts *expanded);

/*
 * Puts file and line in front of an error that has to do with the argument
 * `text`, one of expanded->argv, if it came from a file.  Always false.
 */
bool extra_opts_blame(
	const struct extra_opts *expanded, const char *text, struct error *err);

#endif
