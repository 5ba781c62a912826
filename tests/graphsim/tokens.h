// SPDX-License-Identifier: MIT
#ifndef GRAPHSIM_TOKENS_H
#define GRAPHSIM_TOKENS_H

/*
 * tokens - the access tokens given out, and to whom.
 *
 * A token looks like a JWT whose payload names its roles, but only this table
 * says what it is worth.
 */

#include <stddef.h>
#include <time.h>

struct tenant;

struct token {
	char *text;
	struct tenant *tenant;
	size_t app;	/* index in the tenant */
	unsigned roles; /* as they were when it was issued */
	time_t issued_at;
	time_t expires_at;
};

struct token_table {
	struct token *items;
	size_t count;
	size_t room;
};

/* The text is owned by the table. */
const char *tokens_issue(struct token_table *table, struct tenant *tenant,
	size_t app, time_t now);

/* NULL when never issued; it may have expired. */
const struct token *tokens_find(
	const struct token_table *table, const char *text);

/* Makes all tokens of the tenant (NULL: of all) expired. */
void tokens_expire(struct token_table *table, const struct tenant *tenant);

void tokens_release(struct token_table *table);

#endif
