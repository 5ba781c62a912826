// SPDX-License-Identifier: MIT
#include "alert/answer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "alert/acknowledged.h"
#include "core/mem.h"
#include "core/text.h"

#define VERDICT_LIMIT_BYTES ((size_t)64 * 1024)
#define SECONDS_LIMIT 1e12 /* far beyond any date, and exact in a double */

/* What is left to read. */
struct rest {
	const char *at;
	size_t length;
};

static void
skip_blanks(struct rest *rest)
{
	while (rest->length > 0 &&
		(*rest->at == ' ' || *rest->at == '\t' || *rest->at == '\n' ||
			*rest->at == '\r')) {
		rest->at++;
		rest->length--;
	}
}

static bool
skip(struct rest *rest, const char *token)
{
	size_t length = strlen(token);

	skip_blanks(rest);
	if (rest->length < length || memcmp(rest->at, token, length) != 0) {
		return false;
	}
	rest->at += length;
	rest->length -= length;
	return true;
}

/* One value; NULL when it is none. */
static struct json_object *
take_value(struct rest *rest, size_t limit)
{
	size_t length = rest->length < limit ? rest->length : limit;
	struct json_tokener *tokener = json_tokener_new_ex(ANSWER_DEPTH_LIMIT);
	struct json_object *value = NULL;

	if (tokener == NULL) {
		mem_exhausted();
	}
	mem_reserve_for_json(length);
	json_tokener_set_flags(tokener,
		JSON_TOKENER_STRICT | JSON_TOKENER_ALLOW_TRAILING_CHARS);
	value = json_tokener_parse_ex(tokener, rest->at, (int)length);
	if (json_tokener_get_error(tokener) != json_tokener_success) {
		json_object_put(value);
		value = NULL;
	} else {
		size_t taken = json_tokener_get_parse_end(tokener);
		rest->at += taken;
		rest->length -= taken;
	}
	json_tokener_free(tokener);
	return value;
}

static bool
each(struct rest *rest, answer_result_fn *visit, void *context,
	struct error *err)
{
	do {
		struct json_object *result = NULL;
		bool ok = false;
		skip_blanks(rest);
		result = take_value(rest, ANSWER_RESULT_LIMIT_BYTES);
		if (!json_object_is_type(result, json_type_object)) {
			json_object_put(result);
			return error_set(err, ERROR_REMOTE,
				"an answer with a result that is none");
		}
		ok = visit(context, result, err);
		json_object_put(result);
		if (!ok) {
			return false;
		}
	} while (skip(rest, ","));
	return true;
}

bool
answer_each(const char *body, size_t length, answer_result_fn *visit,
	void *context, struct error *err)
{
	struct rest rest = {.at = body, .length = length};

	if (!skip(&rest, "{") || !skip(&rest, "\"results\"") ||
		!skip(&rest, ":") || !skip(&rest, "[")) {
		return error_set(err, ERROR_REMOTE,
			"an answer without results: is this the API of an "
			"Icinga 2?");
	}
	skip_blanks(&rest);
	if ((rest.length == 0 || *rest.at != ']') &&
		!each(&rest, visit, context, err)) {
		return false;
	}
	if (!skip(&rest, "]") || !skip(&rest, "}")) {
		return error_set(err, ERROR_REMOTE, "an answer that is cut");
	}
	return true;
}

void
answer_verdict(const char *body, size_t length, struct answer_verdict *verdict)
{
	struct rest rest = {.at = body, .length = length};
	struct json_object *answer = take_value(&rest, VERDICT_LIMIT_BYTES);
	struct json_object *results = answer_member(answer, "results");
	struct json_object *said = answer;
	int64_t code = 0;
	char *text = NULL;

	*verdict = (struct answer_verdict){0};
	if (json_object_is_type(results, json_type_array)) {
		said = json_object_array_get_idx(results, 0);
	}
	code = answer_number(said, results == NULL ? "error" : "code");
	text = answer_text(said, "status", sizeof(verdict->text));
	verdict->code = code >= 0 && code < 1000 ? (int)code : 0;
	if (text != NULL) {
		(void)text_clean(
			text, true, verdict->text, sizeof(verdict->text));
	}
	free(text);
	json_object_put(answer);
}

struct json_object *
answer_member(struct json_object *object, const char *name)
{
	struct json_object *value = NULL;

	if (!json_object_is_type(object, json_type_object)) {
		return NULL;
	}
	(void)json_object_object_get_ex(object, name, &value);
	return value;
}

char *
answer_text(struct json_object *object, const char *name, size_t limit)
{
	struct json_object *value = answer_member(object, name);

	if (!json_object_is_type(value, json_type_string)) {
		return NULL;
	}
	return found_text(json_object_get_string(value),
		(size_t)json_object_get_string_len(value), limit);
}

/* NaN compares with nothing. */
static double
bounded(struct json_object *object, const char *name)
{
	struct json_object *value = answer_member(object, name);
	double number = 0;

	if (!json_object_is_type(value, json_type_int) &&
		!json_object_is_type(value, json_type_double)) {
		return 0;
	}
	number = json_object_get_double(value);
	return number > -SECONDS_LIMIT && number < SECONDS_LIMIT ? number : 0;
}

int64_t
answer_number(struct json_object *object, const char *name)
{
	return (int64_t)bounded(object, name);
}

int64_t
answer_instant_us(struct json_object *object, const char *name)
{
	double seconds = bounded(object, name);

	return seconds <= 0 ? 0 : (int64_t)(seconds * 1e6);
}
