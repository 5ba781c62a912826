// SPDX-License-Identifier: MIT
/*
 * Whatever the login answers, and whatever stands in a token: a token that ends
 * some day, or an error without the secret in it.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/text_list.h"
#include "graph/token.h"
#include "graph_fixture.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
read_roles(const struct token *token)
{
	static const char *const wanted[] = {
		"User.Read.All", "Directory.Read.All", NULL};
	struct text_list roles = {0};

	if (token_roles(token, &roles) &&
		token_has_role(token, wanted) == TRI_UNKNOWN) {
		abort();
	}
	text_list_release(&roles);
}

static void
ask(const char *body, int status)
{
	const struct scripted_answer answer = {.body = body, .status = status};
	struct graph_fixture f;
	struct token token = {0};
	struct exchange exchange;

	graph_fixture_open(&f, &answer, 1);
	exchange = (struct exchange){.transport = f.settings.transport,
		.until = f.settings.until,
		.random = 1};
	if (token_get(&f.settings, &exchange, &token, &f.err)) {
		if (token.text == NULL || *token.text == '\0' ||
			token.renew_at <= FIXTURE_NOW) {
			abort();
		}
		read_roles(&token);
	} else if (f.err.code == ERROR_NONE || token.text != NULL) {
		abort();
	}
	token_release(&token);
	graph_fixture_close(&f);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = mem_text_n((const char *)data, size);
	const struct token token = {.text = text};

	ask(text, 200);
	ask(text, 400);
	read_roles(&token);
	free(text);
	return 0;
}
