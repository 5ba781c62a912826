// SPDX-License-Identifier: MIT
/* Relaying: each event once, in order, in its time, over whatever connection.
 */
#include "relay_fixture.h"

#include "snmp/rate.h"

static void
test_in_order(void **state)
{
	struct relay_world *world = *state;

	assert_false(relay_fixture_waits(world));
	relay_fixture_happen(world, EVENT_CRITICAL, 1, 30);
	relay_fixture_run(world, 1000);
	relay_fixture_in_order(world, 30);
	assert_int_equal(world->numbers[0], NOTICE_CRITICAL);
	assert_false(relay_fixture_waits(world));
	relay_fixture_run(world, 5000);
	assert_int_equal(world->sent, 30);
	assert_int_equal(world->board.event_count, 30);
	assert_int_equal(world->board.notifications_sent, 30);
}

/* No more at a time than a receiver can take. */
static void
test_pace(void **state)
{
	struct relay_world *world = *state;

	relay_fixture_happen(world, EVENT_CRITICAL, 1, 500);
	for (int second = 0; second < 10; second++) {
		size_t before = world->sent;
		relay_fixture_run(world, 950);
		assert_true(world->sent - before <= RATE_A_SECOND + RATE_BURST);
	}
	relay_fixture_in_order(world, 500);
}

/* A master that takes nothing is sent no more than fits. */
static void
test_window(void **state)
{
	struct relay_world *world = *state;

	world->takes = false;
	relay_fixture_happen(world, EVENT_CRITICAL, 1, 100);
	relay_fixture_run(world, 5000);
	assert_int_equal(world->sent, RELAY_WINDOW);
	world->taken = 3;
	relay_fixture_run(world, 5000);
	assert_int_equal(world->sent, RELAY_WINDOW + 3);
	world->taken = RELAY_WINDOW + 3;
	world->takes = true;
	relay_fixture_run(world, 5000);
	relay_fixture_in_order(world, 100);
}

/*
 * What was on its way is sent again under the same number; no more, also of
 * what was taken in the moment before.
 */
static void
test_break(void **state)
{
	struct relay_world *world = *state;

	world->takes = false;
	relay_fixture_happen(world, EVENT_CRITICAL, 1, 20);
	relay_fixture_run(world, 1000);
	world->taken = 5;
	relay_fixture_run(world, 100);
	world->taken = 8;
	world->connection = 0;
	world->sent = 0;
	relay_fixture_run(world, 5000);
	assert_int_equal(world->sent, 0);
	assert_true(relay_fixture_waits(world));
	world->taken = 0;
	world->connection = 7;
	world->takes = true;
	relay_fixture_run(world, 1000);
	assert_int_equal(world->sent, 12);
	assert_int_equal(world->sequences[0], FIXTURE_NOW + 9);
	assert_int_equal(world->sequences[11], FIXTURE_NOW + 20);
}

/* What is taken is noted before what happened meanwhile is even looked at. */
static void
test_noted_first(void **state)
{
	struct relay_world *world = *state;
	int64_t waiting = 0;
	struct error err = {0};

	world->takes = false;
	relay_fixture_happen(world, EVENT_CRITICAL, 1, 3);
	relay_fixture_run(world, 1000);
	world->taken = 3;
	relay_fixture_happen(world, EVENT_CRITICAL, 4, 1000);
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
	struct relay_world *world = *state;
	struct error err = {0};
	uint32_t highest = FIXTURE_NOW;
	uint32_t again = 0;
	int64_t waiting = 0;

	relay_fixture_happen(world, EVENT_CRITICAL, 1, 100);
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
		relay_fixture_stop(world);
		relay_fixture_start(world);
	}
	assert_int_equal(highest, FIXTURE_NOW + 100);
	assert_true(again > 0);
	relay_fixture_run(world, 1000);
	assert_true(outbox_count_waiting(world->outbox, &waiting, &err));
	assert_int_equal(waiting, 0);
}

static void
test_restart(void **state)
{
	struct relay_world *world = *state;

	world->takes = false;
	relay_fixture_happen(world, EVENT_CRITICAL, 1, 10);
	relay_fixture_run(world, 1000);
	world->taken = 4;
	relay_settle(world->relay);
	relay_fixture_stop(world);
	world->sent = 0;
	world->takes = true;
	relay_fixture_happen(world, EVENT_CRITICAL, 11, 12);
	relay_fixture_start(world);
	relay_fixture_run(world, 1000);
	assert_int_equal(world->sent, 8);
	assert_int_equal(world->sequences[0], FIXTURE_NOW + 5);
	assert_int_equal(world->sequences[7], FIXTURE_NOW + 12);
}

/* While nothing can be done about it, it does not wake up over and over. */
static void
test_wakes(void **state)
{
	struct relay_world *world = *state;

	world->takes = false;
	relay_fixture_happen(world, EVENT_CRITICAL, 1, 100);
	relay_fixture_run(world, 3000);
	assert_in_range(relay_fixture_wakes(world, 60000), 50, 130);
	world->connection = 0;
	assert_in_range(relay_fixture_wakes(world, 60000), 50, 130);
	world->takes = true;
	world->taken = 0;
	world->connection = 9;
	assert_in_range(relay_fixture_wakes(world, 4000), 20, 130);
	assert_int_equal(world->board.notifications_sent, 100);
	/* As many as the minute allows are sent. */
	relay_set_rate(world->relay, 1);
	relay_fixture_happen(world, EVENT_MASS_LOSS, 0, 0);
	assert_in_range(relay_fixture_wakes(world, 50000), 40, 130);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_WORLD(test_in_order),
		WITH_WORLD(test_pace),
		WITH_WORLD(test_window),
		WITH_WORLD(test_break),
		WITH_WORLD(test_noted_first),
		WITH_WORLD(test_killed),
		WITH_WORLD(test_restart),
		WITH_WORLD(test_wakes),
	};

	return cmocka_run_group_tests(tests, fixture_enter, fixture_leave);
}
