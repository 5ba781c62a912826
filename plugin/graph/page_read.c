// SPDX-License-Identifier: MIT
#include "graph/page.h"

#include <string.h>

#include "graph/json.h"
#include "graph/link.h"

bool
page_each(const struct page *page, page_element_fn *visit, void *context,
	struct error *err)
{
	const char *end = page->elements.at + page->elements.length;
	const char *at = page_skip_space(page->elements.at, end);
	/* A scalar ends at the bracket, which is behind the slice. */
	const char *bracket = end + 1;

	if (at == end) {
		return true;
	}
	for (;;) {
		const char *after = page_skip_value(at, bracket);
		struct slice element = {0};
		if (after == NULL || after > end) {
			break;
		}
		element = (struct slice){at, (size_t)(after - at)};
		if (!visit(context, element, err)) {
			return false;
		}
		at = page_skip_space(after, end);
		if (at == end) {
			return true;
		}
		if (*at != ',') {
			break;
		}
		at = page_skip_space(at + 1, end);
	}
	return error_set(err, ERROR_REMOTE,
		"the elements of the page are not a JSON array");
}

bool
page_next_link(const struct page *page, const char *graph_url, char **link,
	struct error *err)
{
	struct json_object *value = NULL;
	struct error ignored = {0};
	bool ok = false;

	*link = NULL;
	if (page->link.at == NULL) {
		return true;
	}
	if (page->link.length <= PAGE_LINK_LIMIT) {
		value = json_read(page->link.at, page->link.length, &ignored);
	}
	ok = json_object_is_type(value, json_type_string)
		     ? link_accept(json_object_get_string(value),
			       (size_t)json_object_get_string_len(value),
			       graph_url, link, err)
		     : error_set(err, ERROR_REMOTE,
			       "the link to the next page is not a text of up "
			       "to %d "
			       "bytes",
			       PAGE_LINK_LIMIT);
	json_object_put(value);
	return ok;
}

bool
page_count(const struct page *page, uint64_t *count)
{
	uint64_t number = 0;

	if (page->count.at == NULL || page->count.length > 18) {
		return false;
	}
	for (size_t i = 0; i < page->count.length; i++) {
		if (page->count.at[i] < '0' || page->count.at[i] > '9') {
			return false;
		}
		number = number * 10 + (uint64_t)(page->count.at[i] - '0');
	}
	*count = number;
	return true;
}
