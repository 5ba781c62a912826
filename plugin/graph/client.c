// SPDX-License-Identifier: MIT
#include "graph/client.h"

#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "graph/aadsts.h"
#include "graph/json.h"

#define CLIENT_VERSION "/v1.0"

void
client_init(struct client *client, const struct directory_settings *settings)
{
	*client = (struct client){
		.settings = *settings,
		.exchange = {.transport = settings->transport,
			.until = settings->until,
			.random = settings->seed},
	};
}

void
client_release(struct client *client)
{
	token_release(&client->token);
	mem_wipe_free(client->authorization);
	client->authorization = NULL;
}

char *
client_url(const struct client *client, const char *path)
{
	return mem_print("%s" CLIENT_VERSION "%s",
		client->settings.tenant->graph_url, path);
}

bool
client_is_ready(const struct client *client)
{
	return token_is_fresh(&client->token, exchange_now(&client->exchange));
}

bool
client_sign_in(struct client *client, struct error *err)
{
	if (client_is_ready(client)) {
		return true;
	}
	if (!token_get(&client->settings, &client->exchange, &client->token,
		    err)) {
		return false;
	}
	mem_wipe_free(client->authorization);
	client->authorization =
		mem_print("Authorization: Bearer %s", client->token.text);
	return true;
}

bool
client_start(
	struct client *client, struct question *question, struct error *err)
{
	const char *headers[5] = {NULL};
	size_t count = 0;

	if (!client_sign_in(client, err)) {
		return false;
	}
	headers[count++] = client->authorization;
	headers[count++] = "Accept: application/json";
	if (question->is_advanced) {
		headers[count++] = "ConsistencyLevel: eventual";
	}
	if (question->call.method != HTTP_GET) {
		headers[count++] = "Content-Type: application/json";
	}
	return exchange_start(&client->exchange, &question->call, headers, err);
}

/* Whether the question has to be asked once more with another token. */
static bool
token_was_refused(struct client *client, struct question *question,
	const struct http_response *response)
{
	if (response->status != 401 || question->was_renewed) {
		return false;
	}
	question->was_renewed = true;
	client->token.renew_at = 0;
	return true;
}

/* What only those who know of tokens and of Graph can say of an answer. */
static enum exchange_outcome
settle(struct client *client, struct question *question,
	const struct http_response *response, enum exchange_outcome outcome,
	struct error *err)
{
	if (outcome != EXCHANGE_ANSWERED) {
		return outcome;
	}
	if (token_was_refused(client, question, response)) {
		return EXCHANGE_AGAIN;
	}
	if (aadsts_is_html(response->content_type, response->body)) {
		(void)error_set(err, ERROR_REMOTE,
			"HTTP status %d with a web page instead of JSON when "
			"asking for %s: is this the login page of a proxy or "
			"captive portal? check proxy and graph_url",
			response->status, question->call.what);
		return EXCHANGE_FAILED;
	}
	return EXCHANGE_ANSWERED;
}

enum exchange_outcome
client_judge(struct client *client, struct question *question,
	const struct http_response *response, struct exchange_later *later,
	struct error *err)
{
	*later = (struct exchange_later){0};
	return settle(client, question, response,
		exchange_judge(&client->exchange, &question->call, response,
			later, err),
		err);
}

bool
client_take(struct client *client, struct question *question,
	struct http_response *response, struct error *err)
{
	enum exchange_outcome outcome = EXCHANGE_AGAIN;

	while (outcome == EXCHANGE_AGAIN) {
		if (question->call.tag == 0 &&
			!client_start(client, question, err)) {
			return false;
		}
		outcome = settle(client, question, response,
			exchange_take(&client->exchange, &question->call,
				response, err),
			err);
	}
	return outcome == EXCHANGE_ANSWERED;
}

/* The least right for a path, longest match first. */
static const char *
right_for(const char *url)
{
	static const struct {
		const char *part;
		const char *right;
	} rights[] = {
		{"/mailboxSettings", "MailboxSettings.Read"},
		{"/assignLicense", "LicenseAssignment.ReadWrite.All"},
		{"/restore", "User.DeleteRestore.All"},
		{"/auditLogs", "AuditLog.Read.All"},
		{"/subscribedSkus", "LicenseAssignment.Read.All"},
		{"/users", "User.Read.All"},
		{"/directory/deletedItems", "User.Read.All"},
	};

	for (size_t i = 0; i < sizeof(rights) / sizeof(rights[0]); i++) {
		if (strstr(url, rights[i].part) != NULL) {
			return rights[i].right;
		}
	}
	return "User.Read.All";
}

bool
client_refused_part(const char *what, const char *url, int status,
	struct json_object *body, struct error *err)
{
	struct json_object *error = json_member(body, "error");
	char *code = json_copy_text(error, "code");
	char *message = json_copy_text(error, "message");

	if (status == 403) {
		(void)error_set(err, ERROR_PERMISSION,
			"not permitted to read %s (%.80s): grant the "
			"application permission %s and give admin consent; it "
			"counts from the next token on",
			what, code == NULL ? "403" : code, right_for(url));
	} else if (status == 401) {
		(void)error_set(err, ERROR_PERMISSION,
			"the token was refused twice when asking for %s "
			"(%.80s): check tenant_id, graph_url and that the "
			"application is enabled",
			what, code == NULL ? "401" : code);
	} else if (status >= 300 && status < 400) {
		(void)error_set(err, ERROR_REMOTE,
			"redirected (HTTP status %d) when asking for %s, which "
			"is not followed: check graph_url and proxy",
			status, what);
	} else {
		(void)error_set(err,
			exchange_status_passes(status, true) ? ERROR_WAIT
							     : ERROR_REMOTE,
			"HTTP status %d for %s: %.80s: %.200s", status, what,
			code == NULL ? "no code" : code,
			message == NULL ? "no message" : message);
	}
	free(code);
	free(message);
	return false;
}

bool
client_refused(const struct question *question,
	const struct http_response *response, struct error *err)
{
	struct error ignored = {0};
	struct json_object *body =
		json_read(response->body, response->body_length, &ignored);

	(void)client_refused_part(question->call.what, question->call.url,
		response->status, body, err);
	json_object_put(body);
	return false;
}
