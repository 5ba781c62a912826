// SPDX-License-Identifier: MIT
#ifndef GRAPHSIM_TRACE_H
#define GRAPHSIM_TRACE_H

/*
 * trace - the requests seen so far, for tests to look at.
 *
 * The newest TRACE_LIMIT are kept; the counts per path are complete.
 */

#include <stdbool.h>
#include <stddef.h>
#include <time.h>

struct text;

#define TRACE_LIMIT 100000

/* Given to trace_add() the strings are borrowed, in a trace they are owned. */
struct trace_entry {
	const char *method;
	const char *path;
	const char *query;    /* as sent, or empty */
	const char *app;      /* its name, or NULL */
	unsigned status;      /* 0: the connection was closed instead */
	bool eventual;	      /* ConsistencyLevel was there */
	bool part;	      /* of a $batch */
	bool effect;	      /* a write that was done, whatever was answered */
	const char *body;     /* of a write, or NULL */
	time_t at;	      /* simulated */
	struct timespec wall; /* real; set by trace_add() */
};

struct trace_count {
	char *path; /* identifiers replaced by {id} */
	char *method;
	size_t requests;
	size_t failures;  /* 4xx, 5xx and closed connections */
	size_t throttled; /* 429 */
};

struct trace {
	struct trace_entry *entries;
	size_t count;
	size_t room;
	struct trace_count *counts;
	size_t count_count;
	size_t count_room;
};

void trace_add(struct trace *trace, const struct trace_entry *entry);

void trace_requests_json(const struct trace *trace, struct text *out);
void trace_counts_json(const struct trace *trace, struct text *out);

void trace_release(struct trace *trace);

#endif
