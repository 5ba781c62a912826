// SPDX-License-Identifier: MIT
/*
 * stream - a FILE to print into, and the text that comes of it.
 *
 * open_memstream(3) drops what it finds no memory for, and says so nowhere:
 * half a list would be told as a whole one.  This aborts, as core/mem.h does.
 */
#ifndef CORE_STREAM_H
#define CORE_STREAM_H

#include <stdio.h>

/*
 * After fclose(), which cannot fail, `*text` is what was printed, terminated
 * and the caller's to free; `*size` its length.  Both have to live that long.
 */
FILE *stream_open(char **text, size_t *size) __attribute__((returns_nonnull));

#endif
