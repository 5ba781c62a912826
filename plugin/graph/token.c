// SPDX-License-Identifier: MIT
#include "graph/token.h"

#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "graph/aadsts.h"
#include "graph/assertion.h"
#include "graph/form.h"
#include "graph/identity.h"
#include "graph/json.h"

#define TOKEN_LIMIT_BYTES ((size_t)256 * 1024)
#define TOKEN_TEXT_LIMIT ((size_t)64 * 1024)
#define TOKEN_LIFE_UNSAID_S 600
#define ASSERTION_TYPE                                                         \
	"urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer"

bool
token_is_fresh(const struct token *token, time_t now)
{
	return token->text != NULL && now < token->renew_at;
}

void
token_release(struct token *token)
{
	mem_wipe_free(token->text);
	*token = (struct token){0};
}

static const char *
environment_value(const char *const *environment, const char *name)
{
	size_t length = strlen(name);

	for (; environment != NULL && *environment != NULL; environment++) {
		if (strncmp(*environment, name, length) == 0 &&
			(*environment)[length] == '=') {
			return *environment + length + 1;
		}
	}
	return NULL;
}

static bool
get_client_secret(const struct directory_settings *settings, char **secret,
	struct error *err)
{
	const struct credential *credential = settings->credential;
	const char *value = NULL;

	if (credential->client_secret_file != NULL) {
		return settings->read_secret(
			credential->client_secret_file, secret, err);
	}
	value = environment_value(
		settings->environment, credential->client_secret_env);
	if (value == NULL || *value == '\0') {
		return error_set(err, ERROR_CONFIG,
			"no client secret: neither ..._client_secret_file nor "
			"the environment variable %s is set",
			credential->client_secret_env);
	}
	*secret = mem_text(value);
	return true;
}

static bool
get_assertion(const struct directory_settings *settings, const char *audience,
	char **jwt, struct error *err)
{
	const struct credential *credential = settings->credential;
	struct assertion assertion = {
		.client_id = credential->client_id,
		.audience = audience,
		.certificate_file = credential->certificate_file,
		.key_name = credential->key_file,
		.now = settings->transport->ops->now(settings->transport),
	};
	char *key_pem = NULL;
	bool ok = false;

	if (credential->federated_token_file != NULL) {
		return settings->read_token(
			credential->federated_token_file, jwt, err);
	}
	if (credential->certificate_file == NULL ||
		credential->key_file == NULL) {
		return error_set(err, ERROR_CONFIG,
			"no credential: neither a client secret nor a "
			"certificate with key, a managed identity or a "
			"federated token file is configured");
	}
	if (settings->read_secret(credential->key_file, &key_pem, err)) {
		assertion.key_pem = key_pem;
		ok = assertion_sign(&assertion, jwt, err);
	}
	mem_wipe_free(key_pem);
	return ok;
}

static char *
compose_form(const struct directory_settings *settings, const char *secret,
	bool is_secret)
{
	char *id = form_encode(settings->credential->client_id);
	char *graph = form_encode(settings->tenant->graph_url);
	char *proof = form_encode(secret);
	char *form = mem_print("client_id=%s&scope=%s%%2F.default"
			       "&grant_type=client_credentials&%s%s%s",
		id, graph,
		is_secret ? "" : "client_assertion_type=" ASSERTION_TYPE "&",
		is_secret ? "client_secret=" : "client_assertion=", proof);

	free(id);
	free(graph);
	mem_wipe_free(proof);
	return form;
}

static bool
compose_proof(const struct directory_settings *settings, const char *url,
	char **form, struct error *err)
{
	const struct credential *credential = settings->credential;
	bool is_secret = credential->client_secret_file != NULL ||
			 credential->client_secret_env != NULL;
	char *secret = NULL;

	if (credential->client_id == NULL) {
		return error_set(err, ERROR_CONFIG, "no client id configured");
	}
	if (!(is_secret ? get_client_secret(settings, &secret, err)
			: get_assertion(settings, url, &secret, err))) {
		return false;
	}
	*form = compose_form(settings, secret, is_secret);
	mem_wipe_free(secret);
	return true;
}

/* What goes into a header must not be able to start another one. */
static bool
is_token_text(const char *text, size_t length)
{
	if (length == 0 || length > TOKEN_TEXT_LIMIT) {
		return false;
	}
	for (size_t i = 0; i < length; i++) {
		if (text[i] <= ' ' || text[i] > '~') {
			return false;
		}
	}
	return true;
}

static int64_t
life_of(struct json_object *answer, time_t now)
{
	int64_t number = 0;

	if (json_integer(answer, "expires_in", &number)) {
		return number;
	}
	if (json_integer(answer, "expires_on", &number) && number > now) {
		return number - (int64_t)now;
	}
	return TOKEN_LIFE_UNSAID_S;
}

static bool
decode_token(const struct http_response *response, time_t now,
	struct token *token, struct error *err)
{
	struct json_object *answer = NULL;
	struct json_object *text = NULL;
	int64_t life_s = 0;
	bool ok = false;

	if (response->status != 200 ||
		aadsts_is_html(response->content_type, response->body)) {
		aadsts_explain(response->status, response->body,
			response->body_length, err);
		return false;
	}
	answer = json_read(response->body, response->body_length, err);
	text = json_member(answer, "access_token");
	if (!json_object_is_type(text, json_type_string) ||
		!is_token_text(json_object_get_string(text),
			(size_t)json_object_get_string_len(text))) {
		(void)error_set(err, ERROR_REMOTE,
			"the login service answered without a usable "
			"access_token");
		goto out;
	}
	life_s = life_of(answer, now);
	if (life_s < 0 || life_s > INT32_MAX) {
		life_s = TOKEN_LIFE_UNSAID_S;
	}
	token_release(token);
	token->text = mem_text(json_object_get_string(text));
	token->renew_at = now + (time_t)(life_s / 2 > TOKEN_EARLY_S
						 ? life_s - TOKEN_EARLY_S
						 : life_s / 2);
	ok = true;
out:
	if (text != NULL && json_object_is_type(text, json_type_string)) {
		explicit_bzero((char *)(uintptr_t)json_object_get_string(text),
			(size_t)json_object_get_string_len(text));
	}
	json_object_put(answer);
	return ok;
}

static bool
ask(struct exchange *exchange, struct call *call, const char *const *headers,
	struct token *token, struct error *err)
{
	struct http_response response = {0};
	enum exchange_outcome outcome = EXCHANGE_AGAIN;

	while (outcome == EXCHANGE_AGAIN) {
		if (!exchange_start(exchange, call, headers, err)) {
			return false;
		}
		outcome = exchange_take(exchange, call, &response, err);
	}
	return outcome == EXCHANGE_ANSWERED &&
	       decode_token(&response, exchange_now(exchange), token, err);
}

static bool
get_from_login(const struct directory_settings *settings,
	struct exchange *exchange, struct token *token, struct error *err)
{
	static const char *const headers[] = {
		"Content-Type: application/x-www-form-urlencoded",
		"Accept: application/json", NULL};
	char *url = mem_print("%s/%s/oauth2/v2.0/token",
		settings->tenant->login_url, settings->tenant->tenant_id);
	char *form = NULL;
	struct call call = {
		.method = HTTP_POST,
		.url = url,
		.what = "a token",
		.limit_bytes = TOKEN_LIMIT_BYTES,
		.may_repeat = true,
		.elsewhere = true,
	};
	bool ok = false;

	if (compose_proof(settings, url, &form, err) && form != NULL) {
		call.body = form;
		call.body_length = strlen(form);
		ok = ask(exchange, &call, headers, token, err);
	}
	mem_wipe_free(form);
	free(url);
	return ok;
}

static bool
get_from_machine(const struct directory_settings *settings,
	struct exchange *exchange, struct token *token, struct error *err)
{
	struct identity_request request = {0};
	struct call call = {
		.method = HTTP_GET,
		.what = "a token of the managed identity",
		.limit_bytes = TOKEN_LIMIT_BYTES,
		.may_repeat = true,
		.elsewhere = true,
		.bypass_proxy = true,
		.retry_missing = true,
	};
	const char *headers[3] = {"Accept: application/json", NULL, NULL};
	bool ok = false;

	identity_request_init(&request, settings->tenant,
		settings->credential->client_id,
		environment_value(settings->environment, "IDENTITY_ENDPOINT"),
		environment_value(settings->environment, "IDENTITY_HEADER"));
	call.url = request.url;
	headers[1] = request.header;
	ok = ask(exchange, &call, headers, token, err);
	identity_request_release(&request);
	return ok;
}

bool
token_get(const struct directory_settings *settings, struct exchange *exchange,
	struct token *token, struct error *err)
{
	bool ok = settings->credential->managed_identity
			  ? get_from_machine(settings, exchange, token, err)
			  : get_from_login(settings, exchange, token, err);

	return ok || error_prefix(err, "cannot sign in");
}
