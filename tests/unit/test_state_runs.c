// SPDX-License-Identifier: MIT
/* Runs, facts, seats and events: what a collector leaves for readers. */
#include "test.h"

#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "state_fixture.h"

static struct state_facts
facts_of(struct collection *collection)
{
	struct state_facts facts = {0};
	struct error err = {0};

	if (!collection_facts(collection, &facts, &err)) {
		fail_msg("%s", err.text);
	}
	return facts;
}

static int64_t
begin(struct collection *collection, time_t at)
{
	struct error err = {0};
	int64_t id = 0;

	if (!collection_begin(collection, at, &id, &err)) {
		fail_msg("%s", err.text);
	}
	return id;
}

struct step {
	struct collection *collection;
	const struct run *run;
	const struct sku_list *skus;
	const struct tenant_row *tenant;
	const struct event_row *event;
	bool then_fail;
};

static bool
take_step(void *context, struct error *err)
{
	const struct step *step = context;
	struct plan_set plans = {0};

	plan_set_init(&plans);
	return (step->skus == NULL || collection_put_skus(step->collection,
					      step->skus, &plans, err)) &&
	       (step->tenant == NULL || collection_put_tenant(step->collection,
						step->tenant, err)) &&
	       (step->event == NULL || collection_put_event(step->collection, 1,
					       step->event, err)) &&
	       (step->run == NULL ||
		       collection_put_run(step->collection, step->run, err)) &&
	       (!step->then_fail || error_set(err, ERROR_REMOTE, "planned"));
}

static void
write_step(struct step *step)
{
	struct error err = {0};

	if (collection_write(step->collection, take_step, step, &err) ==
		step->then_fail) {
		fail_msg("%s", err.text);
	}
}

static void
a_new_database_knows_nothing(void **state)
{
	struct collection *collection = fixture_open_as(true, 1);
	struct state_facts facts = {0};

	(void)state;
	facts = facts_of(collection);
	collection_close(collection);
	assert_true(facts.simulated);
	assert_int_equal(facts.born_at, FIXTURE_NOW);
	assert_int_equal(facts.last.id, 0);
	assert_int_equal(facts.complete.id, 0);
	assert_int_equal(facts.dates_move, TRI_UNKNOWN);
	assert_int_equal(facts.filter_agreed, TRI_UNKNOWN);
	assert_string_equal(facts.plans, "");
	state_facts_release(&facts);
}

static void
a_run_is_read_as_it_was_written(void **state)
{
	struct collection *collection = fixture_open();
	struct state_facts facts = {0};
	struct error err = {0};
	struct run run = {
		.id = begin(collection, FIXTURE_NOW),
		.ended_at = FIXTURE_NOW + 7,
		.outcome = RUN_COMPLETE,
		.listed_whole = true,
		.filter_agreed = TRI_NO,
		.filter_note = mem_text("left out 3"),
		.probed = true,
		.probed_daily = true,
		.probed_weekly = true,
		.degraded = mem_text("audit\nprobe"),
		.not_before = FIXTURE_NOW + 60,
		.has_clock_offset = true,
		.clock_offset_s = -4,
		.requests = 5,
		.pages = 6,
		.bytes = 7,
	};
	const struct tenant_row tenant = {
		.tenant_id = "contoso.example",
		.dates_move = TRI_YES,
		.plans = "some plans",
		.mass_announced = CHECK_CRITICAL,
		.audit_covers_from = FIXTURE_NOW - 99,
	};
	struct step step = {
		.collection = collection, .run = &run, .tenant = &tenant};

	(void)state;
	assert_true(
		collection_progress(collection, run.id, "users, page 3", &err));
	facts = facts_of(collection);
	assert_int_equal(facts.last.id, run.id);
	assert_int_equal(facts.last.outcome, RUN_RUNNING);
	assert_int_equal(facts.last.ended_at, 0);
	assert_string_equal(facts.last.progress, "users, page 3");
	assert_int_equal(facts.complete.id, 0);
	state_facts_release(&facts);

	write_step(&step);
	facts = facts_of(collection);
	assert_int_equal(facts.complete.id, run.id);
	assert_int_equal(facts.complete.started_at, FIXTURE_NOW);
	assert_int_equal(facts.complete.ended_at, FIXTURE_NOW + 7);
	assert_null(facts.complete.progress);
	assert_null(facts.complete.error);
	assert_true(facts.complete.listed_whole);
	assert_int_equal(facts.complete.filter_agreed, TRI_NO);
	assert_string_equal(facts.complete.filter_note, "left out 3");
	assert_string_equal(facts.complete.degraded, "audit\nprobe");
	assert_true(facts.complete.has_clock_offset);
	assert_int_equal(facts.complete.clock_offset_s, -4);
	assert_int_equal(facts.complete.requests, 5);
	assert_int_equal(facts.complete.pages, 6);
	assert_int_equal(facts.complete.bytes, 7);
	assert_int_equal(facts.listed_whole_at, FIXTURE_NOW);
	assert_int_equal(facts.probed_at, FIXTURE_NOW);
	assert_int_equal(facts.probed_daily_at, FIXTURE_NOW);
	assert_int_equal(facts.probed_weekly_at, FIXTURE_NOW);
	assert_int_equal(facts.filter_compared_at, FIXTURE_NOW);
	assert_int_equal(facts.filter_agreed, TRI_NO);
	assert_string_equal(facts.filter_note, "left out 3");
	assert_int_equal(facts.not_before, FIXTURE_NOW + 60);
	assert_int_equal(facts.dates_move, TRI_YES);
	assert_string_equal(facts.plans, "some plans");
	assert_int_equal(facts.mass_announced, CHECK_CRITICAL);
	assert_int_equal(facts.audit_covers_from, FIXTURE_NOW - 99);
	assert_string_equal(facts.tenant_id, "contoso.example");
	state_facts_release(&facts);
	run_release(&run);
	collection_close(collection);
}

static void
a_failed_run_changes_nothing_but_its_row(void **state)
{
	struct collection *collection = fixture_open();
	struct state_facts facts = {0};
	struct error err = {0};
	char *before = NULL;
	char *after = NULL;

	(void)state;
	(void)fixture_run(collection, FIXTURE_NOW);
	before = fixture_dump();
	struct run run = {
		.id = begin(collection, FIXTURE_NOW + 60),
		.outcome = RUN_FAILED,
		.ended_at = FIXTURE_NOW + 61,
		.code = ERROR_CONFIG,
		.error = mem_text("wrong secret"),
	};
	struct observation seen = fixture_seen(1);
	assert_true(collection_saw(collection, &seen, SEEN_BY_LISTING, &err));
	assert_true(collection_fail(collection, &run, &err));
	after = fixture_dump();
	assert_string_equal(before, after);
	facts = facts_of(collection);
	assert_int_equal(facts.last.id, run.id);
	assert_int_equal(facts.last.outcome, RUN_FAILED);
	assert_int_equal(facts.last.code, ERROR_CONFIG);
	assert_string_equal(facts.last.error, "wrong secret");
	assert_int_equal(facts.complete.started_at, FIXTURE_NOW);
	state_facts_release(&facts);
	run_release(&run);
	free(before);
	free(after);
	collection_close(collection);
}

static void
a_run_left_running_was_interrupted(void **state)
{
	struct collection *collection = fixture_open();

	(void)state;
	(void)begin(collection, FIXTURE_NOW);
	collection_close(collection);
	collection = fixture_open();
	(void)begin(collection, FIXTURE_NOW + 5);
	assert_int_equal(
		fixture_number("SELECT count(*) FROM run WHERE id = 1 AND "
			       "outcome = 'failed' AND error = 'interrupted' "
			       "AND ended_at = started_at + 5"),
		1);
	assert_int_equal(fixture_number("SELECT count(*) FROM run WHERE id = 2 "
					"AND outcome = 'running'"),
		1);
	collection_close(collection);
}

/*
 * Runs 1 to 5 each say last when something was done; 6 has an event; 7 was the
 * last to read the audit.
 */
static void
pruning_keeps_what_is_looked_up(void **state)
{
	struct collection *collection = fixture_open();
	struct state_facts before = {0};
	struct state_facts after = {0};

	(void)state;
	for (int i = 1; i <= 8; i++) {
		(void)fixture_run(collection, FIXTURE_NOW + i);
	}
	fixture_execute("UPDATE run SET degraded = 'probe: x' || char(10) || "
			"'audit: y' WHERE id <> 7;"
			"UPDATE run SET degraded = 'probe: audit: z' "
			"WHERE id = 7;"
			"UPDATE run SET listing = 'whole' WHERE id = 1;"
			"UPDATE run SET probed = 1 WHERE id = 2;"
			"UPDATE run SET probed_daily = 1 WHERE id = 3;"
			"UPDATE run SET probed_weekly = 1 WHERE id = 4;"
			"UPDATE run SET filter_agreed = 1 WHERE id = 5;"
			"INSERT INTO event (run, at, event, severity) VALUES "
			"(6, 0, 'lost', 2)");
	fixture_execute("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT "
			"i + 1 FROM n WHERE i < 800) INSERT INTO run "
			"(started_at, outcome, error, ended_at) "
			"SELECT 1772440000 + i, 'failed', 'x', 1 FROM n");
	before = facts_of(collection);
	struct run run = {.id = begin(collection, FIXTURE_NOW + 9000),
		.outcome = RUN_FAILED,
		.ended_at = 1};
	struct error err = {0};
	assert_true(collection_fail(collection, &run, &err));
	after = facts_of(collection);
	assert_int_equal(fixture_number("SELECT count(*) FROM run"), 308);
	assert_int_equal(
		fixture_number("SELECT count(*) FROM run WHERE id <= 8"), 8);
	assert_int_equal(before.listed_whole_at, FIXTURE_NOW + 1);
	assert_int_equal(before.listed_whole_at, after.listed_whole_at);
	assert_int_equal(before.probed_at, FIXTURE_NOW + 2);
	assert_int_equal(before.probed_at, after.probed_at);
	assert_int_equal(before.probed_daily_at, after.probed_daily_at);
	assert_int_equal(before.probed_weekly_at, after.probed_weekly_at);
	assert_int_equal(before.filter_compared_at, after.filter_compared_at);
	assert_int_equal(before.audited_at, FIXTURE_NOW + 7);
	assert_int_equal(before.audited_at, after.audited_at);
	assert_int_equal(before.complete.id, 8);
	assert_int_equal(before.complete.id, after.complete.id);
	state_facts_release(&before);
	state_facts_release(&after);
	collection_close(collection);
}

/* ---- seats --------------------------------------------------------------- */

static struct sku
product(unsigned number, const char *name, int64_t seats, int64_t consumed)
{
	return (struct sku){
		.id = fixture_guid(number),
		.part_number = mem_text(name),
		.status = PLAN_STATUS_ENABLED,
		.for_users = true,
		.enabled_seats = seats,
		.consumed_seats = consumed,
	};
}

static void
seats_change_only_where_they_differ(void **state)
{
	struct collection *collection = fixture_open();
	struct sku skus[] = {product(1, "E3", 10, 4), product(2, "E5", 5, 5)};
	struct sku_list list = {skus, 2};
	struct step step = {.collection = collection, .skus = &list};
	struct state_facts facts = {0};
	const struct guid first = fixture_guid(1);
	char *before = NULL;
	char *after = NULL;

	(void)state;
	write_step(&step);
	before = fixture_dump();
	write_step(&step);
	after = fixture_dump();
	assert_string_equal(before, after);
	free(after);
	facts = facts_of(collection);
	assert_int_equal(facts.seats.count, 3);
	assert_int_equal(seat_find(&facts.seats, &first)->free, 6);
	state_facts_release(&facts);

	/* Gone from the tenant, its row stays; back, it is the same row. */
	list.count = 1;
	write_step(&step);
	assert_int_equal(
		fixture_number("SELECT count(*) FROM sku WHERE id = 2 AND "
			       "subscribed = 0 AND free_seats = 0"),
		1);
	list.count = 2;
	write_step(&step);
	after = fixture_dump();
	assert_string_equal(before, after);
	free(before);
	free(after);
	sku_release(&skus[0]);
	sku_release(&skus[1]);
	collection_close(collection);
}

static void
what_is_rolled_back_burns_no_id(void **state)
{
	struct collection *collection = fixture_open();
	struct sku sku = product(1, "E3", 10, 4);
	struct sku_list list = {&sku, 1};
	struct event_row event = {.at = FIXTURE_NOW, .event = EVENT_MASS_LOSS};
	struct step step = {.collection = collection,
		.skus = &list,
		.event = &event,
		.then_fail = true};
	char *before = NULL;
	char *after = NULL;

	(void)state;
	(void)fixture_run(collection, FIXTURE_NOW);
	before = fixture_dump();
	write_step(&step);
	after = fixture_dump();
	assert_string_equal(before, after);
	step.then_fail = false;
	write_step(&step);
	assert_int_equal(fixture_number("SELECT id FROM sku"), 1);
	assert_int_equal(fixture_number("SELECT id FROM event"), 1);
	free(before);
	free(after);
	sku_release(&sku);
	collection_close(collection);
}

static void
an_event_is_kept_as_it_happened(void **state)
{
	struct collection *collection = fixture_open();
	struct event_row event = {
		.at = FIXTURE_NOW,
		.event = EVENT_OVERDUE,
		.severity = CHECK_CRITICAL,
		.mailbox = 1,
		.loss = 2,
		.deadline = FIXTURE_NOW + 3,
		.text = "a | b",
	};
	struct step step = {.collection = collection, .event = &event};
	char *row = NULL;

	(void)state;
	(void)fixture_run(collection, FIXTURE_NOW);
	fixture_put(collection, 1, 1);
	write_step(&step);
	event = (struct event_row){
		.at = FIXTURE_NOW, .event = EVENT_MASS_LOSS_OVER};
	write_step(&step);
	row = fixture_value(
		"SELECT run || at || event || severity || mailbox || loss || "
		"(deadline - at) || text FROM event WHERE id = 1");
	assert_string_equal(row, "11772438400overdue2123a | b");
	free(row);
	assert_int_equal(
		fixture_number("SELECT count(*) FROM event WHERE id = 2 AND "
			       "mailbox IS NULL AND loss IS NULL AND "
			       "deadline IS NULL AND text IS NULL"),
		1);
	collection_close(collection);
}

static void
accepted_history_is_remembered(void **state)
{
	struct collection *collection = fixture_open();
	struct state_facts facts = {0};
	struct error err = {0};

	(void)state;
	assert_true(
		collection_accept_history(collection, FIXTURE_NOW + 1, &err));
	facts = facts_of(collection);
	assert_int_equal(facts.history_accepted_at, FIXTURE_NOW + 1);
	state_facts_release(&facts);
	collection_close(collection);
}

#define CASE(function) cmocka_unit_test_setup(function, fixture_forget)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(a_new_database_knows_nothing),
		CASE(a_run_is_read_as_it_was_written),
		CASE(a_failed_run_changes_nothing_but_its_row),
		CASE(a_run_left_running_was_interrupted),
		CASE(pruning_keeps_what_is_looked_up),
		CASE(seats_change_only_where_they_differ),
		CASE(what_is_rolled_back_burns_no_id),
		CASE(an_event_is_kept_as_it_happened),
		CASE(accepted_history_is_remembered),
	};

	return cmocka_run_group_tests_name(
		"state_runs", tests, fixture_enter, fixture_leave);
}
