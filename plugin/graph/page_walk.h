// SPDX-License-Identifier: MIT
/*
 * page_walk - member by member through the frame of a page.  Private to page.c
 * and page_ends.c.
 */
#ifndef GRAPH_PAGE_WALK_H
#define GRAPH_PAGE_WALK_H

#include "graph/page.h"

enum page_step {
	PAGE_STEP_MEMBER,
	PAGE_STEP_VALUE, /* key and colon were read, not the value */
	PAGE_STEP_END,	 /* the closing brace */
	PAGE_STEP_MORE,	 /* the text ends before the member does */
	PAGE_STEP_BAD,
};

struct page_walk {
	const char *at;
	const char *end;
	bool is_first;
};

bool page_walk_start(const char *text, size_t length, struct page_walk *walk);
/* Stops in front of the array named "value". */
enum page_step page_walk_to_elements(struct page_walk *walk, struct page *page);

/* False when the page says something twice, or is an error object. */
bool page_keep_member(struct slice key, struct slice value, struct page *page);

#endif
