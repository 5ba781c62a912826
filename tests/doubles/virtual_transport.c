// SPDX-License-Identifier: MIT
#include "virtual_transport.h"

#include <stdlib.h>
#include <string.h>

#include "core/timestamp.h"

#define REAL_LIMIT_S 120
#define CLOCK_TAG UINT64_MAX

static struct virtual_transport *
of(struct transport *transport)
{
	return (struct virtual_transport *)(void *)transport;
}

/* Reads the simulation's clock, after having set it to `to` unless NULL. */
static bool
ask_clock(
	struct virtual_transport *transport, const char *to, struct error *err)
{
	struct transport *inner = transport->inner;
	const time_t until = inner->ops->now(inner) + REAL_LIMIT_S;
	const struct http_request request = {
		.method = to == NULL ? HTTP_GET : HTTP_POST,
		.url = transport->clock_url,
		.body = to,
		.body_length = to == NULL ? 0 : strlen(to),
		.answer_limit_bytes = 1000,
		.until = until,
		.tag = CLOCK_TAG,
	};
	struct http_response response = {0};

	if (!inner->ops->start(inner, &request, err)) {
		return false;
	}
	if (!inner->ops->next(inner, &response, until) ||
		response.tag != CLOCK_TAG || response.status != 200 ||
		!timestamp_parse(response.body, strcspn(response.body, "\n"),
			&transport->now)) {
		return error_set(err, ERROR_REMOTE,
			"the simulation does not tell its time: %s %s",
			response.reason,
			response.body == NULL ? "" : response.body);
	}
	return true;
}

static bool
virtual_start(struct transport *base, const struct http_request *request,
	struct error *err)
{
	struct virtual_transport *transport = of(base);
	struct transport *inner = transport->inner;
	struct http_request real = *request;

	real.until = inner->ops->now(inner) + (request->until - transport->now);
	return inner->ops->start(inner, &real, err);
}

static bool
virtual_next(
	struct transport *base, struct http_response *response, time_t until)
{
	struct transport *inner = of(base)->inner;

	(void)until;
	return inner->ops->next(
		inner, response, inner->ops->now(inner) + REAL_LIMIT_S);
}

static void
virtual_wait(struct transport *base, time_t until)
{
	char text[TIMESTAMP_TEXT_SIZE];
	struct error err = {0};

	if (until > of(base)->now &&
		!ask_clock(of(base), timestamp_text(until, text), &err)) {
		abort();
	}
}

static time_t
virtual_now(struct transport *base)
{
	return of(base)->now;
}

static void
virtual_on_head(struct transport *base, transport_head_fn *heard, void *context)
{
	struct transport *inner = of(base)->inner;

	inner->ops->on_head(inner, heard, context);
}

static void
virtual_abandon(struct transport *base)
{
	struct transport *inner = of(base)->inner;

	inner->ops->abandon(inner);
}

static void
virtual_free(struct transport *base)
{
	(void)base; /* on somebody's stack */
}

bool
virtual_transport_init(struct virtual_transport *transport,
	struct transport *inner, const char *clock_url, struct error *err)
{
	static const struct transport_ops ops = {
		.start = virtual_start,
		.next = virtual_next,
		.wait = virtual_wait,
		.now = virtual_now,
		.on_head = virtual_on_head,
		.abandon = virtual_abandon,
		.free = virtual_free,
	};

	*transport = (struct virtual_transport){
		.base.ops = &ops, .inner = inner, .clock_url = clock_url};
	if (!ask_clock(transport, NULL, err)) {
		return false;
	}
	transport->began_at = transport->now;
	return true;
}
