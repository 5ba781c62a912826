// SPDX-License-Identifier: MIT
#include "state/slices.h"

#include "state_fixture.h"
#include "test.h"

#include <stdlib.h>
#include <string.h>

struct seen {
	unsigned count;
	int64_t last;
};

static bool
see(void *context, const struct mailbox *mailbox, struct error *err)
{
	struct seen *seen = context;
	struct mailbox wanted = fixture_mailbox((unsigned)mailbox->id);

	(void)err;
	assert_true(mailbox->id > seen->last);
	assert_string_equal(mailbox->upn, wanted.upn);
	assert_string_equal(mailbox->display_name, wanted.display_name);
	assert_int_equal(mailbox->lost_latest, wanted.lost_latest);
	mailbox_release(&wanted);
	seen->count++;
	seen->last = mailbox->id;
	return true;
}

static struct slices *
open_slices(struct state_facts *facts)
{
	enum state_condition condition = STATE_ABSENT;
	struct slices *slices = NULL;
	struct error err = {0};

	if (!slices_open("t.db", &condition, &slices, facts, &err)) {
		fail_msg("%s", err.text);
	}
	assert_int_equal(condition, STATE_READY);
	return slices;
}

static enum slice_result
next(struct slices *slices, const struct state_facts *facts, size_t limit,
	struct seen *seen)
{
	enum slice_result result = SLICE_MORE;
	struct error err = {0};

	if (!slices_next(
		    slices, &facts->seats, limit, see, seen, &result, &err)) {
		fail_msg("%s", err.text);
	}
	return result;
}

static void
test_all(void **state)
{
	struct collection *collection = fixture_open();

	(void)state;
	fixture_put(collection, 1, 50);
	(void)fixture_run(collection, FIXTURE_NOW);
	collection_close(collection);
	for (size_t limit = 1; limit <= 60; limit += 7) {
		struct state_facts facts = {0};
		struct slices *slices = open_slices(&facts);
		struct seen seen = {0};
		size_t turns = 0;
		assert_int_not_equal(facts.complete.id, 0);
		while (next(slices, &facts, limit, &seen) == SLICE_MORE) {
			assert_true(++turns <= 50 / limit + 1);
		}
		assert_int_equal(seen.count, 50);
		slices_close(slices);
		state_facts_release(&facts);
	}
}

/* Progress does not move mailboxes; a complete run may. */
static void
test_moving(void **state)
{
	struct collection *collection = fixture_open();
	struct state_facts facts = {0};
	struct slices *slices = NULL;
	struct seen seen = {0};
	struct error err = {0};
	int64_t run = 0;

	(void)state;
	fixture_put(collection, 1, 50);
	(void)fixture_run(collection, FIXTURE_NOW);
	slices = open_slices(&facts);
	assert_int_equal(next(slices, &facts, 10, &seen), SLICE_MORE);
	assert_true(collection_begin(collection, FIXTURE_NOW + 60, &run, &err));
	assert_true(collection_progress(collection, run, "page 2", &err));
	assert_int_equal(next(slices, &facts, 10, &seen), SLICE_MORE);
	assert_int_equal(seen.count, 20);
	(void)fixture_run(collection, FIXTURE_NOW + 120);
	assert_int_equal(next(slices, &facts, 10, &seen), SLICE_MOVED);
	assert_int_equal(seen.count, 20);
	slices_close(slices);
	state_facts_release(&facts);
	collection_close(collection);
}

struct writing {
	struct slices *slices;
	const struct state_facts *facts;
};

/* While the collector commits nobody waits for it. */
static bool
read_meanwhile(void *context, struct error *err)
{
	const struct writing *writing = context;
	enum slice_result result = SLICE_MORE;
	struct error busy = {0};
	struct seen seen = {0};

	(void)err;
	/* The lock that keeps readers out comes with the commit alone. */
	assert_true(slices_next(writing->slices, &writing->facts->seats, 10,
		see, &seen, &result, &busy));
	return true;
}

static void
test_writer(void **state)
{
	struct collection *collection = fixture_open();
	struct state_facts facts = {0};
	struct writing writing = {.facts = &facts};
	enum slice_result result = SLICE_MORE;
	struct error err = {0};
	struct seen seen = {0};
	sqlite3 *other = NULL;

	(void)state;
	fixture_put(collection, 1, 50);
	(void)fixture_run(collection, FIXTURE_NOW);
	writing.slices = open_slices(&facts);
	assert_true(
		collection_write(collection, read_meanwhile, &writing, &err));
	collection_close(collection);
	assert_int_equal(sqlite3_open("t.db", &other), SQLITE_OK);
	assert_int_equal(
		sqlite3_exec(other, "BEGIN EXCLUSIVE", NULL, NULL, NULL),
		SQLITE_OK);
	assert_false(slices_next(
		writing.slices, &facts.seats, 10, see, &seen, &result, &err));
	assert_int_equal(err.code, ERROR_WAIT);
	(void)sqlite3_close(other);
	seen = (struct seen){.last = 10};
	assert_true(slices_next(
		writing.slices, &facts.seats, 10, see, &seen, &result, &err));
	assert_int_equal(seen.last, 20); /* the same slice again */
	slices_close(writing.slices);
	state_facts_release(&facts);
}

static void
test_lost_rows(void **state)
{
	struct collection *collection = fixture_open();
	struct state_facts facts = {0};
	struct slices *slices = NULL;
	enum slice_result result = SLICE_MORE;
	struct error err = {0};
	struct seen seen = {0};

	(void)state;
	fixture_put(collection, 1, 5);
	(void)fixture_run(collection, FIXTURE_NOW);
	collection_close(collection);
	fixture_execute("DELETE FROM mailbox WHERE id = 3");
	slices = open_slices(&facts);
	assert_false(slices_next(
		slices, &facts.seats, 10, see, &seen, &result, &err));
	assert_non_null(strstr(err.text, "damaged"));
	slices_close(slices);
	state_facts_release(&facts);
}

static void
test_no_file(void **state)
{
	enum state_condition condition = STATE_READY;
	struct state_facts facts = {0};
	struct slices *slices = NULL;
	struct error err = {0};

	(void)state;
	assert_true(slices_open("t.db", &condition, &slices, &facts, &err));
	assert_int_equal(condition, STATE_ABSENT);
	assert_null(slices);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_all, fixture_forget),
		cmocka_unit_test_setup(test_moving, fixture_forget),
		cmocka_unit_test_setup(test_writer, fixture_forget),
		cmocka_unit_test_setup(test_lost_rows, fixture_forget),
		cmocka_unit_test_setup(test_no_file, fixture_forget),
	};

	return cmocka_run_group_tests(tests, fixture_enter, fixture_leave);
}
