// SPDX-License-Identifier: MIT
#include "text.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

void *
alloc_zero(size_t count, size_t size)
{
	void *memory = calloc(count > 0 ? count : 1, size > 0 ? size : 1);

	if (memory == NULL) {
		abort();
	}
	return memory;
}

char *
alloc_copy(const char *source)
{
	size_t size = strlen(source) + 1;

	return memcpy(alloc_zero(size, 1), source, size);
}

void *
alloc_room(void *array, size_t count, size_t *room, size_t size)
{
	if (count < *room) {
		return array;
	}
	*room = *room < 4 ? 4 : *room * 2;
	array = reallocarray(array, *room, size);
	if (array == NULL) {
		abort();
	}
	return array;
}

void
text_reserve(struct text *text, size_t more)
{
	size_t needed = text->size + more + 1;

	if (needed <= text->room) {
		return;
	}
	if (needed < text->room * 2) {
		needed = text->room * 2;
	}
	text->data = realloc(text->data, needed);
	if (text->data == NULL) {
		abort();
	}
	text->room = needed;
}

void
text_add(struct text *text, const char *data, size_t size)
{
	text_reserve(text, size);
	if (size > 0) {
		memcpy(text->data + text->size, data, size);
	}
	text->size += size;
	text->data[text->size] = '\0';
}

void
text_put(struct text *text, const char *string)
{
	text_add(text, string, strlen(string));
}

void
text_printf(struct text *text, const char *format, ...)
{
	va_list arguments;
	int size;

	va_start(arguments, format);
	size = vsnprintf(NULL, 0, format, arguments);
	va_end(arguments);
	if (size < 0) {
		abort();
	}
	text_reserve(text, (size_t)size);
	va_start(arguments, format);
	vsnprintf(text->data + text->size, (size_t)size + 1, format, arguments);
	va_end(arguments);
	text->size += (size_t)size;
}

void
text_json(struct text *text, const char *string)
{
	static const char digits[] = "0123456789abcdef";
	const char *run = string;

	if (string == NULL) {
		TEXT_LITERAL(text, "null");
		return;
	}
	TEXT_LITERAL(text, "\"");
	for (; *string != '\0'; string++) {
		unsigned char byte = (unsigned char)*string;

		if (byte >= ' ' && byte != '"' && byte != '\\') {
			continue;
		}
		text_add(text, run, (size_t)(string - run));
		run = string + 1;
		if (byte == '\n') {
			TEXT_LITERAL(text, "\\n");
		} else if (byte == '\r') {
			TEXT_LITERAL(text, "\\r");
		} else if (byte >= ' ') {
			const char escape[2] = {'\\', (char)byte};

			text_add(text, escape, sizeof(escape));
		} else {
			const char escape[6] = {'\\', 'u', '0', '0',
				digits[byte >> 4], digits[byte & 15]};

			text_add(text, escape, sizeof(escape));
		}
	}
	text_add(text, run, (size_t)(string - run));
	TEXT_LITERAL(text, "\"");
}

void
text_url(struct text *text, const char *string, const char *keep)
{
	static const char unreserved[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
		"0123456789-._~";

	for (; *string != '\0'; string++) {
		if (strchr(unreserved, *string) || strchr(keep, *string)) {
			text_add(text, string, 1);
		} else {
			text_printf(text, "%%%02X", (unsigned char)*string);
		}
	}
}

void
text_clear(struct text *text)
{
	text->size = 0;
	if (text->data != NULL) {
		text->data[0] = '\0';
	}
}

void
text_release(struct text *text)
{
	free(text->data);
	*text = (struct text){0};
}

const char *
text_string(const struct text *text)
{
	return text->data != NULL ? text->data : "";
}

bool
text_starts(const char *string, const char *prefix)
{
	return strncmp(string, prefix, strlen(prefix)) == 0;
}
