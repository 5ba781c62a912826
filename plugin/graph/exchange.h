// SPDX-License-Identifier: MIT
/*
 * exchange - requests, their answers, and whether to ask again.
 *
 * Sits between the transport and those who know what they ask: it waits for the
 * answer to one call or for the next one of several, honours Retry-After within
 * the run's budget, and gathers what every answer tells (clock, request id,
 * counts).  It knows nothing of tokens.
 */
#ifndef GRAPH_EXCHANGE_H
#define GRAPH_EXCHANGE_H

#include "graph/directory.h"
#include "net/transport.h"

#define EXCHANGE_TRIES 10
#define EXCHANGE_OPEN_LIMIT 16
#define EXCHANGE_REQUEST_S 300 /* one request never takes longer */

/* What is being asked for.  Everything above the line is the caller's. */
struct call {
	enum http_method method;
	const char *url;  /* borrowed until the answer is taken */
	const char *what; /* for messages: "users", "the token" */
	const char *body;
	size_t body_length;
	size_t limit_bytes;
	/* A read: repeated after a lost answer or a 5xx.  Else a write: sent
	 * again only after a 429, or when nothing of it left this host. */
	bool may_repeat;
	bool hurry;
	bool bypass_proxy;
	bool elsewhere;	    /* not asked of Graph: that clock does not count */
	bool retry_missing; /* 404 and 410 pass: managed identity */
	/* -- */
	uint64_t tag; /* 0: not under way */
	unsigned tries;
};

struct exchange {
	struct transport *transport; /* borrowed */
	time_t until;
	/* No single wait, for whatever reason, is longer; 0: any may be. */
	int64_t patience_s;
	uint64_t random;
	uint64_t last_tag;
	struct call *open[EXCHANGE_OPEN_LIMIT]; /* borrowed while under way */
	struct directory_facts facts;
};

enum exchange_outcome {
	EXCHANGE_ANSWERED, /* an answer that asking again will not change */
	EXCHANGE_AGAIN,	   /* start the call once more */
	EXCHANGE_FAILED,   /* `err` says why */
};

time_t exchange_now(const struct exchange *exchange);

/* Sends it.  `headers` as in struct http_request. */
MUST_CHECK bool exchange_start(struct exchange *exchange, struct call *call,
	const char *const *headers, struct error *err);

/*
 * Waits for the answer of a started call, and before EXCHANGE_AGAIN for the
 * time to ask again.  An answer to another call under way that comes first is
 * lost: that call then ends with EXCHANGE_AGAIN at once.  So writes, of which
 * no answer may be lost, go through exchange_next().
 */
MUST_CHECK enum exchange_outcome exchange_take(struct exchange *exchange,
	struct call *call, struct http_response *response, struct error *err);

/*
 * Waits for the next answer to any call under way, until `until` at the latest;
 * false: none came.  What it means is for exchange_judge() to say.
 */
bool exchange_next(struct exchange *exchange, time_t until, struct call **call,
	struct http_response *response);

/* When to ask again. */
struct exchange_later {
	time_t at;
	bool was_asked; /* Graph said so, or is throttling */
};

/* What the answer to a call means, without waiting; `later` for AGAIN. */
MUST_CHECK enum exchange_outcome exchange_judge(struct exchange *exchange,
	const struct call *call, const struct http_response *response,
	struct exchange_later *later, struct error *err);

/* Its answer is no longer wanted; fine for a call that is not under way. */
void exchange_drop(struct exchange *exchange, struct call *call);

/* Whether it may be waited until `at`. */
bool exchange_has_patience(const struct exchange *exchange, time_t at);

/*
 * The instant that is `wait_s` from now, or ERROR_WAIT when no time is left
 * then; if the other side `asked` for it, `not_before` remembers.
 */
MUST_CHECK bool exchange_due(struct exchange *exchange, int64_t wait_s,
	bool asked, const char *what, time_t *at, struct error *err);

/* Whether an HTTP status says "later". */
bool exchange_status_passes(int status, bool may_repeat);

#endif
