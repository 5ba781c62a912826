// SPDX-License-Identifier: MIT
#include "graph/page.h"

#include <stdlib.h>
#include <string.h>

#include "graph/page_walk.h"

#define LINK_KEY "\"@odata.nextLink\""
#define LINK_KEY_AT 1 /* the at sign */

/* What is not yet looked at lies between `start` and `at`. */
struct back {
	const char *start;
	const char *at;
};

const char *
page_find(const char *at, const char *end, const char *word, size_t rare)
{
	size_t length = strlen(word);

	while ((size_t)(end - at) >= length) {
		const char *found = memchr(
			at + rare, word[rare], (size_t)(end - at) - length + 1);
		if (found == NULL) {
			break;
		}
		at = found - rare;
		if (*at == *word && memcmp(at, word, length) == 0) {
			return at;
		}
		at++;
	}
	return end;
}

bool
page_hides_letters(const char *text, size_t length)
{
	const char *end = text + length;
	const char *at = text;

	while ((at = memchr(at, '\\', (size_t)(end - at))) != NULL) {
		char digits[3] = "";
		char *after = NULL;
		long code = 0;
		at++;
		if (end - at < 5 || memcmp(at, "u00", 3) != 0) {
			continue;
		}
		memcpy(digits, at + 3, 2);
		code = strtol(digits, &after, 16);
		if (after == digits + 2 &&
			((code >= '0' && code <= '9') ||
				(code >= '@' && code <= 'Z') ||
				(code >= 'a' && code <= 'z') || code == '-' ||
				code == '.' || code == '_')) {
			return true;
		}
	}
	return false;
}

static void
back_over_space(struct back *back)
{
	while (back->at > back->start && page_is_space(back->at[-1])) {
		back->at--;
	}
}

static bool
back_over(struct back *back, char c)
{
	back_over_space(back);
	if (back->at == back->start || back->at[-1] != c) {
		return false;
	}
	back->at--;
	return true;
}

/* Sound as long as there is no backslash: then every quote is one. */
static bool
back_over_string(struct back *back, struct slice *string)
{
	const char *end = NULL;
	const char *quote = NULL;

	back_over_space(back);
	end = back->at;
	if (!back_over(back, '"')) {
		return false;
	}
	quote = memrchr(back->start, '"', (size_t)(back->at - back->start));
	if (quote == NULL || quote == back->start || quote[-1] == '\\' ||
		memchr(quote, '\\', (size_t)(end - quote)) != NULL) {
		return false;
	}
	back->at = quote;
	*string = (struct slice){quote, (size_t)(end - quote)};
	return true;
}

static bool
back_over_value(struct back *back, struct slice *value)
{
	const char *end = NULL;

	back_over_space(back);
	end = back->at;
	if (end > back->start && end[-1] == '"') {
		return back_over_string(back, value);
	}
	while (back->at > back->start &&
		strchr("abcdefghijklmnopqrstuvwxyzE0123456789.+-",
			back->at[-1]) != NULL &&
		back->at[-1] != '\0') {
		back->at--;
	}
	*value = (struct slice){back->at, (size_t)(end - back->at)};
	return back->at < end;
}

/* From the closing brace back to the bracket that closes the elements. */
static bool
read_tail(struct back *back, struct page *page)
{
	if (!back_over(back, '}')) {
		return false;
	}
	for (;;) {
		struct slice key = {0};
		struct slice value = {0};
		if (back_over(back, ']')) {
			return true;
		}
		if (!back_over_value(back, &value) || !back_over(back, ':') ||
			!back_over_string(back, &key) ||
			!back_over(back, ',') ||
			!page_keep_member(key, value, page)) {
			return false;
		}
	}
}

/* How often the name of the link occurs as a key, at any depth. */
static size_t
count_link_keys(const char *text, size_t length)
{
	const char *end = text + length;
	const char *at = text;
	size_t count = 0;

	while ((at = page_find(at, end, LINK_KEY, LINK_KEY_AT)) != end) {
		at = page_skip_space(at + strlen(LINK_KEY), end);
		count += at < end && *at == ':';
	}
	return count;
}

bool
page_open_ends(const char *text, size_t length, struct page *page)
{
	struct page found = {0};
	struct page_walk walk = {0};
	struct back back = {0};

	if (!page_walk_start(text, length, &walk) ||
		page_walk_to_elements(&walk, &found) != PAGE_STEP_VALUE ||
		*walk.at != '[') {
		return false;
	}
	back = (struct back){walk.at + 1, text + length};
	if (!read_tail(&back, &found) || found.elements.at != NULL) {
		return false;
	}
	found.elements =
		(struct slice){walk.at + 1, (size_t)(back.at - walk.at) - 1};
	if (count_link_keys(text, length) != (found.link.at != NULL) ||
		page_hides_letters(text, length)) {
		return false;
	}
	found.text = (struct slice){text, length};
	*page = found;
	return true;
}
