// SPDX-License-Identifier: MIT
/*
 * scripted_transport - a transport that plays canned answers.
 *
 * Has a clock of its own, which only wait() and answers that take time advance.
 * A request gets the first answer left whose `url` occurs in its URL; one
 * without an answer fails as TRANSPORT_TLS, which nobody repeats.  Requests are
 * recorded.
 */
#ifndef DOUBLES_SCRIPTED_TRANSPORT_H
#define DOUBLES_SCRIPTED_TRANSPORT_H

#include "net/transport.h"

#define SCRIPTED_REQUEST_LIMIT 256
#define SCRIPTED_OPEN_LIMIT 16

struct scripted_answer {
	const char *url;  /* part of the URL; NULL: any */
	const char *body; /* what comes back */
	const char *sent; /* part of what was sent; NULL: any */
	int status;	  /* 0 with no failure: 200 */
	enum transport_failure failure;
	bool is_unsent;
	const char *retry_after;
	const char *date;
	const char *content_type;
	const char *request_id;
	int takes_s;
	size_t head_bytes; /* of the body are heard before the rest */
	unsigned times;	   /* 0: once */
};

struct scripted_request {
	enum http_method method;
	char *url;
	char *headers; /* each ends with a newline */
	char *body;
	bool bypass_proxy;
	bool once;
	time_t at;
};

struct scripted_transport {
	struct transport base;
	time_t now;
	struct scripted_answer *answers; /* a copy */
	size_t answer_count;
	struct scripted_request requests[SCRIPTED_REQUEST_LIMIT];
	size_t request_count;
	size_t unscripted;
	/* under way */
	struct {
		bool is_busy;
		bool hurry;
		uint64_t tag;
		uint64_t order;
		time_t due;
		struct scripted_answer answer;
	} open[SCRIPTED_OPEN_LIMIT];
	size_t busy;
	size_t busiest; /* the most that were under way at a time */
	uint64_t started;
	transport_head_fn *heard;
	void *heard_context;
};

/* The array of answers is copied, its texts are borrowed. */
struct scripted_transport *scripted_new(
	time_t now, const struct scripted_answer *answers, size_t count);
void scripted_free(struct scripted_transport *script);

/* Answers nobody asked for. */
size_t scripted_left(const struct scripted_transport *script);

/* How many requests had `url` in their URL. */
size_t scripted_asked(const struct scripted_transport *script, const char *url);

#endif
