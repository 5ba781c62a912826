// SPDX-License-Identifier: MIT
#ifndef GRAPHSIM_FILTER_H
#define GRAPHSIM_FILTER_H

/*
 * filter - the part of OData's $filter that the simulator understands:
 * and, or, not, parentheses, comparisons, startswith() and one level of
 * `collection/any(x:...)`.
 *
 * What the names mean, and how an object compares, is up to a schema.
 */

#include <stdbool.h>
#include <stddef.h>
#include <time.h>

#include "guid.h"
#include "text.h"

enum filter_kind {
	FILTER_AND,
	FILTER_OR,
	FILTER_NOT,
	FILTER_ANY,
	FILTER_EQ,
	FILTER_NE,
	FILTER_GE,
	FILTER_LE,
	FILTER_GT,
	FILTER_LT,
	FILTER_STARTS
};

struct filter_field {
	const char *name;
	int scope;  /* 0: the object; else the number of a collection */
	int number; /* of the field, or of the collection it is */
	bool collection;
	bool advanced; /* only with ConsistencyLevel and $count */
};

struct filter {
	enum filter_kind kind;
	int field;
	struct filter *left;
	struct filter *right;
	char *value;	  /* without quotes */
	long number;	  /* what prepare() made of the value */
	struct guid guid; /* if it is one */
	time_t at;	  /* if it is a time */
};

struct filter_schema {
	const struct filter_field *fields;
	size_t field_count;
	/* Looks at a value once, at parse time; may be NULL. */
	void (*prepare)(const void *context, struct filter *leaf);
	size_t (*count)(const void *object, int collection);
	/* `element` counts within the collection the leaf stands in. */
	bool (*test)(const void *context, const void *object, size_t element,
		const struct filter *leaf);
	const void *context;
};

struct filter_facts {
	bool advanced;
	unsigned branches; /* of the largest chain of `or` */
	bool unknown_field;
};

/* NULL, with the reason added to `why`, when it is not understood. */
struct filter *filter_parse(const struct filter_schema *schema,
	const char *text, struct filter_facts *facts, struct text *why);

bool filter_matches(const struct filter *filter,
	const struct filter_schema *schema, const void *object);

/* What a comparison says, from a strcmp-like order. */
bool filter_compare(const struct filter *leaf, long long order);

void filter_free(struct filter *filter);

#endif
