// SPDX-License-Identifier: MIT
#include "graph/page.h"

#include <string.h>

#include "graph/json.h"
#include "graph/link.h"

enum step {
	STEP_MEMBER,
	STEP_VALUE_OPEN, /* key and colon were read, not the value */
	STEP_END,	 /* the closing brace */
	STEP_MORE,	 /* the text ends before the member does */
	STEP_BAD,
};

struct walk {
	const char *at;
	const char *end;
	bool is_first;
};

static bool
is_space(char c)
{
	return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

const char *
page_skip_space(const char *at, const char *end)
{
	while (at < end && is_space(*at)) {
		at++;
	}
	return at;
}

/* `at` is behind the opening quote; the place behind the closing one. */
static const char *
skip_string(const char *at, const char *end)
{
	while (at < end) {
		if (*at == '"') {
			return at + 1;
		}
		at += *at == '\\' ? 2 : 1;
	}
	return NULL;
}

static const char *
skip_scalar(const char *at, const char *end)
{
	const char *start = at;

	while (at < end && strchr(",]}[{:\" \t\r\n", *at) == NULL) {
		at++;
	}
	return at == start || at == end ? NULL : at;
}

static const char *
skip_container(const char *at, const char *end)
{
	size_t depth = 0;

	while (at < end) {
		switch (*at++) {
		case '"':
			at = skip_string(at, end);
			if (at == NULL) {
				return NULL;
			}
			break;
		case '{':
		case '[':
			depth++;
			break;
		case '}':
		case ']':
			depth--;
			if (depth == 0) {
				return at;
			}
			break;
		default:
			break;
		}
	}
	return NULL;
}

const char *
page_skip_value(const char *at, const char *end)
{
	if (at >= end) {
		return NULL;
	}
	if (*at == '"') {
		return skip_string(at + 1, end);
	}
	if (*at == '{' || *at == '[') {
		return skip_container(at, end);
	}
	return skip_scalar(at, end);
}

/* Reads up to the colon of the next member. */
static enum step
next_key(struct walk *walk, struct slice *key)
{
	const char *at = page_skip_space(walk->at, walk->end);
	const char *after = NULL;

	if (at < walk->end && *at == '}') {
		walk->at = at + 1;
		return STEP_END;
	}
	if (!walk->is_first) {
		if (at < walk->end && *at != ',') {
			return STEP_BAD;
		}
		at = page_skip_space(at + 1, walk->end);
	}
	if (at >= walk->end) {
		return STEP_MORE;
	}
	if (*at != '"') {
		return STEP_BAD;
	}
	after = skip_string(at + 1, walk->end);
	if (after == NULL) {
		return STEP_MORE;
	}
	*key = (struct slice){at, (size_t)(after - at)};
	at = page_skip_space(after, walk->end);
	if (at >= walk->end) {
		return STEP_MORE;
	}
	if (*at != ':') {
		return STEP_BAD;
	}
	walk->at = page_skip_space(at + 1, walk->end);
	walk->is_first = false;
	return walk->at < walk->end ? STEP_VALUE_OPEN : STEP_MORE;
}

/* A key that is written with escapes is decoded first. */
static bool
key_is(struct slice key, const char *name)
{
	struct error ignored = {0};
	struct json_object *decoded = NULL;
	bool same = false;

	if (memchr(key.at, '\\', key.length) == NULL) {
		return key.length == strlen(name) + 2 &&
		       memcmp(key.at + 1, name, key.length - 2) == 0;
	}
	decoded = json_read(key.at, key.length, &ignored);
	same = json_object_is_type(decoded, json_type_string) &&
	       strcmp(json_object_get_string(decoded), name) == 0;
	json_object_put(decoded);
	return same;
}

/* False when the page says something twice, or is an error object. */
static bool
keep_member(struct slice key, struct slice value, struct page *page)
{
	struct slice *place = NULL;

	if (key_is(key, "error")) {
		return false;
	}
	if (key_is(key, "@odata.nextLink")) {
		place = &page->link;
	} else if (key_is(key, "@odata.count")) {
		place = &page->count;
	} else if (key_is(key, "value")) {
		place = &page->elements;
		if (*value.at != '[') {
			return false;
		}
		value = (struct slice){value.at + 1, value.length - 2};
	}
	if (place != NULL && place->at != NULL) {
		return false;
	}
	if (place != NULL) {
		*place = value;
	}
	return true;
}

static enum step
next_member(struct walk *walk, struct page *page)
{
	struct slice key = {0};
	enum step step = next_key(walk, &key);
	const char *value = walk->at;
	const char *after = NULL;

	if (step != STEP_VALUE_OPEN) {
		return step;
	}
	after = page_skip_value(value, walk->end);
	if (after == NULL) {
		return STEP_MORE;
	}
	walk->at = after;
	return keep_member(key, (struct slice){value, (size_t)(after - value)},
		       page)
		       ? STEP_MEMBER
		       : STEP_BAD;
}

static bool
walk_start(const char *text, size_t length, struct walk *walk)
{
	const char *end = text + length;
	const char *at = page_skip_space(text, end);

	if (at == end || *at != '{') {
		return false;
	}
	*walk = (struct walk){at + 1, end, true};
	return true;
}

bool
page_open(const char *text, size_t length, struct page *page, struct error *err)
{
	struct page found = {0};
	struct walk walk = {0};
	enum step step = STEP_BAD;

	if (walk_start(text, length, &walk)) {
		do {
			step = next_member(&walk, &found);
		} while (step == STEP_MEMBER);
	}
	if (step != STEP_END ||
		page_skip_space(walk.at, walk.end) != walk.end) {
		return error_set(err, ERROR_REMOTE,
			step == STEP_MORE
				? "the page is cut off after %zu bytes"
				: "the %zu bytes are not a page of JSON",
			length);
	}
	if (found.elements.at == NULL) {
		return error_set(err, ERROR_REMOTE,
			"the page has no array named \"value\"");
	}
	*page = found;
	return true;
}

enum page_head
page_look_ahead(const char *text, size_t length, struct page *page)
{
	struct walk walk = {0};
	struct page found = {0};

	if (!walk_start(text, length, &walk)) {
		return length == 0 ? PAGE_HEAD_MORE : PAGE_HEAD_NONE;
	}
	for (;;) {
		struct walk before = walk;
		struct slice key = {0};
		enum step step = next_key(&walk, &key);
		if (step == STEP_MORE) {
			return PAGE_HEAD_MORE;
		}
		if (step != STEP_VALUE_OPEN || key_is(key, "value")) {
			return PAGE_HEAD_NONE;
		}
		walk = before;
		step = next_member(&walk, &found);
		if (step != STEP_MEMBER) {
			return step == STEP_MORE ? PAGE_HEAD_MORE
						 : PAGE_HEAD_NONE;
		}
		if (found.link.at != NULL) {
			*page = found;
			return PAGE_HEAD_LINK;
		}
	}
}

bool
page_each(const struct page *page, page_element_fn *visit, void *context,
	struct error *err)
{
	const char *end = page->elements.at + page->elements.length;
	const char *at = page_skip_space(page->elements.at, end);
	/* A scalar ends at the bracket, which is behind the slice. */
	const char *bracket = end + 1;

	if (at == end) {
		return true;
	}
	for (;;) {
		const char *after = page_skip_value(at, bracket);
		struct slice element = {0};
		if (after == NULL || after > end) {
			break;
		}
		element = (struct slice){at, (size_t)(after - at)};
		if (!visit(context, element, err)) {
			return false;
		}
		at = page_skip_space(after, end);
		if (at == end) {
			return true;
		}
		if (*at != ',') {
			break;
		}
		at = page_skip_space(at + 1, end);
	}
	return error_set(err, ERROR_REMOTE,
		"the elements of the page are not a JSON array");
}

bool
page_next_link(const struct page *page, const char *graph_url, char **link,
	struct error *err)
{
	struct json_object *value = NULL;
	struct error ignored = {0};
	bool ok = false;

	*link = NULL;
	if (page->link.at == NULL ||
		(page->link.length == 4 &&
			memcmp(page->link.at, "null", 4) == 0)) {
		return true;
	}
	if (page->link.length <= PAGE_LINK_LIMIT) {
		value = json_read(page->link.at, page->link.length, &ignored);
	}
	ok = json_object_is_type(value, json_type_string)
		     ? link_accept(json_object_get_string(value),
			       (size_t)json_object_get_string_len(value),
			       graph_url, link, err)
		     : error_set(err, ERROR_REMOTE,
			       "the link to the next page is not a text of up "
			       "to %d "
			       "bytes",
			       PAGE_LINK_LIMIT);
	json_object_put(value);
	return ok;
}

bool
page_count(const struct page *page, uint64_t *count)
{
	uint64_t number = 0;

	if (page->count.at == NULL || page->count.length > 18) {
		return false;
	}
	for (size_t i = 0; i < page->count.length; i++) {
		if (page->count.at[i] < '0' || page->count.at[i] > '9') {
			return false;
		}
		number = number * 10 + (uint64_t)(page->count.at[i] - '0');
	}
	*count = number;
	return true;
}
