// SPDX-License-Identifier: MIT
#ifndef GRAPHSIM_FAULTS_H
#define GRAPHSIM_FAULTS_H

/*
 * faults - what goes wrong on demand.
 *
 * An armed fault waits for requests of its method and path, lets `skip` of
 * them pass and then hits `count` of them.
 */

#include <stdbool.h>
#include <stddef.h>

struct tenant;
struct words;
struct text;

enum fault_kind {
	FAULT_STATUS, /* an error answer: 429, 5xx, any number */
	FAULT_BODY,   /* the bytes of a file */
	FAULT_EXPIRED,
	FAULT_GARBAGE,
	FAULT_DEEP,
	FAULT_WRONG_TYPES,
	FAULT_NULLS,
	FAULT_HUGE_PAGE,
	FAULT_ENDLESS,
	FAULT_TRUNCATE,
	FAULT_SLOW,
	FAULT_HANG,
	FAULT_DROP,
	FAULT_LOST_ANSWER,
	FAULT_REDIRECT,
	FAULT_CLOCK_SKEW,
	FAULT_FOREIGN_NEXTLINK,
	FAULT_NEXTLINK_LOOP,
	FAULT_PAGE_TOKEN,
	FAULT_COUNT_VIOLATION,
	FAULT_SEAT_TAKEN,
	FAULT_KINDS
};

struct fault {
	enum fault_kind kind;
	unsigned status;
	bool parts; /* hits parts of a $batch instead of whole requests */
	bool chunked;
	char *method; /* NULL: any */
	char *path;   /* a prefix, or a pattern when it has a `*`; NULL: any */
	const struct tenant *tenant; /* NULL: any */
	long skip;
	long count;	   /* -1: for ever */
	char *retry_after; /* the header as it is sent, or NULL */
	char *to;	   /* an address elsewhere, or NULL */
	char *body;	   /* what to answer, or NULL */
	size_t body_size;
	long delay_ms;
	long bytes_per_s; /* 0: as fast as it goes */
	long seconds;
};

struct fault_list {
	struct fault *items;
	size_t count;
	size_t room;
};

/* At most one of each kind; pointers last until the list changes. */
struct fault_hits {
	const struct fault *of[FAULT_KINDS];
};

/*
 * Arms what the words of a `fault` command say.  False, with the reason
 * added to `why`.
 */
bool faults_arm(struct fault_list *list, struct words *words,
	const struct tenant *tenant, struct text *why);

/* Counts the request against what is armed and says what hits it. */
struct fault_hits faults_match(struct fault_list *list, const char *method,
	const char *target, const struct tenant *tenant, bool part);

void faults_release(struct fault_list *list);

#endif
