// SPDX-License-Identifier: MIT
/* What a step leaves in the remedy, and when there is nobody to ask. */
#include "core/step.h"

#include "test.h"

#include <stdlib.h>
#include <string.h>

#define NOW ((time_t)1000000)

static void
test_unreachable(void **state)
{
	struct remedy remedy = {.state = REMEDY_OPEN, .opened_at = NOW};
	struct tenant tenant = {0};
	struct remedy_move move;

	(void)state;
	memset(&move, 0x5a, sizeof(move));
	tenant_init(&tenant, "contoso");
	remedy_unreachable(&remedy, &tenant, NOW + 10, "no route", &move);
	assert_int_equal(move.what, DO_WAIT);
	assert_null(move.choice.sku);
	assert_string_equal(move.note, "");
	assert_int_equal(move.wait_until, NOW + 15);
	assert_non_null(strstr(move.reason, "no route"));
	remedy_unreachable(&remedy, &tenant, NOW + 4 * 3600, "no route", &move);
	assert_int_equal(move.what, DO_CLOSE);
	assert_int_equal(move.state, REMEDY_REFUSED);
	remedy.writes[WRITE_ASSIGN] =
		(struct remedy_write){WRITE_LOST, NOW + 3600, 1};
	remedy_unreachable(&remedy, &tenant, NOW + 4 * 3600, "no route", &move);
	assert_int_equal(move.what, DO_WAIT);
	remedy_unreachable(&remedy, &tenant, NOW + 5 * 3600, "no route", &move);
	assert_int_equal(move.state, REMEDY_FAILED);
	tenant_release(&tenant);
}

/* However long it seems to have taken. */
static void
test_hold(void **state)
{
	struct remedy remedy = {.state = REMEDY_VERIFYING, .opened_at = NOW};
	struct tenant tenant = {0};
	struct remedy_move move;

	(void)state;
	memset(&move, 0x5a, sizeof(move));
	tenant_init(&tenant, "contoso");
	remedy_hold(
		&remedy, &tenant, NOW + 40 * 86400, "the clock is off", &move);
	assert_int_equal(move.what, DO_WAIT);
	assert_int_equal(move.state, REMEDY_VERIFYING);
	assert_int_equal(move.wait_until, NOW + 40 * 86400 + STEP_HALT_S);
	assert_string_equal(move.reason, "on hold: the clock is off");
	assert_null(move.choice.sku);
	assert_string_equal(move.note, "");
	tenant_release(&tenant);
}

static void
test_what_is_written_down(void **state)
{
	struct sku sku = {.id = {{7}}};
	struct remedy remedy = {.looks = 5, .state = REMEDY_VERIFYING};
	struct remedy_move move = {.what = DO_WRITE,
		.write = WRITE_ASSIGN,
		.choice = {.sku = &sku},
		.reason = "assign it"};
	const struct remedy_write *assign = &remedy.writes[WRITE_ASSIGN];

	(void)state;
	remedy_sent(&remedy, &move, NOW);
	assert_int_equal(assign->result, WRITE_SENT);
	assert_int_equal(assign->count, 1);
	assert_int_equal(assign->sent_at, NOW);
	assert_true(guid_equal(&remedy.assigned, &sku.id));
	assert_int_equal(remedy.looks, 0);
	assert_int_equal(remedy.due_at, NOW + STEP_DOUBT_S);
	assert_string_equal(remedy.reason, "assign it");
	remedy_unsent(&remedy, WRITE_ASSIGN, NOW + 7);
	assert_int_equal(assign->result, WRITE_NONE);
	assert_int_equal(assign->count, 0);
	assert_int_equal(remedy.due_at, NOW + 7);
	remedy_sent(&remedy, &move, NOW);
	remedy_answered(&remedy, WRITE_ASSIGN, WRITE_BUSY, "busy", NOW + 1);
	assert_int_equal(assign->result, WRITE_BUSY);
	assert_string_equal(remedy.reason, "busy");
	assert_int_equal(remedy.state, REMEDY_OPEN);
	assert_int_equal(remedy.due_at, NOW + 1);
	remedy_sent(&remedy, &move, NOW + 99);
	remedy_answered(&remedy, WRITE_ASSIGN, WRITE_DONE, "", NOW + 100);
	assert_int_equal(assign->count, 2);
	assert_int_equal(remedy.state, REMEDY_VERIFYING);
	assert_int_equal(remedy.due_at, NOW + 102);
	move = (struct remedy_move){.what = DO_WAIT,
		.state = REMEDY_VERIFYING,
		.wait_until = NOW + 150};
	remedy_moved(&remedy, &move, NOW + 120);
	assert_int_equal(remedy.looks, 1);
	assert_int_equal(remedy.due_at, NOW + 150);
	assert_int_equal(remedy.closed_at, 0);
	move = (struct remedy_move){
		.what = DO_CLOSE, .state = REMEDY_VERIFIED, .reason = "back"};
	remedy_moved(&remedy, &move, NOW + 151);
	assert_int_equal(remedy.closed_at, NOW + 151);
	assert_int_equal(remedy.state, REMEDY_VERIFIED);
	assert_string_equal(remedy.reason, "back");
	free(remedy.reason);
}

/*
 * Seen to have been carried out it is in doubt no more: gone again later, it is
 * another loss, and not given once more.
 */
static void
test_took(void **state)
{
	struct remedy remedy = {.state = REMEDY_OPEN,
		.writes = {[WRITE_ASSIGN] = {WRITE_SENT, NOW, 1},
			[WRITE_BLOCK] = {WRITE_LOST, NOW, 1}}};
	struct remedy_move move = {.what = DO_WAIT,
		.state = REMEDY_VERIFYING,
		.wait_until = NOW + 150};

	(void)state;
	remedy_moved(&remedy, &move, NOW + 120);
	assert_int_equal(remedy.writes[WRITE_ASSIGN].result, WRITE_SENT);
	move.took = true;
	remedy_moved(&remedy, &move, NOW + 120);
	assert_int_equal(remedy.writes[WRITE_ASSIGN].result, WRITE_DONE);
	assert_int_equal(remedy.writes[WRITE_ASSIGN].sent_at, NOW);
	assert_int_equal(remedy.writes[WRITE_BLOCK].result, WRITE_LOST);
	free(remedy.reason);
}

/* Which write is the last, so that what is left is to see it. */
static const struct {
	const char *name;
	enum write_kind kind;
	bool block;
	bool is_last;
} lasts[] = {
	{"a restore", WRITE_RESTORE, false, true},
	{"a restore, with sign-in to be blocked", WRITE_RESTORE, true, false},
	{"a place", WRITE_LOCATE, false, false},
	{"a license", WRITE_ASSIGN, true, true},
	{"sign-in", WRITE_BLOCK, true, false},
};

static void
test_last_write(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(lasts); i++) {
		struct remedy remedy = {
			.state = REMEDY_OPEN, .block = lasts[i].block};

		remedy_answered(&remedy, lasts[i].kind, WRITE_DONE, "", NOW);
		if (remedy.due_at != (lasts[i].is_last ? NOW + 2 : NOW) ||
			(remedy.state == REMEDY_VERIFYING) !=
				lasts[i].is_last) {
			fail_msg("%s", lasts[i].name);
		}
		assert_null(remedy.reason);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_unreachable),
		cmocka_unit_test(test_hold),
		cmocka_unit_test(test_what_is_written_down),
		cmocka_unit_test(test_took),
		cmocka_unit_test(test_last_write),
	};

	return cmocka_run_group_tests_name("step book", tests, NULL, NULL);
}
