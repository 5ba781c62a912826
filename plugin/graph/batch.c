// SPDX-License-Identifier: MIT
#include "graph/batch.h"

#include <stdlib.h>

#include "core/timestamp.h"
#include "graph/batch_pool.h"

static struct batch_group *
group_of(struct batch_pool *pool, const struct call *call)
{
	for (size_t i = 0; i < BATCH_OPEN_LIMIT; i++) {
		if (&pool->groups[i].question.call == call) {
			return &pool->groups[i];
		}
	}
	return NULL;
}

static void
note_later(struct batch_pool *pool, struct batch_group *group,
	const struct batch_later *later)
{
	group->due_at = later->at;
	if (later->was_asked) {
		pool->hold_at = timestamp_latest(pool->hold_at, later->at);
	}
	if (pool->batch->is_write && later->refused > 0) {
		pace_refused(&pool->client->pace, (int64_t)later->refused,
			exchange_now(batch_pool_exchange(pool)));
	}
}

/* Whether a write may have taken effect that was not answered as it should. */
static bool
may_have_worked(const struct http_response *response)
{
	int status = response->status;

	if (response->failure != TRANSPORT_OK) {
		return !response->is_unsent;
	}
	return status < 300 || status >= 500 || status == 408;
}

static void
explain_refusal(const struct batch_group *group,
	const struct http_response *response, struct error *why)
{
	if (group->batch->is_write && response->status == 403) {
		(void)error_set(why, ERROR_PERMISSION,
			"the application may not send %s at all: check its "
			"permissions, and the policies of conditional access "
			"for applications",
			group->batch->what);
		return;
	}
	(void)client_refused(&group->question, response, why);
}

/* No part has an answer of its own. */
static bool
take_refusal(struct batch_pool *pool, struct batch_group *group,
	const struct http_response *response, const struct error *why,
	struct error *err)
{
	const struct batch_answer answer = {
		.status = response->status,
		.request_id = response->request_id,
		.reason = why->text,
		.is_lost = may_have_worked(response),
	};

	if (!pool->batch->is_write) {
		*err = *why;
		return false;
	}
	return batch_group_give_up(group, &answer, err);
}

/* A write that is throttled waits as long as there is time. */
static void
keep_trying(struct batch_group *group, int status)
{
	struct call *call = &group->question.call;

	if (status == 429 && !call->may_repeat &&
		call->tries > EXCHANGE_TRIES - 2) {
		call->tries = EXCHANGE_TRIES - 2;
	}
}

static bool
take_answer(struct batch_pool *pool, struct batch_group *group,
	const struct http_response *response, struct error *err)
{
	struct client *client = pool->client;
	struct exchange_later again = {0};
	struct batch_later later = {0};
	struct error why = {0};

	switch (client_judge(
		client, &group->question, response, &again, &why)) {
	case EXCHANGE_AGAIN:
		group->rounds--; /* it is not a try of its parts */
		later.at = again.at;
		later.was_asked = again.was_asked;
		later.refused =
			response->status == 429 ? batch_group_left(group) : 0;
		note_later(pool, group, &later);
		keep_trying(group, response->status);
		return true;
	case EXCHANGE_FAILED:
		return take_refusal(pool, group, response, &why, err);
	case EXCHANGE_ANSWERED:
		break;
	}
	group->question.call.tries = 0;
	if (response->status != 200 && !group->is_direct) {
		explain_refusal(group, response, &why);
		return take_refusal(pool, group, response, &why, err);
	}
	if (!batch_group_take(group, client, response, &later, err)) {
		return false;
	}
	note_later(pool, group, &later);
	return true;
}

/* Time is up, or their answers got lost: these were not answered. */
static bool
lose_rest(struct batch_pool *pool, struct error *err)
{
	struct http_response silence = {.failure = TRANSPORT_TIMEOUT};
	struct error why = {0};

	(void)error_set(&why, ERROR_WAIT, "no answer came in time for %s",
		pool->batch->what);
	for (size_t i = 0; i < BATCH_OPEN_LIMIT; i++) {
		struct batch_group *group = &pool->groups[i];
		if (!group->is_sent) {
			continue;
		}
		exchange_drop(batch_pool_exchange(pool), &group->question.call);
		group->is_sent = false;
		pool->open--;
		if (!take_refusal(pool, group, &silence, &why, err)) {
			return false;
		}
		batch_pool_finish(group);
	}
	pool->client->exchange.transport->ops->abandon(
		pool->client->exchange.transport);
	return true;
}

static bool
take_next(struct batch_pool *pool, struct error *err)
{
	struct exchange *exchange = batch_pool_exchange(pool);
	time_t end = exchange->until + 1;
	time_t wake_at = batch_pool_next_at(pool);
	struct http_response response = {0};
	struct batch_group *group = NULL;
	struct call *call = NULL;

	if (wake_at <= exchange_now(exchange) || wake_at > end) {
		wake_at = end; /* none, or it waits for a token */
	}
	if (!exchange_next(exchange, wake_at, &call, &response)) {
		return (wake_at < end && exchange_now(exchange) >= wake_at) ||
		       lose_rest(pool, err);
	}
	group = group_of(pool, call);
	if (group == NULL) {
		return true; /* dropped long ago by somebody else */
	}
	group->is_sent = false;
	pool->open--;
	if (!take_answer(pool, group, &response, err)) {
		return false;
	}
	/* Where this one had no time to wait for it, the others have none. */
	pool->hold_at =
		timestamp_latest(pool->hold_at, exchange->facts.not_before);
	batch_pool_finish(group);
	return true;
}

static bool
run(struct batch_pool *pool, struct error *err)
{
	struct exchange *exchange = batch_pool_exchange(pool);

	for (;;) {
		time_t at = 0;
		if (!batch_pool_send(pool, err)) {
			return false;
		}
		if (pool->open > 0) {
			if (!take_next(pool, err)) {
				return false;
			}
			continue;
		}
		at = batch_pool_next_at(pool);
		if (at == 0) {
			return true;
		}
		if (at > exchange->until ||
			!exchange_has_patience(exchange, at)) {
			return batch_pool_stop(pool, at, err);
		}
		exchange->transport->ops->wait(exchange->transport, at);
	}
}

static void
release(struct batch_pool *pool, bool ok)
{
	struct exchange *exchange = batch_pool_exchange(pool);

	for (size_t i = 0; i < BATCH_OPEN_LIMIT; i++) {
		exchange_drop(exchange, &pool->groups[i].question.call);
		batch_group_release(&pool->groups[i]);
	}
	if (!ok) {
		exchange->transport->ops->abandon(exchange->transport);
	}
}

bool
batch_send(struct client *client, const struct batch *batch, struct error *err)
{
	struct batch_pool pool = {.client = client, .batch = batch};
	bool ok = false;

	if (client->is_batching) {
		return error_set(err, ERROR_INTERNAL,
			"asked for %s from within another answer", batch->what);
	}
	if (batch->count == 0) {
		return true;
	}
	client->is_batching = true;
	ok = (!batch->is_write || client_sign_in(client, err)) &&
	     run(&pool, err);
	release(&pool, ok);
	client->is_batching = false;
	return ok || error_prefix(err, "batch of %s", batch->what);
}
