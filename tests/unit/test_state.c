// SPDX-License-Identifier: MIT
/* What a reader may meet, and which databases a writer does not touch. */
#include "state/state.h"

#include "test.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/mem.h"
#include "state_fixture.h"

static void
reading_fails(enum error_code code, const char *words)
{
	enum state_condition condition = STATE_READY;
	struct state_reader *reader = NULL;
	struct error err = {0};

	assert_false(state_open("t.db", &condition, &reader, &err));
	assert_null(reader);
	if (err.code != code || strstr(err.text, words) == NULL) {
		fail_msg("%d: %s", (int)err.code, err.text);
	}
}

static void
writing_fails(bool simulated, enum error_code code, const char *words)
{
	const struct collection_settings settings = {
		.path = "t.db",
		.tenant = "contoso",
		.simulated = simulated,
		.now = FIXTURE_NOW,
		.busy_budget_s = 1,
	};
	struct collection *collection = NULL;
	struct error err = {0};

	assert_false(collection_open(&settings, &collection, &err));
	assert_null(collection);
	if (err.code != code || strstr(err.text, words) == NULL) {
		fail_msg("%d: %s", (int)err.code, err.text);
	}
}

/* The bytes of the file, and that nothing lies beside it. */
static char *
file_bytes(size_t *size)
{
	struct stat status = {0};
	FILE *file = fopen("t.db", "rb");
	char *bytes = NULL;

	assert_non_null(file);
	assert_int_equal(fstat(fileno(file), &status), 0);
	*size = (size_t)status.st_size;
	bytes = mem_zeroed(*size + 1, 1);
	assert_int_equal(fread(bytes, 1, *size, file), *size);
	(void)fclose(file);
	return bytes;
}

static void
writing_fails_and_touches_nothing(
	bool simulated, enum error_code code, const char *words)
{
	size_t size_before = 0;
	size_t size_after = 0;
	char *before = file_bytes(&size_before);
	char *after = NULL;

	writing_fails(simulated, code, words);
	after = file_bytes(&size_after);
	assert_int_equal(size_before, size_after);
	assert_memory_equal(before, after, size_before);
	free(before);
	free(after);
}

static enum state_condition
condition_of(void)
{
	enum state_condition condition = STATE_READY;
	struct state_reader *reader = fixture_read(&condition);

	assert_int_equal(reader != NULL, condition == STATE_READY);
	state_close(reader);
	return condition;
}

static void
without_a_file_nothing_was_collected(void **state)
{
	(void)state;
	assert_int_equal(condition_of(), STATE_ABSENT);
}

static void
an_empty_file_is_an_interrupted_creation(void **state)
{
	(void)state;
	FILE *file = fopen("t.db", "wb");

	assert_non_null(file);
	(void)fclose(file);
	assert_int_equal(condition_of(), STATE_STALE);
	collection_close(fixture_open());
	assert_int_equal(condition_of(), STATE_READY);
}

static void
a_new_database_is_for_the_owner_and_the_group(void **state)
{
	struct stat status = {0};

	(void)state;
	collection_close(fixture_open());
	assert_int_equal(stat("t.db", &status), 0);
	assert_int_equal(status.st_mode & 07777, 0640);
}

static void
a_newer_schema_is_refused(void **state)
{
	(void)state;
	collection_close(fixture_open());
	fixture_execute("PRAGMA user_version = 2");
	reading_fails(ERROR_OUTDATED, "upgrade this package");
	writing_fails_and_touches_nothing(
		false, ERROR_OUTDATED, "upgrade this package");
}

static void
another_programs_database_is_refused(void **state)
{
	(void)state;
	fixture_execute("CREATE TABLE theirs (a); INSERT INTO theirs "
			"VALUES (1)");
	reading_fails(ERROR_DISK, "another program");
	writing_fails_and_touches_nothing(false, ERROR_DISK, "another program");
	fixture_execute("PRAGMA application_id = 7");
	reading_fails(ERROR_DISK, "another program");
	writing_fails_and_touches_nothing(false, ERROR_DISK, "another program");
}

static void
even_its_journal_mode_is_left_alone(void **state)
{
	char *mode = NULL;

	(void)state;
	fixture_execute("PRAGMA journal_mode = WAL; CREATE TABLE theirs (a)");
	writing_fails(false, ERROR_DISK, "another program");
	mode = fixture_value("PRAGMA journal_mode");
	assert_string_equal(mode, "wal");
	free(mode);
}

static void
a_damaged_one_is_refused(void **state)
{
	FILE *file = fopen("t.db", "wb");

	(void)state;
	assert_non_null(file);
	for (int i = 0; i < 1000; i++) {
		(void)fputs("not a database ", file);
	}
	(void)fclose(file);
	reading_fails(ERROR_DISK, "damaged");
	writing_fails_and_touches_nothing(false, ERROR_DISK, "damaged");
}

static void
simulated_and_real_do_not_mix(void **state)
{
	(void)state;
	collection_close(fixture_open_as(true, 1));
	writing_fails_and_touches_nothing(
		false, ERROR_USAGE, "holds simulated data");
	(void)fixture_forget(state);
	collection_close(fixture_open());
	writing_fails_and_touches_nothing(true, ERROR_USAGE, "holds real data");
}

static void
a_link_is_not_followed_but_one_above_is(void **state)
{
	(void)state;
	assert_int_equal(symlink("elsewhere.db", "t.db"), 0);
	writing_fails(false, ERROR_DISK, "symbolic link");
	assert_int_equal(access("elsewhere.db", F_OK), -1);
	assert_int_equal(unlink("t.db"), 0);

	assert_int_equal(symlink(".", "link"), 0);
	const struct collection_settings settings = {.path = "link/t.db",
		.tenant = "contoso",
		.now = FIXTURE_NOW,
		.busy_budget_s = 1};
	struct collection *collection = NULL;
	struct error err = {0};
	bool ok = collection_open(&settings, &collection, &err);
	collection_close(collection);
	assert_int_equal(unlink("link"), 0);
	if (!ok) {
		fail_msg("%s", err.text);
	}
}

static bool
count_one(void *context, struct state_row *row, const struct mailbox *mailbox,
	struct error *err)
{
	int *count = context;

	(void)row;
	(void)mailbox;
	(void)err;
	(*count)++;
	return true;
}

static bool
fail_pair(void *context, const struct mailbox *before,
	const struct observation *seen, struct error *err)
{
	(void)context;
	(void)before;
	(void)seen;
	(void)err;
	fail_msg("a bogus row was visited");
	return false;
}

static void
a_bogus_row_is_damage_not_an_index(void **state)
{
	enum state_condition condition = STATE_READY;
	struct state_facts facts = {0};
	struct state_reader *reader = NULL;
	struct collection *collection = fixture_open();
	struct error err = {0};
	int count = 0;

	(void)state;
	fixture_execute("INSERT INTO sku (id, sku_id) VALUES (5, 'a'), "
			"(2000000, 'b')");
	reader = fixture_read(&condition);
	assert_true(state_read_facts(reader, &facts, &err));
	assert_true(facts.seats.count > 5);
	state_close(reader);

	fixture_put(collection, 1, 1);
	fixture_execute("UPDATE mailbox SET cause = 99");
	reader = fixture_read(&condition);
	assert_false(state_each_mailbox(
		reader, &facts.seats, count_one, &count, &err));
	assert_int_equal(err.code, ERROR_DISK);
	assert_int_equal(count, 0);
	state_close(reader);
	assert_false(collection_each(collection, fail_pair, NULL, &err));
	collection_close(collection);
	state_facts_release(&facts);
}

/* As where a page of the file was overwritten by an empty one. */
static void
rows_that_are_missing_are_damage(void **state)
{
	enum state_condition condition = STATE_READY;
	struct state_facts facts = {0};
	struct state_reader *reader = NULL;
	struct collection *collection = fixture_open();
	struct error err = {0};
	int count = 0;

	(void)state;
	fixture_put(collection, 1, 3);
	fixture_execute("DELETE FROM mailbox WHERE id = 2");
	reader = fixture_read(&condition);
	assert_true(state_read_facts(reader, &facts, &err));
	assert_false(state_each_mailbox(
		reader, &facts.seats, count_one, &count, &err));
	assert_int_equal(err.code, ERROR_DISK);
	assert_non_null(strstr(err.text, "the database is damaged"));
	state_close(reader);
	collection_close(collection);
	state_facts_release(&facts);
}

/* Dies in the middle of a transaction, as SIGKILL would have it. */
static void
die_writing(void)
{
	int status = 0;
	pid_t child = fork();

	if (child == 0) {
		sqlite3 *db = NULL;
		/* A cache of one page: changes go to the file before COMMIT. */
		if (sqlite3_open("t.db", &db) == SQLITE_OK) {
			(void)sqlite3_exec(db,
				"PRAGMA cache_size = 1;"
				"PRAGMA cache_spill = 1; BEGIN IMMEDIATE;"
				"UPDATE mailbox SET cause = 3, "
				"upn = hex(zeroblob(400))",
				NULL, NULL, NULL);
		}
		(void)raise(SIGKILL);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFSIGNALED(status));
}

static void
an_interrupted_write_is_stale_until_the_writer_repairs_it(void **state)
{
	struct collection *collection = fixture_open();
	char *before = NULL;
	char *after = NULL;

	(void)state;
	fixture_put(collection, 1, 200);
	collection_close(collection);
	before = fixture_dump();
	die_writing();
	assert_int_equal(access("t.db-journal", F_OK), 0);
	assert_int_equal(condition_of(), STATE_STALE);
	assert_int_equal(access("t.db-journal", F_OK), 0);
	collection_close(fixture_open());
	assert_int_equal(condition_of(), STATE_READY);
	after = fixture_dump();
	assert_string_equal(before, after);
	free(before);
	free(after);
}

static void
all_parts_are_of_one_moment(void **state)
{
	struct collection *collection = fixture_open();
	enum state_condition condition = STATE_READY;
	struct state_reader *reader = NULL;
	struct state_facts facts = {0};
	struct error err = {0};
	int count = 0;

	(void)state;
	(void)fixture_run(collection, FIXTURE_NOW);
	fixture_put(collection, 1, 3);
	reader = fixture_read(&condition);
	assert_true(state_read_facts(reader, &facts, &err));

	/* The writer goes on, but cannot commit past the reader. */
	struct mailbox mailbox = fixture_mailbox(4);
	sqlite3 *db = NULL;
	assert_int_equal(sqlite3_open("t.db", &db), SQLITE_OK);
	assert_int_equal(
		sqlite3_exec(db, "BEGIN IMMEDIATE; DELETE FROM mailbox", NULL,
			NULL, NULL),
		SQLITE_OK);
	assert_int_equal(
		sqlite3_exec(db, "COMMIT", NULL, NULL, NULL), SQLITE_BUSY);
	mailbox_release(&mailbox);
	assert_true(state_each_mailbox(
		reader, &facts.seats, count_one, &count, &err));
	assert_int_equal(count, 3);
	state_facts_release(&facts);
	state_close(reader);
	assert_int_equal(
		sqlite3_exec(db, "COMMIT", NULL, NULL, NULL), SQLITE_OK);
	(void)sqlite3_close(db);
	collection_close(collection);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(
			without_a_file_nothing_was_collected, fixture_forget),
		cmocka_unit_test_setup(an_empty_file_is_an_interrupted_creation,
			fixture_forget),
		cmocka_unit_test_setup(
			a_new_database_is_for_the_owner_and_the_group,
			fixture_forget),
		cmocka_unit_test_setup(
			a_newer_schema_is_refused, fixture_forget),
		cmocka_unit_test_setup(
			another_programs_database_is_refused, fixture_forget),
		cmocka_unit_test_setup(
			even_its_journal_mode_is_left_alone, fixture_forget),
		cmocka_unit_test_setup(
			a_damaged_one_is_refused, fixture_forget),
		cmocka_unit_test_setup(
			simulated_and_real_do_not_mix, fixture_forget),
		cmocka_unit_test_setup(a_link_is_not_followed_but_one_above_is,
			fixture_forget),
		cmocka_unit_test_setup(
			a_bogus_row_is_damage_not_an_index, fixture_forget),
		cmocka_unit_test_setup(
			rows_that_are_missing_are_damage, fixture_forget),
		cmocka_unit_test_setup(
			an_interrupted_write_is_stale_until_the_writer_repairs_it,
			fixture_forget),
		cmocka_unit_test_setup(
			all_parts_are_of_one_moment, fixture_forget),
	};

	return cmocka_run_group_tests_name(
		"state", tests, fixture_enter, fixture_leave);
}
