// SPDX-License-Identifier: MIT
#ifndef GRAPHSIM_CACHE_H
#define GRAPHSIM_CACHE_H

/*
 * cache - rendered pages of a tenant that asked for it.
 *
 * A page is good until anything in its tenant changes.
 */

#include <stddef.h>
#include <stdint.h>

struct call;
struct reply;

struct cached_page {
	char *key; /* everything the page depends on */
	struct blob *blob;
};

struct page_cache {
	struct cached_page *pages;
	size_t count;
	size_t room;
	uint64_t version; /* of the tenant, when the pages were rendered */
};

/*
 * Answers with `render`, or with what it rendered before for the same
 * question.
 */
void cache_answer(const struct call *call, struct reply *reply,
	void (*render)(const struct call *call, struct reply *reply));

void cache_release(struct page_cache *cache);

#endif
