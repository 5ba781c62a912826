// SPDX-License-Identifier: MIT
#include "query.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

bool
query_decode(
	struct text *out, const char *text, size_t size, bool plus_is_blank)
{
	text_put(out, "");
	for (size_t i = 0; i < size; i++) {
		char byte = text[i];

		if (byte == '+' && plus_is_blank) {
			byte = ' ';
		} else if (byte == '%') {
			char digits[3] = {0};

			if (i + 2 >= size ||
				!isxdigit((unsigned char)text[i + 1]) ||
				!isxdigit((unsigned char)text[i + 2])) {
				return false;
			}
			memcpy(digits, text + i + 1, 2);
			byte = (char)strtoul(digits, NULL, 16);
			i += 2;
		}
		if (byte == '\0') {
			return false;
		}
		text_add(out, &byte, 1);
	}
	return true;
}

static bool
parse_member(struct query *query, const char *text, size_t size)
{
	const char *equals = memchr(text, '=', size);
	size_t width = equals != NULL ? (size_t)(equals - text) : size;
	struct text name = {0};
	struct text value = {0};

	if (query->count == QUERY_LIMIT ||
		!query_decode(&name, text, width, true) ||
		(equals != NULL && !query_decode(&value, equals + 1,
					   size - width - 1, true))) {
		text_release(&name);
		text_release(&value);
		return false;
	}
	text_put(&value, "");
	query->names[query->count] = name.data;
	query->values[query->count++] = value.data;
	return true;
}

bool
query_parse(struct query *query, const char *text)
{
	*query = (struct query){0};
	while (*text != '\0') {
		size_t width = strcspn(text, "&");

		if (width > 0 && !parse_member(query, text, width)) {
			return false;
		}
		text += width + (text[width] == '&');
	}
	return true;
}

void
query_release(struct query *query)
{
	for (size_t i = 0; i < query->count; i++) {
		free(query->names[i]);
		free(query->values[i]);
	}
	*query = (struct query){0};
}

const char *
query_find(const struct query *query, const char *name)
{
	for (size_t i = 0; i < query->count; i++) {
		if (strcasecmp(query->names[i], name) == 0) {
			return query->values[i];
		}
	}
	return NULL;
}

void
query_format(const struct query *query, const char *without, struct text *out)
{
	const char *separator = "";

	for (size_t i = 0; i < query->count; i++) {
		if (strcasecmp(query->names[i], without) == 0) {
			continue;
		}
		text_put(out, separator);
		text_url(out, query->names[i], "$");
		text_put(out, "=");
		text_url(out, query->values[i], "$,:'()/");
		separator = "&";
	}
}
