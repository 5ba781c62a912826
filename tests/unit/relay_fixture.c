// SPDX-License-Identifier: MIT
#include "relay_fixture.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "core/mem.h"

static time_t
now(void *context)
{
	(void)context;
	return FIXTURE_NOW;
}

static int64_t
tick_ms(void *context)
{
	const struct relay_world *world = context;

	return world->now_ms;
}

static void
say(void *context, const char *line)
{
	struct relay_world *world = context;

	if (!world->may_say) {
		fail_msg("%s", line);
	}
	world->said++;
	(void)snprintf(world->line, sizeof(world->line), "%s", line);
}

static uint64_t
connection(void *context)
{
	const struct relay_world *world = context;

	return world->connection;
}

static uint64_t
taken(void *context)
{
	const struct relay_world *world = context;

	return world->taken;
}

static void
take_notification(void *context, const struct notification *notification)
{
	struct relay_world *world = context;

	assert_true(world->sent < SENT_LIMIT);
	world->numbers[world->sent] = notification->number;
	/* The tenth scalar. */
	assert_int_equal(notification->objects[9].oid[1], 10);
	world->sequences[world->sent++] =
		(uint32_t)notification->objects[9].value.number;
	world->taken += world->takes ? 1 : 0;
}

void
relay_fixture_start(struct relay_world *world)
{
	const struct outbox_settings outbox = {
		.path = "o.db", .now = FIXTURE_NOW};
	const struct relay_settings settings = {
		.board = &world->board,
		.now = now,
		.tick_ms = tick_ms,
		.say = say,
		.connection = connection,
		.taken = taken,
		.send = take_notification,
		.context = world,
	};
	struct relay_settings complete = settings;
	struct error err = {0};

	assert_true(outbox_open(&outbox, &world->outbox, &err));
	complete.outbox = world->outbox;
	assert_true(relay_new(&complete, &world->relay, &err));
	relay_set_rate(world->relay, 600);
	world->connection++;
	world->taken = 0;
	relay_look(world->relay, world->board.tenants[0], "t.db");
}

void
relay_fixture_stop(struct relay_world *world)
{
	relay_free(world->relay);
	world->relay = NULL;
	outbox_close(world->outbox);
}

void
relay_fixture_run(struct relay_world *world, int64_t ms)
{
	for (int64_t passed = 0; passed <= ms; passed += 50) {
		int turns = 0;
		while (relay_work(world->relay)) {
			assert_true(++turns < 10000);
		}
		world->now_ms += 50;
	}
}

bool
relay_fixture_waits(struct relay_world *world)
{
	return world->board.events_waiting > 0 ||
	       relay_wait_ms(world->relay) < RELAY_IDLE_MS;
}

struct putting {
	struct collection *collection;
	enum event event;
	int64_t first;
	int64_t last;
	int64_t loss;
};

static bool
put_events(void *context, struct error *err)
{
	const struct putting *putting = context;

	for (int64_t i = putting->first; i <= putting->last; i++) {
		const struct event_row row = {
			.at = FIXTURE_NOW,
			.event = putting->event,
			.severity = CHECK_CRITICAL,
			.mailbox = i,
			.loss = i == 0 ? 0 : putting->loss,
			.deadline = FIXTURE_NOW + 100,
		};
		if (!collection_put_event(putting->collection, 1, &row, err)) {
			return false;
		}
	}
	return true;
}

void
relay_fixture_happen(struct relay_world *world, enum event event, int64_t first,
	int64_t last)
{
	struct putting putting = {world->collection, event, first, last, 1};
	struct error err = {0};

	if (!collection_write(world->collection, put_events, &putting, &err)) {
		fail_msg("%s", err.text);
	}
	if (world->relay != NULL) {
		relay_look(world->relay, world->board.tenants[0], "t.db");
	}
}

int
relay_fixture_make(void **state)
{
	struct relay_world *world = mem_zeroed(1, sizeof(*world));
	struct board_tenant *tenant = mem_zeroed(1, sizeof(*tenant));

	(void)fixture_forget(state);
	(void)unlink("o.db");
	world->takes = true;
	world->now_ms = 1000000;
	world->sequences = mem_zeroed(SENT_LIMIT, sizeof(uint32_t));
	world->numbers = mem_zeroed(SENT_LIMIT, sizeof(uint32_t));
	world->collection = fixture_open();
	fixture_put(world->collection, 1, 2000);
	(void)fixture_run(world->collection, FIXTURE_NOW);
	fixture_execute("UPDATE mailbox SET announced = 0");
	tenant_init(&world->tenant, "contoso");
	tenant->tenant = &world->tenant;
	tenant->index = 1;
	tenant->name = mem_text("contoso");
	tenant->has_data = true;
	tenant->facts.born_at = FIXTURE_NOW;
	world->board.tenants = mem_zeroed(1, sizeof(tenant));
	world->board.tenants[0] = tenant;
	world->board.count = 1;
	*state = world;
	relay_fixture_start(world);
	relay_fixture_run(world, 100);
	return 0;
}

int
relay_fixture_free(void **state)
{
	struct relay_world *world = *state;

	relay_fixture_stop(world);
	collection_close(world->collection);
	board_release(&world->board);
	tenant_release(&world->tenant);
	free(world->sequences);
	free(world->numbers);
	free(world);
	(void)unlink("o.db");
	return 0;
}

void
relay_fixture_in_order(const struct relay_world *world, uint32_t count)
{
	assert_int_equal(world->sent, count);
	for (uint32_t i = 0; i < count; i++) {
		assert_int_equal(world->sequences[i], FIXTURE_NOW + i + 1);
	}
}

int
relay_fixture_wakes(struct relay_world *world, int64_t ms)
{
	int64_t end_ms = world->now_ms + ms;
	int wakes = 0;

	for (; world->now_ms < end_ms; wakes++) {
		int64_t wait_ms = 0;
		int turns = 0;
		while (relay_work(world->relay)) {
			assert_true(++turns < 10000);
		}
		wait_ms = relay_wait_ms(world->relay);
		assert_in_range(wait_ms, 0, RELAY_IDLE_MS);
		world->now_ms += wait_ms == 0 ? 1 : wait_ms;
	}
	return wakes;
}
