// SPDX-License-Identifier: MIT
/* What is to be told, and what was let go or paused. */
#include "state/journal.h"

#include "test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "journal_fixture.h"

static void
tell(struct journal *journal, const char *service, int act, time_t now)
{
	const struct message message = {
		.request = 1,
		.act = act,
		.system = SYSTEM_ICINGA2,
		.instance = "main",
		.host = "h",
		.service = service,
		.text = act == 1 ? "it's \"back\"" : NULL,
	};

	DO(journal_tell(journal, &message, now, &err));
}

struct told {
	char order[32]; /* the last letter of the service, then the act */
	struct journal *journal;
	bool telling;
};

static bool
note_message(void *context, const struct message *message, struct error *err)
{
	struct told *told = context;
	size_t length = strlen(told->order);

	(void)snprintf(told->order + length, sizeof(told->order) - length,
		"%s%d ", message->service, message->act);
	assert_int_equal(message->request, 1);
	assert_int_equal(message->system, SYSTEM_ICINGA2);
	assert_string_equal(message->instance, "main");
	assert_string_equal(message->host, "h");
	if (message->act == 1) {
		assert_string_equal(message->text, "it's \"back\"");
	} else {
		assert_null(message->text);
	}
	return !told->telling || journal_told(told->journal, message->id,
					 FIXTURE_NOW, NULL, 0, err);
}

static void
due_are(struct journal *journal, time_t now, const char *wanted)
{
	struct told told = {.journal = journal};

	DO(journal_each_message(journal, now, 0, note_message, &told, &err));
	assert_string_equal(told.order, wanted);
}

static time_t
next_due(struct journal *journal)
{
	time_t due_at = 5;

	DO(journal_next_message(journal, &due_at, &err));
	return due_at;
}

static void
messages_of_one_object_keep_their_order(void **state)
{
	struct journal *journal = journal_fixture_open();

	(void)state;
	(void)journal_fixture_request(journal);
	assert_int_equal(next_due(journal), 0);
	tell(journal, "a", 1, FIXTURE_NOW);
	tell(journal, "a", 2, FIXTURE_NOW);
	tell(journal, "b", 1, FIXTURE_NOW + 1);
	tell(journal, "a", 3, FIXTURE_NOW);
	assert_int_equal(next_due(journal), FIXTURE_NOW);
	due_are(journal, FIXTURE_NOW - 1, "");
	due_are(journal, FIXTURE_NOW, "a1 a2 a3 ");
	due_are(journal, FIXTURE_NOW + 1, "a1 a2 b1 a3 ");

	/* The first is tried again later, so what is behind it waits. */
	DO(journal_told(
		journal, 1, FIXTURE_NOW, "refused", FIXTURE_NOW + 60, &err));
	due_are(journal, FIXTURE_NOW + 1, "b1 ");
	assert_int_equal(next_due(journal), FIXTURE_NOW + 1);
	DO(journal_told(journal, 3, FIXTURE_NOW, NULL, 0, &err));
	due_are(journal, FIXTURE_NOW + 59, "");
	assert_int_equal(next_due(journal), FIXTURE_NOW + 60);
	due_are(journal, FIXTURE_NOW + 60, "a1 a2 a3 ");
	/* Later than anybody waits: by a clock that ran ahead. */
	due_are(journal, FIXTURE_NOW + 60 - JOURNAL_WAIT_LIMIT_S, "");
	due_are(journal, FIXTURE_NOW - 1 - JOURNAL_WAIT_LIMIT_S, "a1 a2 a3 ");

	/* Given up: the others go on. */
	DO(journal_told(journal, 1, FIXTURE_NOW + 60, "gone", 0, &err));
	due_are(journal, FIXTURE_NOW + 60, "a2 a3 ");
	assert_int_equal(fixture_number("SELECT tries FROM message "
					"WHERE error = 'gone' AND told_at > 0"),
		2);
	journal_close(journal);
}

static void
the_visitor_may_tell_them(void **state)
{
	struct journal *journal = journal_fixture_open();
	struct told told = {.journal = journal, .telling = true};
	struct error failure = {0};

	(void)state;
	(void)journal_fixture_request(journal);
	for (int act = 1; act <= 3; act++) {
		tell(journal, "a", act, FIXTURE_NOW);
	}
	DO(journal_each_message(
		journal, FIXTURE_NOW, 2, note_message, &told, &err));
	assert_string_equal(told.order, "a1 a2 ");
	due_are(journal, FIXTURE_NOW, "a3 ");
	assert_false(journal_told(journal, 9, FIXTURE_NOW, NULL, 0, &failure));
	journal_close(journal);
}

static const char *const damages[] = {
	"act = 0",
	"act = 4",
	"act = 4294967297",
	"tries = -1",
	"system = 'pager'",
	"system = ''",
};

/* By none of them the worker may stumble, nor say what was never meant. */
static void
a_damaged_one_fails(void **state)
{
	struct journal *journal = journal_fixture_open();
	struct told told = {.journal = journal};

	(void)state;
	(void)journal_fixture_request(journal);
	for (size_t i = 0; i < COUNT_OF(damages); i++) {
		char sql[96];
		struct error failure = {0};

		tell(journal, "a", 1, FIXTURE_NOW);
		(void)snprintf(sql, sizeof(sql),
			"UPDATE message SET %s WHERE told_at = 0", damages[i]);
		fixture_execute(sql);
		if (journal_each_message(journal, FIXTURE_NOW, 0, note_message,
			    &told, &failure) ||
			failure.code != ERROR_DISK) {
			fail_msg("%s: %s", damages[i], failure.text);
		}
		assert_string_equal(told.order, "");
		fixture_execute("UPDATE message SET told_at = 1");
	}
	journal_close(journal);
}

static void
release(struct journal *journal, const struct mailbox *mailbox)
{
	DO(journal_release(journal, "contoso", mailbox, 1, "ada", "a leaver",
		FIXTURE_NOW, &err));
}

static bool
unrelease(struct journal *journal, const char *tenant,
	const struct mailbox *mailbox)
{
	bool was_released = false;

	DO(journal_unrelease(journal, tenant, mailbox, FIXTURE_NOW + 5,
		&was_released, &err));
	return was_released;
}

static int64_t
releases(void)
{
	return fixture_number(
		"SELECT count(*) FROM release WHERE revoked_at = 0");
}

static void
a_release_is_of_one_loss(void **state)
{
	struct journal *journal = journal_fixture_open();
	const struct mailbox mailbox = journal_fixture_mailbox(7, 1000);
	const struct mailbox other = journal_fixture_mailbox(8, 1000);
	const struct mailbox again =
		journal_fixture_mailbox(7, FIXTURE_NOW + 100000);

	(void)state;
	(void)journal_fixture_request(journal);
	assert_false(unrelease(journal, "contoso", &mailbox));
	release(journal, &mailbox);
	release(journal, &mailbox);
	assert_int_equal(releases(), 1);
	assert_false(unrelease(journal, "contoso", &other));
	assert_false(unrelease(journal, "fabrikam", &mailbox));
	assert_int_equal(releases(), 1);
	release(journal, &again);
	assert_int_equal(releases(), 2);
	/* What is taken back is the user's release, of whichever loss. */
	assert_true(unrelease(journal, "contoso", &again));
	assert_int_equal(releases(), 0);
	assert_false(unrelease(journal, "contoso", &mailbox));
	release(journal, &mailbox);
	assert_int_equal(releases(), 1);
	assert_int_equal(fixture_number("SELECT count(*) FROM release "
					"WHERE revoked_at = 1772438405"),
		2);
	journal_close(journal);
	journal_close(journal_fixture_open());
}

static void
pause_it(struct journal *journal, const char *tenant, bool pause)
{
	DO(journal_pause(
		journal, tenant, pause, "ada", "holiday", FIXTURE_NOW, &err));
}

static bool
is_paused(struct journal *journal, const char *tenant)
{
	bool paused = false;

	DO(journal_is_paused(journal, tenant, &paused, &err));
	return paused;
}

static void
paused_alone_are(struct journal *journal, const char *wanted)
{
	char *tenants = NULL;

	DO(journal_paused_alone(journal, &tenants, &err));
	if (wanted == NULL) {
		assert_null(tenants);
	} else {
		assert_string_equal(tenants, wanted);
	}
	free(tenants);
}

static void
one_is_paused_or_all_are(void **state)
{
	struct journal *journal = journal_fixture_open();

	(void)state;
	assert_false(is_paused(journal, "contoso"));
	paused_alone_are(journal, NULL);
	pause_it(journal, "fabrikam", true);
	pause_it(journal, "contoso", true);
	pause_it(journal, "contoso", true);
	pause_it(journal, NULL, true);
	paused_alone_are(journal, "contoso, fabrikam");
	pause_it(journal, "fabrikam", false);
	pause_it(journal, NULL, false);
	paused_alone_are(journal, "contoso");
	assert_true(is_paused(journal, "contoso"));
	assert_false(is_paused(journal, "fabrikam"));
	pause_it(journal, NULL, true);
	assert_true(is_paused(journal, "fabrikam"));
	pause_it(journal, "contoso", false);
	assert_true(is_paused(journal, "contoso"));
	pause_it(journal, NULL, false);
	assert_false(is_paused(journal, "contoso"));
	pause_it(journal, "contoso", true);
	pause_it(journal, NULL, false);
	assert_true(is_paused(journal, "contoso"));
	journal_close(journal);
}

static void
what_is_told_is_known(void **state)
{
	struct journal *journal = journal_fixture_open();
	bool tells = true;

	(void)state;
	(void)journal_fixture_request(journal);
	DO(journal_tells(journal, 1, 2, &tells, &err));
	assert_false(tells);
	tell(journal, "a", 1, FIXTURE_NOW);
	tell(journal, "a", 2, FIXTURE_NOW);
	DO(journal_tells(journal, 1, 2, &tells, &err));
	assert_true(tells);
	DO(journal_tells(journal, 1, 3, &tells, &err));
	assert_false(tells);
	DO(journal_tells(journal, 2, 2, &tells, &err));
	assert_false(tells);
	journal_close(journal);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(messages_of_one_object_keep_their_order,
			fixture_forget),
		cmocka_unit_test_setup(
			the_visitor_may_tell_them, fixture_forget),
		cmocka_unit_test_setup(what_is_told_is_known, fixture_forget),
		cmocka_unit_test_setup(a_damaged_one_fails, fixture_forget),
		cmocka_unit_test_setup(
			a_release_is_of_one_loss, fixture_forget),
		cmocka_unit_test_setup(
			one_is_paused_or_all_are, fixture_forget),
	};

	return cmocka_run_group_tests_name(
		"journal_messages", tests, fixture_enter, fixture_leave);
}
