// SPDX-License-Identifier: MIT
/*
 * refusal - the words in which Microsoft Graph refuses a write.
 *
 * Microsoft asks not to go by messages, but most refusals have no other code
 * than Request_BadRequest.  So patterns are short and looked for everywhere: in
 * code, message and details.  Pure.
 */
#ifndef GRAPH_REFUSAL_H
#define GRAPH_REFUSAL_H

#include "core/remedy.h"

struct json_object;

struct refusal {
	char code[96]; /* cleaned, for people */
	char message[320];
	char *all; /* everything it says, one thing a line; owned */
};

/* Reads an error object, which may be anything. */
void refusal_read(struct json_object *error, struct refusal *refusal);
void refusal_release(struct refusal *refusal);

/*
 * What to do about it, and the result it stands for; NULL when its words are
 * not known.
 */
const char *refusal_advice(const struct refusal *refusal, enum write_kind kind,
	enum write_result *result);

#endif
