// SPDX-License-Identifier: MIT
/* Reading handler.db: lists, and what is known of an acknowledgement. */
#include "state/handler.h"

#include "test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "journal_fixture.h"

/* What a list showed: rows as numbers, and one of them in words. */
struct shown {
	char order[64];
	char words[400];
};

static void
show(struct shown *shown, int64_t id)
{
	size_t length = strlen(shown->order);

	(void)snprintf(shown->order + length, sizeof(shown->order) - length,
		"%lld ", (long long)id);
}

static bool
show_request(void *context, const struct request_row *row, struct error *err)
{
	struct shown *shown = context;

	(void)err;
	show(shown, row->id);
	(void)snprintf(shown->words, sizeof(shown->words),
		"%lld %u %s %s %s %s %s %s %s %s %s %s %lld",
		(long long)row->received_at, row->owner, row->kind, row->system,
		row->instance == NULL ? "-" : row->instance, row->tenant,
		row->host, row->service, row->author, row->comment, row->state,
		row->reason == NULL ? "-" : row->reason,
		(long long)row->closed_at);
	return true;
}

static bool
show_remedy(void *context, const struct remedy *remedy, struct error *err)
{
	(void)err;
	show(context, remedy->id);
	return true;
}

static bool
show_entry(void *context, const struct journal_row *row, struct error *err)
{
	struct shown *shown = context;

	(void)err;
	show(shown, row->id);
	(void)snprintf(shown->words, sizeof(shown->words),
		"%lld %lld %lld %s %s %d %s %s %s %s", (long long)row->request,
		(long long)row->remedy, (long long)row->at, row->kind,
		row->text, row->status,
		row->graph_request_id == NULL ? "-" : row->graph_request_id,
		row->tenant == NULL ? "-" : row->tenant,
		row->upn == NULL ? "-" : row->upn,
		row->user_id == NULL ? "-" : row->user_id);
	return true;
}

static bool
show_event(void *context, const struct handler_event *event, struct error *err)
{
	struct shown *shown = context;

	(void)err;
	show(shown, event->id);
	(void)snprintf(shown->words, sizeof(shown->words),
		"%lld %lld %lld %s %s %s %s %d", (long long)event->remedy,
		(long long)event->at, (long long)event->deadline, event->event,
		event->tenant, event->user_id, event->text,
		(int)event->severity);
	return true;
}

static bool
show_pause(void *context, const struct pause_row *row, struct error *err)
{
	struct shown *shown = context;

	(void)err;
	show(shown, row->since);
	(void)snprintf(shown->words, sizeof(shown->words), "%s %s %s",
		row->tenant == NULL ? "-" : row->tenant, row->author,
		row->comment);
	return true;
}

#define SHOWN(list, wanted_order, ...)                                         \
	do {                                                                   \
		struct shown listed = {"", ""};                                \
		DO(handler_each_##list(                                        \
			__VA_ARGS__, show_##list, &listed, &err));             \
		assert_string_equal(listed.order, wanted_order);               \
	} while (0)

static void
requests_and_remedies_come_newest_first(void **state)
{
	struct journal *journal = journal_fixture_open();
	int64_t request = journal_fixture_request(journal);
	struct request ack = journal_fixture_ack();
	struct handler_reader *reader = NULL;
	struct shown shown = {"", ""};

	(void)state;
	ack.tenant = (char *)"fabrikam";
	(void)journal_fixture_import(journal, "b", &ack, FIXTURE_NOW + 1);
	for (unsigned i = 1; i <= 3; i++) {
		(void)journal_fixture_remedy_open(journal, request, i);
	}
	journal_fixture_close(journal, 2, REMEDY_VERIFIED, FIXTURE_NOW);
	journal_close(journal);

	reader = journal_fixture_read();
	SHOWN(request, "2 1 ", reader, NULL, 0);
	SHOWN(request, "2 ", reader, NULL, 1);
	SHOWN(request, "2 ", reader, "fabrikam", 0);
	SHOWN(remedy, "3 2 1 ", reader, NULL, false, 0);
	SHOWN(remedy, "3 1 ", reader, "contoso", true, 0);
	SHOWN(remedy, "3 ", reader, "contoso", true, 1);
	SHOWN(remedy, "", reader, "fabrikam", false, 0);
	DO(handler_each_request(
		reader, "contoso", 0, show_request, &shown, &err));
	assert_string_equal(shown.words,
		"1772438400 1000 acknowledge icinga2 - contoso h s ada please "
		"working - 0");
	handler_close(reader);
}

/* Who asked by hand looks for what became of it. */
static void
one_request_is_found_by_its_file(void **state)
{
	struct journal *journal = journal_fixture_open();
	int64_t first = journal_fixture_request(journal);
	struct request ack = journal_fixture_ack();
	struct shown one = {"", ""};
	struct shown none = {"", ""};
	struct shown remedies = {"", ""};
	struct handler_reader *reader = NULL;
	int64_t second =
		journal_fixture_import(journal, "b", &ack, FIXTURE_NOW + 1);

	(void)state;
	(void)journal_fixture_remedy_open(journal, second, 1);
	(void)journal_fixture_remedy_open(journal, first, 2);
	(void)journal_fixture_remedy_open(journal, second, 3);
	journal_close(journal);
	reader = journal_fixture_read();
	DO(handler_request_of_file(reader, "b", show_request, &one, &err));
	assert_string_equal(one.order, "2 ");
	DO(handler_request_of_file(reader, "c", show_request, &none, &err));
	assert_string_equal(none.order, "");
	DO(handler_each_of_request(
		reader, second, show_remedy, &remedies, &err));
	assert_string_equal(remedies.order, "1 3 ");
	handler_close(reader);
}

/* The table of what belongs to a loss is test_journal_remedies.c. */
static void
the_past_is_what_the_worker_is_told(void **state)
{
	struct journal *journal = journal_fixture_open();
	int64_t request = journal_fixture_request(journal);
	const struct mailbox mailbox = journal_fixture_mailbox(7, 1000);
	struct handler_reader *reader = NULL;
	struct remedy_past past = {.verified = true, .failed_at = 5};
	int64_t count = -1;

	(void)state;
	(void)journal_fixture_remedy_open(journal, request, 7);
	(void)journal_fixture_remedy_open(journal, request, 8);
	journal_fixture_close(journal, 2, REMEDY_REFUSED, FIXTURE_NOW);
	journal_close(journal);
	reader = journal_fixture_read();
	DO(handler_past(reader, "contoso", &mailbox, &past, &err));
	assert_true(past.has_open && !past.may_end && !past.verified &&
		    past.failed_at == 0);
	DO(handler_past(reader, "fabrikam", &mailbox, &past, &err));
	assert_false(past.has_open || past.may_end || past.verified ||
		     past.failed_at != 0);
	DO(handler_opened_since(reader, "contoso", 0, &count, &err));
	assert_int_equal(count, 1);
	DO(handler_opened_since(reader, "fabrikam", 0, &count, &err));
	assert_int_equal(count, 0);
	handler_close(reader);
}

static bool
show_untold(void *context, const struct untold_row *row, struct error *err)
{
	struct shown *shown = context;

	(void)err;
	show(shown, row->made_at);
	(void)snprintf(shown->words, sizeof(shown->words),
		"%s %s %s %s %s %lld %s", row->system,
		row->instance == NULL ? "-" : row->instance, row->host,
		row->service, row->text, (long long)row->tries, row->error);
	return true;
}

static void
what_is_not_yet_told_is_listed(void **state)
{
	struct journal *journal = journal_fixture_open();
	const struct message message = {
		.request = journal_fixture_request(journal),
		.system = SYSTEM_ICINGA2,
		.host = "h",
		.service = "s",
		.text = "it is back",
		.act = 1,
	};
	struct handler_reader *reader = NULL;
	struct shown shown = {"", ""};

	(void)state;
	for (int i = 1; i <= 3; i++) {
		DO(journal_tell(journal, &message, i, &err));
	}
	DO(journal_told(journal, 1, 10, NULL, 0, &err));
	DO(journal_told(journal, 3, 10, "no answer", 20, &err));
	journal_close(journal);
	reader = journal_fixture_read();
	SHOWN(untold, "2 ", reader, 1);
	DO(handler_each_untold(reader, 0, show_untold, &shown, &err));
	assert_string_equal(shown.order, "2 3 ");
	assert_string_equal(
		shown.words, "icinga2 - h s it is back 1 no answer");
	handler_close(reader);
}

static void
the_log_comes_in_order(void **state)
{
	struct journal *journal = journal_fixture_open();
	int64_t request = journal_fixture_request(journal);
	int64_t remedy = journal_fixture_remedy_open(journal, request, 5);
	const struct journal_entry entry = {
		.at = FIXTURE_NOW,
		.remedy = remedy,
		.kind = "answer",
		.text = "done",
		.status = 200,
		.graph_request_id = "abc",
	};
	const struct journal_entry note = {
		.at = FIXTURE_NOW, .kind = "note", .text = "started"};
	struct handler_reader *reader = NULL;
	struct shown shown = {"", ""};

	(void)state;
	DO(journal_write(journal, &entry, &err));
	DO(journal_write(journal, &note, &err));
	journal_close(journal);
	reader = journal_fixture_read();
	SHOWN(entry, "1 2 3 ", reader, NULL, 0);
	SHOWN(entry, "3 ", reader, NULL, 2);
	SHOWN(entry, "1 2 ", reader, "contoso", 0);
	SHOWN(entry, "", reader, "fabrikam", 0);
	DO(handler_each_entry(reader, "contoso", 1, show_entry, &shown, &err));
	assert_string_equal(shown.words,
		"0 1 1772438400 answer done 200 abc contoso "
		"user5@contoso.example 40000000-0000-0000-0000-000000000005");
	handler_close(reader);
}

static void
events_releases_and_pauses_are_listed(void **state)
{
	struct journal *journal = journal_fixture_open();
	struct mailbox mailbox = journal_fixture_mailbox(7, 1000);
	const struct handler_event event = {.at = FIXTURE_NOW,
		.deadline = 5,
		.event = "restore-failed",
		.tenant = "contoso",
		.user_id = "x",
		.text = "no seat",
		.severity = CHECK_CRITICAL};
	struct handler_reader *reader = NULL;
	struct shown shown = {"", ""};
	bool was = false;

	(void)state;
	mailbox.upn = (char *)"u@x";
	DO(journal_put_event(journal, &event, &err));
	DO(journal_put_event(journal, &event, &err));
	DO(journal_release(journal, "contoso", &mailbox, 0, "ada", "left",
		FIXTURE_NOW, &err));
	DO(journal_unrelease(
		journal, "contoso", &mailbox, FIXTURE_NOW + 1, &was, &err));
	DO(journal_release(journal, "fabrikam", &mailbox, 0, "ada", "left",
		FIXTURE_NOW, &err));
	DO(journal_pause(journal, NULL, true, "ada", "move", 3, &err));
	DO(journal_pause(journal, "contoso", true, "ben", "quiet", 4, &err));
	journal_close(journal);
	reader = journal_fixture_read();
	SHOWN(event, "1 2 ", reader, 0, 0);
	SHOWN(event, "1 ", reader, 0, 1);
	SHOWN(event, "2 ", reader, 1, 0);
	SHOWN(pause, "3 4 ", reader);
	DO(handler_each_event(reader, 1, 0, show_event, &shown, &err));
	assert_string_equal(shown.words,
		"0 1772438400 5 restore-failed contoso x no seat 2");
	DO(handler_each_pause(reader, show_pause, &shown, &err));
	assert_string_equal(shown.words, "contoso ben quiet");
	handler_close(reader);
}

static void
what_is_open_is_counted(void **state)
{
	struct journal *journal = journal_fixture_open();
	int64_t request = journal_fixture_request(journal);
	const struct request ack = journal_fixture_ack();
	const struct message message = {.request = request,
		.act = 1,
		.system = SYSTEM_HAND,
		.host = "h",
		.service = "s"};
	struct handler_reader *reader = NULL;
	struct handler_facts facts = {0};

	(void)state;
	(void)journal_fixture_import(journal, "b", &ack, FIXTURE_NOW);
	for (unsigned i = 1; i <= 4; i++) {
		(void)journal_fixture_remedy_open(journal, request, i);
		DO(journal_tell(journal, &message, FIXTURE_NOW, &err));
	}
	journal_fixture_close(journal, 2, REMEDY_VERIFIED, FIXTURE_NOW);
	DO(journal_told(journal, 1, FIXTURE_NOW, NULL, 0, &err));
	DO(journal_told(journal, 2, FIXTURE_NOW, NULL, 0, &err));
	journal_close(journal);
	reader = journal_fixture_read();
	DO(handler_read_facts(reader, &facts, &err));
	assert_false(facts.simulated);
	assert_int_equal(facts.born_at, FIXTURE_NOW);
	assert_int_equal(facts.open_remedies, 3);
	assert_int_equal(facts.untold_messages, 2);
	assert_int_equal(facts.waiting_requests, 1);
	handler_close(reader);
}

/* Seconds from FIXTURE_NOW; 0 of acked: not said. */
static const struct {
	const char *name;
	enum request_system system; /* that it is found in */
	const char *instance, *service;
	int made, acked; /* of the request */
	int found;	 /* the acknowledgement that is found now */
	bool known;
} finds[] = {
	{"told when it was set", SYSTEM_ICINGA2, NULL, "s", 0, 0, 0, true},
	{"told a little later", SYSTEM_ICINGA2, NULL, "s", 20, 0, 0, true},
	{"the clocks differ by a second", SYSTEM_ICINGA2, NULL, "s", 0, 0, 1,
		true},
	{"set again since, and not told", SYSTEM_ICINGA2, NULL, "s", 0, 0, 30,
		false},
	{"found before", SYSTEM_ICINGA2, NULL, "s", 60, 5, 5, true},
	{"found before, then set again", SYSTEM_ICINGA2, NULL, "s", 60, 5, 30,
		false},
	{"of another service", SYSTEM_ICINGA2, NULL, "s2", 0, 0, 0, false},
	{"by the name of the only instance", SYSTEM_ICINGA2, "main", "s", 0, 0,
		0, true},
	{"of another system", SYSTEM_NAGIOS, NULL, "s", 0, 0, 0, false},
};

static void
an_acknowledgement_is_known_again(void **state)
{
	int wrong = 0;

	for (size_t i = 0; i < COUNT_OF(finds); i++) {
		struct request ack = journal_fixture_ack();
		struct handler_reader *reader = NULL;
		struct journal *journal = NULL;
		bool known = !finds[i].known;
		(void)fixture_forget(state);
		journal = journal_fixture_open();
		ack.made_at = FIXTURE_NOW + finds[i].made;
		ack.acked_at =
			finds[i].acked == 0 ? 0 : FIXTURE_NOW + finds[i].acked;
		(void)journal_fixture_import(
			journal, "a", &ack, FIXTURE_NOW + 9999);
		journal_close(journal);
		reader = journal_fixture_read();
		DO(handler_knows_ack(reader, finds[i].system, finds[i].instance,
			"h", finds[i].service, FIXTURE_NOW + finds[i].found,
			&known, &err));
		if (known != finds[i].known) {
			print_error("# %s\n", finds[i].name);
			wrong++;
		}
		handler_close(reader);
	}
	assert_int_equal(wrong, 0);
}

static void
a_list_with_rows_missing_is_damage(void **state)
{
	struct journal *journal = journal_fixture_open();
	int64_t request = journal_fixture_request(journal);
	struct handler_reader *reader = NULL;
	struct shown shown = {"", ""};
	struct error failure = {0};

	(void)state;
	(void)journal_fixture_remedy_open(journal, request, 1);
	journal_close(journal);
	fixture_execute("DELETE FROM journal; DELETE FROM remedy");
	reader = journal_fixture_read();
	assert_false(handler_each_remedy(
		reader, NULL, false, 0, show_remedy, &shown, &failure));
	assert_int_equal(failure.code, ERROR_DISK);
	assert_false(handler_each_entry(
		reader, NULL, 0, show_entry, &shown, &failure));
	handler_close(reader);
}

static bool
refuse(void *context, const struct remedy *remedy, struct error *err)
{
	(void)context;
	(void)remedy;
	return error_set(err, ERROR_USAGE, "enough");
}

static void
the_visitor_ends_it(void **state)
{
	struct journal *journal = journal_fixture_open();
	int64_t request = journal_fixture_request(journal);
	struct handler_reader *reader = NULL;
	struct error failure = {0};

	(void)state;
	(void)journal_fixture_remedy_open(journal, request, 1);
	assert_false(journal_each_of_request(
		journal, request, refuse, NULL, &failure));
	assert_string_equal(failure.text, "enough");
	journal_close(journal);
	reader = journal_fixture_read();
	assert_false(handler_each_remedy(
		reader, NULL, false, 0, refuse, NULL, &failure));
	handler_close(reader);
}

static void
without_a_file_nothing_was_asked(void **state)
{
	enum state_condition condition = STATE_READY;
	struct handler_reader *reader = NULL;
	char *path = handler_database_path("/x");
	char *lock = handler_lock_path("/x");

	(void)state;
	DO(handler_open("t.db", &condition, &reader, &err));
	assert_int_equal(condition, STATE_ABSENT);
	assert_null(reader);
	handler_close(NULL);
	assert_string_equal(path, "/x/handler.db");
	assert_string_equal(lock, "/x/handler.lock");
	free(path);
	free(lock);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(
			without_a_file_nothing_was_asked, fixture_forget),
		cmocka_unit_test_setup(requests_and_remedies_come_newest_first,
			fixture_forget),
		cmocka_unit_test_setup(
			one_request_is_found_by_its_file, fixture_forget),
		cmocka_unit_test_setup(
			the_past_is_what_the_worker_is_told, fixture_forget),
		cmocka_unit_test_setup(
			what_is_not_yet_told_is_listed, fixture_forget),
		cmocka_unit_test_setup(the_log_comes_in_order, fixture_forget),
		cmocka_unit_test_setup(
			events_releases_and_pauses_are_listed, fixture_forget),
		cmocka_unit_test_setup(what_is_open_is_counted, fixture_forget),
		cmocka_unit_test_setup(
			an_acknowledgement_is_known_again, fixture_forget),
		cmocka_unit_test_setup(
			a_list_with_rows_missing_is_damage, fixture_forget),
		cmocka_unit_test_setup(the_visitor_ends_it, fixture_forget),
	};

	return cmocka_run_group_tests_name(
		"handler", tests, fixture_enter, fixture_leave);
}
