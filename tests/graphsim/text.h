// SPDX-License-Identifier: MIT
#ifndef GRAPHSIM_TEXT_H
#define GRAPHSIM_TEXT_H

/*
 * text - growing byte strings, and the few allocators everything here uses.
 *
 * Running out of memory aborts: nothing in a test tool can handle it.
 */

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#define PRINTF_LIKE(template, first)                                           \
	__attribute__((format(printf, template, first)))

/* `data` is NUL-terminated once anything was added, NULL before. */
struct text {
	char *data;
	size_t size;
	size_t room;
};

void *alloc_zero(size_t count, size_t size);
char *alloc_copy(const char *source);

/*
 * Makes sure `array` has room for one more than `count` elements of `size`
 * bytes; `*room` counts elements.  Returns the array, moved or not.
 */
void *alloc_room(void *array, size_t count, size_t *room, size_t size);

/* At least `more` bytes and a NUL can be written behind `size` afterwards. */
void text_reserve(struct text *text, size_t more);
void text_add(struct text *text, const char *data, size_t size);
void text_put(struct text *text, const char *string);
void text_printf(struct text *text, const char *format, ...) PRINTF_LIKE(2, 3);

/* `string` as a quoted JSON string; NULL becomes null. */
void text_json(struct text *text, const char *string);

/* Percent-encodes everything but unreserved characters and those in `keep`. */
void text_url(struct text *text, const char *string, const char *keep);

void text_clear(struct text *text);
void text_release(struct text *text);

/* The string without its NULL-ness, for printing. */
const char *text_string(const struct text *text);

/* Does `string` start with `prefix`? */
bool text_starts(const char *string, const char *prefix);

/* Adds a literal without measuring it. */
#define TEXT_LITERAL(text, literal)                                            \
	text_add((text), (literal), sizeof(literal) - 1)

#endif
