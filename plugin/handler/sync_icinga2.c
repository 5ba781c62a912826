// SPDX-License-Identifier: MIT
#include "handler/sync_site.h"

#include <stdlib.h>

#include "alert/icinga2_services.h"
#include "core/mem.h"

struct side {
	const struct sync_work *work;
	struct icinga2 *icinga2;
	int64_t limit;
	time_t until;
	struct roster_found *found;
	size_t count;
	size_t *found_at; /* a place each of the roster */
	struct sync_tally *tally;
};

/* Whether to go on: what is about one service alone is noted. */
static bool
go_on(struct side *side, bool ok, const struct error *why, struct error *err)
{
	if (ok) {
		return true;
	}
	if (why->code != ERROR_REMOTE) {
		*err = *why;
		return false;
	}
	if (side->tally->failed++ == 0) {
		side->tally->first = *why;
	}
	return true;
}

static bool
has_time(const struct side *side, struct error *err)
{
	return side->work->settings->clock() < side->until ||
	       error_set(err, ERROR_WAIT,
		       "not all done within %d seconds: the rest with the next "
		       "run",
		       SYNC_BUDGET_S);
}

/* Makes or changes what is wanted; `*done`: it is there as it should be. */
static bool
settle(struct side *side, const struct roster_service *service,
	const struct roster_found *found, bool *done, struct error *err)
{
	struct error why = {0};

	*done = true;
	if (found == NULL) {
		*done = icinga2_create_service(side->icinga2, service, &why);
		side->tally->created += *done ? 1 : 0;
	} else if (found->is_other) {
		*done = icinga2_describe_service(
			side->icinga2, found->service.name, service, &why);
		side->tally->changed += *done ? 1 : 0;
	}
	return go_on(side, *done, &why, err);
}

/*
 * With the host or the template missing Icinga says that it made the service,
 * and drops it.
 */
static void
doubt_creation(const struct roster_service *service, struct error *why)
{
	struct error said = *why;

	(void)error_set(why, said.code,
		"%.300s; it was just created: Icinga drops it where its "
		"configuration lacks host %s or "
		"template " ICINGA2_MAILBOX_TEMPLATE,
		said.text, service->host);
}

static bool
handle(struct side *side, size_t place, struct error *err)
{
	const struct roster_service *service =
		&side->work->roster->services[place];
	size_t at = side->found_at[place];
	const struct roster_found *found =
		at == ROSTER_NONE ? NULL : &side->found[at];
	struct error why = {0};
	bool done = false;
	bool told = false;

	if (!settle(side, service, found, &done, err)) {
		return false;
	}
	if ((!done && found == NULL) ||
		!roster_is_news(
			service, found, side->work->checked_at, SYNC_AGAIN_S)) {
		return true;
	}
	told = icinga2_feed_service(side->icinga2,
		found == NULL ? service->name : found->service.name, service,
		side->work->checked_at, SYNC_TTL_S, &why);
	side->tally->told += told ? 1 : 0;
	if (!told && found == NULL && why.code == ERROR_REMOTE) {
		doubt_creation(service, &why);
	}
	return go_on(side, told, &why, err);
}

/* Last: until then nobody misses anything. */
static bool
clear_away(struct side *side, struct error *err)
{
	for (size_t i = 0; i < side->count; i++) {
		struct error why = {0};
		bool removed = false;

		if (!side->found[i].is_to_go) {
			continue;
		}
		if (!has_time(side, err)) {
			return false;
		}
		removed = icinga2_remove_service(
			side->icinga2, &side->found[i].service, &why);
		side->tally->removed += removed ? 1 : 0;
		if (!go_on(side, removed, &why, err)) {
			return false;
		}
	}
	return true;
}

static bool
bring_up_to_date(struct side *side, struct error *err)
{
	const struct roster *roster = side->work->roster;
	size_t count = 0;
	size_t *order = roster_order(roster, side->limit, &count);
	bool ok = true;

	for (size_t i = 0; i < count && ok; i++) {
		ok = has_time(side, err) && handle(side, order[i], err);
	}
	free(order);
	return ok && clear_away(side, err);
}

bool
sync_icinga2(const struct sync_work *work, struct icinga2 *icinga2,
	int64_t limit, struct sync_tally *tally, struct error *err)
{
	struct side side = {.work = work,
		.icinga2 = icinga2,
		.limit = limit,
		.until = work->settings->clock() + SYNC_BUDGET_S,
		.tally = tally};
	bool ok = icinga2_find_services(icinga2, &side.found, &side.count, err);

	if (ok) {
		side.found_at =
			mem_zeroed(work->roster->count, sizeof(*side.found_at));
		roster_match(work->roster, side.limit, side.found, side.count,
			side.found_at);
		sync_count_left(side.found, side.count, tally);
		ok = bring_up_to_date(&side, err);
	}
	for (size_t i = 0; i < side.count; i++) {
		roster_found_release(&side.found[i]);
	}
	free(side.found);
	free(side.found_at);
	return ok;
}
