// SPDX-License-Identifier: MIT
/*
 * option - values of command line options, the same for every program.
 *
 * Each fails with ERROR_USAGE, naming the option, the value and what would be
 * right.  Pure: where the words come from is the caller's business.
 */
#ifndef CORE_OPTION_H
#define CORE_OPTION_H

#include "core/error.h"

#include <getopt.h>
#include <time.h>

/* A decimal number from `least` to `most`. */
MUST_CHECK bool option_number(const char *option, const char *text, long least,
	long most, long *number, struct error *err);

/* The place of `text` among `words`, two or three that end with NULL. */
MUST_CHECK bool option_word(const char *option, const char *text,
	const char *const words[], int *place, struct error *err);

/* An instant, RFC 3339. */
MUST_CHECK bool option_instant(const char *option, const char *text,
	time_t *instant, struct error *err);

/*
 * An empty value is most often a macro that a monitoring system left empty.
 * `value` is optarg (NULL: the option takes none), `table` names the option.
 */
MUST_CHECK bool option_has_value(const struct option *table, int option,
	const char *value, struct error *err);

/*
 * What getopt_long() has refused, said for people: `option` is what it returned
 * (':' or '?'), `letter` its optopt, `text` the argument it was at, `program`
 * whose --help tells more.  Always false.
 */
bool option_refuse(int option, int letter, const char *text,
	const char *program, struct error *err);

#endif
