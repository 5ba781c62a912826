// SPDX-License-Identifier: MIT
#include "graph/bracket.h"

#include <string.h>

#include "graph/page.h"

bool
bracket_has_key(const char *start, const char *at, const char *key)
{
	size_t length = strlen(key);

	while (at > start && page_is_space(at[-1])) {
		at--;
	}
	if (at == start || *--at != ':') {
		return false;
	}
	while (at > start && page_is_space(at[-1])) {
		at--;
	}
	return (size_t)(at - start) >= length &&
	       memcmp(at - length, key, length) == 0;
}

const char *
bracket_open_before(const char *start, const char *at)
{
	size_t depth = 0;
	bool in_string = false;

	while (at > start) {
		char c = *--at;
		if (c == '\\' || (c == '\'' && !in_string)) {
			return NULL;
		}
		if (c == '"') {
			in_string = !in_string;
		} else if (in_string) {
			continue;
		} else if (c == '}' || c == ']') {
			depth++;
		} else if ((c == '{' || c == '[') && depth-- == 0) {
			return at;
		}
	}
	return NULL;
}

const char *
bracket_close_after(const char *at, const char *end)
{
	size_t depth = 0;
	bool in_string = false;

	while (at < end) {
		char c = *at++;
		if (c == '\\' || (c == '\'' && !in_string)) {
			return NULL;
		}
		if (c == '"') {
			in_string = !in_string;
		} else if (in_string) {
			continue;
		} else if (c == '{' || c == '[') {
			depth++;
		} else if ((c == '}' || c == ']') && depth-- == 0) {
			return at;
		}
	}
	return NULL;
}
