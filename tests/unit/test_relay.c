// SPDX-License-Identifier: MIT
/* Relaying, with a master of our own and a clock that is told to move. */
#include "snmp/rate.h"
#include "snmp/relay.h"

#include "state_fixture.h"
#include "test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/mem.h"

#define SENT_LIMIT 20000

struct world {
	struct collection *collection; /* t.db, where events come from */
	struct outbox *outbox;	       /* o.db */
	struct relay *relay;
	struct board board;
	struct tenant tenant;
	int64_t now_ms;
	uint64_t connection;
	uint64_t taken;
	bool takes; /* at once */
	uint32_t *sequences;
	uint32_t *numbers;
	size_t sent;
	bool may_say; /* that something goes wrong */
	size_t said;
	char line[ERROR_TEXT_SIZE]; /* the last one */
};

static time_t
now(void *context)
{
	(void)context;
	return FIXTURE_NOW;
}

static int64_t
tick_ms(void *context)
{
	const struct world *world = context;

	return world->now_ms;
}

static void
say(void *context, const char *line)
{
	struct world *world = context;

	if (!world->may_say) {
		fail_msg("%s", line);
	}
	world->said++;
	(void)snprintf(world->line, sizeof(world->line), "%s", line);
}

static uint64_t
connection(void *context)
{
	const struct world *world = context;

	return world->connection;
}

static uint64_t
taken(void *context)
{
	const struct world *world = context;

	return world->taken;
}

static void
take_notification(void *context, const struct notification *notification)
{
	struct world *world = context;

	assert_true(world->sent < SENT_LIMIT);
	world->numbers[world->sent] = notification->number;
	/* The tenth scalar. */
	assert_int_equal(notification->objects[9].oid[1], 10);
	world->sequences[world->sent++] =
		(uint32_t)notification->objects[9].value.number;
	world->taken += world->takes ? 1 : 0;
}

static void
start(struct world *world)
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

static void
stop(struct world *world)
{
	relay_free(world->relay);
	world->relay = NULL;
	outbox_close(world->outbox);
}

static void
run_for(struct world *world, int64_t ms)
{
	for (int64_t passed = 0; passed <= ms; passed += 50) {
		int turns = 0;
		while (relay_work(world->relay)) {
			assert_true(++turns < 10000);
		}
		world->now_ms += 50;
	}
}

static bool
is_waiting(struct world *world)
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

/* Of mailboxes FIRST to LAST, once each. */
static void
happen(struct world *world, enum event event, int64_t first, int64_t last)
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

static int
make_world(void **state)
{
	struct world *world = mem_zeroed(1, sizeof(*world));
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
	start(world);
	run_for(world, 100);
	return 0;
}

static int
free_world(void **state)
{
	struct world *world = *state;

	stop(world);
	collection_close(world->collection);
	board_release(&world->board);
	tenant_release(&world->tenant);
	free(world->sequences);
	free(world->numbers);
	free(world);
	(void)unlink("o.db");
	return 0;
}

static void
assert_in_order(const struct world *world, uint32_t count)
{
	assert_int_equal(world->sent, count);
	for (uint32_t i = 0; i < count; i++) {
		assert_int_equal(world->sequences[i], FIXTURE_NOW + i + 1);
	}
}

static void
test_in_order(void **state)
{
	struct world *world = *state;

	assert_false(is_waiting(world));
	happen(world, EVENT_CRITICAL, 1, 30);
	run_for(world, 1000);
	assert_in_order(world, 30);
	assert_int_equal(world->numbers[0], NOTICE_CRITICAL);
	assert_false(is_waiting(world));
	run_for(world, 5000);
	assert_int_equal(world->sent, 30);
	assert_int_equal(world->board.event_count, 30);
	assert_int_equal(world->board.notifications_sent, 30);
}

/* No more at a time than a receiver can take. */
static void
test_pace(void **state)
{
	struct world *world = *state;

	happen(world, EVENT_CRITICAL, 1, 500);
	for (int second = 0; second < 10; second++) {
		size_t before = world->sent;
		run_for(world, 950);
		assert_true(world->sent - before <= RATE_A_SECOND + RATE_BURST);
	}
	assert_in_order(world, 500);
}

/* A master that takes nothing is sent no more than fits. */
static void
test_window(void **state)
{
	struct world *world = *state;

	world->takes = false;
	happen(world, EVENT_CRITICAL, 1, 100);
	run_for(world, 5000);
	assert_int_equal(world->sent, RELAY_WINDOW);
	world->taken = 3;
	run_for(world, 5000);
	assert_int_equal(world->sent, RELAY_WINDOW + 3);
	world->taken = RELAY_WINDOW + 3;
	world->takes = true;
	run_for(world, 5000);
	assert_in_order(world, 100);
}

/*
 * What was on its way is sent again under the same number; no more, also of
 * what was taken in the moment before.
 */
static void
test_break(void **state)
{
	struct world *world = *state;

	world->takes = false;
	happen(world, EVENT_CRITICAL, 1, 20);
	run_for(world, 1000);
	world->taken = 5;
	run_for(world, 100);
	world->taken = 8;
	world->connection = 0;
	world->sent = 0;
	run_for(world, 5000);
	assert_int_equal(world->sent, 0);
	assert_true(is_waiting(world));
	world->taken = 0;
	world->connection = 7;
	world->takes = true;
	run_for(world, 1000);
	assert_int_equal(world->sent, 12);
	assert_int_equal(world->sequences[0], FIXTURE_NOW + 9);
	assert_int_equal(world->sequences[11], FIXTURE_NOW + 20);
}

/* What is taken is noted before what happened meanwhile is even looked at. */
static void
test_noted_first(void **state)
{
	struct world *world = *state;
	int64_t waiting = 0;
	struct error err = {0};

	world->takes = false;
	happen(world, EVENT_CRITICAL, 1, 3);
	run_for(world, 1000);
	world->taken = 3;
	happen(world, EVENT_CRITICAL, 4, 1000);
	assert_true(relay_work(world->relay));
	assert_true(outbox_count_waiting(world->outbox, &waiting, &err));
	assert_int_equal(waiting, 0);
}

/*
 * Killed after any step: none is lost, they come in order, and at most what was
 * on its way comes again.
 */
static void
test_killed(void **state)
{
	struct world *world = *state;
	struct error err = {0};
	uint32_t highest = FIXTURE_NOW;
	uint32_t again = 0;
	int64_t waiting = 0;

	happen(world, EVENT_CRITICAL, 1, 100);
	for (size_t life = 0; life < 200; life++) {
		size_t at = world->sent;
		for (size_t step = 0; step <= life % 9; step++) {
			(void)relay_work(world->relay);
			world->now_ms += 50;
		}
		for (size_t i = at; i < world->sent; i++) {
			uint32_t sequence = world->sequences[i];
			if (i > at) {
				assert_int_equal(
					sequence, world->sequences[i - 1] + 1);
			}
			assert_true(sequence <= highest + 1);
			assert_true(sequence + RELAY_WINDOW > highest);
			again += sequence <= highest ? 1 : 0;
			highest = sequence > highest ? sequence : highest;
		}
		stop(world);
		start(world);
	}
	assert_int_equal(highest, FIXTURE_NOW + 100);
	assert_true(again > 0);
	run_for(world, 1000);
	assert_true(outbox_count_waiting(world->outbox, &waiting, &err));
	assert_int_equal(waiting, 0);
}

static void
test_restart(void **state)
{
	struct world *world = *state;

	world->takes = false;
	happen(world, EVENT_CRITICAL, 1, 10);
	run_for(world, 1000);
	world->taken = 4;
	relay_settle(world->relay);
	stop(world);
	world->sent = 0;
	world->takes = true;
	happen(world, EVENT_CRITICAL, 11, 12);
	start(world);
	run_for(world, 1000);
	assert_int_equal(world->sent, 8);
	assert_int_equal(world->sequences[0], FIXTURE_NOW + 5);
	assert_int_equal(world->sequences[7], FIXTURE_NOW + 12);
}

/* Many are told of in one, but what ends an alarm on a screen. */
static void
test_storm(void **state)
{
	struct world *world = *state;
	size_t restored = 0;

	relay_set_rate(world->relay, 10);
	happen(world, EVENT_CRITICAL, 1, 3);
	run_for(world, 1000);
	assert_int_equal(world->sent, 3);
	happen(world, EVENT_RESTORED, 2, 2000);
	run_for(world, 60000);
	/* 3 raised, 2 of them restored, one of the others. */
	assert_int_equal(world->sent, 6);
	for (size_t i = 3; i < 6; i++) {
		restored += world->numbers[i] == NOTICE_RESTORED ? 1 : 0;
	}
	assert_int_equal(restored, 2);
	assert_int_equal(world->numbers[5], NOTICE_SUMMARIZED);
	assert_false(is_waiting(world));
	assert_int_equal(world->board.events_folded, 1997);
}

/* Never more than the rate in a minute, over many storms. */
static void
test_rate(void **state)
{
	struct world *world = *state;
	size_t summaries = 0;

	relay_set_rate(world->relay, 20);
	for (int minute = 0; minute < 10; minute++) {
		size_t before = world->sent;
		for (int i = 0; i < 6; i++) {
			happen(world, EVENT_LOST, 1 + 7 * i, 5 + 7 * i);
			run_for(world, 9950);
		}
		assert_true(world->sent - before <= 20);
	}
	for (size_t i = 0; i < world->sent; i++) {
		summaries += world->numbers[i] == NOTICE_SUMMARIZED ? 1 : 0;
	}
	/* And none was forgotten. */
	assert_false(is_waiting(world));
	assert_int_equal(
		world->sent - summaries + world->board.events_folded, 300);
}

/* Interrupted while folding it goes on where it was. */
static void
test_interrupted_storm(void **state)
{
	struct world *world = *state;

	relay_set_rate(world->relay, 10);
	happen(world, EVENT_CRITICAL, 1, 1800);
	for (int i = 0; i < 11; i++) {
		(void)relay_work(world->relay);
	}
	assert_int_equal(world->sent, 0);
	assert_true(world->board.events_folded > 0);
	assert_true(world->board.events_folded < 1800);
	stop(world);
	start(world);
	relay_set_rate(world->relay, 10);
	run_for(world, 1000);
	assert_int_equal(world->sent, 1);
	assert_int_equal(world->numbers[0], NOTICE_SUMMARIZED);
	assert_int_equal(
		world->board.events[world->board.event_count - 1].count, 1800);
	assert_false(is_waiting(world));
}

/* What is over when it is looked at for the first time is not told. */
static void
test_first_look(void **state)
{
	struct world *world = *state;

	happen(world, EVENT_EXPIRING, 1, 5);
	happen(world, EVENT_CRITICAL, 1, 5);
	happen(world, EVENT_RESTORED, 1, 3);
	happen(world, EVENT_MASS_LOSS, 0, 0);
	fixture_execute("UPDATE mailbox SET announced = 2 WHERE id IN (4, 5)");
	stop(world);
	(void)unlink("o.db");
	start(world);
	run_for(world, 1000);
	assert_int_equal(world->sent, 2);
	assert_int_equal(world->numbers[0], NOTICE_CRITICAL);
	happen(world, EVENT_OVERDUE, 4, 4);
	run_for(world, 1000);
	assert_int_equal(world->sent, 3);
	assert_int_equal(world->numbers[2], NOTICE_OVERDUE);
}

/* Put back from a backup, it counts its events from an earlier number. */
static void
test_backup(void **state)
{
	struct world *world = *state;

	happen(world, EVENT_CRITICAL, 1, 10);
	run_for(world, 1000);
	assert_int_equal(world->sent, 10);
	fixture_execute("DELETE FROM event WHERE id > 4;"
			"UPDATE sqlite_sequence SET seq = 4 "
			"WHERE name = 'event'");
	relay_look(world->relay, world->board.tenants[0], "t.db");
	run_for(world, 1000);
	assert_int_equal(world->sent, 10);
	happen(world, EVENT_LOST, 20, 22);
	run_for(world, 1000);
	assert_int_equal(world->sent, 13);
	assert_int_equal(world->numbers[12], NOTICE_LOST);
}

static void
test_old_data(void **state)
{
	struct world *world = *state;
	struct board_tenant *tenant = world->board.tenants[0];

	tenant->age_s = world->tenant.stale_after_s + 1;
	run_for(world, 3000);
	assert_int_equal(world->sent, 1);
	assert_int_equal(world->numbers[0], NOTICE_COLLECTOR_STALE);
	/* A restart forgets nothing. */
	stop(world);
	tenant->told_stale = TRI_UNKNOWN;
	start(world);
	run_for(world, 3000);
	assert_int_equal(world->sent, 1);
	tenant->age_s = 0;
	run_for(world, 3000);
	assert_int_equal(world->sent, 2);
	assert_int_equal(world->numbers[1], NOTICE_COLLECTOR_RECOVERED);
	/* A database that cannot be read is given a while. */
	tenant->problem = mem_text("damaged");
	tenant->problem_ms = world->now_ms;
	run_for(world, world->tenant.max_age_s * 1000 - 3000);
	assert_int_equal(world->sent, 2);
	run_for(world, 6000);
	assert_int_equal(world->sent, 3);
	assert_int_equal(world->numbers[2], NOTICE_COLLECTOR_STALE);
}

/* A row that makes no sense is told as what is known of it. */
static void
test_damaged_event(void **state)
{
	struct world *world = *state;
	struct notice *told = NULL;

	world->may_say = true;
	stop(world);
	happen(world, EVENT_CRITICAL, 1, 3);
	fixture_execute("UPDATE event SET severity = 9 WHERE mailbox = 2");
	start(world);
	run_for(world, 3000);
	assert_in_order(world, 3);
	assert_int_equal(world->board.event_count, 3);
	told = &world->board.events[1];
	assert_int_equal(told->kind, NOTICE_CRITICAL);
	assert_int_equal(told->state, CHECK_UNKNOWN);
	assert_non_null(strstr(told->text, "damaged"));
	assert_int_equal(world->said, 1);
	assert_non_null(strstr(world->line, "event 2"));
}

/* So many times its loop wakes up within so long, as daemon.c does it. */
static int
wakes_within(struct world *world, int64_t ms)
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

/* While nothing can be done about it, it does not wake up over and over. */
static void
test_wakes(void **state)
{
	struct world *world = *state;

	world->takes = false;
	happen(world, EVENT_CRITICAL, 1, 100);
	run_for(world, 3000);
	assert_in_range(wakes_within(world, 60000), 50, 130);
	world->connection = 0;
	assert_in_range(wakes_within(world, 60000), 50, 130);
	world->takes = true;
	world->taken = 0;
	world->connection = 9;
	assert_in_range(wakes_within(world, 4000), 20, 130);
	assert_int_equal(world->board.notifications_sent, 100);
	/* As many as the minute allows are sent. */
	relay_set_rate(world->relay, 1);
	happen(world, EVENT_MASS_LOSS, 0, 0);
	assert_in_range(wakes_within(world, 50000), 40, 130);
}

/* Events that cannot be read: said, shown, and all others are told of. */
static void
test_unreadable_events(void **state)
{
	struct world *world = *state;
	struct board_tenant *tenant = world->board.tenants[0];

	world->may_say = true;
	happen(world, EVENT_CRITICAL, 1, 3);
	fixture_execute("ALTER TABLE event RENAME TO lost_event");
	assert_in_range(wakes_within(world, 30000), 25, 130);
	assert_int_equal(world->sent, 0);
	assert_int_equal(world->said, 1);
	assert_non_null(strstr(tenant->untold, "t.db"));
	assert_int_equal(tenant->state, CHECK_UNKNOWN);
	/* For long: those are told of it who look at nothing else. */
	run_for(world, tenant->tenant->max_age_s * 1000);
	assert_int_equal(world->sent, 1);
	assert_int_equal(world->numbers[0], NOTICE_COLLECTOR_STALE);
	fixture_execute("ALTER TABLE lost_event RENAME TO event");
	run_for(world, 3000);
	assert_null(tenant->untold);
	assert_int_equal(world->sent, 5);
	assert_int_equal(world->said, 1);
}

/* Many in a row of a kind that a newer version may have are passed over. */
static void
test_strange_words(void **state)
{
	struct world *world = *state;

	stop(world);
	happen(world, EVENT_CRITICAL, 1, 1000);
	fixture_execute(
		"UPDATE event SET event = 'moved' WHERE mailbox < 1000");
	start(world);
	run_for(world, 3000);
	assert_int_equal(world->sent, 1);
}

/* A handler.db that cannot be read keeps nobody else from being told of. */
static void
test_damaged_handler(void **state)
{
	struct world *world = *state;
	FILE *file = fopen("handler.db", "w");

	world->may_say = true;
	assert_non_null(file);
	assert_true(
		fputs("This is not a database, but long enough.", file) > 0);
	for (int i = 0; i < 1000; i++) {
		assert_true(fputc('x', file) != EOF);
	}
	assert_int_equal(fclose(file), 0);
	relay_look_at_handler(world->relay, ".");
	happen(world, EVENT_CRITICAL, 1, 30);
	run_for(world, 3000);
	assert_in_order(world, 30);
	run_for(world, 30000);
	assert_int_equal(world->said, 1);
	assert_non_null(strstr(world->board.problem, "handler.db"));
	(void)unlink("handler.db");
	run_for(world, 15000);
	assert_null(world->board.problem);
}

int
main(void)
{
#define WITH_WORLD(test)                                                       \
	cmocka_unit_test_setup_teardown(test, make_world, free_world)
	const struct CMUnitTest tests[] = {
		WITH_WORLD(test_in_order),
		WITH_WORLD(test_pace),
		WITH_WORLD(test_window),
		WITH_WORLD(test_break),
		WITH_WORLD(test_noted_first),
		WITH_WORLD(test_killed),
		WITH_WORLD(test_restart),
		WITH_WORLD(test_storm),
		WITH_WORLD(test_rate),
		WITH_WORLD(test_interrupted_storm),
		WITH_WORLD(test_first_look),
		WITH_WORLD(test_backup),
		WITH_WORLD(test_old_data),
		WITH_WORLD(test_damaged_event),
		WITH_WORLD(test_damaged_handler),
		WITH_WORLD(test_wakes),
		WITH_WORLD(test_unreadable_events),
		WITH_WORLD(test_strange_words),
	};

	return cmocka_run_group_tests(tests, fixture_enter, fixture_leave);
}
