// SPDX-License-Identifier: MIT
/* What is done about each mailbox: once, and never undone in the book. */
#include "state/journal.h"

#include "test.h"

#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "journal_fixture.h"

static void
assert_same(const struct remedy *a, const struct remedy *b)
{
	assert_int_equal(a->request, b->request);
	assert_string_equal(a->tenant, b->tenant);
	assert_true(guid_equal(&a->user_id, &b->user_id));
	assert_string_equal(a->upn, b->upn);
	assert_int_equal(a->cause, b->cause);
	assert_int_equal(a->loss, b->loss);
	assert_int_equal(a->lost_earliest, b->lost_earliest);
	assert_int_equal(a->lost_latest, b->lost_latest);
	assert_int_equal(a->deadline.earliest, b->deadline.earliest);
	assert_int_equal(a->deadline.latest, b->deadline.latest);
	assert_int_equal(a->force, b->force);
	assert_int_equal(a->block, b->block);
	assert_int_equal(a->by_group, b->by_group);
	assert_true(guid_equal(&a->sku, &b->sku));
	assert_int_equal(a->sku_is_asked, b->sku_is_asked);
	assert_true(guid_equal(&a->assigned, &b->assigned));
	for (int i = 0; i < WRITE_KINDS; i++) {
		assert_int_equal(a->writes[i].result, b->writes[i].result);
		assert_int_equal(a->writes[i].sent_at, b->writes[i].sent_at);
		assert_int_equal(a->writes[i].count, b->writes[i].count);
	}
	assert_int_equal(a->state, b->state);
	assert_int_equal(a->opened_at, b->opened_at);
	assert_int_equal(a->due_at, b->due_at);
	assert_int_equal(a->closed_at, b->closed_at);
	assert_int_equal(a->looks, b->looks);
	if (a->reason == NULL || b->reason == NULL) {
		assert_ptr_equal(a->reason, b->reason);
	} else {
		assert_string_equal(a->reason, b->reason);
	}
}

struct expectation {
	const struct remedy *wanted;
	int count;
};

static bool
expect(void *context, const struct remedy *remedy, struct error *err)
{
	struct expectation *expectation = context;

	(void)err;
	expectation->count++;
	assert_same(remedy, expectation->wanted);
	return true;
}

static void
it_is_read_as_it_was_written(void **state)
{
	struct journal *journal = journal_fixture_open();
	struct remedy remedy =
		journal_fixture_remedy(journal_fixture_request(journal), 5);
	struct expectation expectation = {&remedy, 0};
	bool opened = false;

	(void)state;
	DO(journal_open_remedy(journal, &remedy, &opened, &err));
	assert_true(opened);
	assert_int_equal(remedy.id, 1);
	DO(journal_each_of_request(
		journal, remedy.request, expect, &expectation, &err));
	assert_int_equal(expectation.count, 1);

	/* What may move, moves. */
	remedy.force = remedy.block = remedy.by_group = false;
	remedy.sku = (struct guid){0};
	remedy.sku_is_asked = false;
	remedy.assigned = (struct guid){0};
	remedy.writes[WRITE_RESTORE] =
		(struct remedy_write){WRITE_LOST, 77, 78};
	remedy.state = REMEDY_OPEN;
	mem_replace_text(&remedy.reason, NULL);
	remedy.due_at = 99;
	remedy.looks = 100;
	DO(journal_put_remedy(journal, &remedy, &err));
	DO(journal_each_due(journal, 99, 1, expect, &expectation, &err));
	assert_int_equal(expectation.count, 2);
	remedy_release(&remedy);
	journal_close(journal);
}

static void
one_user_has_one_open_remedy(void **state)
{
	struct journal *journal = journal_fixture_open();
	int64_t request = journal_fixture_request(journal);
	struct remedy again = journal_fixture_remedy(request, 5);
	bool opened = true;

	(void)state;
	(void)journal_fixture_remedy_open(journal, request, 5);
	DO(journal_open_remedy(journal, &again, &opened, &err));
	assert_false(opened);
	assert_int_equal(again.id, 0);
	/* Nothing was used up: rows and sequence go on agreeing. */
	assert_int_equal(fixture_number("SELECT seq FROM sqlite_sequence "
					"WHERE name = 'remedy'"),
		1);
	/* The same id in another tenant is another user. */
	mem_replace_text(&again.tenant, "fabrikam");
	DO(journal_open_remedy(journal, &again, &opened, &err));
	assert_true(opened);
	remedy_release(&again);
	journal_fixture_close(journal, 1, REMEDY_FAILED, FIXTURE_NOW);
	assert_int_equal(journal_fixture_remedy_open(journal, request, 5), 3);
	journal_close(journal);
	journal_close(journal_fixture_open());
}

static void
a_closed_one_stays_closed(void **state)
{
	struct journal *journal = journal_fixture_open();
	struct remedy remedy =
		journal_fixture_remedy(journal_fixture_request(journal), 5);
	struct error failure = {0};
	bool opened = false;

	(void)state;
	DO(journal_open_remedy(journal, &remedy, &opened, &err));
	remedy.state = REMEDY_VERIFIED;
	assert_false(journal_put_remedy(journal, &remedy, &failure));
	remedy.closed_at = FIXTURE_NOW;
	DO(journal_put_remedy(journal, &remedy, &err));
	remedy.state = REMEDY_OPEN;
	assert_false(journal_put_remedy(journal, &remedy, &failure));
	remedy.closed_at = 0;
	assert_false(journal_put_remedy(journal, &remedy, &failure));
	assert_int_equal(failure.code, ERROR_INTERNAL);
	remedy.id = 77;
	assert_false(journal_put_remedy(journal, &remedy, &failure));
	assert_int_equal(fixture_number("SELECT count(*) FROM remedy "
					"WHERE state = 'verified'"),
		1);
	remedy_release(&remedy);
	journal_close(journal);
}

struct order {
	struct journal *journal;
	unsigned looks[8];
	size_t count;
	bool closing;
};

static bool
note_order(void *context, const struct remedy *remedy, struct error *err)
{
	struct order *order = context;
	struct remedy done = *remedy;

	order->looks[order->count++] = remedy->looks - 6;
	if (!order->closing) {
		return true;
	}
	done.state = REMEDY_FAILED;
	done.closed_at = FIXTURE_NOW;
	return journal_put_remedy(order->journal, &done, err);
}

static void
the_longest_due_comes_first(void **state)
{
	struct journal *journal = journal_fixture_open();
	int64_t request = journal_fixture_request(journal);
	struct order order = {.journal = journal};
	time_t due_at = 5;

	(void)state;
	DO(journal_next_due(journal, &due_at, &err));
	assert_int_equal(due_at, 0);
	for (unsigned i = 4; i >= 1; i--) {
		(void)journal_fixture_remedy_open(journal, request, i);
	}
	DO(journal_next_due(journal, &due_at, &err));
	assert_int_equal(due_at, FIXTURE_NOW + 1);
	DO(journal_each_due(
		journal, FIXTURE_NOW + 3, 2, note_order, &order, &err));
	assert_int_equal(order.count, 2);
	assert_int_equal(order.looks[0], 1);
	assert_int_equal(order.looks[1], 2);

	/* The visitor writes to the table it is shown. */
	order = (struct order){.journal = journal, .closing = true};
	DO(journal_each_due(
		journal, FIXTURE_NOW + 3, 0, note_order, &order, &err));
	assert_int_equal(order.count, 3);
	DO(journal_next_due(journal, &due_at, &err));
	assert_int_equal(due_at, FIXTURE_NOW + 4);
	order.count = 0;
	DO(journal_each_due(
		journal, FIXTURE_NOW + 3, 0, note_order, &order, &err));
	assert_int_equal(order.count, 0);

	/* Put off by a clock that ran ahead and was set back since. */
	DO(journal_each_due(journal, FIXTURE_NOW + 4 - JOURNAL_WAIT_LIMIT_S, 0,
		note_order, &order, &err));
	assert_int_equal(order.count, 0);
	DO(journal_each_due(journal, FIXTURE_NOW + 3 - JOURNAL_WAIT_LIMIT_S, 0,
		note_order, &order, &err));
	assert_int_equal(order.count, 1);
	journal_close(journal);
}

/* A remedy that was closed, and a mailbox lost on some day. */
struct before {
	const char *name;
	enum remedy_state first, second; /* 0: none; OPEN stays open */
	time_t lost;			 /* the mailbox, now */
	bool is_idle;			 /* nothing was written */
	bool is_by_hand;
	struct remedy_past past;
};

#define LOST_AT ((time_t)7002) /* of journal_fixture_remedy(…, 7) */

static const struct before befores[] = {
	{.name = "nothing", .lost = LOST_AT},
	{.name = "open",
		.first = REMEDY_OPEN,
		.lost = LOST_AT,
		.past = {.open_id = 1, .has_open = true}},
	{.name = "open, and it may end",
		.first = REMEDY_OPEN,
		.lost = LOST_AT,
		.is_idle = true,
		.past = {.open_id = 1, .has_open = true, .may_end = true}},
	{.name = "not by hand",
		.first = REMEDY_OPEN,
		.lost = LOST_AT,
		.is_idle = true,
		.is_by_hand = true,
		.past = {.open_id = 1, .has_open = true}},
	{.name = "open, of an earlier loss",
		.first = REMEDY_OPEN,
		.lost = FIXTURE_NOW + 1000,
		.past = {.open_id = 1, .has_open = true}},
	{.name = "failed",
		.first = REMEDY_FAILED,
		.lost = LOST_AT,
		.past = {.failed_at = FIXTURE_NOW + 1}},
	{.name = "failed, of an earlier loss",
		.first = REMEDY_FAILED,
		.lost = FIXTURE_NOW + 1000},
	{.name = "failed twice",
		.first = REMEDY_FAILED,
		.second = REMEDY_FAILED,
		.lost = LOST_AT,
		.past = {.failed_at = FIXTURE_NOW + 2}},
	{.name = "failed, then verified",
		.first = REMEDY_FAILED,
		.second = REMEDY_VERIFIED,
		.lost = LOST_AT,
		.past = {.verified = true}},
	{.name = "verified, then failed",
		.first = REMEDY_VERIFIED,
		.second = REMEDY_FAILED,
		.lost = LOST_AT,
		.past = {.failed_at = FIXTURE_NOW + 2, .verified = true}},
	{.name = "failed, then refused",
		.first = REMEDY_FAILED,
		.second = REMEDY_REFUSED,
		.lost = LOST_AT,
		.past = {.failed_at = FIXTURE_NOW + 1}},
	{.name = "rehearsed", .first = REMEDY_REHEARSED, .lost = LOST_AT},
};

static int64_t
request_before(struct journal *journal, const struct before *before)
{
	const struct request ack = journal_fixture_ack();
	const struct request by_hand = {.kind = REQUEST_RESTORE,
		.system = SYSTEM_HAND,
		.tenant = (char *)"contoso",
		.all = true,
		.made_at = FIXTURE_NOW};

	return journal_fixture_import(journal, "work",
		before->is_by_hand ? &by_hand : &ack, FIXTURE_NOW);
}

static int64_t
open_before(
	struct journal *journal, const struct before *before, int64_t request)
{
	struct remedy remedy = journal_fixture_remedy(request, 7);
	int64_t id = 0;
	bool opened = false;

	for (int i = 0; before->is_idle && i < WRITE_KINDS; i++) {
		remedy.writes[i] = (struct remedy_write){0};
	}
	DO(journal_open_remedy(journal, &remedy, &opened, &err));
	assert_true(opened);
	id = remedy.id;
	remedy_release(&remedy);
	return id;
}

static bool
is_past(const struct remedy_past *a, const struct remedy_past *b)
{
	return a->has_open == b->has_open && a->may_end == b->may_end &&
	       a->verified == b->verified && a->failed_at == b->failed_at &&
	       (a->open_id != 0) == (b->open_id != 0);
}

static void
prepare_before(struct journal *journal, const struct before *before)
{
	const enum remedy_state states[] = {before->first, before->second};
	int64_t request = request_before(journal, before);

	for (int i = 0; i < 2 && states[i] != 0; i++) {
		int64_t id = open_before(journal, before, request);
		if (states[i] != REMEDY_OPEN) {
			journal_fixture_close(
				journal, id, states[i], FIXTURE_NOW + 1 + i);
		}
	}
	/* Somebody else's. */
	(void)journal_fixture_remedy_open(journal, request, 8);
}

static void
what_was_done_before_belongs_to_a_loss(void **state)
{
	int wrong = 0;

	for (size_t i = 0; i < COUNT_OF(befores); i++) {
		const struct before *before = &befores[i];
		const struct mailbox mailbox =
			journal_fixture_mailbox(7, before->lost);
		struct journal *journal = NULL;
		struct remedy_past past = {true, true, true, 5, 6};
		(void)fixture_forget(state);
		journal = journal_fixture_open();
		prepare_before(journal, before);
		DO(journal_past(journal, "contoso", &mailbox, &past, &err));
		if (!is_past(&past, &before->past)) {
			print_error("# %s: %d %d %lld %d\n", before->name,
				past.has_open, past.may_end,
				(long long)past.failed_at, past.verified);
			wrong++;
		}
		DO(journal_past(journal, "fabrikam", &mailbox, &past, &err));
		wrong += !is_past(&past, &(struct remedy_past){0});
		journal_close(journal);
	}
	assert_int_equal(wrong, 0);
}

static void
what_was_refused_does_not_count_as_done(void **state)
{
	struct journal *journal = journal_fixture_open();
	int64_t request = journal_fixture_request(journal);
	int64_t count = -1;

	(void)state;
	for (unsigned i = 1; i <= 5; i++) {
		(void)journal_fixture_remedy_open(journal, request, i);
	}
	journal_fixture_close(journal, 1, REMEDY_REFUSED, FIXTURE_NOW);
	journal_fixture_close(journal, 2, REMEDY_REHEARSED, FIXTURE_NOW);
	journal_fixture_close(journal, 3, REMEDY_FAILED, FIXTURE_NOW);
	fixture_execute("UPDATE remedy SET opened_at = 10 WHERE id = 5");
	DO(journal_opened_since(journal, "contoso", FIXTURE_NOW, &count, &err));
	assert_int_equal(count, 2);
	DO(journal_opened_since(journal, "contoso", 10, &count, &err));
	assert_int_equal(count, 3);
	DO(journal_opened_since(journal, "fabrikam", 0, &count, &err));
	assert_int_equal(count, 0);
	journal_close(journal);
}

static void
a_row_that_cannot_be_is_damage(void **state)
{
	static const char *const damages[] = {
		"user_id = 'x'",
		"cause = 'x'",
		"restore_result = 14",
		"assign_result = -1",
		"block_count = -1",
		"state = 'failed'",
	};
	struct journal *journal = journal_fixture_open();
	int64_t request = journal_fixture_request(journal);

	(void)state;
	(void)journal_fixture_remedy_open(journal, request, 1);
	for (size_t i = 0; i < COUNT_OF(damages); i++) {
		struct order order = {0};
		struct error err = {0};
		char *sql = mem_print("CREATE TABLE kept AS SELECT * FROM "
				      "remedy; PRAGMA ignore_check_constraints "
				      "= 1; UPDATE remedy SET %s",
			damages[i]);
		fixture_execute(sql);
		free(sql);
		if (journal_each_due(journal, FIXTURE_NOW + 9, 0, note_order,
			    &order, &err)) {
			fail_msg("%s is read", damages[i]);
		}
		assert_int_equal(err.code, ERROR_DISK);
		fixture_execute("PRAGMA foreign_keys = 0; DELETE FROM remedy; "
				"INSERT INTO remedy SELECT * FROM kept; "
				"DROP TABLE kept");
	}
	journal_close(journal);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(
			it_is_read_as_it_was_written, fixture_forget),
		cmocka_unit_test_setup(
			one_user_has_one_open_remedy, fixture_forget),
		cmocka_unit_test_setup(
			a_closed_one_stays_closed, fixture_forget),
		cmocka_unit_test_setup(
			the_longest_due_comes_first, fixture_forget),
		cmocka_unit_test_setup(
			what_was_done_before_belongs_to_a_loss, fixture_forget),
		cmocka_unit_test_setup(what_was_refused_does_not_count_as_done,
			fixture_forget),
		cmocka_unit_test_setup(
			a_row_that_cannot_be_is_damage, fixture_forget),
	};

	return cmocka_run_group_tests_name(
		"journal_remedies", tests, fixture_enter, fixture_leave);
}
