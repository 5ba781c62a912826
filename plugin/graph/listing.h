// SPDX-License-Identifier: MIT
/*
 * listing - following the pages of one Graph collection.
 *
 * The next page is asked for as soon as its link was seen, while the present
 * one still arrives or is read.  All or nothing: a chain that breaks, leaves
 * the origin, or comes back to where it was is a failure, the latter after at
 * most three times as many pages as there are.
 */
#ifndef GRAPH_LISTING_H
#define GRAPH_LISTING_H

#include "graph/client.h"
#include "graph/page.h"

#define LISTING_PAGE_LIMIT 100000

/* Reads the elements of one page. */
typedef bool listing_page_fn(
	void *context, const struct page *page, struct error *err);

struct listing {
	const char *path; /* under the version root, with its query */
	const char *what; /* for messages */
	bool is_advanced;
	bool is_plain; /* elements need not be found: page_open_ends() will do
			*/
	bool may_be_refused; /* 400 on the first page is an answer */
	bool may_be_denied;  /* 403 on the first page is an answer */
	listing_page_fn *read;
	void *context;
	const uint64_t *users; /* to be told as progress; may be NULL */
	/* How it ended. */
	int status; /* of the first page */
	bool has_count;
	uint64_t count;
};

MUST_CHECK bool listing_follow(
	struct client *client, struct listing *listing, struct error *err);

#endif
