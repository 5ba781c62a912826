// SPDX-License-Identifier: MIT
#ifndef GRAPHSIM_WRITES_H
#define GRAPHSIM_WRITES_H

/*
 * writes - the requests that change something.
 */

#include "call.h"

struct json_object;

void writes_assign(const struct call *call, struct reply *reply);
void writes_reprocess(const struct call *call, struct reply *reply);
void writes_patch(const struct call *call, struct reply *reply);
void writes_restore(const struct call *call, struct reply *reply);
void writes_add_member(const struct call *call, struct reply *reply);

/* The body as an object; NULL, and the reply says so, when it is none. */
struct json_object *writes_read_body(
	const struct call *call, struct reply *reply);

/* Answers 400 Request_BadRequest; always false. */
bool writes_refuse(
	const struct call *call, struct reply *reply, const char *message);

/*
 * As directory_find_user(), for one that is to be changed: 403 for a
 * privileged one.
 */
struct user *writes_find_user(const struct call *call, size_t position,
	enum user_state state, struct reply *reply);

/* The app that calls, for the audit. */
struct actor writes_caller(const struct call *call);

#endif
