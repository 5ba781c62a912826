// SPDX-License-Identifier: MIT
/*
 * token - the right to ask Microsoft Graph, for about an hour.
 *
 * Kept in memory only, and wiped.  Four ways to get one: a client secret, a
 * signed assertion, the managed identity of the machine, a federated token.
 * https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow
 */
#ifndef GRAPH_TOKEN_H
#define GRAPH_TOKEN_H

#include "graph/directory.h"
#include "graph/exchange.h"

#define TOKEN_EARLY_S 300 /* renewed so long before its end */

struct token {
	char *text; /* NULL: none */
	time_t renew_at;
};

/*
 * Asks for a new one.  Reads the secret anew each time, so that a replaced file
 * counts.  Errors say what to do and never carry a secret.
 */
MUST_CHECK bool token_get(const struct directory_settings *settings,
	struct exchange *exchange, struct token *token, struct error *err);

bool token_is_fresh(const struct token *token, time_t now);

/*
 * Whether it lists one of the rights `wanted` (NULL at the end); for messages
 * alone.
 */
enum tri token_has_role(const struct token *token, const char *const *wanted);

/*
 * All the rights it lists, the same way; false: it cannot be read.  The caller
 * releases them.
 */
struct text_list;
bool token_roles(const struct token *token, struct text_list *roles);

/* Wipes it. */
void token_release(struct token *token);

#endif
