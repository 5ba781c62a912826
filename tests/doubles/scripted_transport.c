// SPDX-License-Identifier: MIT
#include "scripted_transport.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"

static struct scripted_transport *
of(struct transport *transport)
{
	return (struct scripted_transport *)(void *)transport;
}

static time_t
scripted_now(struct transport *transport)
{
	return of(transport)->now;
}

static char *
join(const char *const *headers)
{
	char *all = mem_text("");

	for (size_t i = 0; headers != NULL && headers[i] != NULL; i++) {
		char *longer = mem_print("%s%s\n", all, headers[i]);
		free(all);
		all = longer;
	}
	return all;
}

static void
record(struct scripted_transport *script, const struct http_request *request)
{
	if (script->request_count == SCRIPTED_REQUEST_LIMIT) {
		abort();
	}
	script->requests[script->request_count++] = (struct scripted_request){
		.method = request->method,
		.url = mem_text(request->url),
		.headers = join(request->headers),
		.body = request->body == NULL ? NULL
					      : mem_text_n(request->body,
							request->body_length),
		.bypass_proxy = request->bypass_proxy,
		.once = request->once,
		.at = script->now,
	};
}

static struct scripted_answer
choose(struct scripted_transport *script, const struct http_request *request)
{
	static const struct scripted_answer none = {.failure = TRANSPORT_TLS};

	for (size_t i = 0; i < script->answer_count; i++) {
		struct scripted_answer *answer = &script->answers[i];
		if (answer->times == 0 ||
			(answer->url != NULL &&
				strstr(request->url, answer->url) == NULL) ||
			(answer->sent != NULL &&
				(request->body == NULL ||
					strstr(request->body, answer->sent) ==
						NULL))) {
			continue;
		}
		answer->times--;
		return *answer;
	}
	script->unscripted++;
	return none;
}

static bool
scripted_start(struct transport *base, const struct http_request *request,
	struct error *err)
{
	struct scripted_transport *script = of(base);

	(void)err;
	record(script, request);
	for (size_t i = 0; i < SCRIPTED_OPEN_LIMIT; i++) {
		if (script->open[i].is_busy) {
			continue;
		}
		script->open[i].is_busy = true;
		if (++script->busy > script->busiest) {
			script->busiest = script->busy;
		}
		script->open[i].hurry = request->hurry;
		script->open[i].tag = request->tag;
		script->open[i].order = ++script->started;
		script->open[i].answer = choose(script, request);
		script->open[i].due =
			script->now + script->open[i].answer.takes_s;
		return true;
	}
	abort();
}

/* The one that is due first; those started earlier go first. */
static size_t
earliest(const struct scripted_transport *script)
{
	size_t best = SCRIPTED_OPEN_LIMIT;

	for (size_t i = 0; i < SCRIPTED_OPEN_LIMIT; i++) {
		if (!script->open[i].is_busy) {
			continue;
		}
		if (best == SCRIPTED_OPEN_LIMIT ||
			script->open[i].due < script->open[best].due ||
			(script->open[i].due == script->open[best].due &&
				script->open[i].order <
					script->open[best].order)) {
			best = i;
		}
	}
	return best;
}

static void
deliver(const struct scripted_answer *answer, uint64_t tag,
	struct http_response *response)
{
	const char *body = answer->body == NULL ? "" : answer->body;

	*response = (struct http_response){
		.tag = tag,
		.failure = answer->failure,
		.is_unsent = answer->is_unsent,
		.reason = "scripted failure",
		.body = body,
		.body_length = strlen(body),
		.retry_after = answer->retry_after,
		.date = answer->date,
		.content_type = answer->content_type,
		.request_id = answer->request_id,
	};
	if (answer->failure == TRANSPORT_OK) {
		response->status = answer->status == 0 ? 200 : answer->status;
	}
}

static bool
scripted_next(
	struct transport *base, struct http_response *response, time_t until)
{
	struct scripted_transport *script = of(base);
	size_t first = earliest(script);
	struct scripted_answer answer = {0};

	if (first == SCRIPTED_OPEN_LIMIT) {
		return false;
	}
	answer = script->open[first].answer;
	if (script->open[first].due > until) {
		script->now = until;
		return false;
	}
	if (script->open[first].due > script->now) {
		script->now = script->open[first].due;
	}
	if (answer.head_bytes > 0 && script->open[first].hurry &&
		script->heard != NULL) {
		(void)script->heard(script->heard_context,
			script->open[first].tag, answer.body,
			answer.head_bytes);
	}
	script->open[first].is_busy = false;
	script->busy--;
	deliver(&answer, script->open[first].tag, response);
	return true;
}

static void
scripted_wait(struct transport *base, time_t until)
{
	if (until > of(base)->now) {
		of(base)->now = until;
	}
}

static void
scripted_on_head(
	struct transport *base, transport_head_fn *heard, void *context)
{
	of(base)->heard = heard;
	of(base)->heard_context = context;
}

static void
scripted_abandon(struct transport *base)
{
	for (size_t i = 0; i < SCRIPTED_OPEN_LIMIT; i++) {
		of(base)->open[i].is_busy = false;
	}
	of(base)->busy = 0;
}

static void
scripted_free_transport(struct transport *base)
{
	scripted_free(of(base));
}

static const struct transport_ops scripted_ops = {
	.start = scripted_start,
	.next = scripted_next,
	.wait = scripted_wait,
	.now = scripted_now,
	.on_head = scripted_on_head,
	.abandon = scripted_abandon,
	.free = scripted_free_transport,
};

struct scripted_transport *
scripted_new(time_t now, const struct scripted_answer *answers, size_t count)
{
	struct scripted_transport *script = mem_zeroed(1, sizeof(*script));

	script->base.ops = &scripted_ops;
	script->now = now;
	script->answers = mem_zeroed(count, sizeof(*answers));
	script->answer_count = count;
	for (size_t i = 0; i < count; i++) {
		script->answers[i] = answers[i];
		if (answers[i].times == 0) {
			script->answers[i].times = 1;
		}
	}
	return script;
}

void
scripted_free(struct scripted_transport *script)
{
	if (script == NULL) {
		return;
	}
	for (size_t i = 0; i < script->request_count; i++) {
		free(script->requests[i].url);
		free(script->requests[i].headers);
		free(script->requests[i].body);
	}
	free(script->answers);
	free(script);
}

size_t
scripted_left(const struct scripted_transport *script)
{
	size_t left = 0;

	for (size_t i = 0; i < script->answer_count; i++) {
		left += script->answers[i].times;
	}
	return left;
}

size_t
scripted_asked(const struct scripted_transport *script, const char *url)
{
	size_t asked = 0;

	for (size_t i = 0; i < script->request_count; i++) {
		asked += strstr(script->requests[i].url, url) != NULL;
	}
	return asked;
}
