// SPDX-License-Identifier: MIT
/* Data that grow old: told once when it begins, and when it is over. */
#include "snmp/relay_impl.h"

#include <stdlib.h>

#include "core/mem.h"
#include "core/text.h"

#define WATCH_MS 1000

static bool
is_old(const struct relay *relay, const struct board_tenant *tenant)
{
	int64_t since_ms = tenant->problem != NULL ? tenant->problem_ms
						   : tenant->untold_ms;
	int64_t stands_ms = relay_tick_ms(relay) - since_ms;

	if (tenant->has_data && tenant->age_s > tenant->tenant->stale_after_s) {
		return true;
	}
	/* A write that was interrupted, say, is repaired by the next one. */
	return board_problem(tenant) != NULL && since_ms != 0 &&
	       stands_ms >= tenant->tenant->max_age_s * 1000;
}

static bool
is_well(const struct board_tenant *tenant)
{
	return tenant->has_data && board_problem(tenant) == NULL &&
	       tenant->age_s <= tenant->tenant->stale_after_s;
}

static char *
why_old(const struct board_tenant *tenant)
{
	char age[TEXT_DURATION_SIZE];

	if (board_problem(tenant) != NULL) {
		return mem_text(board_problem(tenant));
	}
	return mem_print("data are %s old", text_duration(tenant->age_s, age));
}

static bool
put_notice(struct relay *relay, const struct board_tenant *tenant, bool is_old,
	struct error *err)
{
	struct outbox *outbox = relay->settings.outbox;
	struct notice notice = {
		.kind = is_old ? NOTICE_COLLECTOR_STALE
			       : NOTICE_COLLECTOR_RECOVERED,
		.fate = NOTICE_WAITING,
		.tenant = tenant->index,
		.at = relay->settings.now(relay->settings.context),
		.state = is_old ? CHECK_UNKNOWN : tenant->state,
	};
	bool ok = false;

	if (is_old) {
		notice.text = why_old(tenant);
	}
	ok = outbox_put(outbox, &notice, err) &&
	     outbox_set_stale(outbox, tenant->index, is_old, err);
	notice_release(&notice);
	return ok;
}

static bool
look_up_told(
	struct relay *relay, struct board_tenant *tenant, struct error *err)
{
	struct outbox_tenant known = {0};

	if (tenant->told_stale != TRI_UNKNOWN) {
		return true;
	}
	if (!outbox_tenant(relay->settings.outbox, tenant->name,
		    tenant->facts.born_at, &known, err)) {
		return false;
	}
	tenant->told_stale = known.is_stale ? TRI_YES : TRI_NO;
	return true;
}

/* True when something was told. */
static bool
watch_tenant(struct relay *relay, struct board_tenant *tenant)
{
	struct outbox *outbox = relay->settings.outbox;
	struct error err = {0};
	bool tells = false;

	if (!look_up_told(relay, tenant, &err)) {
		return relay_trouble(relay, &err);
	}
	tells = tenant->told_stale == TRI_YES ? is_well(tenant)
					      : is_old(relay, tenant);
	if (!tells) {
		return false;
	}
	if (!outbox_begin(outbox, &err) ||
		!outbox_end(outbox,
			put_notice(relay, tenant, tenant->told_stale == TRI_NO,
				&err),
			&err)) {
		return relay_trouble(relay, &err);
	}
	tenant->told_stale = tenant->told_stale == TRI_YES ? TRI_NO : TRI_YES;
	relay->waiting++;
	relay->may_fold = true;
	relay->is_log_old = true;
	return true;
}

bool
relay_watch(struct relay *relay)
{
	const struct board *board = relay->settings.board;
	bool told = false;

	if (relay_tick_ms(relay) < relay->watch_ms) {
		return false;
	}
	relay->watch_ms = relay_tick_ms(relay) + WATCH_MS;
	for (size_t i = 0; i < board->count; i++) {
		told = watch_tenant(relay, board->tenants[i]) || told;
	}
	return told;
}
