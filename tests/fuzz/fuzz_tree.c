// SPDX-License-Identifier: MIT
/*
 * Any OID a manager asks for, of one tenant or of all: what comes next comes
 * next, can be asked for by its own name, and what is there is what its
 * predecessor leads to.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "snmp/tree.h"

#define NOW 2000
#define PARTS 16

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct tenant tenants[2];

static void
expect(bool holds)
{
	if (!holds) {
		abort();
	}
}

static struct board_tenant *
make_tenant(size_t at, uint32_t index, const char *name)
{
	static const int64_t ids[] = {1, 2, 511, 512, 5000, UINT32_MAX};
	struct board_tenant *tenant = mem_zeroed(1, sizeof(*tenant));
	struct shelf_draft draft = {0};

	tenant_init(&tenants[at], name);
	tenant->tenant = &tenants[at];
	tenant->index = index;
	tenant->name = mem_text(name);
	tenant->judging.tenant = tenant->tenant;
	tenant->judging.warning = tenants[at].warning;
	tenant->judging.critical = tenants[at].critical;
	tenant->has_data = true;
	assessment_init(&tenant->assessment, &tenant->judging, 2);
	for (size_t i = 0; i < sizeof(ids) / sizeof(ids[0]); i++) {
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
	return tenant;
}

static struct board board;

static void
leave(void)
{
	board_release(&board);
	tenant_release(&tenants[0]);
	tenant_release(&tenants[1]);
}

static void
make_board(void)
{
	board.tenants = mem_zeroed(2, sizeof(*board.tenants));
	board.tenants[0] = make_tenant(0, 2, "contoso");
	board.tenants[1] = make_tenant(1, UINT32_MAX, "zenith");
	board.count = 2;
	board.urgent = 4;
	board.events = mem_zeroed(1, sizeof(*board.events));
	board.event_count = 1;
	board.events[0] = (struct notice){
		.sequence = 4,
		.kind = NOTICE_CRITICAL,
		.fate = NOTICE_SENT,
		.tenant = 2,
		.tenant_name = mem_text("contoso"),
		.mailbox = 1,
	};
	board.jobs = mem_zeroed(1, sizeof(*board.jobs));
	board.job_count = 1;
	board.jobs[0] = (struct remedy){
		.id = 12, .tenant = mem_text("contoso"), .state = REMEDY_OPEN};
	board_merge(&board);
	expect(atexit(leave) == 0);
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

static bool
is_same(const struct value *a, const struct value *b)
{
	return a->type == b->type && a->number == b->number &&
	       a->length == b->length &&
	       memcmp(a->octets, b->octets, a->length) == 0;
}

static void
try_name(const struct tree_scope *scope, const uint32_t *oid, size_t length)
{
	uint32_t next[TREE_OID_LIMIT] = {0};
	size_t next_length = 0;
	struct tree_memory memory = {0};
	struct tree_memory other = {0};
	struct value value = {0};
	struct value same = {0};

	if (tree_get(scope, &memory, oid, length, &value)) {
		expect(length > 0 && length <= TREE_OID_LIMIT);
		/* What is in front of its last part leads to it, or below. */
		expect(tree_next(scope, &other, oid, length - 1, next,
			&next_length, &same));
		expect(compare(next, next_length, oid, length) <= 0);
	}
	value = (struct value){0};
	if (!tree_next(
		    scope, &memory, oid, length, next, &next_length, &value)) {
		return;
	}
	expect(next_length <= TREE_OID_LIMIT &&
		compare(next, next_length, oid, length) > 0);
	other = (struct tree_memory){0};
	same = (struct value){0};
	expect(tree_get(scope, &other, next, next_length, &same) &&
		is_same(&value, &same));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const uint32_t only[] = {0, 2, 3, UINT32_MAX};
	uint32_t oid[PARTS] = {0};
	size_t length = 0;
	struct tree_scope scope = {&board, NOW, 0};

	if (board.count == 0) {
		make_board();
	}
	if (size == 0) {
		return 0;
	}
	scope.only = only[*data % 4];
	/* Small parts are a byte, others 0xff and four more. */
	for (size_t at = 1; at < size && length < PARTS; at++) {
		oid[length] = data[at];
		if (data[at] == 0xff && at + 4 < size) {
			memcpy(&oid[length], data + at + 1, 4);
			at += 4;
		}
		length++;
	}
	try_name(&scope, oid, length);
	return 0;
}
