// SPDX-License-Identifier: MIT
#include "alert/icinga2_ask.h"

#include <stdlib.h>
#include <string.h>

#include "alert/answer.h"
#include "core/mem.h"

/* RFC 4648, with padding; to be wiped. */
static char *
base64(const char *plain, size_t length)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				     "abcdefghijklmnopqrstuvwxyz0123456789+/";
	char *encoded = mem_zeroed((length + 2) / 3 * 4 + 1, 1);
	char *to = encoded;

	for (size_t i = 0; i < length; i += 3) {
		uint32_t bits = 0;
		size_t taken = length - i < 3 ? length - i : 3;
		for (size_t k = 0; k < 3; k++) {
			bits = bits << 8 |
			       (k < taken ? (unsigned char)plain[i + k] : 0);
		}
		for (size_t k = 0; k < 4; k++) {
			*to = '=';
			if (k <= taken) {
				*to = digits[bits >> (18 - 6 * k) & 63];
			}
			to++;
		}
	}
	return encoded;
}

char *
icinga2_basic(const char *user, const char *password)
{
	char *plain = mem_print("%s:%s", user, password);
	char *encoded = base64(plain, strlen(plain));
	char *header = mem_print("Authorization: Basic %s", encoded);

	mem_wipe_free(plain);
	mem_wipe_free(encoded);
	return header;
}

struct json_object *
icinga2_object(void)
{
	struct json_object *object = json_object_new_object();

	if (object == NULL) {
		mem_exhausted();
	}
	return object;
}

void
icinga2_object_add(
	struct json_object *object, const char *name, struct json_object *value)
{
	if (value == NULL || json_object_object_add(object, name, value) != 0) {
		mem_exhausted();
	}
}

void
icinga2_object_text(
	struct json_object *object, const char *name, const char *text)
{
	icinga2_object_add(object, name, json_object_new_string(text));
}

static bool
start(struct icinga2 *icinga2, const struct icinga2_question *question,
	time_t until, struct error *err)
{
	const char *headers[6] = {
		"Accept: application/json", "Content-Type: application/json"};
	size_t count = 2;
	size_t length = 0;
	const char *body = json_object_to_json_string_length(
		question->body, JSON_C_TO_STRING_PLAIN, &length);
	char *url = mem_print("%s%s", icinga2->site->url, question->path);
	char *override = NULL;
	bool ok = false;

	if (body == NULL) {
		mem_exhausted();
	}
	/* So that a question may have a body, and no length limit. */
	if (question->is_query || question->method != NULL) {
		override = mem_print("X-HTTP-Method-Override: %s",
			question->is_query ? "GET" : question->method);
		headers[count++] = override;
	}
	if (icinga2->authorization != NULL) {
		headers[count++] = icinga2->authorization;
	}
	ok = icinga2->transport->ops->start(icinga2->transport,
		&(struct http_request){
			.method = HTTP_POST,
			.url = url,
			.headers = headers,
			.body = body,
			.body_length = length,
			.answer_limit_bytes = ICINGA2_ANSWER_LIMIT_BYTES,
			.until = until,
			.once = !question->is_query,
			.tag = ++icinga2->last_tag,
		},
		err);
	free(override);
	free(url);
	return ok;
}

/* What happened to a question without an answer; always false. */
static bool
failed(const struct icinga2 *icinga2, const struct http_response *response,
	struct error *err)
{
	switch (response->failure) {
	case TRANSPORT_OK:
	case TRANSPORT_UNREACHABLE:
	case TRANSPORT_TIMEOUT:
	case TRANSPORT_TRUNCATED:
		return error_set(err, ERROR_WAIT, "%s", response->reason);
	case TRANSPORT_TLS:
		return error_set(err, ERROR_CONFIG,
			"%s: check that ca_file is the CA of this Icinga%s, "
			"and that the host of url is its NodeName, which is "
			"all that its certificate names",
			response->reason,
			icinga2->authorization == NULL
				? ", certificate_file and key_file are signed "
				  "by it"
				: "");
	case TRANSPORT_TOO_LARGE:
		break;
	}
	return error_set(err, ERROR_REMOTE, "an answer of more than %zu bytes",
		ICINGA2_ANSWER_LIMIT_BYTES);
}

static bool
take(struct icinga2 *icinga2, struct http_response *response, time_t until,
	struct error *err)
{
	do {
		if (!icinga2->transport->ops->next(
			    icinga2->transport, response, until)) {
			icinga2->transport->ops->abandon(icinga2->transport);
			return error_set(err, ERROR_WAIT,
				"no answer within %u seconds",
				icinga2->limit_s);
		}
	} while (response->tag != icinga2->last_tag);
	return response->failure == TRANSPORT_OK ||
	       failed(icinga2, response, err);
}

bool
icinga2_ask(struct icinga2 *icinga2, const struct icinga2_question *question,
	struct http_response *response, struct error *err)
{
	time_t until = icinga2->transport->ops->now(icinga2->transport) +
		       (time_t)icinga2->limit_s;
	bool ok = start(icinga2, question, until, err) &&
		  take(icinga2, response, until, err);

	/* Seen once in a thousand times. */
	if (ok && response->body_length == 0 && question->is_query) {
		ok = start(icinga2, question, until, err) &&
		     take(icinga2, response, until, err);
	}
	return ok || error_prefix(err, "icinga2 %s: %s", icinga2->site->name,
			     question->what);
}

bool
icinga2_refused(const struct icinga2 *icinga2,
	const struct icinga2_question *question,
	const struct http_response *response, struct error *err)
{
	int status = response->status;
	struct answer_verdict verdict;

	answer_verdict(response->body, response->body_length, &verdict);
	if (status == 401) {
		(void)error_set(err, ERROR_CONFIG,
			"it does not know us: check %s",
			icinga2->authorization != NULL
				? "user and password_file against the ApiUser"
				: "that an ApiUser has the common name of "
				  "certificate_file as client_cn");
	} else if (status >= 300 && status < 400) {
		(void)error_set(err, ERROR_REMOTE,
			"redirected (HTTP status %d), which is not followed: "
			"check url",
			status);
	} else {
		(void)error_set(err,
			status >= 500 || status == 429 ? ERROR_WAIT
						       : ERROR_REMOTE,
			"HTTP status %d: %s", status,
			verdict.text[0] == '\0' ? "no reason given"
						: verdict.text);
	}
	return error_prefix(
		err, "icinga2 %s: %s", icinga2->site->name, question->what);
}
