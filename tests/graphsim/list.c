// SPDX-License-Identifier: MIT
#include "list.h"

#include <stdio.h>
#include <stdlib.h>

#define PAGE_DEFAULT 100
#define PAGE_HIGHEST 999

struct page {
	size_t top;
	size_t start;
	unsigned number; /* from 0 */
	bool blank;	 /* an empty one in between */
};

static bool
read_top(const struct call *call, struct page *page, struct reply *reply)
{
	const char *top = query_find(&call->query, "$top");
	char *end = NULL;
	long value = PAGE_DEFAULT;

	if (top != NULL) {
		value = strtol(top, &end, 10);
		if (end == top || *end != '\0' || value < 1 ||
			value > PAGE_HIGHEST) {
			reply_error(call, reply, 400, "Request_BadRequest",
				"Invalid page size specified: '%s'. Must be "
				"between 1 and %d inclusive.",
				top, PAGE_HIGHEST);
			return false;
		}
	}
	if (value > call->tenant->switches.page_size) {
		value = call->tenant->switches.page_size;
	}
	page->top = (size_t)(value > 0 ? value : 1);
	return true;
}

static bool
read_page(const struct call *call, struct page *page, struct reply *reply)
{
	const char *token = query_find(&call->query, "$skiptoken");
	unsigned long long start;
	char flag;

	*page = (struct page){0};
	if (query_find(&call->query, "$skip") != NULL) {
		reply_error(call, reply, 400, "Request_BadRequest",
			"'$skip' is not supported by the service.");
		return false;
	}
	if (!read_top(call, page, reply)) {
		return false;
	}
	if (token == NULL) {
		return true;
	}
	if (sscanf(token, "m~%llx.%x.%c", &start, &page->number, &flag) != 3) {
		reply_error(call, reply, 400, "Directory_ExpiredPageToken",
			"The specified page token value has expired and can no "
			"longer be included in your request.");
		return false;
	}
	page->start = (size_t)start;
	page->blank = flag == 'b';
	return true;
}

static void
add_next_link(const struct call *call, size_t start, unsigned number,
	bool blank, struct text *out)
{
	const struct fault *foreign = call->hits.of[FAULT_FOREIGN_NEXTLINK];
	struct text link = {0};
	struct text query = {0};

	if (call->hits.of[FAULT_NEXTLINK_LOOP] != NULL) {
		text_printf(&link, "%s%s", call->base, call->target);
	} else {
		query_format(&call->query, "$skiptoken", &query);
		text_printf(&link, "%s%s?%s%s$skiptoken=m~%zx.%x.%c",
			foreign == NULL	      ? call->base
			: foreign->to != NULL ? foreign->to
					      : "https://evil.example",
			call->path, text_string(&query),
			query.size > 0 ? "&" : "", start, number,
			blank ? 'b' : 'n');
	}
	TEXT_LITERAL(out, "\"@odata.nextLink\":");
	text_json(out, link.data);
	text_release(&link);
	text_release(&query);
}

static size_t
count_wanted(const struct list_source *source)
{
	size_t count = 0;

	for (size_t i = 0; i < source->size; i++) {
		count += source->wanted(source->context, i);
	}
	return count;
}

/* Returns the first wanted candidate of the next page, or the size. */
static size_t
render_items(const struct list_source *source, const struct page *page,
	struct text *items)
{
	size_t left = page->blank ? 0 : page->top;
	size_t index = page->start;

	for (; index < source->size; index++) {
		if (!source->wanted(source->context, index)) {
			continue;
		}
		if (left-- == 0) {
			break;
		}
		if (items->size > 0) {
			TEXT_LITERAL(items, ",");
		}
		source->render(source->context, index, items);
	}
	return index;
}

/* Every third page is followed by an empty one where that is switched on. */
static bool
blank_follows(const struct call *call, const struct page *page)
{
	return call->tenant->switches.empty_pages && !page->blank &&
	       page->number % 3 == 0;
}

void
list_reply(const struct call *call, const struct list_source *source,
	struct reply *reply)
{
	bool loop = call->hits.of[FAULT_NEXTLINK_LOOP] != NULL ||
		    call->hits.of[FAULT_FOREIGN_NEXTLINK] != NULL;
	struct text items = {0};
	struct text link = {0};
	struct text *out = &reply->body;
	struct page page;
	size_t next;

	if (!read_page(call, &page, reply)) {
		return;
	}
	next = render_items(source, &page, &items);
	if (next < source->size || loop) {
		add_next_link(call, next, page.number + 1,
			blank_follows(call, &page), &link);
	}
	reply->status = 200;
	text_reserve(out, items.size + link.size + 512);
	text_printf(out,
		"{\"@odata.context\":\"https://graph.microsoft.com/v1.0/"
		"$metadata#%s\",",
		source->metadata);
	if (source->counted && call->tenant->switches.odata_count &&
		query_find(&call->query, "$skiptoken") == NULL) {
		text_printf(out, "\"@odata.count\":%zu,", count_wanted(source));
	}
	if (link.size > 0 && !call->tenant->switches.nextlink_last) {
		text_add(out, link.data, link.size);
		TEXT_LITERAL(out, ",");
	}
	TEXT_LITERAL(out, "\"value\":[");
	text_add(out, text_string(&items), items.size);
	TEXT_LITERAL(out, "]");
	if (link.size > 0 && call->tenant->switches.nextlink_last) {
		TEXT_LITERAL(out, ",");
		text_add(out, link.data, link.size);
	}
	TEXT_LITERAL(out, "}");
	text_release(&items);
	text_release(&link);
}
