// SPDX-License-Identifier: MIT
#include "graph/prefilter.h"

#include "graph/decode.h"

struct parsing {
	const struct plan_set *plans;
	directory_user_fn *visit;
	void *context;
	uint64_t *listed;
};

static bool
visit_element(void *context, struct slice element, struct error *err)
{
	struct parsing *parsing = context;
	struct user user = {0};
	bool ok = true;

	(*parsing->listed)++;
	if (!decode_user_text(element, false, &user, err)) {
		return false;
	}
	if (decode_user_lost_mailbox(&user, parsing->plans)) {
		ok = parsing->visit(parsing->context, &user, err);
	}
	user_release(&user);
	return ok;
}

bool
users_lost_by_parsing(const struct page *page, const struct plan_set *plans,
	directory_user_fn *visit, void *context, uint64_t *listed,
	struct error *err)
{
	struct parsing parsing = {plans, visit, context, listed};

	return page_each(page, visit_element, &parsing, err);
}

bool
users_lost_by_bytes(const struct page *page, const struct plan_set *plans,
	directory_user_fn *visit, void *context, struct error *err)
{
	uint64_t listed = 0;

	return users_lost_by_parsing(page, plans, visit, context, &listed, err);
}

bool
page_open_ends(const char *text, size_t length, struct page *page)
{
	(void)text;
	(void)length;
	(void)page;
	return false;
}
