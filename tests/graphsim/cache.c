// SPDX-License-Identifier: MIT
#include "cache.h"

#include <stdlib.h>

#include "call.h"

void
cache_release(struct page_cache *cache)
{
	for (size_t i = 0; i < cache->count; i++) {
		free(cache->pages[i].key);
		blob_release(cache->pages[i].blob);
	}
	free(cache->pages);
	*cache = (struct page_cache){0};
}

static bool
is_cacheable(const struct call *call)
{
	const struct tenant *tenant = call->tenant;

	for (size_t i = 0; i < FAULT_KINDS; i++) {
		if (call->hits.of[i] != NULL) {
			return false;
		}
	}
	return tenant->cache && !call->part && !tenant->switches.pretty &&
	       !tenant->switches.escapes;
}

static void
answer_from(struct reply *reply, struct blob *blob)
{
	blob->references++;
	reply->blob = blob;
	reply->status = 200;
}

void
cache_answer(const struct call *call, struct reply *reply,
	void (*render)(const struct call *call, struct reply *reply))
{
	struct page_cache *cache = &call->tenant->pages;
	struct text key = {0};

	if (!is_cacheable(call)) {
		render(call, reply);
		return;
	}
	if (cache->version != call->tenant->version) {
		cache_release(cache);
		cache->version = call->tenant->version;
	}
	/* What an index shows depends on the time, not only on changes. */
	text_printf(&key, "%lld %s%s",
		call->eventual ? (long long)call->now : 0, call->base,
		call->target);
	for (size_t i = 0; i < cache->count; i++) {
		if (strcmp(cache->pages[i].key, key.data) == 0) {
			answer_from(reply, cache->pages[i].blob);
			text_release(&key);
			return;
		}
	}
	render(call, reply);
	if (reply->status != 200) {
		text_release(&key);
		return;
	}
	cache->pages = alloc_room(cache->pages, cache->count, &cache->room,
		sizeof(*cache->pages));
	cache->pages[cache->count++] =
		(struct cached_page){key.data, blob_take(&reply->body)};
	answer_from(reply, cache->pages[cache->count - 1].blob);
}
