// SPDX-License-Identifier: MIT
#include "login.h"

#include <stdlib.h>
#include <strings.h>

#include "assertion.h"
#include "tokens.h"

static void
refuse(const struct call *call, struct reply *reply, unsigned status,
	const char *error, unsigned number, const char *reason)
{
	char at[CLOCK_TEXT_SIZE];
	struct text description = {0};

	clock_format(call->now, 0, at);
	at[10] = ' '; /* written with a blank here */
	text_printf(&description,
		"AADSTS%u: %s Trace ID: %s Correlation ID: %s Timestamp: %s",
		number, reason, call->request_id, call->request_id, at);
	reply->status = status;
	text_printf(&reply->body,
		"{\"error\":\"%s\",\"error_description\":", error);
	text_json(&reply->body, description.data);
	text_printf(&reply->body,
		",\"error_codes\":[%u],\"timestamp\":\"%s\","
		"\"trace_id\":\"%s\",\"correlation_id\":\"%s\",\"error_uri\":"
		"\"https://login.microsoftonline.com/error?code=%u\"}",
		number, at, call->request_id, call->request_id, number);
	text_release(&description);
}

static struct app *
find_app(const struct tenant *tenant, const char *client)
{
	for (size_t i = 0; i < tenant->app_count; i++) {
		if (strcasecmp(tenant->apps[i].client_id, client) == 0) {
			return &tenant->apps[i];
		}
	}
	return NULL;
}

static bool
check_secret(const struct call *call, const struct app *app, const char *secret,
	struct reply *reply)
{
	if (app->secret == NULL || strcmp(app->secret, secret) != 0) {
		refuse(call, reply, 401, "invalid_client", 7000215,
			"Invalid client secret provided. Ensure the secret "
			"being sent in the request is the client secret value, "
			"not the client secret ID.");
		return false;
	}
	if (app->secret_expires != 0 && app->secret_expires <= call->now) {
		refuse(call, reply, 401, "invalid_client", 7000222,
			"The provided client secret keys for the app are "
			"expired.");
		return false;
	}
	return true;
}

static bool
check_assertion(const struct call *call, const struct query *form,
	const struct app *app, const char *assertion, struct reply *reply)
{
	const char *type = query_find(form, "client_assertion_type");
	struct text audience = {0};
	enum assertion_fault fault;

	if (type == NULL ||
		strcmp(type, "urn:ietf:params:oauth:client-assertion-type:"
			     "jwt-bearer") != 0) {
		refuse(call, reply, 400, "invalid_request", 900144,
			"The request body must contain a known "
			"'client_assertion_type'.");
		return false;
	}
	if (app->federated != NULL && strcmp(app->federated, assertion) == 0) {
		return true;
	}
	text_printf(&audience, "%s%s", call->base, call->path);
	fault = assertion_check(assertion, app->certificate, app->client_id,
		audience.data, call->now);
	text_release(&audience);
	switch (fault) {
	case ASSERTION_FINE:
		return true;
	case ASSERTION_TIME:
		refuse(call, reply, 401, "invalid_client", 700024,
			"Client assertion is not within its valid time range.");
		return false;
	case ASSERTION_AUDIENCE:
		refuse(call, reply, 401, "invalid_client", 700023,
			"Client assertion audience claim does not match Realm "
			"issuer.");
		return false;
	case ASSERTION_CLAIMS:
		refuse(call, reply, 401, "invalid_client", 700021,
			"Client assertion application identifier doesn't match "
			"'client_id' parameter, or a claim is missing.");
		return false;
	case ASSERTION_SIGNATURE:
		break;
	}
	refuse(call, reply, 401, "invalid_client", 700027,
		"The certificate with identifier used to sign the client "
		"assertion is not registered on application, or its signature "
		"is not valid.");
	return false;
}

static bool
check_form(const struct call *call, const struct query *form,
	const struct app *app, struct reply *reply)
{
	const char *grant = query_find(form, "grant_type");
	const char *scope = query_find(form, "scope");
	const char *secret = query_find(form, "client_secret");
	const char *assertion = query_find(form, "client_assertion");
	size_t width = scope != NULL ? strlen(scope) : 0;

	if (grant == NULL || strcmp(grant, "client_credentials") != 0) {
		refuse(call, reply, 400, "unsupported_grant_type", 70003,
			"The app requested an unsupported grant type.");
		return false;
	}
	if (width < 9 || strcmp(scope + width - 9, "/.default") != 0) {
		refuse(call, reply, 400, "invalid_scope", 1002012,
			"The provided value for scope is not valid. Client "
			"credential flows must have a scope value with "
			"/.default suffixed to the resource identifier.");
		return false;
	}
	if (secret != NULL) {
		return check_secret(call, app, secret, reply);
	}
	if (assertion != NULL) {
		return check_assertion(call, form, app, assertion, reply);
	}
	refuse(call, reply, 401, "invalid_client", 7000218,
		"The request body must contain the following parameter: "
		"'client_assertion' or 'client_secret'.");
	return false;
}

static void
grant_token(struct call *call, struct reply *reply)
{
	long lifetime_s = call->tenant->switches.token_lifetime_s;
	const char *token = tokens_issue(&call->world->tokens, call->tenant,
		(size_t)(call->app - call->tenant->apps), call->now);

	reply->status = 200;
	reply_header(reply, "Cache-Control", "no-store, no-cache");
	text_printf(&reply->body,
		"{\"token_type\":\"Bearer\",\"expires_in\":%ld,"
		"\"ext_expires_in\":%ld,\"access_token\":\"%s\"}",
		lifetime_s, lifetime_s, token);
}

void
login_token(struct call *call, struct reply *reply)
{
	struct query form = {0};
	const char *client;

	call->tenant = world_tenant(call->world, call->segments[0]);
	if (call->tenant == NULL) {
		refuse(call, reply, 400, "invalid_request", 90002,
			"Tenant was not found. Check to make sure you have the "
			"correct tenant ID and are signing into the correct "
			"cloud.");
		return;
	}
	if (strcmp(call->method, "POST") != 0 ||
		!query_parse(&form, call->body)) {
		refuse(call, reply, 400, "invalid_request", 900144,
			"The request body must be a form.");
		query_release(&form);
		return;
	}
	client = query_find(&form, "client_id");
	call->app = client != NULL ? find_app(call->tenant, client) : NULL;
	if (call->app == NULL) {
		refuse(call, reply, 400, "unauthorized_client", 700016,
			"Application was not found in the directory. This can "
			"happen if the application has not been installed by "
			"the administrator of the tenant.");
	} else if (check_form(call, &form, call->app, reply)) {
		grant_token(call, reply);
	}
	query_release(&form);
}

/* The first app of any tenant that is one; `client_id` narrows it down. */
static bool
find_identity(struct call *call)
{
	const char *client = query_find(&call->query, "client_id");

	for (size_t i = 0; i < call->world->tenant_count; i++) {
		struct tenant *tenant = call->world->tenants[i];

		for (size_t j = 0; j < tenant->app_count; j++) {
			struct app *app = &tenant->apps[j];

			if (app->managed_identity &&
				(client == NULL ||
					strcasecmp(client, app->client_id) ==
						0)) {
				call->tenant = tenant;
				call->app = app;
				return true;
			}
		}
	}
	return false;
}

void
login_managed_identity(struct call *call, struct reply *reply)
{
	const char *resource = query_find(&call->query, "resource");
	long lifetime_s;
	const char *token;

	if (call->metadata == NULL || strcasecmp(call->metadata, "true") != 0) {
		reply->status = 400;
		text_put(&reply->body,
			"{\"error\":\"invalid_request\",\"error_description\":"
			"\"Required metadata header not specified\"}");
		return;
	}
	if (resource == NULL ||
		query_find(&call->query, "api-version") == NULL ||
		!find_identity(call)) {
		reply->status = 400;
		text_put(&reply->body,
			"{\"error\":\"invalid_request\",\"error_description\":"
			"\"Identity not found\"}");
		return;
	}
	lifetime_s = call->tenant->switches.token_lifetime_s;
	token = tokens_issue(&call->world->tokens, call->tenant,
		(size_t)(call->app - call->tenant->apps), call->now);
	reply->status = 200;
	text_printf(&reply->body,
		"{\"access_token\":\"%s\",\"client_id\":\"%s\","
		"\"expires_in\":\"%ld\",\"expires_on\":\"%lld\","
		"\"ext_expires_in\":\"%ld\",\"not_before\":\"%lld\","
		"\"refresh_token\":\"\",\"resource\":",
		token, call->app->client_id, lifetime_s,
		(long long)call->now + lifetime_s, lifetime_s,
		(long long)call->now);
	text_json(&reply->body, resource);
	text_put(&reply->body, ",\"token_type\":\"Bearer\"}");
}

static void
unauthorized(const struct call *call, struct reply *reply, const char *message)
{
	reply_error(
		call, reply, 401, "InvalidAuthenticationToken", "%s", message);
	reply_header(reply, "WWW-Authenticate",
		"Bearer realm=\"\", authorization_uri=\"%s/common/oauth2/"
		"authorize\", "
		"client_id=\"00000003-0000-0000-c000-000000000000\"",
		call->base);
}

void
login_expired(const struct call *call, struct reply *reply)
{
	unauthorized(call, reply,
		"Lifetime validation failed, the token is expired.");
}

bool
login_check(struct call *call, struct reply *reply)
{
	const char *given = call->authorization;
	const struct token *token;

	if (given == NULL || strncasecmp(given, "Bearer ", 7) != 0) {
		unauthorized(call, reply, "Access token is empty.");
		return false;
	}
	token = tokens_find(&call->world->tokens, given + 7);
	if (token == NULL) {
		unauthorized(call, reply,
			"CompactToken parsing failed with error code: "
			"80049217");
		return false;
	}
	call->tenant = token->tenant;
	call->app = &token->tenant->apps[token->app];
	call->roles = token->roles;
	if (token->expires_at <= call->now) {
		login_expired(call, reply);
		return false;
	}
	return true;
}
