// SPDX-License-Identifier: MIT
#include "tokens.h"

#include <openssl/rand.h>
#include <stdlib.h>

#include "base64.h"
#include "roles.h"
#include "tenant.h"

/* Beyond this the oldest are forgotten. */
#define TOKENS_LIMIT 4096

static void
add_payload(struct text *payload, const struct tenant *tenant, size_t app,
	time_t now)
{
	char id[GUID_TEXT_SIZE];
	const char *separator = "";
	unsigned roles = tenant->apps[app].roles;

	guid_format(&tenant->id, id);
	text_printf(payload,
		"{\"aud\":\"https://graph.microsoft.com\","
		"\"iss\":\"https://sts.windows.net/%s/\",\"iat\":%lld,"
		"\"exp\":%lld,\"appid\":\"%s\",\"tid\":\"%s\",\"ver\":\"1.0\","
		"\"roles\":[",
		id, (long long)now,
		(long long)now + tenant->switches.token_lifetime_s,
		tenant->apps[app].client_id, id);
	for (unsigned i = 0; i < ROLE_COUNT; i++) {
		if (roles >> i & 1) {
			text_printf(payload, "%s\"%s\"", separator,
				role_name((enum role)i));
			separator = ",";
		}
	}
	text_put(payload, "]}");
}

static void
forget_oldest(struct token_table *table)
{
	size_t half = table->count / 2;

	for (size_t i = 0; i < half; i++) {
		free(table->items[i].text);
	}
	table->count -= half;
	memmove(table->items, table->items + half,
		table->count * sizeof(*table->items));
}

const char *
tokens_issue(struct token_table *table, struct tenant *tenant, size_t app,
	time_t now)
{
	static const char header[] = "{\"typ\":\"JWT\",\"alg\":\"RS256\"}";
	struct text payload = {0};
	struct text token = {0};
	unsigned char random[48];

	if (RAND_bytes(random, sizeof(random)) != 1) {
		abort();
	}
	add_payload(&payload, tenant, app, now);
	base64url_add(&token, (const unsigned char *)header, strlen(header));
	TEXT_LITERAL(&token, ".");
	base64url_add(
		&token, (const unsigned char *)payload.data, payload.size);
	TEXT_LITERAL(&token, ".");
	base64url_add(&token, random, sizeof(random));
	text_release(&payload);
	if (table->count >= TOKENS_LIMIT) {
		forget_oldest(table);
	}
	table->items = alloc_room(table->items, table->count, &table->room,
		sizeof(*table->items));
	table->items[table->count++] = (struct token){.text = token.data,
		.tenant = tenant,
		.app = app,
		.roles = tenant->apps[app].roles,
		.issued_at = now,
		.expires_at = now + tenant->switches.token_lifetime_s};
	return token.data;
}

const struct token *
tokens_find(const struct token_table *table, const char *text)
{
	for (size_t i = table->count; i > 0; i--) {
		if (strcmp(table->items[i - 1].text, text) == 0) {
			return &table->items[i - 1];
		}
	}
	return NULL;
}

void
tokens_expire(struct token_table *table, const struct tenant *tenant)
{
	for (size_t i = 0; i < table->count; i++) {
		if (tenant == NULL || table->items[i].tenant == tenant) {
			table->items[i].expires_at = 0;
		}
	}
}

void
tokens_release(struct token_table *table)
{
	for (size_t i = 0; i < table->count; i++) {
		free(table->items[i].text);
	}
	free(table->items);
	*table = (struct token_table){0};
}
