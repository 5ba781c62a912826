// SPDX-License-Identifier: MIT
#include "pages.h"

#include <string.h>

#include "graph/decode.h"
#include "graph/json.h"
#include "graph/prefilter.h"

static bool
see(void *context, const struct user *user, struct error *err)
{
	char *seen = context;
	size_t used = strlen(seen);

	(void)err;
	if (used + GUID_TEXT_SIZE + 1 >= PAGES_SEEN_SIZE) {
		return true;
	}
	guid_text(&user->id, seen + used);
	seen[used + GUID_TEXT_SIZE - 1] = ' ';
	seen[used + GUID_TEXT_SIZE] = '\0';
	return true;
}

/* The oracle: one tree for all of the page. */
bool
pages_by_tree(const char *text, size_t length, const struct plan_set *plans,
	char *seen)
{
	struct error err = {0};
	struct json_object *page = json_read(text, length, &err);
	struct json_object *value = json_member(page, "value");
	size_t count = 0;
	bool ok = json_object_is_type(value, json_type_array);

	seen[0] = '\0';
	count = ok ? json_object_array_length(value) : 0;
	for (size_t i = 0; ok && i < count; i++) {
		struct user user = {0};
		ok = decode_user(json_object_array_get_idx(value, i), false,
			&user, &err);
		if (ok && decode_user_lost_mailbox(&user, plans)) {
			ok = see(seen, &user, &err);
		}
		user_release(&user);
	}
	json_object_put(page);
	return ok;
}

bool
pages_by_parsing(const char *text, size_t length, const struct plan_set *plans,
	char *seen)
{
	struct page page = {0};
	struct error err = {0};
	uint64_t listed = 0;

	seen[0] = '\0';
	return page_open(text, length, &page, &err) &&
	       prefilter_lost_by_parsing(
		       &page, plans, see, seen, &listed, &err);
}

bool
pages_by_bytes(const char *text, size_t length, const struct plan_set *plans,
	char *seen)
{
	struct page page = {0};
	struct error err = {0};
	uint64_t listed = 0;

	seen[0] = '\0';
	return (page_open_ends(text, length, &page) ||
		       page_open(text, length, &page, &err)) &&
	       prefilter_lost_by_bytes(&page, plans, see, seen, &listed, &err);
}
