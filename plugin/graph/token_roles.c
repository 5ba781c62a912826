// SPDX-License-Identifier: MIT
/*
 * What a token says of its own rights.  Microsoft calls tokens opaque to us: so
 * this serves messages alone, and one that cannot be read says nothing.
 */
#include "graph/token.h"

#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/text_list.h"
#include "graph/json.h"

#define ROLE_LIMIT 1000

static int
base64url_value(char c)
{
	static const char alphabet[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
		"0123456789-_";
	const char *at = c == '\0' ? NULL : strchr(alphabet, c);

	return at == NULL ? -1 : (int)(at - alphabet);
}

/* To be freed; NULL when it is not base64url (RFC 4648 section 5). */
static char *
decode_base64url(const char *text, size_t length, size_t *decoded_length)
{
	char *decoded = mem_zeroed(length / 4 * 3 + 4, 1);
	unsigned bits = 0;
	unsigned held = 0;
	size_t used = 0;

	for (size_t i = 0; i < length; i++) {
		int value = base64url_value(text[i]);
		if (value < 0) {
			free(decoded);
			return NULL;
		}
		held = (held << 6 | (unsigned)value) & 0xffff;
		bits += 6;
		if (bits >= 8) {
			bits -= 8;
			decoded[used++] = (char)(held >> bits & 0xff);
		}
	}
	*decoded_length = used;
	return decoded;
}

static bool
lists(struct json_object *roles, const char *const *wanted)
{
	size_t count = json_object_array_length(roles);

	for (size_t i = 0; i < count && i < ROLE_LIMIT; i++) {
		struct json_object *role = json_object_array_get_idx(roles, i);
		if (!json_object_is_type(role, json_type_string)) {
			continue;
		}
		for (size_t k = 0; wanted[k] != NULL; k++) {
			if (strcmp(json_object_get_string(role), wanted[k]) ==
				0) {
				return true;
			}
		}
	}
	return false;
}

/* What it claims, to be put; NULL: it cannot be read. */
static struct json_object *
claims_of(const struct token *token)
{
	const char *payload =
		token->text == NULL ? NULL : strchr(token->text, '.');
	struct error ignored = {0};
	struct json_object *claims = NULL;
	char *text = NULL;
	size_t length = 0;

	if (payload == NULL) {
		return NULL;
	}
	payload++;
	text = decode_base64url(payload, strcspn(payload, "."), &length);
	claims = text == NULL ? NULL : json_read(text, length, &ignored);
	free(text);
	return claims;
}

enum tri
token_has_role(const struct token *token, const char *const *wanted)
{
	struct json_object *claims = claims_of(token);
	struct json_object *roles = json_member(claims, "roles");
	enum tri answer = TRI_UNKNOWN;

	if (json_object_is_type(roles, json_type_array)) {
		answer = lists(roles, wanted) ? TRI_YES : TRI_NO;
	} else if (json_member(claims, "aud") != NULL && roles == NULL) {
		answer = TRI_NO; /* an application without any right */
	}
	json_object_put(claims);
	return answer;
}

bool
token_roles(const struct token *token, struct text_list *roles)
{
	struct json_object *claims = claims_of(token);
	struct json_object *array = json_member(claims, "roles");
	size_t count = json_object_is_type(array, json_type_array)
			       ? json_object_array_length(array)
			       : 0;
	bool is_readable = json_member(claims, "aud") != NULL || count > 0;

	for (size_t i = 0; i < count && i < ROLE_LIMIT; i++) {
		char *role =
			json_clean_text(json_object_array_get_idx(array, i));
		if (role != NULL) {
			text_list_add(roles, role);
		}
		free(role);
	}
	json_object_put(claims);
	return is_readable;
}
