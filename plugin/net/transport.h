// SPDX-License-Identifier: MIT
/*
 * transport - the one seam for the network.
 *
 * A curl multi handle sits behind it in production, a script of canned answers
 * in tests.  Requests are started, answers come back in the order they
 * complete, told apart by `tag`.  The transport neither retries nor interprets:
 * a 503 is an answer.  Time is the clock handed to whoever made the transport,
 * so that nothing in here asks for the time of day.
 */
#ifndef NET_TRANSPORT_H
#define NET_TRANSPORT_H

#include "core/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

enum http_method { HTTP_GET, HTTP_POST, HTTP_PATCH };

/* All pointers are borrowed for the call of start() only. */
struct http_request {
	enum http_method method;
	const char *url;
	/* "Name: value", NULL at the end; control characters are refused. */
	const char *const *headers;
	const char *body; /* NULL: none */
	size_t body_length;
	size_t answer_limit_bytes; /* more is an error, not a cut */
	time_t until;		   /* give up then */
	bool bypass_proxy;	   /* managed identity */
	/* A write: its body leaves this host at most once, also when a
	 * connection that was kept alive turns out to be dead. */
	bool once;
	bool hurry; /* report_head as soon as the answer's head is there */
	uint64_t tag;
};

enum transport_failure {
	TRANSPORT_OK,
	TRANSPORT_UNREACHABLE, /* name, route, connect, reset: may pass */
	TRANSPORT_TLS,	       /* certificate or protocol: will not pass */
	TRANSPORT_TIMEOUT,
	TRANSPORT_TOO_LARGE,
	TRANSPORT_TRUNCATED, /* fewer bytes than announced */
};

/*
 * One answer.  Everything in it lives until the next call of next(), wait(),
 * abandon() or free(): a further request may be started while it is read.
 */
struct http_response {
	uint64_t tag;
	enum transport_failure failure;
	char reason[256]; /* of a failure, for people; no URL query, no secret
			   */
	int status;	  /* HTTP; 0 on failure */
	bool is_unsent;	  /* on failure: nothing of it left this host */
	const char *body; /* also terminated by a zero byte */
	size_t body_length;
	/* Headers that are read: NULL when absent. */
	const char *retry_after;
	const char *date;
	const char *content_type;
	const char *request_id;
	const char *location;
};

struct transport;

/*
 * Called while an answer is still arriving, each time more of it is there, when
 * its request said `hurry`: `head` is what came so far.  Returns false to hear
 * no more of this answer.  May start() further requests.
 */
typedef bool transport_head_fn(
	void *context, uint64_t tag, const char *head, size_t length);

struct transport_ops {
	MUST_CHECK bool (*start)(struct transport *transport,
		const struct http_request *request, struct error *err);
	/*
	 * Waits until an answer is there or `until` has passed: true and the
	 * answer, or false when time is up or nothing is under way.
	 */
	bool (*next)(struct transport *transport,
		struct http_response *response, time_t until);
	/* Lets time pass, and transfers go on; returns at `until` at the
	 * latest. */
	void (*wait)(struct transport *transport, time_t until);
	/* The present instant, of the clock the transport was made with. */
	time_t (*now)(struct transport *transport);
	/* Who is told of answers still arriving; NULL for nobody. */
	void (*on_head)(struct transport *transport, transport_head_fn *heard,
		void *context);
	/* Drops all requests under way without an answer. */
	void (*abandon)(struct transport *transport);
	void (*free)(struct transport *transport);
};

/* Each kind of transport starts with one of these. */
struct transport {
	const struct transport_ops *ops;
};

#endif
