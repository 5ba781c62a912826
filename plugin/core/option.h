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
 * One option into `options`.  `name` is its long name without the dashes,
 * `value` NULL where it takes none.
 */
typedef bool option_apply_fn(void *options, int option, const char *name,
	const char *value, struct error *err);

/* What a program takes. */
struct option_syntax {
	const char *program; /* "program --help" is where errors point to */
	const char *letters; /* getopt's, with ':' in front */
	const struct option *table;
	option_apply_fn *apply;
	/* Whether an empty value stands for none; NULL: it never does. */
	bool (*may_be_empty)(const void *options, int option);
};

/*
 * Gives every option of the command line to `apply`, in its order.  An unknown
 * one fails, and so does an argument that is none, and an empty value: that is
 * most often a macro which a monitoring system left empty.  After a failure
 * argv[optind - 1] is what it was about.
 */
MUST_CHECK bool option_parse(const struct option_syntax *syntax, int argc,
	char **argv, void *options, struct error *err);

#endif
