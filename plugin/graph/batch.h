// SPDX-License-Identifier: MIT
/*
 * batch - many small requests in few, and several of those under way.
 *
 * https://learn.microsoft.com/graph/json-batching: up to 20 requests in one,
 * the answers in any order, each throttled on its own.  BATCH_OPEN_LIMIT of
 * them are under way at a time; once Graph asks to be left alone, none goes out
 * until then.
 */
#ifndef GRAPH_BATCH_H
#define GRAPH_BATCH_H

#include "graph/client.h"

#define BATCH_SIZE 20
#define BATCH_OPEN_LIMIT 8
#define BATCH_URL_SIZE 512

struct json_object;

/* One of the requests; method and the rest are zero before it is filled in. */
struct batch_request {
	enum http_method method;
	/* Under the version root, of characters that JSON need not escape. */
	char url[BATCH_URL_SIZE];
	char *body; /* JSON; freed by batch_send(); NULL: none */
};

/* Fills in request number `index`; may be asked for it again. */
typedef void batch_request_fn(
	void *context, size_t index, struct batch_request *request);

/* What became of one request.  All borrowed for the call. */
struct batch_answer {
	/* HTTP, its own or that of all; 0: none. */
	int status;
	struct json_object *body; /* NULL: none, or no JSON */
	const char *request_id;	  /* for Microsoft's support; NULL: none */
	/* Why there is no answer of its own; NULL: there is one.  A write was
	 * then without effect, or is_lost: it may have taken effect. */
	const char *reason;
	bool is_lost;
};

typedef bool batch_answer_fn(void *context, size_t index,
	const struct batch_answer *answer, struct error *err);

struct batch {
	const char *what; /* for messages */
	size_t count;
	unsigned tries; /* of a read that is throttled or fails */
	bool is_write;
	batch_request_fn *request;
	batch_answer_fn *answer;
	void *context;
};

/*
 * Sends them all and hands on each final answer, in any order.  `answer` must
 * not ask the same client for anything.
 *
 * Reads are repeated after 429, 5xx and lost answers; after `tries` a part may
 * still be a 429 or 5xx.  Fails when a batch is refused or answered with
 * nonsense: then some were handed on.
 *
 * A write is sent once, and again only after an answer that says it had no
 * effect: 429, as long as there is time, and one 401.  Each index is handed on
 * exactly once.  Fails only when `answer` does, or when there was no token to
 * begin with.
 */
MUST_CHECK bool batch_send(
	struct client *client, const struct batch *batch, struct error *err);

#endif
