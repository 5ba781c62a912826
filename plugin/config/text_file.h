// SPDX-License-Identifier: MIT
/*
 * text_file - reading a small file whole, after a look at who may write it.
 */
#ifndef CONFIG_TEXT_FILE_H
#define CONFIG_TEXT_FILE_H

#include "core/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <sys/stat.h>

/*
 * Reads at most `limit_bytes` of the file at `path`, which may be a symbolic
 * link; `check` judges the open file before a byte is read, so nothing can be
 * exchanged in between.  The text is terminated, `*length` without that; it may
 * hold a secret and is to be given to free() or mem_wipe_free().  `status` is
 * that of what was read.  Errors do not
 * name the file: the caller does.
 */
MUST_CHECK bool text_file_read(const char *path, size_t limit_bytes,
	bool (*check)(const struct stat *status, struct error *err),
	char **text, size_t *length, struct stat *status, struct error *err);

/* A check for files that say what to do: regular, not everybody may write. */
MUST_CHECK bool text_file_check_settings(
	const struct stat *status, struct error *err);

#endif
