// SPDX-License-Identifier: MIT
/*
 * json - reading JSON that somebody else wrote, with json-c.
 *
 * Nothing in here trusts a type.  A text that comes out is UTF-8 without
 * control characters and at most JSON_TEXT_LIMIT bytes long.
 */
#ifndef GRAPH_JSON_H
#define GRAPH_JSON_H

#include "core/error.h"
#include "core/guid.h"
#include "core/user.h"

#include <json-c/json.h>

#include <stdint.h>

#define JSON_DEPTH_LIMIT 32
#define JSON_TEXT_LIMIT 1024
/* Much more than any user; a tree takes fifty times what it is made of. */
#define JSON_LIMIT_BYTES ((size_t)4 * 1024 * 1024)

/*
 * Exactly one JSON value, strictly by RFC 8259, released with
 * json_object_put(); NULL with `err` (ERROR_REMOTE) otherwise, for a bare null,
 * and for more than JSON_LIMIT_BYTES.
 */
struct json_object *json_read(
	const char *text, size_t length, struct error *err);

/* The member, or NULL when it is absent, null, or `object` is none. */
struct json_object *json_member(struct json_object *object, const char *name);
/* The same, ignoring the case of ASCII letters in names. */
struct json_object *json_member_nocase(
	struct json_object *object, const char *name);

/* A cleaned copy of a string member; NULL when it is anything else. */
char *json_copy_text(struct json_object *object, const char *name);
/* A cleaned copy of a string value; NULL when it is anything else. */
char *json_clean_text(struct json_object *value);

/* A string member as it is, borrowed; "" when it is no string or holds a NUL.
 */
const char *json_text(struct json_object *object, const char *name);

bool json_guid(struct json_object *object, const char *name, struct guid *guid);
enum tri json_tri(struct json_object *object, const char *name);
/* 0 when it is not an instant. */
time_t json_instant(struct json_object *object, const char *name);
/* An integer, also one written as a string. */
bool json_integer(
	struct json_object *object, const char *name, int64_t *number);

/* "a string", "null"...: for messages. */
const char *json_kind(struct json_object *value);

#endif
