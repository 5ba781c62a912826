// SPDX-License-Identifier: MIT
/*
 * fill_state - writes a TENANT.db with many mailboxes in their window, through
 * the code the collector writes with.
 *
 *   fill_state FILE MAILBOXES [recent | BOOK]
 *
 * Lost over the last 33 days; with "recent" all within the last day, by one
 * person: a mass loss.  A hundred runs went before.  BOOK is a handler.db to be
 * made, in which every hundredth mailbox is released.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "core/evidence.h"
#include "core/mem.h"
#include "state/collection.h"
#include "state/journal.h"

#define DAY_S (24 * 60 * 60)
#define RUNS_BEFORE 100

#define RELEASED_OF 100

struct filling {
	struct collection *collection;
	struct journal *journal; /* NULL: none is wanted */
	struct tenant tenant;
	struct history history;
	struct sku_list skus;
	struct run run;
	unsigned long count;
	time_t now;
	time_t spread_s;
};

/* Instead of those of the C library: nobody misses what a crash would take. */
int
fsync(int descriptor)
{
	(void)descriptor;
	return 0;
}

int
fdatasync(int descriptor)
{
	(void)descriptor;
	return 0;
}

static struct guid
guid_of(unsigned long number)
{
	struct guid guid = {{0x5a}};
	uint64_t mixed = (uint64_t)number * UINT64_C(0x9e3779b97f4a7c15);

	memcpy(guid.bytes + 1, &mixed, sizeof(mixed));
	memcpy(guid.bytes + 9, &number, 7);
	return guid;
}

/* Every tenth user was deleted, every twentieth shared mailbox too. */
static bool
put_mailbox(struct filling *filling, unsigned long number, struct error *err)
{
	uint64_t spread = (uint64_t)number * UINT64_C(0x9e3779b97f4a7c15) >> 32;
	time_t lost_at = filling->now - 7200 -
			 (time_t)(spread % (uint64_t)filling->spread_s);
	char *upn = mem_print("user%07lu@contoso.example", number);
	char *name = mem_print("User %07lu Example", number);
	struct audit_record audit = {
		.user = guid_of(number),
		.activity = AUDIT_LICENSE_CHANGED,
		.at = lost_at,
		.actor_kind = ACTOR_USER,
		.actor = (char *)(uintptr_t) "admin@contoso.example",
		.has_detail = true,
		.removed_skus = {filling->skus.skus[0].id},
		.removed_count = 1,
	};
	struct observation seen = {
		.at = filling->now,
		.user_id = guid_of(number),
		.place = number % 10 == 0 ? PLACE_DELETED : PLACE_ACTIVE,
		.upn = upn,
		.display_name = name,
		.mail = upn,
		.usage_location = "DE",
		.account_enabled = number % 3 == 0 ? TRI_NO : TRI_YES,
		.deleted_at = number % 10 == 0 ? lost_at : 0,
		.plans = number % 20 == 0 ? PLANS_NONE : PLANS_DELETED,
		.plan_at = number % 20 == 0 ? 0 : lost_at,
		.sku = filling->skus.skus[0].id,
		.probe = PROBE_NOT_FOUND,
		.audits = &audit,
		.audit_count = number % 10 == 0 ? 0 : 1,
	};
	struct mailbox after = {0};
	bool ok = true;

	if (evidence_merge(
		    NULL, &seen, &filling->history, &filling->tenant, &after)) {
		ok = collection_put_mailbox(filling->collection, &after, err) &&
		     (filling->journal == NULL || number % RELEASED_OF != 0 ||
			     journal_release(filling->journal, "contoso",
				     &after, 0, "ada", "a leaver", filling->now,
				     err));
		mailbox_release(&after);
	}
	free(upn);
	free(name);
	return ok;
}

static bool
write_all(void *context, struct error *err)
{
	struct filling *filling = context;
	char *plans = plan_set_text(&filling->tenant.plans);
	const struct tenant_row row = {
		.dates_move = TRI_YES,
		.plans = plans,
		.audit_covers_from = filling->now - 30 * DAY_S,
	};
	bool ok = collection_put_skus(filling->collection, &filling->skus,
		&filling->tenant.plans, err);

	for (unsigned long i = 1; ok && i <= filling->count; i++) {
		ok = put_mailbox(filling, i, err);
	}
	ok = ok && collection_put_tenant(filling->collection, &row, err) &&
	     collection_put_run(filling->collection, &filling->run, err);
	free(plans);
	return ok;
}

static bool
write_run(void *context, struct error *err)
{
	struct filling *filling = context;

	return collection_put_run(filling->collection, &filling->run, err);
}

static bool
run(struct filling *filling, time_t at, collection_write_fn *write,
	struct error *err)
{
	if (!collection_begin(filling->collection, at, &filling->run.id, err)) {
		return false;
	}
	filling->run.outcome = RUN_COMPLETE;
	filling->run.started_at = at;
	filling->run.ended_at = at;
	filling->run.listed_whole = true;
	filling->run.probed = true;
	return collection_write(filling->collection, write, filling, err);
}

static bool
fill(struct filling *filling, const char *path, struct error *err)
{
	const struct collection_settings settings = {
		.path = path,
		.tenant = "contoso",
		.now = filling->now,
		.busy_budget_s = 1,
	};
	bool ok = collection_open(&settings, &filling->collection, err);

	for (int i = RUNS_BEFORE; ok && i > 0; i--) {
		ok = run(filling, filling->now - i * 900L, write_run, err);
	}
	ok = ok && run(filling, filling->now, write_all, err);
	collection_close(filling->collection);
	return ok;
}

static bool
fill_both(struct filling *filling, const char *path, const char *book,
	struct error *err)
{
	bool ok = true;

	if (book == NULL) {
		return fill(filling, path, err);
	}
	ok = journal_open(book, false, filling->now, &filling->journal, err) &&
	     journal_begin(filling->journal, err) && fill(filling, path, err) &&
	     journal_commit(filling->journal, err);
	journal_close(filling->journal);
	return ok;
}

int
main(int argc, char **argv)
{
	struct sku_plan plan = {.usable = true};
	struct sku sku = {.id = guid_of(0),
		.part_number = (char *)(uintptr_t) "ENTERPRISEPACK",
		.status = PLAN_STATUS_ENABLED,
		.for_users = true,
		.enabled_seats = 5000,
		.plans = &plan,
		.plan_count = 1};
	bool recent = argc > 3 && strcmp(argv[3], "recent") == 0;
	struct filling filling = {
		.skus = {&sku, 1},
		.now = time(NULL),
		.spread_s = recent ? DAY_S - 7200 : 33 * DAY_S,
	};
	struct error err = {0};
	bool ok = false;

	if (argc < 3) {
		(void)fputs(
			"fill_state FILE MAILBOXES [recent | BOOK]\n", stderr);
		return 2;
	}
	filling.count = strtoul(argv[2], NULL, 10);
	tenant_init(&filling.tenant, "contoso");
	plan.plan = filling.tenant.plans.plans[0];
	filling.history = (struct history){.probe_permitted = true};
	ok = fill_both(
		&filling, argv[1], argc > 3 && !recent ? argv[3] : NULL, &err);
	if (!ok) {
		(void)fprintf(stderr, "fill_state: %s\n", err.text);
	}
	tenant_release(&filling.tenant);
	return ok ? 0 : 1;
}
