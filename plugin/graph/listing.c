// SPDX-License-Identifier: MIT
#include "graph/listing.h"

#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "graph/json.h"

/* Two questions take turns: one is read while the other is on its way. */
struct chain {
	struct client *client;
	struct listing *listing;
	struct question questions[2];
	char *urls[2];
	size_t present; /* which of the two is being read */
	uint64_t pages;
	uint64_t links; /* that were followed */
	char *mark;	/* one of them */
};

static void
set_url(struct chain *chain, size_t which, char *url)
{
	exchange_drop(&chain->client->exchange, &chain->questions[which].call);
	free(chain->urls[which]);
	chain->urls[which] = url;
	chain->questions[which] = (struct question){
		.call = {.method = HTTP_GET,
			.url = url,
			.what = chain->listing->what,
			.limit_bytes = CLIENT_PAGE_LIMIT_BYTES,
			.may_repeat = true,
			.hurry = true},
		.is_advanced = chain->listing->is_advanced,
	};
}

/*
 * Brent's way: a mark that is moved to the first, second, fourth, eighth ...
 * link is met again wherever a circle begins and however long it is.
 */
static bool
check_progress(struct chain *chain, const char *link, struct error *err)
{
	if (chain->mark != NULL && strcmp(chain->mark, link) == 0) {
		return error_set(err, ERROR_REMOTE,
			"the links to the next page go round in a circle");
	}
	chain->links++;
	if ((chain->links & (chain->links - 1)) == 0) {
		mem_replace_text(&chain->mark, link);
	}
	if (chain->pages >= LISTING_PAGE_LIMIT) {
		return error_set(err, ERROR_REMOTE, "more than %d pages",
			LISTING_PAGE_LIMIT);
	}
	return true;
}

/* Told while a page arrives; whatever goes wrong here is met again later. */
static bool
hear_head(void *context, uint64_t tag, const char *head, size_t length)
{
	struct chain *chain = context;
	const char *graph_url = chain->client->settings.tenant->graph_url;
	size_t other = !chain->present;
	struct page page = {0};
	struct error ignored = {0};
	char *link = NULL;

	if (chain->questions[chain->present].call.tag != tag) {
		return true;
	}
	if (page_look_ahead(head, length, &page) == PAGE_HEAD_MORE) {
		return true;
	}
	if (page.link.at != NULL && client_is_ready(chain->client) &&
		page_next_link(&page, graph_url, &link, &ignored) &&
		link != NULL) {
		set_url(chain, other, link);
		if (!client_start(chain->client, &chain->questions[other],
			    &ignored)) {
			return false;
		}
	}
	return false;
}

/* Makes sure that the next page is on its way; `*link` false: it was the last.
 */
static bool
start_next(struct chain *chain, const struct page *page, bool *is_last,
	struct error *err)
{
	size_t other = !chain->present;
	char *link = NULL;

	if (!page_next_link(page, chain->client->settings.tenant->graph_url,
		    &link, err)) {
		return false;
	}
	*is_last = link == NULL;
	if (link == NULL) {
		return true;
	}
	if (!check_progress(chain, link, err)) {
		free(link);
		return false;
	}
	if (chain->urls[other] != NULL &&
		strcmp(chain->urls[other], link) == 0 &&
		chain->questions[other].call.tag != 0) {
		free(link);
		return true;
	}
	set_url(chain, other, link);
	return !client_is_ready(chain->client) ||
	       client_start(chain->client, &chain->questions[other], err);
}

static void
report_progress(struct chain *chain)
{
	const struct directory_settings *settings = &chain->client->settings;

	chain->pages++;
	chain->client->exchange.facts.pages++;
	if (settings->progress != NULL) {
		settings->progress(settings->progress_context,
			chain->listing->what, chain->pages,
			chain->listing->users == NULL ? 0
						      : *chain->listing->users);
	}
}

/* False also when the refusal is an answer: then `err` stays empty. */
static bool
accept_status(struct chain *chain, const struct http_response *response,
	bool *is_refused, struct error *err)
{
	struct listing *listing = chain->listing;

	*is_refused = false;
	if (chain->pages == 0) {
		listing->status = response->status;
	}
	if (response->status == 200) {
		return true;
	}
	if (chain->pages == 0 &&
		((response->status == 400 && listing->may_be_refused) ||
			(response->status == 403 && listing->may_be_denied))) {
		*is_refused = true;
		return true;
	}
	return client_refused(&chain->questions[chain->present], response, err);
}

/* Also finds the error that an answer of status 200 may turn out to be. */
static bool
open_page(struct chain *chain, const struct http_response *response,
	struct page *page, struct error *err)
{
	struct json_object *body = NULL;
	struct error ignored = {0};

	if ((chain->listing->is_plain &&
		    page_open_ends(
			    response->body, response->body_length, page)) ||
		page_open(response->body, response->body_length, page, err)) {
		return true;
	}
	body = json_read(response->body, response->body_length, &ignored);
	if (json_member(body, "error") != NULL) {
		(void)client_refused(
			&chain->questions[chain->present], response, err);
	}
	json_object_put(body);
	return false;
}

static bool
read_page(struct chain *chain, bool *is_last, struct error *err)
{
	struct listing *listing = chain->listing;
	struct http_response response = {0};
	struct page page = {0};

	if (!client_take(chain->client, &chain->questions[chain->present],
		    &response, err) ||
		!accept_status(chain, &response, is_last, err)) {
		return false;
	}
	if (*is_last) {
		return true;
	}
	if (!open_page(chain, &response, &page, err)) {
		return false;
	}
	if (chain->pages == 0) {
		listing->has_count = page_count(&page, &listing->count);
	}
	if (!start_next(chain, &page, is_last, err) ||
		!listing->read(listing->context, &page, err)) {
		return false;
	}
	report_progress(chain);
	return true;
}

bool
listing_follow(
	struct client *client, struct listing *listing, struct error *err)
{
	struct transport *transport = client->exchange.transport;
	struct chain chain = {.client = client, .listing = listing};
	bool is_last = false;
	bool ok = true;

	if (client->is_batching) {
		return error_set(err, ERROR_INTERNAL,
			"asked for %s from within another answer",
			listing->what);
	}
	set_url(&chain, 0, client_url(client, listing->path));
	ok = check_progress(&chain, chain.urls[0], err);
	transport->ops->on_head(transport, hear_head, &chain);
	while (ok && !is_last) {
		ok = read_page(&chain, &is_last, err);
		chain.present = !chain.present;
	}
	transport->ops->on_head(transport, NULL, NULL);
	for (size_t i = 0; i < 2; i++) {
		exchange_drop(&client->exchange, &chain.questions[i].call);
		free(chain.urls[i]);
	}
	free(chain.mark);
	if (!ok) {
		transport->ops->abandon(transport);
	}
	return ok ||
	       error_prefix(err, "listing of %s, page %llu", listing->what,
		       (unsigned long long)chain.pages + 1);
}
