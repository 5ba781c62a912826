// SPDX-License-Identifier: MIT
#include "graph/exchange.h"

#include <stdio.h>
#include <string.h>

#include "core/timestamp.h"
#include "graph/retry_after.h"

time_t
exchange_now(const struct exchange *exchange)
{
	return exchange->transport->ops->now(exchange->transport);
}

void
exchange_drop(struct exchange *exchange, struct call *call)
{
	call->tag = 0;
	for (size_t i = 0; i < EXCHANGE_OPEN_LIMIT; i++) {
		if (exchange->open[i] == call) {
			exchange->open[i] = NULL;
		}
	}
}

static bool
remember(struct exchange *exchange, struct call *call, struct error *err)
{
	for (size_t i = 0; i < EXCHANGE_OPEN_LIMIT; i++) {
		if (exchange->open[i] == NULL) {
			exchange->open[i] = call;
			call->tag = ++exchange->last_tag;
			return true;
		}
	}
	return error_set(err, ERROR_INTERNAL, "too many calls at a time");
}

static time_t
deadline(const struct exchange *exchange)
{
	return timestamp_earliest(
		exchange->until, exchange_now(exchange) + EXCHANGE_REQUEST_S);
}

bool
exchange_start(struct exchange *exchange, struct call *call,
	const char *const *headers, struct error *err)
{
	struct http_request request = {
		.method = call->method,
		.url = call->url,
		.headers = headers,
		.body = call->body,
		.body_length = call->body_length,
		.answer_limit_bytes = call->limit_bytes,
		.until = deadline(exchange),
		.bypass_proxy = call->bypass_proxy,
		.once = !call->may_repeat,
		.hurry = call->hurry,
	};

	if (exchange_now(exchange) >= exchange->until) {
		return error_set(err, ERROR_WAIT,
			"the time limit was reached before asking for %s",
			call->what);
	}
	if (!remember(exchange, call, err)) {
		return false;
	}
	request.tag = call->tag;
	call->tries++;
	exchange->facts.requests++;
	if (!exchange->transport->ops->start(
		    exchange->transport, &request, err)) {
		exchange_drop(exchange, call);
		return error_prefix(err, "cannot ask for %s", call->what);
	}
	return true;
}

/* The offset nearest to zero: what is above is latency, not a wrong clock. */
static void
learn_clock(struct exchange *exchange, const char *date)
{
	struct directory_facts *facts = &exchange->facts;
	time_t instant = 0;
	int64_t offset_s = 0;

	if (!timestamp_parse_http(date, &instant)) {
		return;
	}
	offset_s = (int64_t)(instant - exchange_now(exchange));
	if (!facts->has_date ||
		(offset_s < 0 ? -offset_s : offset_s) <
			(facts->clock_offset_s < 0 ? -facts->clock_offset_s
						   : facts->clock_offset_s)) {
		facts->clock_offset_s = offset_s;
	}
	facts->has_date = true;
}

static void
learn(struct exchange *exchange, const struct http_response *response,
	bool elsewhere)
{
	struct directory_facts *facts = &exchange->facts;
	size_t length = 0;

	facts->bytes += response->body_length;
	if (!elsewhere) {
		learn_clock(exchange, response->date);
	}
	if (response->request_id == NULL) {
		return;
	}
	length = strspn(response->request_id,
		"0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
		"-_.");
	if (length < sizeof(facts->request_id)) {
		memcpy(facts->request_id, response->request_id, length);
		facts->request_id[length] = '\0';
	}
}

static bool
fail_transport(const struct http_response *response, const struct call *call,
	struct error *err)
{
	switch (response->failure) {
	case TRANSPORT_TLS:
		return error_set(err, ERROR_CONFIG,
			"the connection for %s is not secure: %s; set ca_file "
			"if a proxy opens TLS on the way, and check this "
			"host's clock and CA certificates",
			call->what, response->reason);
	case TRANSPORT_TOO_LARGE:
		return error_set(err, ERROR_REMOTE, "answer for %s: %s",
			call->what, response->reason);
	case TRANSPORT_TIMEOUT:
	case TRANSPORT_UNREACHABLE:
	case TRANSPORT_TRUNCATED:
	case TRANSPORT_OK:
		break;
	}
	return error_set(err, ERROR_WAIT, "no answer for %s after %u tries: %s",
		call->what, call->tries, response->reason);
}

/* 5xx leave open whether a write took effect. */
bool
exchange_status_passes(int status, bool may_repeat)
{
	return status == 429 ||
	       (may_repeat && (status == 500 || status == 502 ||
				      status == 503 || status == 504));
}

/* Asking again may give another answer. */
static bool
is_passing(const struct http_response *response, const struct call *call)
{
	switch (response->failure) {
	case TRANSPORT_OK:
		break;
	case TRANSPORT_TLS:
	case TRANSPORT_TOO_LARGE:
		return false;
	case TRANSPORT_UNREACHABLE:
	case TRANSPORT_TIMEOUT:
	case TRANSPORT_TRUNCATED:
		return call->may_repeat || response->is_unsent;
	}
	if (call->retry_missing &&
		(response->status == 404 || response->status == 410)) {
		return true;
	}
	return exchange_status_passes(response->status, call->may_repeat);
}

bool
exchange_has_patience(const struct exchange *exchange, time_t at)
{
	return exchange->patience_s == 0 ||
	       at - exchange_now(exchange) <= exchange->patience_s + 1;
}

bool
exchange_due(struct exchange *exchange, int64_t wait_s, bool asked,
	const char *what, time_t *at, struct error *err)
{
	char text[TIMESTAMP_TEXT_SIZE];
	/* The clock counts whole seconds: one more is never less than asked. */
	time_t end = exchange_now(exchange) + (time_t)wait_s + 1;

	if (end < exchange->until && exchange_has_patience(exchange, end)) {
		*at = end;
		return true;
	}
	if (!asked) {
		return error_set(err, ERROR_WAIT,
			"Microsoft Graph is busy (%s), and the time of this "
			"run is over",
			what);
	}
	exchange->facts.not_before =
		timestamp_latest(exchange->facts.not_before, end);
	return error_set(err, ERROR_WAIT,
		"Microsoft Graph is busy (%s) and asks to be left alone until "
		"%s, longer than this run may take",
		what, timestamp_text(end, text));
}

enum exchange_outcome
exchange_judge(struct exchange *exchange, const struct call *call,
	const struct http_response *response, struct exchange_later *later,
	struct error *err)
{
	int64_t wait_s = 0;
	bool asked = false;

	if (!is_passing(response, call)) {
		if (response->failure == TRANSPORT_OK) {
			return EXCHANGE_ANSWERED;
		}
		(void)fail_transport(response, call, err);
		return EXCHANGE_FAILED;
	}
	asked = response->failure == TRANSPORT_OK &&
		retry_after_parse(
			response->retry_after, exchange_now(exchange), &wait_s);
	if (!asked) {
		wait_s =
			retry_after_backoff(call->tries - 1, &exchange->random);
	}
	if (call->tries >= EXCHANGE_TRIES ||
		(!asked && (exchange_now(exchange) + wait_s + 1 >=
					   exchange->until ||
				   !exchange_has_patience(
					   exchange, exchange_now(exchange) +
							     wait_s + 1)))) {
		if (response->failure == TRANSPORT_OK) {
			(void)error_set(err, ERROR_WAIT,
				"HTTP status %d for %s, %u times",
				response->status, call->what, call->tries);
		} else {
			(void)fail_transport(response, call, err);
		}
		return EXCHANGE_FAILED;
	}
	later->was_asked = asked || response->status == 429;
	return exchange_due(
		       exchange, wait_s, asked, call->what, &later->at, err)
		       ? EXCHANGE_AGAIN
		       : EXCHANGE_FAILED;
}

bool
exchange_next(struct exchange *exchange, time_t until, struct call **call,
	struct http_response *response)
{
	struct transport *transport = exchange->transport;

	while (transport->ops->next(transport, response, until)) {
		struct call *found = NULL;
		for (size_t i = 0; i < EXCHANGE_OPEN_LIMIT; i++) {
			if (exchange->open[i] != NULL &&
				exchange->open[i]->tag == response->tag) {
				found = exchange->open[i];
			}
		}
		if (response->failure == TRANSPORT_OK) {
			learn(exchange, response,
				found != NULL && found->elsewhere);
		}
		if (found != NULL) {
			exchange_drop(exchange, found);
			*call = found;
			return true;
		}
	}
	return false;
}

enum exchange_outcome
exchange_take(struct exchange *exchange, struct call *call,
	struct http_response *response, struct error *err)
{
	struct exchange_later later = {0};
	struct call *answered = NULL;
	enum exchange_outcome outcome = EXCHANGE_AGAIN;

	while (call->tag != 0) {
		if (!exchange_next(exchange, deadline(exchange) + 1, &answered,
			    response)) {
			exchange_drop(exchange, call);
			(void)error_set(err, ERROR_WAIT,
				"the time limit was reached while waiting for "
				"%s",
				call->what);
			return EXCHANGE_FAILED;
		}
		if (answered != call) {
			continue; /* lost: they have to ask again */
		}
		outcome = exchange_judge(exchange, call, response, &later, err);
		if (outcome == EXCHANGE_AGAIN) {
			exchange->transport->ops->wait(
				exchange->transport, later.at);
		}
	}
	return outcome;
}
