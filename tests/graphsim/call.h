// SPDX-License-Identifier: MIT
#ifndef GRAPHSIM_CALL_H
#define GRAPHSIM_CALL_H

/*
 * call - one request, whether it came by itself or inside a $batch, and the
 * reply to it.
 *
 * A call borrows all its strings from whoever made it but owns what
 * call_init() takes apart; a reply owns its body and headers.
 */

#include <stdbool.h>
#include <stddef.h>
#include <time.h>

#include "query.h"
#include "roles.h"
#include "world.h"

#define CALL_SEGMENTS 8
#define REPLY_HEADERS 16

struct call {
	struct world *world;
	time_t now;
	const char *method;
	const char *target; /* path and query as they were sent */
	const char *base; /* `https://localhost:1234`, as the client sees us */
	const char *authorization;
	const char *content_type;
	const char *client_request_id;
	const char *metadata; /* the header of that name */
	const char *body;     /* never NULL */
	size_t body_size;
	bool eventual;
	bool part;
	bool plain; /* came without TLS */
	/* from here on: set by call_init() and by authorization */
	struct query query;
	char *path; /* decoded */
	char *split;
	char *segments[CALL_SEGMENTS];
	size_t segment_count; /* more than fit are counted all the same */
	char request_id[GUID_TEXT_SIZE];
	struct tenant *tenant;
	const struct app *app;
	unsigned roles;
	struct fault_hits hits;
};

/* Bytes shared by replies that are under way and a cache. */
struct blob {
	size_t references;
	size_t size;
	char *data;
};

struct reply_header {
	char *name;
	char *value;
};

struct reply {
	unsigned status;
	struct text body;
	struct blob *blob; /* instead of the body, or NULL */
	const char *content_type;
	struct reply_header headers[REPLY_HEADERS];
	size_t header_count;
	bool close;  /* say nothing and hang up */
	bool effect; /* a write that was done */
};

/* Takes the target apart; false when it is not one. */
bool call_init(struct call *call);
void call_release(struct call *call);

/* Does the path consist of these segments?  `*` stands for any one. */
bool call_matches(const struct call *call, const char *pattern);

/* Does the caller hold one of these?  If not, the reply says so. */
bool call_allowed(
	const struct call *call, unsigned any_role, struct reply *reply);

void reply_header(struct reply *reply, const char *name, const char *format,
	...) PRINTF_LIKE(3, 4);
const char *reply_find_header(const struct reply *reply, const char *name);

/* An error object of Graph's; forgets what was in the body. */
void reply_error(const struct call *call, struct reply *reply, unsigned status,
	const char *code, const char *format, ...) PRINTF_LIKE(5, 6);

/* Whether `call` is to change something of Graph's. */
bool call_writes(const struct call *call);

/* The error for an object that is not there. */
void reply_not_found(
	const struct call *call, struct reply *reply, const char *id);

void reply_release(struct reply *reply);

struct blob *blob_take(struct text *text); /* empties the text */
void blob_release(struct blob *blob);

#endif
