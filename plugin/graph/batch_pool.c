// SPDX-License-Identifier: MIT
#include "graph/batch_pool.h"

#include "core/timestamp.h"

struct exchange *
batch_pool_exchange(const struct batch_pool *pool)
{
	return &pool->client->exchange;
}

void
batch_pool_finish(struct batch_group *group)
{
	if (batch_group_left(group) == 0) {
		batch_group_release(group);
	}
}

/* The first instant at which a group may go out. */
static time_t
ready_at(struct batch_pool *pool, const struct batch_group *group)
{
	time_t now = exchange_now(batch_pool_exchange(pool));
	time_t at = timestamp_latest(group->due_at, pool->hold_at);

	if (pool->batch->is_write) {
		at = timestamp_latest(
			at, pace_ready_at(&pool->client->pace,
				    (int64_t)batch_group_left(group), now));
	}
	return at;
}

/* Nothing was sent: the writes that are left had no effect. */
static bool
drop_group(
	struct batch_group *group, const struct error *why, struct error *err)
{
	const struct batch_answer unsent = {.reason = why->text};
	bool ok = batch_group_give_up(group, &unsent, err);

	batch_pool_finish(group);
	return ok;
}

static bool
send_group(
	struct batch_pool *pool, struct batch_group *group, struct error *err)
{
	struct client *client = pool->client;
	struct error why = {0};

	batch_group_compose(group, client);
	group->rounds++;
	if (client_start(client, &group->question, &why)) {
		group->is_sent = true;
		pool->open++;
		if (pool->batch->is_write) {
			pace_sent(&client->pace,
				(int64_t)batch_group_left(group),
				exchange_now(batch_pool_exchange(pool)));
		}
		return true;
	}
	if (!pool->batch->is_write) {
		*err = why;
		return false;
	}
	pool->stopped = why;
	return drop_group(group, &why, err);
}

/* Takes up the next requests, if there are any. */
static void
fill_group(struct batch_pool *pool, struct batch_group *group)
{
	size_t left = pool->batch->count - pool->next;

	if (left > 0) {
		batch_group_init(group, pool->batch, pool->next,
			left < BATCH_SIZE ? left : BATCH_SIZE);
		pool->next += group->count;
	}
}

static bool
drop_rest(struct batch_pool *pool, struct error *err)
{
	for (size_t i = 0; i < BATCH_OPEN_LIMIT; i++) {
		struct batch_group *group = &pool->groups[i];
		while (!group->is_sent) {
			if (group->count == 0) {
				fill_group(pool, group);
			}
			if (group->count == 0) {
				break;
			}
			if (!drop_group(group, &pool->stopped, err)) {
				return false;
			}
		}
	}
	return true;
}

/* A token is asked for only while nothing is under way, as answers would be
 * lost meanwhile. */
bool
batch_pool_send(struct batch_pool *pool, struct error *err)
{
	for (size_t i = 0;
		i < BATCH_OPEN_LIMIT && pool->stopped.code == ERROR_NONE; i++) {
		struct batch_group *group = &pool->groups[i];
		if (group->count == 0) {
			fill_group(pool, group);
		}
		if (group->count == 0 || group->is_sent ||
			ready_at(pool, group) >
				exchange_now(batch_pool_exchange(pool)) ||
			(pool->open > 0 && !client_is_ready(pool->client))) {
			continue;
		}
		if (!send_group(pool, group, err)) {
			return false;
		}
	}
	return pool->stopped.code == ERROR_NONE || drop_rest(pool, err);
}

time_t
batch_pool_next_at(struct batch_pool *pool)
{
	time_t first = 0;

	for (size_t i = 0; i < BATCH_OPEN_LIMIT; i++) {
		struct batch_group *group = &pool->groups[i];
		if (group->count > 0 && !group->is_sent) {
			first = timestamp_earliest(
				first, ready_at(pool, group));
		}
	}
	return first;
}

bool
batch_pool_stop(struct batch_pool *pool, time_t at, struct error *err)
{
	struct exchange *exchange = batch_pool_exchange(pool);
	char text[TIMESTAMP_TEXT_SIZE];

	exchange->facts.not_before =
		timestamp_latest(exchange->facts.not_before, at);
	(void)error_set(&pool->stopped, ERROR_WAIT,
		"Microsoft Graph asks to be left alone until %s",
		timestamp_text(at, text));
	if (!pool->batch->is_write) {
		*err = pool->stopped;
		return false;
	}
	return drop_rest(pool, err);
}
