// SPDX-License-Identifier: MIT
#include "graph/page.h"

#include <string.h>

#include "graph/json.h"
#include "graph/page_walk.h"

bool
page_is_space(char c)
{
	return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

const char *
page_skip_space(const char *at, const char *end)
{
	while (at < end && page_is_space(*at)) {
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
		case '\'': /* json-c would take it for a quote */
			return NULL;
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
static enum page_step
next_key(struct page_walk *walk, struct slice *key)
{
	const char *at = page_skip_space(walk->at, walk->end);
	const char *after = NULL;

	if (at < walk->end && *at == '}') {
		walk->at = at + 1;
		return PAGE_STEP_END;
	}
	if (!walk->is_first) {
		if (at < walk->end && *at != ',') {
			return PAGE_STEP_BAD;
		}
		at = page_skip_space(at + 1, walk->end);
	}
	if (at >= walk->end) {
		return PAGE_STEP_MORE;
	}
	if (*at != '"') {
		return PAGE_STEP_BAD;
	}
	after = skip_string(at + 1, walk->end);
	if (after == NULL) {
		return PAGE_STEP_MORE;
	}
	*key = (struct slice){at, (size_t)(after - at)};
	at = page_skip_space(after, walk->end);
	if (at >= walk->end) {
		return PAGE_STEP_MORE;
	}
	if (*at != ':') {
		return PAGE_STEP_BAD;
	}
	walk->at = page_skip_space(at + 1, walk->end);
	walk->is_first = false;
	return walk->at < walk->end ? PAGE_STEP_VALUE : PAGE_STEP_MORE;
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

bool
page_keep_member(struct slice key, struct slice value, struct page *page)
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

static enum page_step
walk_member(struct page_walk *walk, struct page *page)
{
	struct slice key = {0};
	enum page_step step = next_key(walk, &key);
	const char *value = walk->at;
	const char *after = NULL;

	if (step != PAGE_STEP_VALUE) {
		return step;
	}
	after = page_skip_value(value, walk->end);
	if (after == NULL) {
		return PAGE_STEP_MORE;
	}
	walk->at = after;
	return page_keep_member(key,
		       (struct slice){value, (size_t)(after - value)}, page)
		       ? PAGE_STEP_MEMBER
		       : PAGE_STEP_BAD;
}

bool
page_walk_start(const char *text, size_t length, struct page_walk *walk)
{
	const char *end = text + length;
	const char *at = page_skip_space(text, end);

	if (at == end || *at != '{') {
		return false;
	}
	*walk = (struct page_walk){at + 1, end, true};
	return true;
}

bool
page_open(const char *text, size_t length, struct page *page, struct error *err)
{
	struct page found = {0};
	struct page_walk walk = {0};
	enum page_step step = PAGE_STEP_BAD;

	if (page_walk_start(text, length, &walk)) {
		do {
			step = walk_member(&walk, &found);
		} while (step == PAGE_STEP_MEMBER);
	}
	if (step != PAGE_STEP_END ||
		page_skip_space(walk.at, walk.end) != walk.end) {
		return error_set(err, ERROR_REMOTE,
			step == PAGE_STEP_MORE
				? "the page is cut off after %zu bytes"
				: "the %zu bytes are not a page of JSON",
			length);
	}
	if (found.elements.at == NULL) {
		return error_set(err, ERROR_REMOTE,
			"the page has no array named \"value\"");
	}
	found.text = (struct slice){text, length};
	*page = found;
	return true;
}

enum page_step
page_walk_to_elements(struct page_walk *walk, struct page *page)
{
	enum page_step step = PAGE_STEP_MEMBER;

	while (step == PAGE_STEP_MEMBER) {
		struct page_walk before = *walk;
		struct slice key = {0};
		step = next_key(walk, &key);
		if (step != PAGE_STEP_VALUE || key_is(key, "value")) {
			break;
		}
		*walk = before;
		step = walk_member(walk, page);
	}
	return step;
}

enum page_head
page_look_ahead(const char *text, size_t length, struct page *page)
{
	struct page_walk walk = {0};
	struct page found = {0};
	enum page_step step = PAGE_STEP_BAD;

	if (length == 0) {
		return PAGE_HEAD_MORE;
	}
	if (page_walk_start(text, length, &walk)) {
		step = page_walk_to_elements(&walk, &found);
	}
	if (found.link.at != NULL) {
		*page = found;
		return PAGE_HEAD_LINK;
	}
	return step == PAGE_STEP_MORE && length < PAGE_HEAD_LIMIT
		       ? PAGE_HEAD_MORE
		       : PAGE_HEAD_NONE;
}
