// SPDX-License-Identifier: MIT
#include "state/outbox.h"

#include "state_fixture.h"
#include "test.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The fixture's file, of another kind. */
static struct outbox *
open_outbox(bool simulated)
{
	const struct outbox_settings settings = {
		.path = "t.db", .simulated = simulated, .now = FIXTURE_NOW};
	struct outbox *outbox = NULL;
	struct error err = {0};

	if (!outbox_open(&settings, &outbox, &err)) {
		fail_msg("%s", err.text);
	}
	return outbox;
}

static struct outbox_tenant
tenant_of(struct outbox *outbox, const char *name, time_t born_at)
{
	struct outbox_tenant tenant = {0};
	struct error err = {0};

	assert_true(outbox_tenant(outbox, name, born_at, &tenant, &err));
	return tenant;
}

/* A number is for good, whatever is restarted or begun anew. */
static void
test_tenants(void **state)
{
	struct outbox *outbox = open_outbox(false);
	struct error err = {0};
	struct outbox_tenant other = {0};

	(void)state;
	assert_int_equal(tenant_of(outbox, "contoso", 0).index, 1);
	assert_int_equal(tenant_of(outbox, "fabrikam", 500).index, 2);
	assert_int_equal(tenant_of(outbox, "contoso", 700).index, 1);
	assert_int_equal(tenant_of(outbox, "contoso", 0).index, 1);
	assert_int_equal(tenant_of(outbox, "contoso", 0).event, -1);
	assert_true(outbox_took(outbox, 1, 33, &err));
	assert_true(outbox_set_stale(outbox, 1, true, &err));
	/* Its database was begun anew. */
	other = tenant_of(outbox, "contoso", 900);
	assert_int_equal(other.index, 3);
	assert_int_equal(other.event, -1);
	assert_true(other.is_stale); /* and nobody was told that it is over */
	assert_int_equal(tenant_of(outbox, "contoso", 0).index, 3);
	outbox_close(outbox);
	outbox = open_outbox(false);
	/* A backup of the old one was put back. */
	other = tenant_of(outbox, "contoso", 700);
	assert_int_equal(other.index, 1);
	assert_int_equal(other.event, 33);
	assert_true(other.is_stale);
	assert_true(outbox_set_stale(outbox, 1, false, &err));
	assert_false(tenant_of(outbox, "contoso", 900).is_stale);
	assert_false(tenant_of(outbox, "fabrikam", 500).is_stale);
	outbox_close(outbox);
}

static void
test_clock(void **state)
{
	const struct outbox_settings simulated = {
		.path = "t.db", .simulated = true, .now = FIXTURE_NOW};
	struct outbox *outbox = open_outbox(false);
	struct error err = {0};

	(void)state;
	outbox_close(outbox);
	assert_false(outbox_open(&simulated, &outbox, &err));
	assert_non_null(strstr(err.text, "real data"));
}

static void
test_handler(void **state)
{
	struct outbox *outbox = open_outbox(false);
	struct error err = {0};
	int64_t event = 0;

	(void)state;
	assert_true(outbox_handler(outbox, 500, &event, &err));
	assert_int_equal(event, -1);
	assert_true(outbox_no_handler(outbox, &err));
	assert_true(outbox_handler(outbox, 500, &event, &err));
	assert_int_equal(event, 0); /* of one that comes later all is new */
	assert_true(outbox_took_handler(outbox, 500, 12, &err));
	assert_true(outbox_handler(outbox, 500, &event, &err));
	assert_int_equal(event, 12);
	assert_true(outbox_handler(outbox, 900, &event, &err));
	assert_int_equal(event, 0); /* one that was begun anew */
	assert_true(outbox_no_handler(outbox, &err));
	assert_true(outbox_handler(outbox, 500, &event, &err));
	assert_int_equal(event, 12); /* the same is back */
	outbox_close(outbox);
}

static struct notice
put(struct outbox *outbox, enum notice_kind kind, uint32_t tenant,
	int64_t mailbox, int64_t loss)
{
	struct notice notice = {
		.kind = kind,
		.fate = NOTICE_WAITING,
		.tenant = tenant,
		.at = FIXTURE_NOW,
		.state = CHECK_WARNING,
		.mailbox = mailbox,
		.loss = loss,
		.user_id = fixture_guid((unsigned)mailbox),
		.cause = CAUSE_USER_DELETED,
		.upn = (char *)(uintptr_t) "a@x",
		.deadline = 77,
		.text = (char *)(uintptr_t) "why",
	};
	struct error err = {0};

	if (mailbox == 0) {
		notice.user_id = (struct guid){0};
	}
	assert_true(outbox_put(outbox, &notice, &err));
	return notice;
}

static bool
check_first(void *context, const struct notice *notice, struct error *err)
{
	size_t *count = context;

	(void)err;
	if ((*count)++ == 0) {
		assert_int_equal(notice->sequence, FIXTURE_NOW + 1);
		assert_int_equal(notice->kind, NOTICE_CRITICAL);
		assert_int_equal(notice->tenant, 1);
		assert_string_equal(notice->tenant_name, "contoso");
		assert_int_equal(notice->at, FIXTURE_NOW);
		assert_int_equal(notice->state, CHECK_WARNING);
		assert_int_equal(notice->mailbox, 5);
		assert_int_equal(notice->loss, 1);
		assert_int_equal(notice->cause, CAUSE_USER_DELETED);
		assert_string_equal(notice->upn, "a@x");
		assert_int_equal(notice->deadline, 77);
		assert_string_equal(notice->text, "why");
	}
	return true;
}

static bool
count_one(void *context, const struct notice *notice, struct error *err)
{
	size_t *count = context;

	(void)notice;
	(void)err;
	++*count;
	return true;
}

static void
test_notices(void **state)
{
	struct outbox *outbox = open_outbox(false);
	struct error err = {0};
	size_t count = 0;
	int64_t waiting = 0;
	struct notice notice = {0};

	(void)state;
	(void)tenant_of(outbox, "contoso", 1);
	notice = put(outbox, NOTICE_CRITICAL, 1, 5, 1);
	(void)put(outbox, NOTICE_LOST, 1, 6, 1);
	assert_true(
		outbox_each_waiting(outbox, 0, 10, check_first, &count, &err));
	assert_int_equal(count, 2);
	assert_true(outbox_sent(outbox, &notice, &err));
	assert_true(outbox_count_waiting(outbox, &waiting, &err));
	assert_int_equal(waiting, 1);
	count = 0;
	assert_true(
		outbox_each_waiting(outbox, 0, 10, count_one, &count, &err));
	assert_int_equal(count, 1);
	count = 0;
	assert_true(outbox_each_newest(outbox, 10, count_one, &count, &err));
	assert_int_equal(count, 2);
	/* What is undone has no number. */
	assert_true(outbox_begin(outbox, &err));
	assert_int_equal(
		put(outbox, NOTICE_LOST, 1, 7, 1).sequence, FIXTURE_NOW + 3);
	(void)error_set(&err, ERROR_DISK, "full");
	assert_false(outbox_end(outbox, false, &err));
	assert_int_equal(
		put(outbox, NOTICE_LOST, 1, 7, 1).sequence, FIXTURE_NOW + 3);
	outbox_close(outbox);
}

/* What ends an alarm that is on a screen is not folded away. */
static void
test_folding(void **state)
{
	struct outbox *outbox = open_outbox(false);
	struct notice summary = {.kind = NOTICE_SUMMARIZED,
		.fate = NOTICE_GATHERING,
		.tenant = 1,
		.count = 0};
	struct notice found = {0};
	struct notice shown = {0};
	struct error err = {0};
	uint32_t tenant = 0;
	int64_t count = 0;
	size_t folded = 0;
	size_t visited = 0;
	bool is_there = false;

	(void)state;
	(void)tenant_of(outbox, "contoso", 1);
	(void)tenant_of(outbox, "fabrikam", 1);
	shown = put(outbox, NOTICE_CRITICAL, 1, 5, 1);
	assert_true(outbox_sent(outbox, &shown, &err));
	(void)put(outbox, NOTICE_RESTORED, 1, 5, 1); /* on a screen */
	(void)put(outbox, NOTICE_RESTORED, 1, 5, 2); /* was not */
	(void)put(outbox, NOTICE_RESTORED, 1, 6, 1);
	(void)put(outbox, NOTICE_CRITICAL, 1, 7, 1);
	(void)put(outbox, NOTICE_MASS_LOSS, 1, 0, 0); /* of the tenant */
	(void)put(outbox, NOTICE_CRITICAL, 2, 5, 1);
	assert_true(outbox_most_foldable(outbox, 0, &tenant, &count, &err));
	assert_int_equal(tenant, 1);
	assert_int_equal(count, 3);
	assert_true(outbox_most_foldable(
		outbox, FIXTURE_NOW + 4, &tenant, &count, &err));
	assert_int_equal(count, 1); /* but for what is on its way */
	assert_true(outbox_put(outbox, &summary, &err));
	assert_true(outbox_fold(
		outbox, &summary, 0, 2, count_one, &visited, &folded, &err));
	assert_int_equal(folded, 2);
	assert_true(outbox_find_gathering(outbox, &found, &is_there, &err));
	assert_true(is_there);
	assert_int_equal(found.sequence, summary.sequence);
	notice_release(&found);
	assert_true(outbox_fold(
		outbox, &summary, 0, 2, count_one, &visited, &folded, &err));
	assert_int_equal(folded, 1);
	assert_int_equal(visited, 3);
	summary.text = (char *)(uintptr_t) "3 events";
	summary.count = 3;
	summary.first = 3;
	assert_true(outbox_fold_end(outbox, &summary, &err));
	assert_true(outbox_find_gathering(outbox, &found, &is_there, &err));
	assert_false(is_there);
	visited = 0;
	assert_true(outbox_each_folded(
		outbox, summary.sequence, count_one, &visited, &err));
	assert_int_equal(visited, 3);
	assert_true(outbox_count_waiting(outbox, &count, &err));
	assert_int_equal(count, 4); /* 5/1 back, the mass loss, 2, summary */
	outbox_close(outbox);
}

/* The oldest go, but not those still to be told. */
static void
test_trim(void **state)
{
	struct outbox *outbox = open_outbox(false);
	struct error err = {0};
	bool more = true;

	(void)state;
	(void)tenant_of(outbox, "contoso", 1);
	outbox_close(outbox);
	fixture_execute("WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL "
			"SELECT i + 1 FROM n WHERE i < 100500) "
			"INSERT INTO notice (kind, fate, tenant, at, state, "
			"mailbox, loss, cause, deadline, count, first) "
			"SELECT 'lost', iif(i = 7, 1, 2), 1, 1, 2, i, 1, 1, "
			"1, 0, 0 FROM n");
	outbox = open_outbox(false);
	while (more) {
		assert_true(outbox_trim(outbox, &more, &err));
	}
	outbox_close(outbox);
	assert_int_equal(
		fixture_number("SELECT count(*) FROM notice"), OUTBOX_KEPT + 1);
	assert_int_equal(fixture_number("SELECT min(sequence) FROM notice"),
		FIXTURE_NOW + 7);
}

/* Whoever saw a number takes it for seen. */
static void
test_numbers_do_not_go_back(void **state)
{
	static const struct {
		time_t now;
		int64_t first;
	} files[] = {
		{FIXTURE_NOW, FIXTURE_NOW + 1},
		{FIXTURE_NOW + 2, FIXTURE_NOW + 3},
		{-1, 1},
		{INT64_C(5000000000), OUTBOX_LAST_BEGINNING + 1},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(files); i++) {
		const struct outbox_settings settings = {
			.path = "t.db", .now = files[i].now};
		struct outbox *outbox = NULL;
		struct error err = {0};
		(void)unlink("t.db");
		assert_true(outbox_open(&settings, &outbox, &err));
		(void)tenant_of(outbox, "contoso", 1);
		assert_int_equal(put(outbox, NOTICE_LOST, 1, 7, 1).sequence,
			files[i].first);
		outbox_close(outbox);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_tenants, fixture_forget),
		cmocka_unit_test_setup(test_clock, fixture_forget),
		cmocka_unit_test_setup(test_handler, fixture_forget),
		cmocka_unit_test_setup(test_notices, fixture_forget),
		cmocka_unit_test_setup(test_folding, fixture_forget),
		cmocka_unit_test_setup(test_trim, fixture_forget),
		cmocka_unit_test_setup(
			test_numbers_do_not_go_back, fixture_forget),
	};

	return cmocka_run_group_tests(tests, fixture_enter, fixture_leave);
}
