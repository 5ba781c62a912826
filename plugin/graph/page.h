// SPDX-License-Identifier: MIT
/*
 * page - the frame of a Graph listing: where its elements are, without parsing
 * them.
 *
 * {"@odata.context":…,"@odata.count":…,"@odata.nextLink":…,"value":[…]},
 * members in any order.  What lies in between is found by skipping strings and
 * counting brackets, so one element at a time has to be parsed and a page of
 * megabytes never becomes a tree.  Pure.
 */
#ifndef GRAPH_PAGE_H
#define GRAPH_PAGE_H

#include "core/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PAGE_LINK_LIMIT 8192
#define PAGE_HEAD_LIMIT 65536

struct slice {
	const char *at; /* borrowed from the page; NULL: absent */
	size_t length;
};

struct page {
	struct slice text;     /* all of it */
	struct slice elements; /* between the brackets of "value" */
	struct slice link;     /* value of "@odata.nextLink", undecoded */
	struct slice count;    /* value of "@odata.count", undecoded */
};

/* Walks the whole text.  ERROR_REMOTE when it is not such an object. */
MUST_CHECK bool page_open(
	const char *text, size_t length, struct page *page, struct error *err);

/*
 * The same from both ends of the text only, without looking at the elements;
 * false when anything is unusual: then page_open() has to decide.
 */
bool page_open_ends(const char *text, size_t length, struct page *page);

enum page_head {
	PAGE_HEAD_MORE, /* cannot tell yet */
	PAGE_HEAD_LINK, /* page->link is set */
	PAGE_HEAD_NONE, /* no link before the elements, or no page */
};

/*
 * What can be said of a page of which only the beginning has arrived.  Asked
 * with each packet, so it gives up on a link that is not within
 * PAGE_HEAD_LIMIT.
 */
enum page_head page_look_ahead(
	const char *text, size_t length, struct page *page);

typedef bool page_element_fn(
	void *context, struct slice element, struct error *err);

/* Visits each element; fails when they are not separated by commas. */
MUST_CHECK bool page_each(const struct page *page, page_element_fn *visit,
	void *context, struct error *err);

/*
 * The decoded next link, to be freed; NULL in `*link` when there is none. Fails
 * with ERROR_REMOTE when it is no text or leads to another origin than
 * `graph_url`, to which the token must not be sent.
 */
MUST_CHECK bool page_next_link(const struct page *page, const char *graph_url,
	char **link, struct error *err);

/* False when there was none. */
bool page_count(const struct page *page, uint64_t *count);

/*
 * The end of the JSON value that starts at `at`, NULL when it does not end
 * before `end`.  Checks brackets and strings only.
 */
const char *page_skip_value(const char *at, const char *end);

/*
 * The first `word` at or behind `at`, or `end`.  Searched for by its character
 * number `rare`: when that is rare in a page indeed, this takes a fraction of
 * the time of memmem().
 */
const char *page_find(
	const char *at, const char *end, const char *word, size_t rare);

/*
 * Whether a letter, digit or one of -._@ is written as \u00XX somewhere, so
 * that names and GUIDs cannot be searched for as bytes.
 */
bool page_hides_letters(const char *text, size_t length);

const char *page_skip_space(const char *at, const char *end);
bool page_is_space(char c);

#endif
