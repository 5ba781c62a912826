// SPDX-License-Identifier: MIT
#include "core/mem.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A tree of "{}" takes more; there are few of those. */
#define TREE_OF_BYTE 64

void
mem_exhausted(void)
{
	errno = ENOMEM;
	abort();
}

void *
mem_zeroed(size_t count, size_t size)
{
	void *block = calloc(count == 0 ? 1 : count, size);

	if (block == NULL) {
		mem_exhausted();
	}
	return block;
}

void *
mem_resize(void *old, size_t count, size_t size)
{
	void *block = reallocarray(old, count == 0 ? 1 : count, size);

	if (block == NULL) {
		mem_exhausted();
	}
	return block;
}

char *
mem_text(const char *text)
{
	return text == NULL ? NULL : mem_text_n(text, strlen(text));
}

char *
mem_text_n(const char *text, size_t length)
{
	char *copy = mem_resize(NULL, length + 1, 1);

	memcpy(copy, text, length);
	copy[length] = '\0';
	return copy;
}

void
mem_replace_text(char **where, const char *text)
{
	char *copy = mem_text(text);

	free(*where);
	*where = copy;
}

char *
mem_print(const char *format, ...)
{
	va_list arguments;
	char *text = NULL;
	int length = 0;

	va_start(arguments, format);
	length = vasprintf(&text, format, arguments);
	va_end(arguments);
	if (length < 0) {
		mem_exhausted();
	}
	return text;
}

void
mem_wipe_free(char *secret)
{
	if (secret != NULL) {
		explicit_bzero(secret, strlen(secret));
		free(secret);
	}
}

void *
mem_grow(void *array, size_t count, size_t *capacity, size_t size)
{
	if (array != NULL && count < *capacity) {
		return array;
	}
	*capacity = count * 2 + 16;
	return mem_resize(array, *capacity, size);
}

void
mem_reserve(size_t bytes)
{
	/* A compiler may leave out what nobody looks at. */
	void *volatile block = malloc(bytes);

	if (block == NULL) {
		mem_exhausted();
	}
	free(block);
}

void
mem_reserve_for_json(size_t length)
{
	mem_reserve(4096 + length * TREE_OF_BYTE);
}
