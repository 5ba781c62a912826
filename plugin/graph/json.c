// SPDX-License-Identifier: MIT
#include "graph/json.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/mem.h"
#include "core/timestamp.h"

struct json_object *
json_read(const char *text, size_t length, struct error *err)
{
	struct json_tokener *tokener = NULL;
	struct json_object *value = NULL;
	enum json_tokener_error result = json_tokener_success;
	size_t end = 0;

	if (length > JSON_LIMIT_BYTES) {
		(void)error_set(err, ERROR_REMOTE,
			"a piece of JSON is larger than %zu bytes",
			JSON_LIMIT_BYTES);
		return NULL;
	}
	mem_reserve_for_json(length);
	tokener = json_tokener_new_ex(JSON_DEPTH_LIMIT);
	if (tokener == NULL) {
		mem_exhausted();
	}
	json_tokener_set_flags(tokener, JSON_TOKENER_STRICT);
	value = json_tokener_parse_ex(tokener, text, (int)length);
	result = json_tokener_get_error(tokener);
	end = json_tokener_get_parse_end(tokener);
	json_tokener_free(tokener);
	while (end < length && strchr(" \t\r\n", text[end]) != NULL &&
		text[end] != '\0') {
		end++;
	}
	if (value != NULL &&
		(result != json_tokener_success || end != length)) {
		json_object_put(value);
		value = NULL;
	}
	if (value == NULL) {
		(void)error_set(err, ERROR_REMOTE, "not JSON (%s at byte %zu)",
			result == json_tokener_success
				? "more or less than one value"
				: json_tokener_error_desc(result),
			end);
	}
	return value;
}

struct json_object *
json_member(struct json_object *object, const char *name)
{
	struct json_object *value = NULL;

	if (!json_object_is_type(object, json_type_object)) {
		return NULL;
	}
	(void)json_object_object_get_ex(object, name, &value);
	return value;
}

struct json_object *
json_member_nocase(struct json_object *object, const char *name)
{
	if (!json_object_is_type(object, json_type_object)) {
		return NULL;
	}
	json_object_object_foreach(object, key, value)
	{
		if (strcasecmp(key, name) == 0) {
			return value;
		}
	}
	return NULL;
}

/* Length of the UTF-8 sequence (RFC 3629) at `text`; 0 when it is none. */
static size_t
sequence_length(const unsigned char *text, size_t left)
{
	unsigned char first = text[0];
	unsigned char low = 0x80;
	unsigned char high = 0xbf;
	size_t length = first < 0x80   ? 1
			: first < 0xc2 ? 0
			: first < 0xe0 ? 2
			: first < 0xf0 ? 3
			: first < 0xf5 ? 4
				       : 0;

	if (length == 0 || length > left) {
		return 0;
	}
	if (first == 0xe0) {
		low = 0xa0;
	} else if (first == 0xed) {
		high = 0x9f;
	} else if (first == 0xf0) {
		low = 0x90;
	} else if (first == 0xf4) {
		high = 0x8f;
	}
	for (size_t i = 1; i < length; i++) {
		if (text[i] < low || text[i] > high) {
			return 0;
		}
		low = 0x80;
		high = 0xbf;
	}
	return length;
}

char *
json_clean_text(struct json_object *value)
{
	const unsigned char *text = NULL;
	size_t length = 0;
	char *clean = NULL;
	size_t used = 0;

	if (!json_object_is_type(value, json_type_string)) {
		return NULL;
	}
	text = (const unsigned char *)json_object_get_string(value);
	length = (size_t)json_object_get_string_len(value);
	clean = mem_zeroed(
		(length < JSON_TEXT_LIMIT ? length : JSON_TEXT_LIMIT) + 1, 1);
	for (size_t at = 0; at < length;) {
		size_t sequence = sequence_length(text + at, length - at);
		size_t bytes = sequence == 0 ? 1 : sequence;
		if (used + bytes > JSON_TEXT_LIMIT) {
			break;
		}
		if (sequence == 0 || (sequence == 1 && text[at] == 0x7f)) {
			clean[used] = '?';
		} else if (text[at] < ' ') {
			clean[used] = ' ';
		} else {
			memcpy(clean + used, text + at, sequence);
		}
		used += bytes;
		at += bytes;
	}
	return clean;
}

char *
json_copy_text(struct json_object *object, const char *name)
{
	return json_clean_text(json_member(object, name));
}

const char *
json_text(struct json_object *object, const char *name)
{
	struct json_object *value = json_member(object, name);

	const char *text = NULL;

	if (!json_object_is_type(value, json_type_string)) {
		return "";
	}
	text = json_object_get_string(value);
	return strlen(text) == (size_t)json_object_get_string_len(value) ? text
									 : "";
}

bool
json_guid(struct json_object *object, const char *name, struct guid *guid)
{
	struct json_object *value = json_member(object, name);

	return json_object_is_type(value, json_type_string) &&
	       guid_parse(json_object_get_string(value),
		       (size_t)json_object_get_string_len(value), guid);
}

enum tri
json_tri(struct json_object *object, const char *name)
{
	struct json_object *value = json_member(object, name);

	if (!json_object_is_type(value, json_type_boolean)) {
		return TRI_UNKNOWN;
	}
	return json_object_get_boolean(value) ? TRI_YES : TRI_NO;
}

time_t
json_instant(struct json_object *object, const char *name)
{
	struct json_object *value = json_member(object, name);
	time_t instant = 0;

	if (json_object_is_type(value, json_type_string)) {
		(void)timestamp_parse(json_object_get_string(value),
			(size_t)json_object_get_string_len(value), &instant);
	}
	return instant;
}

bool
json_integer(struct json_object *object, const char *name, int64_t *number)
{
	struct json_object *value = json_member(object, name);
	const char *text = NULL;
	char *end = NULL;
	intmax_t parsed = 0;

	if (json_object_is_type(value, json_type_int)) {
		*number = json_object_get_int64(value);
		return true;
	}
	if (!json_object_is_type(value, json_type_string)) {
		return false;
	}
	text = json_object_get_string(value);
	if (*text < '0' || *text > '9') {
		return false;
	}
	errno = 0;
	parsed = strtoimax(text, &end, 10);
	if (errno != 0 || *end != '\0' || parsed > INT64_MAX) {
		return false;
	}
	*number = (int64_t)parsed;
	return true;
}

const char *
json_kind(struct json_object *value)
{
	switch (json_object_get_type(value)) {
	case json_type_null:
		return "absent or null";
	case json_type_boolean:
		return "a boolean";
	case json_type_double:
	case json_type_int:
		return "a number";
	case json_type_object:
		return "an object";
	case json_type_array:
		return "an array";
	case json_type_string:
		break;
	}
	return "a text";
}
