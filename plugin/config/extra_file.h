// SPDX-License-Identifier: MIT
/*
 * extra_file - the options that one section of an ini file holds.
 */
#ifndef CONFIG_EXTRA_FILE_H
#define CONFIG_EXTRA_FILE_H

#include "config/extra_opts.h"

struct extra_opt {
	char *text;  /* "--warning=10:" */
	char *place; /* "FILE: line N" */
};

/* All texts are borrowed. */
struct extra_file {
	const char *path; /* for messages and places */
	const char *section;
	const char *text;
	size_t length;
};

/*
 * Adds the options in [section] of an ini text to into->opts; a failure, which
 * names path and line, may leave some there.
 */
MUST_CHECK bool extra_file_decode(const struct extra_opts_settings *settings,
	const struct extra_file *file, struct extra_opts *into,
	struct error *err);

/* The same for a file: a regular one that not everybody may write. */
MUST_CHECK bool extra_file_read(const struct extra_opts_settings *settings,
	const char *path, const char *section, struct extra_opts *into,
	struct error *err);

#endif
