// SPDX-License-Identifier: MIT
#ifndef GRAPHSIM_LIST_H
#define GRAPHSIM_LIST_H

/*
 * list - collections, page by page.
 *
 * A next link repeats the query with a $skiptoken that says where to go on;
 * it is absolute and on the origin the client asked.
 */

#include <stdbool.h>
#include <stddef.h>

#include "call.h"

/* Candidates 0 to size-1, of which some are wanted. */
struct list_source {
	size_t size;
	const char *metadata; /* behind $metadata#, e.g. `users` */
	bool counted;	      /* @odata.count was asked for, properly */
	bool (*wanted)(const void *context, size_t index);
	void (*render)(const void *context, size_t index, struct text *out);
	const void *context;
};

/* Answers with the page the call asks for, or refuses its paging options. */
void list_reply(const struct call *call, const struct list_source *source,
	struct reply *reply);

#endif
