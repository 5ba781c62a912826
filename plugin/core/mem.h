// SPDX-License-Identifier: MIT
/*
 * mem - allocation that does not return NULL.
 *
 * Running out of memory is the one failure nobody handles: these abort, and the
 * databases are safe to be killed at any instant.  What they return is released
 * with free().  Sizes are checked for overflow.
 */
#ifndef CORE_MEM_H
#define CORE_MEM_H

#include <stddef.h>

/*
 * For whoever else was refused memory: aborts, with ENOMEM in errno, by which
 * main() tells this end from an error of ours.
 */
void mem_exhausted(void) __attribute__((noreturn));
/* What programs say of it, behind their name. */
#define MEM_EXHAUSTED                                                          \
	"out of memory: nothing is half done; run it again when there is more"

/* `count` zeroed elements of `size` bytes; never NULL, also for zero. */
void *mem_zeroed(size_t count, size_t size)
	__attribute__((malloc, returns_nonnull));

/* `old` (may be NULL) resized to `count` elements of `size` bytes. */
void *mem_resize(void *old, size_t count, size_t size)
	__attribute__((returns_nonnull));

/* A copy of `text`; NULL gives NULL. */
char *mem_text(const char *text);

/* A copy of the first `length` bytes of `text`, terminated. */
char *mem_text_n(const char *text, size_t length)
	__attribute__((returns_nonnull));

/* Replaces `*where` (freed) by a copy of `text`, which may be NULL. */
void mem_replace_text(char **where, const char *text);

/* A new text printed by `format`. */
char *mem_print(const char *format, ...)
	__attribute__((format(printf, 1, 2), returns_nonnull));

/* Overwrites and frees a secret; NULL is fine. */
void mem_wipe_free(char *secret);

/*
 * Makes room for one more element behind `count` elements: returns the array,
 * grown (by doubling) when `count` reached `*capacity`.
 */
void *mem_grow(void *array, size_t count, size_t *capacity, size_t size)
	__attribute__((returns_nonnull));

/*
 * Makes sure that there are `bytes` more, or aborts, before something that
 * takes them and would tell nobody that it could not.
 */
void mem_reserve(size_t bytes);

/*
 * Makes sure that there is memory to parse `length` bytes of JSON: short of it
 * json-c 0.16 leaves members out, and tells nobody.
 */
void mem_reserve_for_json(size_t length);

#endif
