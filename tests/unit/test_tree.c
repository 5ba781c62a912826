// SPDX-License-Identifier: MIT
#include "snmp/tree.h"

#include "test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"

/*
 * A board of three tenants, the second without data, and of it all variables
 * there are, gathered by asking for each next one; every other question is then
 * answered from that list, too.
 */
#define VARIABLE_LIMIT 20000

struct variable {
	uint32_t oid[TREE_OID_LIMIT];
	size_t length;
	struct value value;
};

struct world {
	struct board board;
	struct tenant tenants[3];
	struct variable *variables;
	size_t count;
};

static struct board_tenant *
add_tenant(struct world *world, size_t at, uint32_t index, const char *name)
{
	struct board_tenant *tenant = mem_zeroed(1, sizeof(*tenant));

	tenant_init(&world->tenants[at], name);
	tenant->tenant = &world->tenants[at];
	tenant->index = index;
	tenant->name = mem_text(name);
	tenant->judging.tenant = tenant->tenant;
	tenant->judging.warning = tenant->tenant->warning;
	tenant->judging.critical = tenant->tenant->critical;
	tenant->told_stale = TRI_NO;
	world->board.tenants[at] = tenant;
	world->board.count++;
	return tenant;
}

static void
add_mailboxes(struct board_tenant *tenant, const int64_t *ids, size_t count)
{
	struct shelf_draft draft = {0};

	assessment_init(&tenant->assessment, &tenant->judging, 2);
	for (size_t i = 0; i < count; i++) {
		struct mailbox mailbox = {
			.id = ids[i],
			.user_id = {{(unsigned char)ids[i]}},
			.upn = (char *)(uintptr_t) "a@x",
			.cause = CAUSE_LICENSE_REMOVED,
			.loss = 1,
			.confirmed = true,
			.first_seen_at = 1000,
			.lost_earliest = 1000 + (time_t)i,
			.lost_latest = 1000 + (time_t)i,
		};
		const struct handling none = {0};
		if (!shelf_draft_takes(&draft, (uint32_t)ids[i])) {
			stock_put(&tenant->stock, &draft, NULL);
		}
		shelf_draft_add(&draft, &mailbox, false, 0, &tenant->lexicon);
		assessment_add(
			&tenant->assessment, &mailbox, &none, NULL, NULL);
	}
	stock_put(&tenant->stock, &draft, NULL);
	shelf_draft_release(&draft);
	assessment_finish(&tenant->assessment);
	tenant->has_data = true;
}

static void
add_events(struct board *board)
{
	static const int64_t sequences[] = {4, 5, 900};

	board->events = mem_zeroed(3, sizeof(*board->events));
	board->event_count = 3;
	for (size_t i = 0; i < 3; i++) {
		board->events[i] = (struct notice){
			.sequence = sequences[i],
			.kind = NOTICE_CRITICAL,
			.fate = NOTICE_SENT,
			.tenant = i == 1 ? 9 : 2,
			.tenant_name = mem_text("contoso"),
			.user_id = {{1}},
			.upn = mem_text("a@x"),
			.mailbox = 1,
		};
	}
	board->jobs = mem_zeroed(1, sizeof(*board->jobs));
	board->job_count = 1;
	board->jobs[0] = (struct remedy){
		.id = 12,
		.tenant = mem_text("contoso"),
		.state = REMEDY_OPEN,
	};
}

static bool
next(const struct world *world, uint32_t only, struct variable *variable)
{
	const struct tree_scope scope = {&world->board, 2000, only};
	struct tree_memory memory = {0};

	return tree_next(&scope, &memory, variable->oid, variable->length,
		variable->oid, &variable->length, &variable->value);
}

static int
compare(const uint32_t *a, size_t a_length, const uint32_t *b, size_t b_length)
{
	for (size_t i = 0; i < a_length && i < b_length; i++) {
		if (a[i] != b[i]) {
			return a[i] < b[i] ? -1 : 1;
		}
	}
	return a_length < b_length ? -1 : a_length > b_length;
}

static int
make_world(void **state)
{
	static const int64_t contoso[] = {1, 2, 511, 512, 513, 5000};
	static const int64_t last[] = {7, UINT32_MAX};
	struct world *world = mem_zeroed(1, sizeof(*world));
	struct variable walking = {.length = 0};

	world->board.tenants = mem_zeroed(3, sizeof(*world->board.tenants));
	world->board.urgent = 4;
	add_mailboxes(add_tenant(world, 0, 2, "contoso"), contoso, 6);
	(void)add_tenant(world, 1, 9, "fabrikam");
	add_mailboxes(add_tenant(world, 2, UINT32_MAX, "zenith"), last, 2);
	add_events(&world->board);
	board_merge(&world->board);
	world->variables = mem_zeroed(VARIABLE_LIMIT, sizeof(walking));
	while (next(world, 0, &walking)) {
		assert_true(world->count < VARIABLE_LIMIT);
		world->variables[world->count++] = walking;
	}
	*state = world;
	return 0;
}

static int
free_world(void **state)
{
	struct world *world = *state;

	board_release(&world->board);
	for (size_t i = 0; i < 3; i++) {
		tenant_release(&world->tenants[i]);
	}
	free(world->variables);
	free(world);
	return 0;
}

static void
test_order(void **state)
{
	const struct world *world = *state;

	assert_true(world->count > 300);
	for (size_t i = 1; i < world->count; i++) {
		assert_true(compare(world->variables[i - 1].oid,
				    world->variables[i - 1].length,
				    world->variables[i].oid,
				    world->variables[i].length) < 0);
	}
}

static bool
same_value(const struct value *a, const struct value *b)
{
	return a->type == b->type && a->number == b->number &&
	       a->length == b->length &&
	       memcmp(a->octets, b->octets, a->length) == 0;
}

static void
test_get(void **state)
{
	const struct world *world = *state;
	const struct tree_scope scope = {&world->board, 2000, 0};
	struct tree_memory memory = {0};

	for (size_t i = 0; i < world->count; i++) {
		const struct variable *variable = &world->variables[i];
		uint32_t longer[TREE_OID_LIMIT + 1] = {0};
		struct value value;
		assert_true(tree_get(&scope, &memory, variable->oid,
			variable->length, &value));
		assert_true(same_value(&value, &variable->value));
		memcpy(longer, variable->oid,
			variable->length * sizeof(uint32_t));
		assert_false(tree_get(
			&scope, &memory, longer, variable->length + 1, &value));
		assert_false(tree_get(&scope, &memory, variable->oid,
			variable->length - 1, &value));
	}
}

static uint32_t random_state = 99;

static uint32_t
draw(uint32_t limit)
{
	random_state = random_state * 1664525 + 1013904223;
	return (random_state >> 8) % limit;
}

/* Some name near those there are. */
static void
draw_name(const struct world *world, struct variable *name)
{
	static const uint32_t parts[] = {0, 1, 2, 3, 4, 6, 9, 12, 25, 60, 511,
		512, 5000, 70000, UINT32_MAX - 1, UINT32_MAX};

	if (draw(2) == 0) {
		*name = world->variables[draw((uint32_t)world->count)];
		name->oid[draw((uint32_t)name->length)] =
			parts[draw(COUNT_OF(parts))];
		name->length -= draw(2);
		return;
	}
	name->length = draw(TREE_OID_LIMIT + 1);
	for (size_t i = 0; i < name->length; i++) {
		name->oid[i] = parts[draw(COUNT_OF(parts))];
	}
}

static void
test_any_name(void **state)
{
	const struct world *world = *state;

	for (int turn = 0; turn < 20000; turn++) {
		struct variable name = {.length = 0};
		struct variable asked;
		size_t at = 0;
		bool found = false;
		draw_name(world, &name);
		asked = name;
		while (at < world->count &&
			compare(world->variables[at].oid,
				world->variables[at].length, name.oid,
				name.length) <= 0) {
			at++;
		}
		found = next(world, 0, &asked);
		assert_int_equal(found, at < world->count);
		if (found) {
			assert_int_equal(compare(asked.oid, asked.length,
						 world->variables[at].oid,
						 world->variables[at].length),
				0);
			assert_true(same_value(
				&asked.value, &world->variables[at].value));
		}
	}
}

/* In the name of one tenant: a part of what all see, and nothing of others. */
static void
test_scope(void **state)
{
	const struct world *world = *state;
	struct variable walking = {.length = 0};
	size_t rows = 0;

	while (next(world, 2, &walking)) {
		uint32_t arc = walking.oid[0];
		if (arc == 2 || arc == 4) {
			assert_int_equal(walking.oid[3], 2);
			rows++;
		}
		if (arc == 6) {
			assert_int_not_equal(walking.oid[3], 5);
		}
	}
	assert_true(rows > 100);
	walking.length = 0;
	while (next(world, 9, &walking)) {
		assert_true(walking.oid[0] != 3 && walking.oid[0] != 4 &&
			    walking.oid[0] != 5);
	}
}

/* The first so many of all tenants together. */
static void
test_urgent(void **state)
{
	const struct world *world = *state;
	struct board_urgent before = {0};
	struct board_urgent urgent = {0};

	for (uint32_t rank = 1; rank <= 4; rank++) {
		assert_true(board_urgent(&world->board, 0, rank, &urgent));
		if (rank > 1) {
			assert_true(
				urgency_compare(before.item, urgent.item) <= 0);
		}
		before = urgent;
	}
	assert_false(board_urgent(&world->board, 0, 5, &urgent));
	assert_true(board_urgent(&world->board, UINT32_MAX, 2, &urgent));
	assert_false(board_urgent(&world->board, UINT32_MAX, 3, &urgent));
	assert_false(board_urgent(&world->board, 9, 1, &urgent));
	assert_false(board_urgent(&world->board, 3, 1, &urgent));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_order),
		cmocka_unit_test(test_get),
		cmocka_unit_test(test_any_name),
		cmocka_unit_test(test_scope),
		cmocka_unit_test(test_urgent),
	};

	return cmocka_run_group_tests(tests, make_world, free_world);
}
