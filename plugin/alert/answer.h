// SPDX-License-Identifier: MIT
/*
 * answer - what Icinga's API answers, in JSON.
 *
 * Results are parsed one at a time, so that a large answer never becomes one
 * large tree.  Nothing in here trusts a type.
 */
#ifndef ALERT_ANSWER_H
#define ALERT_ANSWER_H

#include "core/error.h"

#include <json-c/json.h>

#include <stddef.h>
#include <stdint.h>

#define ANSWER_DEPTH_LIMIT 64 /* custom variables may be nested */
#define ANSWER_RESULT_LIMIT_BYTES ((size_t)1024 * 1024)

typedef bool answer_result_fn(
	void *context, struct json_object *result, struct error *err);

/* Every element of {"results": [...]}; ERROR_REMOTE for anything else. */
MUST_CHECK bool answer_each(const char *body, size_t length,
	answer_result_fn *visit, void *context, struct error *err);

/*
 * What an action says of itself: the code and the text of its first result, or
 * of the error object.  0 and "" where it says nothing.
 */
struct answer_verdict {
	int code;
	char text[200]; /* fit for an error */
};
void answer_verdict(
	const char *body, size_t length, struct answer_verdict *verdict);

/* The member, or NULL when it is absent, null, or `object` is none. */
struct json_object *answer_member(struct json_object *object, const char *name);

/* A copy of a text, as found_text(); NULL when it is none. */
char *answer_text(struct json_object *object, const char *name, size_t limit);

/* A number of either kind; 0 for anything else and what does not fit. */
int64_t answer_number(struct json_object *object, const char *name);

/* Seconds with a fraction, as microseconds; 0 as above, never negative. */
int64_t answer_instant_us(struct json_object *object, const char *name);

#endif
