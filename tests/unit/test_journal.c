// SPDX-License-Identifier: MIT
/* handler.db as a file: made, shared, damaged; and what a transaction is. */
#include "state/journal.h"

#include "test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/mem.h"
#include "journal_fixture.h"

static void
opening_fails(bool simulated, enum error_code code, const char *words)
{
	struct journal *journal = NULL;
	struct error err = {0};

	if (journal_open("t.db", simulated, FIXTURE_NOW, &journal, &err)) {
		journal_close(journal);
		fail_msg("opened");
	}
	assert_null(journal);
	if (err.code != code || strstr(err.text, words) == NULL) {
		fail_msg("%d: %s", (int)err.code, err.text);
	}
}

static void
made_once_it_stays_as_it_is(void **state)
{
	struct journal *journal = journal_fixture_open();
	struct stat status = {0};
	time_t born_at = 0;

	(void)state;
	DO(journal_born_at(journal, &born_at, &err));
	assert_int_equal(born_at, FIXTURE_NOW);
	journal_close(journal);
	DO(journal_open("t.db", false, FIXTURE_NOW + 99, &journal, &err));
	DO(journal_born_at(journal, &born_at, &err));
	assert_int_equal(born_at, FIXTURE_NOW);
	journal_close(journal);
	assert_int_equal(stat("t.db", &status), 0);
	assert_int_equal(status.st_mode & 07777, 0640);
	assert_int_equal(fixture_number("PRAGMA application_id"), 0x4D424548);
	assert_int_equal(fixture_number("PRAGMA user_version"), 1);
}

static void
simulated_and_real_do_not_mix(void **state)
{
	struct journal *journal = NULL;

	(void)state;
	journal_close(journal_fixture_open());
	opening_fails(true, ERROR_USAGE, "t.db: it holds real data");
	(void)fixture_forget(state);
	DO(journal_open("t.db", true, FIXTURE_NOW, &journal, &err));
	journal_close(journal);
	opening_fails(false, ERROR_USAGE, "t.db: it holds simulated data");
}

static void
others_are_left_alone(void **state)
{
	(void)state;
	collection_close(fixture_open());
	opening_fails(false, ERROR_DISK, "another program");
	(void)fixture_forget(state);
	journal_close(journal_fixture_open());
	fixture_execute("PRAGMA user_version = 2");
	opening_fails(false, ERROR_OUTDATED, "upgrade this package");
	(void)fixture_forget(state);
	assert_int_equal(symlink("elsewhere.db", "t.db"), 0);
	opening_fails(false, ERROR_DISK, "symbolic link");
	assert_int_equal(access("elsewhere.db", F_OK), -1);
}

/* One row and more in every table. */
static void
fill(void)
{
	struct journal *journal = journal_fixture_open();
	int64_t request = journal_fixture_request(journal);
	const struct request ack = journal_fixture_ack();
	const struct mailbox mailbox = journal_fixture_mailbox(7, 1000);
	const struct message message = {
		.request = request,
		.act = 1,
		.system = SYSTEM_NAGIOS,
		.host = "h",
		.service = "s",
		.text = "done",
	};

	(void)journal_fixture_import(journal, "new", &ack, FIXTURE_NOW);
	for (unsigned i = 1; i <= 3; i++) {
		(void)journal_fixture_remedy_open(journal, request, i);
	}
	journal_fixture_close(journal, 1, REMEDY_VERIFIED, FIXTURE_NOW);
	DO(journal_release(journal, "contoso", &mailbox, request, "ada", "gone",
		FIXTURE_NOW, &err));
	DO(journal_tell(journal, &message, FIXTURE_NOW, &err));
	journal_close(journal);
}

/* Pages of the file, each with what is stored there. */
struct page {
	char *name;
	int64_t number;
};

static size_t
pages_of(struct page pages[], size_t limit)
{
	sqlite3_stmt *stmt = NULL;
	sqlite3 *db = NULL;
	size_t count = 0;

	assert_int_equal(sqlite3_open("t.db", &db), SQLITE_OK);
	assert_int_equal(sqlite3_prepare_v2(db,
				 "SELECT name, rootpage FROM sqlite_schema "
				 "WHERE rootpage > 0",
				 -1, &stmt, NULL),
		SQLITE_OK);
	while (sqlite3_step(stmt) == SQLITE_ROW && count < limit) {
		pages[count++] = (struct page){
			mem_text((const char *)sqlite3_column_text(stmt, 0)),
			sqlite3_column_int64(stmt, 1)};
	}
	(void)sqlite3_finalize(stmt);
	(void)sqlite3_close(db);
	return count;
}

/* Nothing is decided by what the log holds, and what it lost is seen there. */
static bool
may_be_lost(const char *name)
{
	return strcmp(name, "journal") == 0 ||
	       strcmp(name, "journal_remedy") == 0 ||
	       strcmp(name, "event") == 0 || strcmp(name, "pause") == 0 ||
	       strncmp(name, "sqlite_autoindex_pause", 22) == 0 ||
	       strcmp(name, "request_file") == 0 ||
	       strcmp(name, "request_object") == 0 ||
	       strcmp(name, "remedy_verified") == 0 ||
	       strcmp(name, "message_object") == 0;
}

static void
a_page_that_lost_its_rows_is_noticed(void **state)
{
	struct page pages[64];
	size_t count = 0;

	fill();
	count = pages_of(pages, COUNT_OF(pages));
	assert_true(count > 15);
	for (size_t i = 0; i < count; i++) {
		struct journal *journal = NULL;
		struct error err = {0};
		(void)fixture_forget(state);
		fill();
		journal_fixture_empty_page("t.db", (size_t)pages[i].number);
		if (!may_be_lost(pages[i].name) &&
			journal_open(
				"t.db", false, FIXTURE_NOW, &journal, &err)) {
			fail_msg("without %s it opens", pages[i].name);
		}
		journal_close(journal);
		free(pages[i].name);
	}
}

static void
rows_that_disagree_with_an_index_are_noticed(void **state)
{
	(void)state;
	fill();
	fixture_execute(
		"PRAGMA writable_schema = 1;"
		"UPDATE sqlite_schema SET sql = replace(sql, 'closed_at = 0',"
		" 'closed_at = 1') WHERE name = 'remedy_once'");
	fixture_execute("UPDATE remedy SET closed_at = 0, state = 'open' "
			"WHERE id = 1");
	fixture_execute(
		"PRAGMA writable_schema = 1;"
		"UPDATE sqlite_schema SET sql = replace(sql, 'closed_at = 1',"
		" 'closed_at = 0') WHERE name = 'remedy_once'");
	opening_fails(false, ERROR_DISK, "the database is damaged");
}

/* One step each, which an older page must not take back unnoticed. */
static void
send_restore(struct journal *journal)
{
	struct remedy remedy = journal_fixture_remedy(0, 2);

	remedy.id = 2;
	remedy.writes[WRITE_RESTORE].count++;
	DO(journal_put_remedy(journal, &remedy, &err));
	remedy_release(&remedy);
}

static void
close_one(struct journal *journal)
{
	journal_fixture_close(journal, 3, REMEDY_FAILED, FIXTURE_NOW);
}

static void
open_one(struct journal *journal)
{
	(void)journal_fixture_remedy_open(journal, 1, 4);
}

static void
open_another_for_it(struct journal *journal)
{
	close_one(journal);
	open_one(journal);
}

static void
take_request(struct journal *journal)
{
	DO(journal_set_request(journal, 2, "working", NULL, FIXTURE_NOW, &err));
}

static void
refuse_request(struct journal *journal)
{
	DO(journal_set_request(journal, 2, "refused", "no", FIXTURE_NOW, &err));
}

static void
tell_it(struct journal *journal)
{
	DO(journal_told(journal, 1, FIXTURE_NOW, NULL, 0, &err));
}

static const struct {
	const char *name;
	void (*take)(struct journal *journal);
} steps[] = {
	{"a write is sent", send_restore},
	{"a remedy is closed", close_one},
	{"a remedy is opened", open_one},
	{"one is closed, another opened", open_another_for_it},
	{"a request is taken", take_request},
	{"a request is refused", refuse_request},
	{"a message is told", tell_it},
};

/* What decides what is done next. */
struct truth {
	char open[200];
	int64_t next;
	int messages;
};

static bool
note_open(void *context, const struct remedy *remedy, struct error *err)
{
	struct truth *truth = context;
	size_t length = strlen(truth->open);

	(void)err;
	(void)snprintf(truth->open + length, sizeof(truth->open) - length,
		"%lld sent %lld; ", (long long)remedy->id,
		(long long)remedy->writes[WRITE_RESTORE].count);
	return true;
}

static bool
count_message(void *context, const struct message *message, struct error *err)
{
	struct truth *truth = context;

	(void)message;
	(void)err;
	truth->messages++;
	return true;
}

static struct truth
truth_of(struct journal *journal)
{
	struct truth truth = {.next = 0};
	struct request request = {0};
	time_t received_at = 0;
	unsigned owner = 0;

	DO(journal_each_due(
		journal, FIXTURE_NOW + 999, 0, note_open, &truth, &err));
	DO(journal_next_request(
		journal, 0, &truth.next, &owner, &received_at, &request, &err));
	request_release(&request);
	DO(journal_each_message(
		journal, FIXTURE_NOW, 0, count_message, &truth, &err));
	return truth;
}

static void
is_noticed_or_harmless(
	const char *name, size_t page, const struct truth *wanted)
{
	struct journal *journal = NULL;
	struct error failure = {0};
	struct truth truth;

	journal_fixture_copy("new.db", "t.db");
	journal_fixture_put_page("old.db", "t.db", page);
	if (!journal_open("t.db", false, FIXTURE_NOW, &journal, &failure)) {
		return;
	}
	truth = truth_of(journal);
	if (strcmp(truth.open, wanted->open) != 0 ||
		truth.next != wanted->next ||
		truth.messages != wanted->messages) {
		fail_msg("%s, page %zu: %s%lld %d", name, page, truth.open,
			(long long)truth.next, truth.messages);
	}
	journal_close(journal);
}

/* As after a power cut with a disk that lies about what it has written. */
static void
an_older_page_changes_nothing(void **state)
{
	for (size_t i = 0; i < COUNT_OF(steps); i++) {
		struct journal *journal = NULL;
		struct truth truth;
		size_t pages = 0;
		(void)fixture_forget(state);
		fill();
		journal_fixture_copy("t.db", "old.db");
		pages = journal_fixture_pages("t.db");
		DO(journal_open("t.db", false, FIXTURE_NOW, &journal, &err));
		steps[i].take(journal);
		truth = truth_of(journal);
		journal_close(journal);
		journal_fixture_copy("t.db", "new.db");
		for (size_t page = 1; page <= pages; page++) {
			is_noticed_or_harmless(steps[i].name, page, &truth);
		}
	}
	(void)unlink("old.db");
	(void)unlink("new.db");
}

static bool
write_note(struct journal *journal, const char *kind, struct error *err)
{
	const struct journal_entry entry = {
		.at = FIXTURE_NOW, .kind = kind, .text = "x"};

	return journal_write(journal, &entry, err);
}

static int64_t
notes(void)
{
	return fixture_number("SELECT count(*) FROM journal");
}

static void
what_is_written_is_committed(void **state)
{
	struct journal *journal = journal_fixture_open();

	(void)state;
	DO(write_note(journal, "note", &err));
	assert_int_equal(notes(), 1);
	journal_close(journal);
}

static void
a_bundle_is_written_as_one(void **state)
{
	struct journal *journal = journal_fixture_open();

	(void)state;
	DO(journal_begin(journal, &err));
	DO(write_note(journal, "note", &err));
	DO(write_note(journal, "note", &err));
	journal_rollback(journal);
	assert_int_equal(notes(), 0);
	DO(journal_begin(journal, &err));
	DO(write_note(journal, "note", &err));
	DO(write_note(journal, "note", &err));
	DO(journal_commit(journal, &err));
	assert_int_equal(notes(), 2);
	DO(journal_begin(journal, &err));
	DO(write_note(journal, "note", &err));
	journal_close(journal);
	assert_int_equal(notes(), 2);
}

static void
of_a_bundle_that_failed_nothing_is_written(void **state)
{
	struct journal *journal = journal_fixture_open();
	struct error failure = {0};

	(void)state;
	DO(journal_begin(journal, &err));
	DO(write_note(journal, "note", &err));
	assert_false(write_note(journal, "rumour", &failure));
	assert_false(write_note(journal, "note", &failure));
	assert_false(journal_commit(journal, &failure));
	assert_int_equal(notes(), 0);
	DO(write_note(journal, "note", &err));
	assert_int_equal(notes(), 1);
	journal_close(journal);
}

/* One that is there for a moment is waited for; see collection, too. */
static void
a_reader_in_the_way_is_waited_for(void **state)
{
	struct journal *journal = journal_fixture_open();
	struct handler_reader *reader = journal_fixture_read();
	int pipe_ends[2];
	char word = 0;
	pid_t child = 0;

	(void)state;
	assert_int_equal(pipe(pipe_ends), 0);
	handler_close(reader);
	child = fork();
	if (child == 0) {
		/* Holds it beyond the first turn of the writer's waiting. */
		reader = journal_fixture_read();
		(void)!write(pipe_ends[1], "r", 1);
		(void)usleep(500 * 1000);
		_exit(0);
	}
	assert_int_equal(read(pipe_ends[0], &word, 1), 1);
	DO(write_note(journal, "note", &err));
	assert_int_equal(notes(), 1);
	(void)close(pipe_ends[0]);
	(void)close(pipe_ends[1]);
	journal_close(journal);
}

static void
without_its_row_it_is_damaged(void **state)
{
	struct journal *journal = journal_fixture_open();
	struct error err = {0};
	time_t born_at = 5;

	(void)state;
	fixture_execute("DELETE FROM handler");
	assert_false(journal_born_at(journal, &born_at, &err));
	assert_int_equal(born_at, 5);
	journal_close(journal);
	opening_fails(false, ERROR_DISK, "the database is damaged");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(
			made_once_it_stays_as_it_is, fixture_forget),
		cmocka_unit_test_setup(
			simulated_and_real_do_not_mix, fixture_forget),
		cmocka_unit_test_setup(others_are_left_alone, fixture_forget),
		cmocka_unit_test_setup(
			a_page_that_lost_its_rows_is_noticed, fixture_forget),
		cmocka_unit_test_setup(
			an_older_page_changes_nothing, fixture_forget),
		cmocka_unit_test_setup(
			rows_that_disagree_with_an_index_are_noticed,
			fixture_forget),
		cmocka_unit_test_setup(
			without_its_row_it_is_damaged, fixture_forget),
		cmocka_unit_test_setup(
			what_is_written_is_committed, fixture_forget),
		cmocka_unit_test_setup(
			a_bundle_is_written_as_one, fixture_forget),
		cmocka_unit_test_setup(
			of_a_bundle_that_failed_nothing_is_written,
			fixture_forget),
		cmocka_unit_test_setup(
			a_reader_in_the_way_is_waited_for, fixture_forget),
	};

	return cmocka_run_group_tests_name(
		"journal", tests, fixture_enter, fixture_leave);
}
