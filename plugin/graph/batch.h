// SPDX-License-Identifier: MIT
/*
 * batch - many small reads in few requests.
 *
 * https://learn.microsoft.com/graph/json-batching: up to 20 requests in one,
 * the answers in any order, each throttled on its own.
 */
#ifndef GRAPH_BATCH_H
#define GRAPH_BATCH_H

#include "graph/client.h"

#define BATCH_SIZE 20
#define BATCH_URL_SIZE 512

struct json_object;

/* Writes the URL of read number `index`, relative to the version root. */
typedef void batch_url_fn(
	void *context, size_t index, char url[BATCH_URL_SIZE]);

/*
 * The final answer of read number `index`; `body` may be NULL.  After so many
 * tries it can still be a 429 or 5xx.
 */
typedef bool batch_answer_fn(void *context, size_t index, int status,
	struct json_object *body, struct error *err);

struct batch {
	const char *what; /* for messages */
	size_t count;
	unsigned tries; /* for parts that are throttled or fail */
	batch_url_fn *url;
	batch_answer_fn *answer;
	void *context;
};

MUST_CHECK bool batch_read(
	struct client *client, const struct batch *batch, struct error *err);

#endif
