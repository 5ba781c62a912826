// SPDX-License-Identifier: MIT
#include "snmp/stock.h"

#include "test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"

#define SHELF_TEST_NOW 1772438400

static uint32_t random_state = 12345;

static uint32_t
draw(uint32_t limit)
{
	random_state = random_state * 1664525 + 1013904223;
	return (random_state >> 8) % limit;
}

/* Unknown, of long ago, of now, or of the far future. */
static time_t
draw_instant(void)
{
	switch (draw(5)) {
	case 0:
		return 0;
	case 1:
		return 1;
	case 2:
		return 253402300799;
	default:
		return SHELF_TEST_NOW - (time_t)draw(90 * 86400);
	}
}

static char *
draw_text(size_t longest)
{
	size_t length = draw((uint32_t)longest + 1);
	char *text = mem_zeroed(length + 1, 1);

	for (size_t i = 0; i < length; i++) {
		text[i] = "abcdefghijklmnop.-_ '"[draw(21)];
	}
	return text;
}

static struct mailbox
draw_mailbox(int64_t id)
{
	static const char *const domains[] = {
		"@contoso.example", "@x.example", "", "@"};
	char *local = draw_text(30);
	struct mailbox mailbox = {
		.id = id,
		.upn = mem_print("%s%s", local, domains[draw(4)]),
		.display_name = draw_text(60),
		.actor = draw_text(3),
		.cause = (enum cause)(1 + draw(4)),
		.place = (enum place)draw(3),
		.plans = (enum plans)draw(4),
		.probe = (enum probe_answer)draw(7),
		.account_enabled = (enum tri)draw(3),
		.synced = (enum tri)draw(3),
		.actor_kind = (enum actor_kind)draw(4),
		.confirmed = draw(2) != 0,
		.plan_disabled = draw(2) != 0,
		.sources = draw(64),
		.loss = 1 + draw(1000),
		.lost_earliest = draw_instant(),
		.lost_latest = draw_instant(),
		.counts_from = draw_instant(),
		.first_seen_at = draw_instant(),
		.absent_at = draw_instant(),
		.deleted_at = draw_instant(),
		.answered_at = draw_instant(),
		.silent_at = draw_instant(),
		.restored_at = draw_instant(),
		.gone_at = draw_instant(),
	};

	free(local);
	for (size_t i = 0; i < sizeof(mailbox.user_id.bytes); i++) {
		mailbox.user_id.bytes[i] = (unsigned char)draw(256);
	}
	return mailbox;
}

static void
assert_same(const struct mailbox *wanted, const struct shelf_row *row)
{
	const struct mailbox *got = &row->mailbox;

	assert_int_equal(got->id, wanted->id);
	assert_true(guid_equal(&got->user_id, &wanted->user_id));
	assert_int_equal(got->cause, wanted->cause);
	assert_int_equal(got->place, wanted->place);
	assert_int_equal(got->plans, wanted->plans);
	assert_int_equal(got->probe, wanted->probe);
	assert_int_equal(got->account_enabled, wanted->account_enabled);
	assert_int_equal(got->synced, wanted->synced);
	assert_int_equal(got->actor_kind, wanted->actor_kind);
	assert_int_equal(got->confirmed, wanted->confirmed);
	assert_int_equal(got->plan_disabled, wanted->plan_disabled);
	assert_int_equal(got->sources, wanted->sources);
	assert_int_equal(got->loss, wanted->loss);
	assert_int_equal(got->lost_earliest, wanted->lost_earliest);
	assert_int_equal(got->lost_latest, wanted->lost_latest);
	assert_int_equal(got->counts_from, wanted->counts_from);
	assert_int_equal(got->first_seen_at, wanted->first_seen_at);
	assert_int_equal(got->absent_at, wanted->absent_at);
	assert_int_equal(got->deleted_at, wanted->deleted_at);
	assert_int_equal(got->answered_at, wanted->answered_at);
	assert_int_equal(got->silent_at, wanted->silent_at);
	assert_int_equal(got->restored_at, wanted->restored_at);
	assert_int_equal(got->gone_at, wanted->gone_at);
	assert_string_equal(row->upn, wanted->upn);
	assert_string_equal(row->display_name, wanted->display_name);
	assert_string_equal(row->actor, wanted->actor);
}

#define ROWS 2000

/* What goes in comes out, whatever it is, and is found by its index. */
static void
test_round_trip(void **state)
{
	struct lexicon lexicon = {0};
	struct stock stock = {0};
	struct shelf_draft draft = {0};
	struct mailbox *mailboxes = mem_zeroed(ROWS, sizeof(*mailboxes));
	int64_t id = 0;

	(void)state;
	for (uint32_t i = 0; i < ROWS; i++) {
		id += 1 + (draw(10) == 0 ? draw(3000) : draw(3));
		mailboxes[i] = draw_mailbox(id);
		if (!shelf_draft_takes(&draft, (uint32_t)id)) {
			stock_put(&stock, &draft, NULL);
		}
		shelf_draft_add(&draft, &mailboxes[i], i % 3 == 0, i, &lexicon);
	}
	stock_put(&stock, &draft, NULL);
	assert_int_equal(stock.rows, ROWS);
	for (uint32_t i = 0; i < ROWS; i++) {
		struct stock_place place = {0};
		struct shelf_row row;
		uint32_t from = i == 0 ? 0 : (uint32_t)mailboxes[i - 1].id + 1;
		uint32_t index = (uint32_t)mailboxes[i].id;
		for (uint32_t at = from; at <= index; at++) {
			assert_true(stock_find(&stock, at, &place));
			assert_int_equal(
				shelf_index(place.shelf, place.at), index);
		}
		shelf_read_whole(place.shelf, place.at, &lexicon, &row);
		assert_same(&mailboxes[i], &row);
		assert_int_equal(row.excluded, i % 3 == 0);
		assert_int_equal(row.sku, i);
	}
	assert_false(
		stock_find(&stock, (uint32_t)id + 1, &(struct stock_place){0}));
	for (uint32_t i = 0; i < ROWS; i++) {
		mailbox_release(&mailboxes[i]);
	}
	free(mailboxes);
	shelf_draft_release(&draft);
	stock_release(&stock);
	lexicon_release(&lexicon);
}

static void
fill(struct stock *stock, const struct stock *before, struct lexicon *lexicon,
	uint32_t changed, uint32_t left_out)
{
	struct shelf_draft draft = {0};

	for (uint32_t i = 1; i <= 4 * SHELF_ROWS; i++) {
		struct mailbox mailbox = {
			.id = i,
			.upn = (char *)(uintptr_t)(i == changed ? "b@x"
								: "a@x"),
		};
		if (i == left_out) {
			continue;
		}
		if (!shelf_draft_takes(&draft, i)) {
			stock_put(stock, &draft, before);
		}
		shelf_draft_add(&draft, &mailbox, false, 0, lexicon);
	}
	stock_put(stock, &draft, before);
	shelf_draft_release(&draft);
}

static size_t
count_shared(const struct stock *a, const struct stock *b)
{
	size_t count = 0;

	for (size_t i = 0; i < a->count; i++) {
		for (size_t k = 0; k < b->count; k++) {
			count += a->shelves[i] == b->shelves[k] ? 1 : 0;
		}
	}
	return count;
}

/* Only what has changed takes room twice. */
static void
test_sharing(void **state)
{
	struct lexicon lexicon = {0};
	struct stock first = {0};
	struct stock second = {0};
	struct stock third = {0};
	struct stock fourth = {0};

	(void)state;
	fill(&first, NULL, &lexicon, 0, 0);
	assert_int_equal(first.count, 5);
	fill(&second, &first, &lexicon, 0, 0);
	assert_int_equal(count_shared(&first, &second), 5);
	fill(&third, &second, &lexicon, 700, 0);
	assert_int_equal(count_shared(&second, &third), 4);
	/* One that is gone leaves the other shelves alone. */
	fill(&fourth, &third, &lexicon, 700, 3);
	assert_int_equal(count_shared(&third, &fourth), 4);
	stock_release(&first);
	stock_release(&third);
	stock_release(&second);
	assert_int_equal(fourth.rows, 4 * SHELF_ROWS - 1);
	stock_release(&fourth);
	lexicon_release(&lexicon);
}

static void
test_lexicon(void **state)
{
	struct lexicon lexicon = {0};
	char text[16];

	(void)state;
	assert_int_equal(lexicon_number(&lexicon, "", 0), LEXICON_NONE);
	for (int turn = 0; turn < 2; turn++) {
		for (uint32_t i = 0; i < 5000; i++) {
			(void)snprintf(text, sizeof(text), "w%u.", i);
			/* The byte behind is none of it. */
			assert_int_equal(lexicon_number(&lexicon, text,
						 strlen(text) - 1),
				i + 1);
		}
	}
	assert_string_equal(lexicon_text(&lexicon, 5000), "w4999");
	assert_string_equal(lexicon_text(&lexicon, 5001), "");
	assert_string_equal(lexicon_text(&lexicon, LEXICON_NONE), "");
	lexicon_release(&lexicon);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_round_trip),
		cmocka_unit_test(test_sharing),
		cmocka_unit_test(test_lexicon),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
