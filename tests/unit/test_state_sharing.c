// SPDX-License-Identifier: MIT
/* One writer among readers: who waits for whom, and how long. */
#include "test.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "state/collection_db.h"
#include "state_fixture.h"

/* A COMMIT waits 300 ms; a reader that waits looks again within 100 ms. */
#define FREEZE_LIMIT_MS 600

static int64_t
clock_ms(void)
{
	struct timespec now = {0};

	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

struct attempt {
	struct collection *collection;
	struct state_reader *release_at_second; /* closed in the second try */
	int tries;
	unsigned mailboxes;
};

static bool
try_mailboxes(void *context, struct error *err)
{
	struct attempt *attempt = context;

	if (++attempt->tries == 2) {
		state_close(attempt->release_at_second);
		attempt->release_at_second = NULL;
	}
	for (unsigned i = 1; i <= attempt->mailboxes; i++) {
		struct mailbox mailbox = fixture_mailbox(i);
		bool ok = collection_put_mailbox(
			attempt->collection, &mailbox, err);
		mailbox_release(&mailbox);
		if (!ok) {
			return false;
		}
	}
	return true;
}

static void
a_reader_in_the_way_makes_the_writer_try_again(void **state)
{
	enum state_condition condition = STATE_READY;
	struct attempt attempt = {
		.collection = fixture_open_as(false, 5), .mailboxes = 3};
	struct error err = {0};

	(void)state;
	attempt.release_at_second = fixture_read(&condition);
	if (!collection_write(
		    attempt.collection, try_mailboxes, &attempt, &err)) {
		fail_msg("%s", err.text);
	}
	assert_int_equal(attempt.tries, 2);
	assert_int_equal(fixture_number("SELECT count(*) FROM mailbox"), 3);
	assert_int_equal(fixture_number("SELECT seq FROM sqlite_sequence WHERE "
					"name = 'mailbox'"),
		3);
	assert_int_equal(fixture_number("SELECT count(*) FROM sku"), 1);
	collection_close(attempt.collection);
}

static void
after_its_budget_it_gives_up_and_leaves_nothing(void **state)
{
	enum state_condition condition = STATE_READY;
	struct attempt attempt = {
		.collection = fixture_open_as(false, 1), .mailboxes = 3};
	struct state_reader *reader = fixture_read(&condition);
	char *before = fixture_dump();
	char *after = NULL;
	struct error err = {0};

	(void)state;
	assert_false(collection_write(
		attempt.collection, try_mailboxes, &attempt, &err));
	assert_int_equal(err.code, ERROR_WAIT);
	assert_non_null(strstr(err.text, "t.db: others read it for too long"));
	assert_int_equal(attempt.tries, 1);
	after = fixture_dump();
	assert_string_equal(before, after);
	state_close(reader);
	assert_true(collection_write(
		attempt.collection, try_mailboxes, &attempt, &err));
	free(before);
	free(after);
	collection_close(attempt.collection);
}

static void
progress_waits_for_nobody(void **state)
{
	enum state_condition condition = STATE_READY;
	struct collection *collection = fixture_open();
	int64_t run = fixture_run(collection, FIXTURE_NOW);
	struct state_reader *reader = fixture_read(&condition);
	struct error err = {0};
	int64_t began_ms = clock_ms();

	(void)state;
	assert_false(collection_progress(collection, run, "page 1", &err));
	assert_int_equal(err.code, ERROR_WAIT);
	assert_true(clock_ms() - began_ms < 200);
	state_close(reader);
	/* And it left nothing locked, nor has it spoiled the waiting. */
	assert_true(collection_progress(collection, run, "page 2", &err));
	reader = fixture_read(&condition);
	began_ms = clock_ms();
	assert_false(collection_accept_history(collection, 1, &err));
	assert_true(clock_ms() - began_ms >= 200);
	state_close(reader);
	collection_close(collection);
}

/* Opens and closes until told to stop; sends how long one took at most. */
static void
read_again_and_again(int stop, int result)
{
	struct pollfd told = {.fd = stop, .events = POLLIN};
	int64_t report[2] = {0}; /* the longest, how many */

	while (poll(&told, 1, 5) == 0) {
		int64_t began_ms = clock_ms();
		enum state_condition condition = STATE_READY;
		struct state_reader *reader = NULL;
		struct error err = {0};
		int64_t took_ms = 0;

		if (!state_open("t.db", &condition, &reader, &err)) {
			report[0] = 1000000;
		}
		state_close(reader);
		took_ms = clock_ms() - began_ms;
		report[0] = took_ms > report[0] ? took_ms : report[0];
		report[1]++;
	}
	_exit(write(result, report, sizeof(report)) != sizeof(report));
}

/*
 * One reader stays, so that the writer can never commit; another comes and goes
 * all the time.
 */
static void
a_waiting_writer_freezes_readers_only_for_a_moment(void **state)
{
	enum state_condition condition = STATE_READY;
	struct attempt attempt = {
		.collection = fixture_open_as(false, 3), .mailboxes = 50};
	int64_t report[2] = {0};
	struct error err = {0};
	int stop[2] = {-1, -1};
	int result[2] = {-1, -1};
	int64_t began_ms = clock_ms();
	struct state_reader *reader = NULL;
	pid_t child = 0;

	(void)state;
	assert_int_equal(pipe(stop), 0);
	assert_int_equal(pipe(result), 0);
	child = fork();
	if (child == 0) {
		(void)close(stop[1]); /* so that our end is its end */
		read_again_and_again(stop[0], result[1]);
	}
	reader = fixture_read(&condition);
	assert_false(collection_write(
		attempt.collection, try_mailboxes, &attempt, &err));
	assert_int_equal(err.code, ERROR_WAIT);
	assert_int_equal(attempt.tries, 3);
	/* Three times 300 ms and twice 700 ms. */
	assert_in_range(clock_ms() - began_ms, 2200, 6000);
	assert_int_equal(write(stop[1], "", 1), 1);
	assert_int_equal(
		read(result[0], report, sizeof(report)), sizeof(report));
	assert_int_equal(waitpid(child, NULL, 0), child);
	assert_in_range(report[0], 0, FREEZE_LIMIT_MS);
	assert_true(report[1] > 20);
	state_close(reader);
	for (int i = 0; i < 2; i++) {
		(void)close(stop[i]);
		(void)close(result[i]);
	}
	collection_close(attempt.collection);
}

/* ---- a large transaction ----------------------------------------------------
 */

struct large {
	struct collection *collection;
	int rc; /* what a reader without patience met before COMMIT */
};

static int
read_at_once(void)
{
	sqlite3 *db = NULL;
	int rc = sqlite3_open_v2("t.db", &db, SQLITE_OPEN_READONLY, NULL);

	if (rc == SQLITE_OK) {
		rc = sqlite3_exec(
			db, "SELECT count(*) FROM mailbox", NULL, NULL, NULL);
	}
	(void)sqlite3_close(db);
	return rc;
}

/* Several times what the page cache of SQLite holds. */
static bool
put_many(void *context, struct error *err)
{
	struct large *large = context;
	struct attempt attempt = {
		.collection = large->collection, .mailboxes = 20000};

	if (!try_mailboxes(&attempt, err)) {
		return false;
	}
	large->rc = read_at_once();
	return error_set(err, ERROR_REMOTE, "planned");
}

static void
a_large_write_locks_nobody_out_before_its_commit(void **state)
{
	struct large large = {.collection = fixture_open()};
	struct error err = {0};

	(void)state;
	assert_false(
		collection_write(large.collection, put_many, &large, &err));
	assert_int_equal(err.code, ERROR_REMOTE);
	assert_int_equal(large.rc, SQLITE_OK);

	/* This test is worth something: without the pragma it would fail. */
	assert_int_equal(sqlite3_exec(large.collection->db,
				 "PRAGMA cache_spill = ON", NULL, NULL, NULL),
		SQLITE_OK);
	assert_false(
		collection_write(large.collection, put_many, &large, &err));
	assert_int_equal(large.rc, SQLITE_BUSY);
	collection_close(large.collection);
}

static void
a_writer_loses_no_power_failure(void **state)
{
	struct collection *collection = fixture_open();
	sqlite3_stmt *stmt = NULL;

	(void)state;
	assert_int_equal(sqlite3_prepare_v2(collection->db,
				 "PRAGMA synchronous", -1, &stmt, NULL),
		SQLITE_OK);
	assert_int_equal(sqlite3_step(stmt), SQLITE_ROW);
	assert_int_equal(sqlite3_column_int(stmt, 0), 2); /* FULL */
	(void)sqlite3_finalize(stmt);
	assert_int_equal(sqlite3_prepare_v2(collection->db,
				 "PRAGMA journal_mode", -1, &stmt, NULL),
		SQLITE_OK);
	assert_int_equal(sqlite3_step(stmt), SQLITE_ROW);
	assert_string_equal(sqlite3_column_text(stmt, 0), "delete");
	(void)sqlite3_finalize(stmt);
	collection_close(collection);
}

#define CASE(function) cmocka_unit_test_setup(function, fixture_forget)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(a_reader_in_the_way_makes_the_writer_try_again),
		CASE(after_its_budget_it_gives_up_and_leaves_nothing),
		CASE(progress_waits_for_nobody),
		CASE(a_waiting_writer_freezes_readers_only_for_a_moment),
		CASE(a_large_write_locks_nobody_out_before_its_commit),
		CASE(a_writer_loses_no_power_failure),
	};

	return cmocka_run_group_tests_name(
		"state_sharing", tests, fixture_enter, fixture_leave);
}
