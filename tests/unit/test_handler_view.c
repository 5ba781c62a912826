// SPDX-License-Identifier: MIT
/*
 * What is released and restored, as those who judge see it.  TENANT.db is
 * "t.db" here, and "handler.db" what it is called.
 */
#include "state/handler.h"

#include "test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/mem.h"
#include "journal_fixture.h"

static int
forget_both(void **state)
{
	(void)unlink("handler.db");
	(void)unlink("handler.db-journal");
	return fixture_forget(state);
}

static int
leave_both(void **state)
{
	(void)forget_both(state);
	return fixture_leave(state);
}

static struct journal *
open_handler(void)
{
	struct journal *journal = NULL;

	DO(journal_open("handler.db", false, FIXTURE_NOW, &journal, &err));
	return journal;
}

/* Changes handler.db behind everybody's back. */
static void
execute(const char *sql)
{
	sqlite3 *db = NULL;

	assert_int_equal(sqlite3_open("handler.db", &db), SQLITE_OK);
	if (sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK) {
		fail_msg("%s: %s", sql, sqlite3_errmsg(db));
	}
	(void)sqlite3_close(db);
}

static void
release(struct journal *journal, const char *tenant,
	const struct mailbox *mailbox)
{
	DO(journal_release(journal, tenant, mailbox, 0, "ada", "a leaver",
		FIXTURE_NOW, &err));
}

static struct handler_view *
view_since(time_t since)
{
	struct handler_view *view = NULL;

	DO(handler_view_read(".", "contoso", false, since, &view, &err));
	return view;
}

/* Ties it to "t.db", which need not be there before. */
static void
resolve(struct handler_view *view)
{
	enum state_condition condition = STATE_ABSENT;
	struct state_reader *reader = fixture_read(&condition);

	assert_non_null(reader);
	DO(handler_view_resolve(view, reader, &err));
	state_close(reader);
}

static struct handling
look(const struct handler_view *view, const struct mailbox *mailbox)
{
	struct handling handling = {0};

	handler_view_look(view, mailbox, &handling);
	return handling;
}

/* As a visit shows it: by its row, without its user. */
static struct handling
look_by_row(const struct handler_view *view, struct mailbox mailbox, int64_t id)
{
	mailbox.id = id;
	mailbox.user_id = (struct guid){0};
	return look(view, &mailbox);
}

static void
without_a_file_nothing_is_known(void **state)
{
	const struct mailbox mailbox = journal_fixture_mailbox(7, 1000);
	struct handler_view *view = view_since(0);

	(void)state;
	assert_null(view);
	assert_true(handler_view_is_empty(view));
	assert_false(look(view, &mailbox).released);
	handler_view_free(view);
	journal_close(open_handler());
	view = view_since(0);
	assert_non_null(view);
	assert_true(handler_view_is_empty(view));
	assert_false(look(view, &mailbox).released);
	handler_view_free(view);
}

static void
a_release_is_found_by_user_and_by_row(void **state)
{
	struct collection *collection = fixture_open();
	struct journal *journal = open_handler();
	const struct mailbox mailbox = journal_fixture_mailbox(7, 1000);
	const struct mailbox other = journal_fixture_mailbox(8, 1000);
	struct handler_view *view = NULL;

	(void)state;
	fixture_put(collection, 5, 9); /* rows 1 to 5: user 7 is the third */
	collection_close(collection);
	release(journal, "contoso", &mailbox);
	release(journal, "fabrikam", &other);
	journal_close(journal);

	view = view_since(0);
	assert_false(handler_view_is_empty(view));
	assert_true(look(view, &mailbox).released);
	assert_int_equal(look(view, &mailbox).verified_at, 0);
	assert_false(look(view, &other).released);
	resolve(view);
	for (int64_t id = 1; id <= 5; id++) {
		assert_int_equal(
			look_by_row(view, mailbox, id).released, id == 3);
	}
	handler_view_free(view);
}

/* Rows have other numbers, losses are counted from one again. */
static void
it_survives_a_new_database(void **state)
{
	struct journal *journal = open_handler();
	struct mailbox mailbox = journal_fixture_mailbox(7, 1000);
	struct handler_view *view = NULL;
	struct collection *collection = NULL;

	mailbox.loss = 5;
	release(journal, "contoso", &mailbox);
	journal_close(journal);
	(void)fixture_forget(state);
	collection = fixture_open();
	fixture_put(collection, 7, 7);
	collection_close(collection);
	mailbox.loss = 1;
	mailbox.first_seen_at = FIXTURE_NOW + 1000;
	mailbox.lost_latest = FIXTURE_NOW + 1000;
	view = view_since(0);
	resolve(view);
	assert_true(look_by_row(view, mailbox, 1).released);
	handler_view_free(view);
}

/* A user without a row in TENANT.db, and one with several releases. */
static void
only_the_loss_that_was_released_is(void **state)
{
	struct collection *collection = fixture_open();
	struct journal *journal = open_handler();
	const struct mailbox first = journal_fixture_mailbox(7, 1000);
	const struct mailbox second =
		journal_fixture_mailbox(7, FIXTURE_NOW - 5000);
	const struct mailbox third =
		journal_fixture_mailbox(7, FIXTURE_NOW + 5000);
	const struct mailbox stranger = journal_fixture_mailbox(99, 1000);
	struct handler_view *view = NULL;

	(void)state;
	fixture_put(collection, 6, 8);
	collection_close(collection);
	release(journal, "contoso", &first);
	release(journal, "contoso", &stranger);
	release(journal, "contoso", &second);
	journal_close(journal);
	view = view_since(0);
	assert_true(look(view, &stranger).released);
	resolve(view);
	assert_true(look_by_row(view, first, 2).released);
	assert_true(look_by_row(view, second, 2).released);
	assert_false(look_by_row(view, third, 2).released);
	assert_false(look_by_row(view, first, 1).released);
	assert_false(look_by_row(view, first, 3).released);
	assert_false(look_by_row(view, stranger, 0).released);
	handler_view_free(view);
}

static void
what_was_taken_back_is_not(void **state)
{
	struct journal *journal = open_handler();
	const struct mailbox mailbox = journal_fixture_mailbox(7, 1000);
	struct handler_view *view = NULL;
	bool was_released = false;

	(void)state;
	release(journal, "contoso", &mailbox);
	DO(journal_unrelease(journal, "contoso", &mailbox, FIXTURE_NOW,
		&was_released, &err));
	journal_close(journal);
	view = view_since(0);
	assert_true(handler_view_is_empty(view));
	handler_view_free(view);
}

static void
only_what_was_verified_since_counts(void **state)
{
	struct journal *journal = open_handler();
	int64_t request = journal_fixture_request(journal);
	const enum remedy_state states[] = {REMEDY_VERIFIED, REMEDY_FAILED,
		REMEDY_VERIFIED, REMEDY_REFUSED};
	struct handler_view *view = NULL;

	(void)state;
	for (unsigned i = 0; i < COUNT_OF(states); i++) {
		int64_t id =
			journal_fixture_remedy_open(journal, request, 1 + i);
		journal_fixture_close(
			journal, id, states[i], FIXTURE_NOW + 10 * (time_t)i);
	}
	(void)journal_fixture_remedy_open(journal, request, 9);
	journal_close(journal);
	view = view_since(FIXTURE_NOW);
	for (unsigned i = 0; i < COUNT_OF(states); i++) {
		const struct mailbox mailbox =
			journal_fixture_mailbox(1 + i, 1000);
		assert_int_equal(look(view, &mailbox).verified_at,
			states[i] == REMEDY_VERIFIED
				? FIXTURE_NOW + 10 * (time_t)i
				: 0);
		assert_int_equal(look(view, &mailbox).verified_cause,
			states[i] == REMEDY_VERIFIED ? CAUSE_USER_DELETED
						     : CAUSE_NONE);
		assert_false(look(view, &mailbox).released);
	}
	handler_view_free(view);
	view = view_since(FIXTURE_NOW + 1);
	assert_int_equal(
		look(view, &(struct mailbox){.user_id = fixture_guid(1)})
			.verified_at,
		0);
	handler_view_free(view);
	view = view_since(FIXTURE_NOW + 21);
	assert_true(handler_view_is_empty(view));
	handler_view_free(view);
}

static void
reading_fails(const char *words)
{
	struct handler_view *view = NULL;
	struct error err = {0};

	if (handler_view_read(".", "contoso", false, 0, &view, &err)) {
		fail_msg("it is read: not \"%s\"", words);
	}
	assert_null(view);
	if (strstr(err.text, words) == NULL ||
		strstr(err.text, "./handler.db: ") == NULL) {
		fail_msg("%s", err.text);
	}
}

static void
what_is_damaged_is_not_believed(void **state)
{
	static const char *const damages[] = {
		"DELETE FROM release WHERE id = 1",
		"DELETE FROM release",
		"UPDATE release SET user_id = 'x'",
		/* The index knows better. */
		"PRAGMA writable_schema = 1;"
		"UPDATE sqlite_schema SET sql = replace(sql, 'revoked_at = 0',"
		" 'revoked_at = 1') WHERE name = 'release_user'",
	};
	const struct mailbox mailbox = journal_fixture_mailbox(7, 1000);
	const struct mailbox other = journal_fixture_mailbox(8, 1000);

	for (size_t i = 0; i < COUNT_OF(damages); i++) {
		struct journal *journal = NULL;
		(void)forget_both(state);
		journal = open_handler();
		release(journal, "contoso", &mailbox);
		release(journal, "contoso", &other);
		journal_close(journal);
		execute(damages[i]);
		if (i == 3) {
			execute("UPDATE release SET revoked_at = 5");
			execute("PRAGMA writable_schema = 1;"
				"UPDATE sqlite_schema SET sql = replace(sql, "
				"'revoked_at = 1', 'revoked_at = 0') "
				"WHERE name = 'release_user'");
		}
		reading_fails("the database is damaged");
	}
}

/* A release that was taken back must not come to life again. */
static void
an_older_page_releases_nothing(void **state)
{
	const struct mailbox mailbox = journal_fixture_mailbox(7, 1000);
	const struct mailbox other = journal_fixture_mailbox(8, 1000);
	struct journal *journal = open_handler();
	size_t pages = 0;
	size_t noticed = 0;
	bool was_released = false;

	(void)state;
	release(journal, "contoso", &mailbox);
	release(journal, "contoso", &other);
	journal_fixture_copy("handler.db", "old.db");
	DO(journal_unrelease(journal, "contoso", &mailbox, FIXTURE_NOW,
		&was_released, &err));
	journal_close(journal);
	journal_fixture_copy("handler.db", "new.db");
	pages = journal_fixture_pages("new.db");
	for (size_t page = 1; page <= pages; page++) {
		struct handler_view *view = NULL;
		struct error failure = {0};
		journal_fixture_copy("new.db", "handler.db");
		journal_fixture_put_page("old.db", "handler.db", page);
		if (handler_view_read(
			    ".", "contoso", false, 0, &view, &failure)) {
			assert_false(look(view, &mailbox).released);
			assert_true(look(view, &other).released);
		} else {
			noticed++;
		}
		handler_view_free(view);
	}
	assert_true(noticed >= 2);
	(void)unlink("old.db");
	(void)unlink("new.db");
}

static void
what_is_not_in_order_is_said(void **state)
{
	struct journal *journal = NULL;
	FILE *file = NULL;

	journal_close(open_handler());
	execute("PRAGMA user_version = 2");
	reading_fails("upgrade this package");
	execute("PRAGMA user_version = 0");
	reading_fails("the next run of the handler's worker repairs it");
	execute("PRAGMA user_version = 1; DELETE FROM handler");
	reading_fails("the database is damaged");
	(void)forget_both(state);
	DO(journal_open("handler.db", true, FIXTURE_NOW, &journal, &err));
	journal_close(journal);
	reading_fails("it is simulated, the data are real");
	file = fopen("handler.db", "wb");
	assert_non_null(file);
	(void)fputs("no database at all, but long enough to be taken for one "
		    "by whoever looks at its size alone; so it is read",
		file);
	(void)fclose(file);
	reading_fails("the database is damaged");
}

/* A thousand of them, in no order. */
static void
many_are_found(void **state)
{
	struct collection *collection = fixture_open();
	struct journal *journal = open_handler();
	struct handler_view *view = NULL;

	(void)state;
	fixture_put(collection, 1, 2000);
	collection_close(collection);
	DO(journal_begin(journal, &err));
	for (unsigned i = 0; i < 1000; i++) {
		const struct mailbox mailbox =
			journal_fixture_mailbox(2 * (i * 7 % 1000) + 1, 1000);
		release(journal, "contoso", &mailbox);
	}
	DO(journal_commit(journal, &err));
	journal_close(journal);
	view = view_since(0);
	for (unsigned i = 1; i <= 2000; i++) {
		const struct mailbox mailbox = journal_fixture_mailbox(i, 1000);
		assert_int_equal(look(view, &mailbox).released, i % 2);
	}
	resolve(view);
	for (unsigned i = 1; i <= 2000; i++) {
		const struct mailbox mailbox = journal_fixture_mailbox(i, 1000);
		assert_int_equal(look_by_row(view, mailbox, i).released, i % 2);
	}
	handler_view_free(view);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(
			without_a_file_nothing_is_known, forget_both),
		cmocka_unit_test_setup(
			a_release_is_found_by_user_and_by_row, forget_both),
		cmocka_unit_test_setup(it_survives_a_new_database, forget_both),
		cmocka_unit_test_setup(
			only_the_loss_that_was_released_is, forget_both),
		cmocka_unit_test_setup(what_was_taken_back_is_not, forget_both),
		cmocka_unit_test_setup(
			only_what_was_verified_since_counts, forget_both),
		cmocka_unit_test_setup(
			what_is_damaged_is_not_believed, forget_both),
		cmocka_unit_test_setup(
			an_older_page_releases_nothing, forget_both),
		cmocka_unit_test_setup(
			what_is_not_in_order_is_said, forget_both),
		cmocka_unit_test_setup(many_are_found, forget_both),
	};

	return cmocka_run_group_tests_name(
		"handler_view", tests, fixture_enter, leave_both);
}
