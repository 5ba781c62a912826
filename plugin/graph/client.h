// SPDX-License-Identifier: MIT
/*
 * client - asking Microsoft Graph with a valid token.
 *
 * Gets the token when the first question is asked, renews it early and once
 * after a 401, and turns refusals into sentences that say what to do.
 */
#ifndef GRAPH_CLIENT_H
#define GRAPH_CLIENT_H

#include "graph/directory.h"
#include "graph/exchange.h"
#include "graph/pace.h"
#include "graph/token.h"

#define CLIENT_PAGE_LIMIT_BYTES ((size_t)64 * 1024 * 1024)

struct client {
	struct directory_settings settings;
	struct exchange exchange;
	struct token token;
	char *authorization; /* the whole header, wiped */
	struct pace pace;    /* of writes */
	bool is_batching;    /* its answers belong to batch_send() */
};

/* One question; `call` as in exchange.h, url absolute. */
struct question {
	struct call call;
	bool is_advanced; /* ConsistencyLevel: eventual */
	/* -- */
	bool was_renewed;
};

void client_init(
	struct client *client, const struct directory_settings *settings);
void client_release(struct client *client);

/*
 * Makes sure that there is a token, which may wait, and would lose the answers
 * to questions under way.
 */
MUST_CHECK bool client_sign_in(struct client *client, struct error *err);

/*
 * Sends a question, so that its answer can be on its way while another one is
 * read.  Getting a token may wait; client_is_ready() tells that it will not.
 */
MUST_CHECK bool client_start(
	struct client *client, struct question *question, struct error *err);
bool client_is_ready(const struct client *client);

/*
 * Waits for the answer, starting the question when that was not done or its
 * answer was lost.  True for any answer in JSON, also a refusal: see its
 * status.
 */
MUST_CHECK bool client_take(struct client *client, struct question *question,
	struct http_response *response, struct error *err);

/*
 * The same for an answer that exchange_next() gave, without waiting: as
 * exchange_judge(), and AGAIN at once where the token was refused.
 */
MUST_CHECK enum exchange_outcome client_judge(struct client *client,
	struct question *question, const struct http_response *response,
	struct exchange_later *later, struct error *err);

/*
 * The error an answer that is none stands for; always false.  Names the right
 * that is missing after a 403.
 */
bool client_refused(const struct question *question,
	const struct http_response *response, struct error *err);

struct json_object;

/*
 * The same for a status and an error object, as in a part of a batch; always
 * false.
 */
bool client_refused_part(const char *what, const char *url, int status,
	struct json_object *body, struct error *err);

/* `path` under the Graph version root; to be freed. */
char *client_url(const struct client *client, const char *path)
	__attribute__((returns_nonnull));

#endif
