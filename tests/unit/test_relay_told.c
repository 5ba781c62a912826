// SPDX-License-Identifier: MIT
/* Relaying: what is told of many at once, of old data, and of what cannot be
 * read. */
#include "relay_fixture.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "core/mem.h"

/* Many are told of in one, but what ends an alarm on a screen. */
static void
test_storm(void **state)
{
	struct relay_world *world = *state;
	size_t restored = 0;

	relay_set_rate(world->relay, 10);
	relay_fixture_happen(world, EVENT_CRITICAL, 1, 3);
	relay_fixture_run(world, 1000);
	assert_int_equal(world->sent, 3);
	relay_fixture_happen(world, EVENT_RESTORED, 2, 2000);
	relay_fixture_run(world, 60000);
	/* 3 raised, 2 of them restored, one of the others. */
	assert_int_equal(world->sent, 6);
	for (size_t i = 3; i < 6; i++) {
		restored += world->numbers[i] == NOTICE_RESTORED ? 1 : 0;
	}
	assert_int_equal(restored, 2);
	assert_int_equal(world->numbers[5], NOTICE_SUMMARIZED);
	assert_false(relay_fixture_waits(world));
	assert_int_equal(world->board.events_folded, 1997);
}

/* Never more than the rate in a minute, over many storms. */
static void
test_rate(void **state)
{
	struct relay_world *world = *state;
	size_t summaries = 0;

	relay_set_rate(world->relay, 20);
	for (int minute = 0; minute < 10; minute++) {
		size_t before = world->sent;
		for (int i = 0; i < 6; i++) {
			relay_fixture_happen(
				world, EVENT_LOST, 1 + 7 * i, 5 + 7 * i);
			relay_fixture_run(world, 9950);
		}
		assert_true(world->sent - before <= 20);
	}
	for (size_t i = 0; i < world->sent; i++) {
		summaries += world->numbers[i] == NOTICE_SUMMARIZED ? 1 : 0;
	}
	/* And none was forgotten. */
	assert_false(relay_fixture_waits(world));
	assert_int_equal(
		world->sent - summaries + world->board.events_folded, 300);
}

/* Interrupted while folding it goes on where it was. */
static void
test_interrupted_storm(void **state)
{
	struct relay_world *world = *state;

	relay_set_rate(world->relay, 10);
	relay_fixture_happen(world, EVENT_CRITICAL, 1, 1800);
	for (int i = 0; i < 11; i++) {
		(void)relay_work(world->relay);
	}
	assert_int_equal(world->sent, 0);
	assert_true(world->board.events_folded > 0);
	assert_true(world->board.events_folded < 1800);
	relay_fixture_stop(world);
	relay_fixture_start(world);
	relay_set_rate(world->relay, 10);
	relay_fixture_run(world, 1000);
	assert_int_equal(world->sent, 1);
	assert_int_equal(world->numbers[0], NOTICE_SUMMARIZED);
	assert_int_equal(
		world->board.events[world->board.event_count - 1].count, 1800);
	assert_false(relay_fixture_waits(world));
}

/* What is over when it is looked at for the first time is not told. */
static void
test_first_look(void **state)
{
	struct relay_world *world = *state;

	relay_fixture_happen(world, EVENT_EXPIRING, 1, 5);
	relay_fixture_happen(world, EVENT_CRITICAL, 1, 5);
	relay_fixture_happen(world, EVENT_RESTORED, 1, 3);
	relay_fixture_happen(world, EVENT_MASS_LOSS, 0, 0);
	fixture_execute("UPDATE mailbox SET announced = 2 WHERE id IN (4, 5)");
	relay_fixture_stop(world);
	(void)unlink("o.db");
	relay_fixture_start(world);
	relay_fixture_run(world, 1000);
	assert_int_equal(world->sent, 2);
	assert_int_equal(world->numbers[0], NOTICE_CRITICAL);
	relay_fixture_happen(world, EVENT_OVERDUE, 4, 4);
	relay_fixture_run(world, 1000);
	assert_int_equal(world->sent, 3);
	assert_int_equal(world->numbers[2], NOTICE_OVERDUE);
}

/* Put back from a backup, it counts its events from an earlier number. */
static void
test_backup(void **state)
{
	struct relay_world *world = *state;

	relay_fixture_happen(world, EVENT_CRITICAL, 1, 10);
	relay_fixture_run(world, 1000);
	assert_int_equal(world->sent, 10);
	fixture_execute("DELETE FROM event WHERE id > 4;"
			"UPDATE sqlite_sequence SET seq = 4 "
			"WHERE name = 'event'");
	relay_look(world->relay, world->board.tenants[0], "t.db");
	relay_fixture_run(world, 1000);
	assert_int_equal(world->sent, 10);
	relay_fixture_happen(world, EVENT_LOST, 20, 22);
	relay_fixture_run(world, 1000);
	assert_int_equal(world->sent, 13);
	assert_int_equal(world->numbers[12], NOTICE_LOST);
}

static void
test_old_data(void **state)
{
	struct relay_world *world = *state;
	struct board_tenant *tenant = world->board.tenants[0];

	tenant->age_s = world->tenant.stale_after_s + 1;
	relay_fixture_run(world, 3000);
	assert_int_equal(world->sent, 1);
	assert_int_equal(world->numbers[0], NOTICE_COLLECTOR_STALE);
	/* A restart forgets nothing. */
	relay_fixture_stop(world);
	tenant->told_stale = TRI_UNKNOWN;
	relay_fixture_start(world);
	relay_fixture_run(world, 3000);
	assert_int_equal(world->sent, 1);
	tenant->age_s = 0;
	relay_fixture_run(world, 3000);
	assert_int_equal(world->sent, 2);
	assert_int_equal(world->numbers[1], NOTICE_COLLECTOR_RECOVERED);
	/* A database that cannot be read is given a while. */
	tenant->problem = mem_text("damaged");
	tenant->problem_ms = world->now_ms;
	relay_fixture_run(world, world->tenant.max_age_s * 1000 - 3000);
	assert_int_equal(world->sent, 2);
	relay_fixture_run(world, 6000);
	assert_int_equal(world->sent, 3);
	assert_int_equal(world->numbers[2], NOTICE_COLLECTOR_STALE);
}

/* A row that makes no sense is told as what is known of it. */
static void
test_damaged_event(void **state)
{
	struct relay_world *world = *state;
	struct notice *told = NULL;

	world->may_say = true;
	relay_fixture_stop(world);
	relay_fixture_happen(world, EVENT_CRITICAL, 1, 3);
	fixture_execute("UPDATE event SET severity = 9 WHERE mailbox = 2");
	relay_fixture_start(world);
	relay_fixture_run(world, 3000);
	relay_fixture_in_order(world, 3);
	assert_int_equal(world->board.event_count, 3);
	told = &world->board.events[1];
	assert_int_equal(told->kind, NOTICE_CRITICAL);
	assert_int_equal(told->state, CHECK_UNKNOWN);
	assert_non_null(strstr(told->text, "damaged"));
	assert_int_equal(world->said, 1);
	assert_non_null(strstr(world->line, "event 2"));
}

/* A handler.db that cannot be read keeps nobody else from being told of. */
static void
test_damaged_handler(void **state)
{
	struct relay_world *world = *state;
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
	relay_fixture_happen(world, EVENT_CRITICAL, 1, 30);
	relay_fixture_run(world, 3000);
	relay_fixture_in_order(world, 30);
	relay_fixture_run(world, 30000);
	assert_int_equal(world->said, 1);
	assert_non_null(strstr(world->board.problem, "handler.db"));
	(void)unlink("handler.db");
	relay_fixture_run(world, 15000);
	assert_null(world->board.problem);
}

/* Events that cannot be read: said, shown, and all others are told of. */
static void
test_unreadable_events(void **state)
{
	struct relay_world *world = *state;
	struct board_tenant *tenant = world->board.tenants[0];

	world->may_say = true;
	relay_fixture_happen(world, EVENT_CRITICAL, 1, 3);
	fixture_execute("ALTER TABLE event RENAME TO lost_event");
	assert_in_range(relay_fixture_wakes(world, 30000), 25, 130);
	assert_int_equal(world->sent, 0);
	assert_int_equal(world->said, 1);
	assert_non_null(strstr(tenant->untold, "t.db"));
	assert_int_equal(tenant->state, CHECK_UNKNOWN);
	/* For long: those are told of it who look at nothing else. */
	relay_fixture_run(world, tenant->tenant->max_age_s * 1000);
	assert_int_equal(world->sent, 1);
	assert_int_equal(world->numbers[0], NOTICE_COLLECTOR_STALE);
	fixture_execute("ALTER TABLE lost_event RENAME TO event");
	relay_fixture_run(world, 3000);
	assert_null(tenant->untold);
	assert_int_equal(world->sent, 5);
	assert_int_equal(world->said, 1);
}

/* Many in a row of a kind that a newer version may have are passed over. */
static void
test_strange_words(void **state)
{
	struct relay_world *world = *state;

	relay_fixture_stop(world);
	relay_fixture_happen(world, EVENT_CRITICAL, 1, 1000);
	fixture_execute(
		"UPDATE event SET event = 'moved' WHERE mailbox < 1000");
	relay_fixture_start(world);
	relay_fixture_run(world, 3000);
	assert_int_equal(world->sent, 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_WORLD(test_storm),
		WITH_WORLD(test_rate),
		WITH_WORLD(test_interrupted_storm),
		WITH_WORLD(test_first_look),
		WITH_WORLD(test_backup),
		WITH_WORLD(test_old_data),
		WITH_WORLD(test_damaged_event),
		WITH_WORLD(test_damaged_handler),
		WITH_WORLD(test_unreadable_events),
		WITH_WORLD(test_strange_words),
	};

	return cmocka_run_group_tests(tests, fixture_enter, fixture_leave);
}
