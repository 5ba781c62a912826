// SPDX-License-Identifier: MIT
/* What came in, and which of it came twice. */
#include "state/journal.h"

#include "test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/standing.h"
#include "journal_fixture.h"

static void
the_same_file_twice_is_one_row(void **state)
{
	struct journal *journal = journal_fixture_open();
	struct request ack = journal_fixture_ack();
	int64_t first = journal_fixture_import(journal, "a", &ack, FIXTURE_NOW);

	(void)state;
	assert_int_equal(first, 1);
	assert_int_equal(
		journal_fixture_import(journal, "a", &ack, FIXTURE_NOW + 9),
		first);
	assert_int_equal(
		journal_fixture_import(journal, "b", &ack, FIXTURE_NOW), 2);
	/* Whoever reuses a name does not make another's request vanish. */
	ack.comment = (char *)"something else";
	assert_int_equal(
		journal_fixture_import(journal, "a", &ack, FIXTURE_NOW), 3);
	journal_close(journal);
}

static void
a_refused_one_is_kept_and_is_not_next(void **state)
{
	struct journal *journal = journal_fixture_open();
	const struct journal_arrival arrival = {.file = "a",
		.owner = 1,
		.received_at = FIXTURE_NOW,
		.refused = "not a regular file"};
	struct request request = {0};
	time_t received_at = 0;
	unsigned owner = 0;
	int64_t id = 0;
	char *reason = NULL;

	(void)state;
	DO(journal_import(journal, &arrival, &id, &err));
	assert_int_equal(id, 1);
	DO(journal_next_request(
		journal, 0, &id, &owner, &received_at, &request, &err));
	assert_int_equal(id, 0);
	reason = fixture_value("SELECT state || ': ' || reason || closed_at "
			       "FROM request WHERE text IS NULL");
	assert_string_equal(reason, "refused: not a regular file1772438400");
	free(reason);
	journal_close(journal);
}

static void
they_come_in_the_order_they_came(void **state)
{
	struct journal *journal = journal_fixture_open();
	struct request ack = journal_fixture_ack();
	struct request request = {0};
	time_t received_at = 0;
	unsigned owner = 0;
	int64_t after = 0;

	(void)state;
	(void)journal_fixture_import(journal, "a", &ack, FIXTURE_NOW);
	ack.host = (char *)"other";
	(void)journal_fixture_import(journal, "b", &ack, FIXTURE_NOW + 1);
	(void)journal_fixture_import(journal, "c", &ack, FIXTURE_NOW + 2);
	DO(journal_set_request(journal, 1, "refused", "no", FIXTURE_NOW, &err));
	for (int64_t wanted = 2; wanted <= 3; wanted++) {
		DO(journal_next_request(journal, after, &after, &owner,
			&received_at, &request, &err));
		assert_int_equal(after, wanted);
		assert_int_equal(owner, 1000);
		assert_int_equal(received_at, FIXTURE_NOW + wanted - 1);
		assert_string_equal(request.host, "other");
		assert_int_equal(request.checked_at, FIXTURE_NOW - 60);
		request_release(&request);
	}
	DO(journal_next_request(
		journal, after, &after, &owner, &received_at, &request, &err));
	assert_int_equal(after, 0);
	journal_close(journal);
}

static void
one_that_cannot_be_read_holds_up_nobody(void **state)
{
	struct journal *journal = journal_fixture_open();
	const struct request ack = journal_fixture_ack();
	struct request request = {0};
	time_t received_at = 0;
	unsigned owner = 0;
	int64_t id = 0;
	char *reason = NULL;

	(void)state;
	(void)journal_fixture_import(journal, "a", &ack, FIXTURE_NOW);
	(void)journal_fixture_import(journal, "b", &ack, FIXTURE_NOW);
	fixture_execute("UPDATE request SET text = 'rumour' WHERE id = 1");
	DO(journal_next_request(
		journal, 0, &id, &owner, &received_at, &request, &err));
	assert_int_equal(id, 2);
	request_release(&request);
	reason = fixture_value("SELECT state || ' ' || reason FROM request "
			       "WHERE id = 1");
	assert_non_null(strstr(reason, "refused request 1: "));
	free(reason);
	journal_close(journal);
}

static void
what_is_found_out_later_goes_with_it(void **state)
{
	struct journal *journal = journal_fixture_open();
	struct request ack = journal_fixture_ack();
	struct request request = {0};
	int64_t id = 0;

	(void)state;
	ack.author = NULL;
	ack.comment = NULL;
	id = journal_fixture_import(journal, "a", &ack, FIXTURE_NOW);
	DO(journal_request(journal, id, &request, &err));
	assert_null(request.author);
	request_release(&request);
	DO(journal_complete_request(journal, id, "ben", NULL, &err));
	DO(journal_complete_request(journal, id, NULL, "#restore", &err));
	DO(journal_request(journal, id, &request, &err));
	assert_string_equal(request.author, "ben");
	assert_string_equal(request.comment, "#restore");
	assert_string_equal(request.host, "h");
	request_release(&request);
	journal_close(journal);
}

static void
one_that_is_not_there_is_an_error(void **state)
{
	struct journal *journal = journal_fixture_open();
	struct request request = {0};
	struct error err = {0};

	(void)state;
	assert_false(journal_request(journal, 7, &request, &err));
	assert_false(journal_set_request(
		journal, 7, "done", NULL, FIXTURE_NOW, &err));
	assert_int_equal(err.code, ERROR_INTERNAL);
	assert_int_equal(fixture_number("SELECT count(*) FROM journal"), 0);
	journal_close(journal);
}

static void
its_end_is_written_down(void **state)
{
	struct journal *journal = journal_fixture_open();
	const struct request ack = journal_fixture_ack();
	int64_t id = journal_fixture_import(journal, "a", &ack, FIXTURE_NOW);
	char *text = NULL;

	(void)state;
	DO(journal_set_request(
		journal, id, "working", NULL, FIXTURE_NOW + 1, &err));
	assert_int_equal(fixture_number("SELECT closed_at FROM request"), 0);
	DO(journal_set_request(
		journal, id, "done", "2 restored", FIXTURE_NOW + 2, &err));
	assert_int_equal(fixture_number("SELECT closed_at FROM request"),
		FIXTURE_NOW + 2);
	text = fixture_value("SELECT group_concat(kind || ' ' || request || "
			     "' ' || text, '; ') FROM journal");
	assert_string_equal(
		text, "request 1 working; request 1 done: 2 restored");
	free(text);
	journal_close(journal);
}

struct visited {
	int64_t ids[8];
	size_t count;
};

static bool
note_id(void *context, int64_t id, struct error *err)
{
	struct visited *visited = context;

	(void)err;
	visited->ids[visited->count++] = id;
	return true;
}

static void
finished_when_nothing_of_it_is_open(void **state)
{
	struct journal *journal = journal_fixture_open();
	int64_t request = journal_fixture_request(journal);
	struct visited visited = {0};

	(void)state;
	for (unsigned i = 1; i <= 2; i++) {
		(void)journal_fixture_remedy_open(journal, request, i);
	}
	journal_fixture_close(journal, 1, REMEDY_FAILED, FIXTURE_NOW);
	DO(journal_each_finished(journal, note_id, &visited, &err));
	assert_int_equal(visited.count, 0);
	journal_fixture_close(journal, 2, REMEDY_VERIFIED, FIXTURE_NOW);
	DO(journal_each_finished(journal, note_id, &visited, &err));
	assert_int_equal(visited.count, 1);
	assert_int_equal(visited.ids[0], request);
	DO(journal_set_request(
		journal, request, "done", NULL, FIXTURE_NOW, &err));
	visited.count = 0;
	DO(journal_each_finished(journal, note_id, &visited, &err));
	assert_int_equal(visited.count, 0);
	journal_close(journal);
}

/* Seconds from FIXTURE_NOW; 0 of acked: not said. */
struct twice {
	const char *name;
	const char *author, *comment, *instance; /* of the second; NULL */
	int made, acked;			 /* of the first */
	int then_made, then_acked;
	int closed; /* the first, so many seconds after it was made; 0: not */
	const char *reason; /* then; NULL: any */
	const char *part;   /* why a part of the first is refused */
	bool same;
	bool other_service, other_system, is_event;
};

static const struct twice twices[] = {
	{.name = "told to a second contact",
		.author = "ada",
		.comment = "please",
		.made = 0,
		.then_made = 1,
		.same = true},
	{.name = "told by another master, whose clock is behind",
		.author = "ada",
		.comment = "please",
		.made = 10,
		.then_made = 0,
		.same = true},
	{.name = "without a word", .made = 0, .then_made = 1, .same = true},
	{.name = "by somebody else",
		.author = "ben",
		.comment = "please",
		.then_made = 1},
	{.name = "with another comment",
		.author = "ada",
		.comment = "really",
		.then_made = 1},
	{.name = "of another service",
		.author = "ada",
		.comment = "please",
		.then_made = 1,
		.other_service = true},
	{.name = "of another system",
		.author = "ada",
		.comment = "please",
		.then_made = 1,
		.other_system = true},
	{.name = "an event is none",
		.author = "ada",
		.comment = "please",
		.then_made = 1,
		.is_event = true},
	{.name = "set again much later",
		.author = "ada",
		.comment = "please",
		.then_made = 61},
	{.name = "set again once it was refused",
		.author = "ada",
		.comment = "please",
		.then_made = 31,
		.closed = 20},
	{.name = "a straggler after it was refused",
		.author = "ada",
		.comment = "please",
		.then_made = 30,
		.closed = 20,
		.same = true},
	{.name = "set again in the same words, once it did not stand",
		.author = "ada",
		.comment = "please",
		.then_made = 30,
		.closed = 20,
		.reason = standing_taken_back},
	{.name = "or another one stood",
		.author = "ada",
		.comment = "please",
		.then_made = 30,
		.closed = 20,
		.reason = standing_replaced},
	{.name = "or that was so for a part of it",
		.author = "ada",
		.comment = "please",
		.then_made = 30,
		.closed = 20,
		.part = standing_taken_back},
	{.name = "not for something else",
		.author = "ada",
		.comment = "please",
		.then_made = 30,
		.closed = 20,
		.part = "no seat",
		.same = true},
	{.name = "seen, and found again",
		.then_acked = -1,
		.then_made = 40,
		.same = true},
	{.name = "found again, and set in the very second",
		.then_acked = 0,
		.acked = 0,
		.then_made = 40,
		.same = true},
	{.name = "seen, then set again and found",
		.then_acked = 5,
		.then_made = 40},
	{.name = "found twice",
		.acked = 5,
		.then_acked = 5,
		.made = 40,
		.then_made = 100,
		.same = true},
	{.name = "found, then set again and found",
		.acked = 5,
		.then_acked = 50,
		.made = 40,
		.then_made = 100},
	{.name = "told to a second contact, with the time",
		.acked = 5,
		.then_acked = 6,
		.made = 6,
		.then_made = 7,
		.author = "ada",
		.comment = "please",
		.same = true},
	{.name = "taken back and set by somebody else, all in a second",
		.acked = 5,
		.then_acked = 6,
		.made = 6,
		.then_made = 7,
		.author = "ben",
		.comment = "please"},
	{.name = "taken back and set with another comment, all in a second",
		.acked = 5,
		.then_acked = 5,
		.made = 6,
		.then_made = 6,
		.author = "ada",
		.comment = "really"},
	{.name = "found, then told",
		.acked = 5,
		.made = 40,
		.then_made = 41,
		.author = "ada",
		.comment = "please",
		.same = true},
	{.name = "told twice",
		.acked = 5,
		.then_acked = 6,
		.author = "ada",
		.comment = "please",
		.same = true},
	{.name = "taken back, and set at once by somebody else",
		.acked = 5,
		.then_acked = 5,
		.author = "ben",
		.comment = "please"},
	{.name = "taken back, and set at once in other words",
		.acked = 5,
		.then_acked = 6,
		.author = "ada",
		.comment = "#ack"},
	{.name = "of the only one there is, by name",
		.author = "ada",
		.comment = "please",
		.then_made = 1,
		.instance = "main",
		.same = true},
};

static void
refuse_part(struct journal *journal, int64_t request, const char *reason)
{
	struct remedy remedy = journal_fixture_remedy(request, 1);

	remedy.id = journal_fixture_remedy_open(journal, request, 1);
	remedy.state = REMEDY_REFUSED;
	remedy.closed_at = FIXTURE_NOW;
	mem_replace_text(&remedy.reason, reason);
	DO(journal_put_remedy(journal, &remedy, &err));
	remedy_release(&remedy);
}

static bool
is_same(const struct twice *twice)
{
	struct journal *journal = journal_fixture_open();
	struct request ack = journal_fixture_ack();
	time_t received_at = 0;
	int64_t first = 0;
	int64_t earlier = -1;

	ack.made_at = FIXTURE_NOW + twice->made;
	ack.acked_at = twice->acked == 0 ? 0 : FIXTURE_NOW + twice->acked;
	first = journal_fixture_import(journal, "a", &ack, ack.made_at);
	if (twice->closed != 0) {
		DO(journal_set_request(journal, first, "refused",
			twice->reason == NULL ? "no" : twice->reason,
			ack.made_at + twice->closed, &err));
	}
	if (twice->part != NULL) {
		refuse_part(journal, first, twice->part);
	}
	ack.author = (char *)twice->author;
	ack.comment = (char *)twice->comment;
	ack.instance = (char *)twice->instance;
	ack.made_at = FIXTURE_NOW + twice->then_made;
	ack.acked_at =
		twice->then_acked == 0 ? 0 : FIXTURE_NOW + twice->then_acked;
	ack.service = (char *)(twice->other_service ? "s2" : "s");
	ack.system = twice->other_system ? SYSTEM_NAGIOS : SYSTEM_ICINGA2;
	ack.kind = twice->is_event ? REQUEST_EVENT : REQUEST_ACKNOWLEDGE;
	/* When it is received says nothing: the worker may have slept. */
	received_at = FIXTURE_NOW + 9999;
	DO(journal_same_ack(
		journal, first + 1, &ack, received_at, &earlier, &err));
	assert_true(earlier == 0 || earlier == first);
	if (earlier != 0) {
		/* Nothing came before the first itself. */
		DO(journal_same_ack(
			journal, first, &ack, received_at, &earlier, &err));
		assert_int_equal(earlier, 0);
		earlier = first;
	}
	journal_close(journal);
	return earlier != 0;
}

static void
one_acknowledgement_may_be_told_twice(void **state)
{
	int wrong = 0;

	for (size_t i = 0; i < COUNT_OF(twices); i++) {
		(void)fixture_forget(state);
		if (is_same(&twices[i]) != twices[i].same) {
			print_error("# %s\n", twices[i].name);
			wrong++;
		}
	}
	assert_int_equal(wrong, 0);
}

/* It would be taken for all that are ever set. */
static void
none_is_from_the_future(void **state)
{
	struct journal *journal = journal_fixture_open();
	struct request ack = journal_fixture_ack();
	int64_t earlier = -1;

	(void)state;
	ack.made_at = FIXTURE_NOW + 100000;
	(void)journal_fixture_import(journal, "a", &ack, FIXTURE_NOW);
	ack.made_at = FIXTURE_NOW + 3600;
	ack.acked_at = FIXTURE_NOW + 3600;
	DO(journal_same_ack(
		journal, 2, &ack, FIXTURE_NOW + 3600, &earlier, &err));
	assert_int_equal(earlier, 0);
	journal_close(journal);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(
			the_same_file_twice_is_one_row, fixture_forget),
		cmocka_unit_test_setup(
			a_refused_one_is_kept_and_is_not_next, fixture_forget),
		cmocka_unit_test_setup(
			they_come_in_the_order_they_came, fixture_forget),
		cmocka_unit_test_setup(one_that_cannot_be_read_holds_up_nobody,
			fixture_forget),
		cmocka_unit_test_setup(
			what_is_found_out_later_goes_with_it, fixture_forget),
		cmocka_unit_test_setup(
			one_that_is_not_there_is_an_error, fixture_forget),
		cmocka_unit_test_setup(its_end_is_written_down, fixture_forget),
		cmocka_unit_test_setup(
			finished_when_nothing_of_it_is_open, fixture_forget),
		cmocka_unit_test_setup(
			one_acknowledgement_may_be_told_twice, fixture_forget),
		cmocka_unit_test_setup(none_is_from_the_future, fixture_forget),
	};

	return cmocka_run_group_tests_name(
		"journal_requests", tests, fixture_enter, fixture_leave);
}
