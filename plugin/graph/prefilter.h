// SPDX-License-Identifier: MIT
/*
 * prefilter - the users of a page who lost a mailbox, without parsing the
 * others.
 *
 * A tenant's page is megabytes of which a few users matter.  Two ways to the
 * same answer: parse every user, or search the bytes for the words a lost plan
 * must carry and parse only the users around them.  The second never misses one
 * that the first finds; it may be blind to damage in users that it has no need
 * to look at, and would also find users inside of users, which Graph never
 * sends.
 */
#ifndef GRAPH_PREFILTER_H
#define GRAPH_PREFILTER_H

#include "core/sku.h"
#include "core/user.h"
#include "graph/directory.h"
#include "graph/page.h"

/* `*listed` is raised by the number of elements. */
MUST_CHECK bool prefilter_lost_by_parsing(const struct page *page,
	const struct plan_set *plans, directory_user_fn *visit, void *context,
	uint64_t *listed, struct error *err);

/*
 * Falls back to parsing by itself where the bytes are unusual: the first user
 * of the page must decode, and everybody's plans must be a list.
 */
MUST_CHECK bool prefilter_lost_by_bytes(const struct page *page,
	const struct plan_set *plans, directory_user_fn *visit, void *context,
	uint64_t *listed, struct error *err);

#endif
