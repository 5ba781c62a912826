// SPDX-License-Identifier: MIT
#ifndef GRAPHSIM_QUERY_H
#define GRAPHSIM_QUERY_H

/*
 * query - the part of an address behind the question mark.  Form bodies look
 * the same.
 */

#include <stdbool.h>
#include <stddef.h>

#include "text.h"

#define QUERY_LIMIT 32

struct query {
	char *names[QUERY_LIMIT];
	char *values[QUERY_LIMIT];
	size_t count;
};

/* Undoes percent-encoding (and `+` in a query); false when it is broken. */
bool query_decode(
	struct text *out, const char *text, size_t size, bool plus_is_blank);

/* False when it is broken or has too many members; release it either way. */
bool query_parse(struct query *query, const char *text);
void query_release(struct query *query);

/* NULL when not given. */
const char *query_find(const struct query *query, const char *name);

/* Appends `name=value&...` of all members but `without`. */
void query_format(
	const struct query *query, const char *without, struct text *out);

#endif
