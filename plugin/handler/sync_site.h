// SPDX-License-Identifier: MIT
/*
 * sync_site - one monitoring system brought up to date.  Private to sync.
 */
#ifndef HANDLER_SYNC_SITE_H
#define HANDLER_SYNC_SITE_H

#include "alert/icinga2.h"
#include "core/roster.h"
#include "handler/sync.h"

#define SYNC_AGAIN_S 300 /* an unchanged result is told again */
#define SYNC_TTL_S 900	 /* without one the core checks by itself */
#define SYNC_BUDGET_S 40 /* of one system; the rest is for the next run */

/* What is to be so, and since when it is known. */
struct sync_work {
	const struct sync_settings *settings;
	const struct roster *roster;
	time_t checked_at;
};

struct sync_tally {
	size_t created;
	size_t changed;
	size_t removed;
	size_t told;
	size_t kept;   /* beyond the limit, but acknowledged */
	size_t strays; /* of no tenant of ours, such as `stray` */
	char stray[ROSTER_NAME_LIMIT + 1];
	size_t failed; /* services that something went wrong with */
	struct error first;
};

/* What is left alone, once roster_match() has said it. */
void sync_count_left(const struct roster_found *found, size_t count,
	struct sync_tally *tally);

/* Fails where there is no use in going on; `tally` is right all the same. */
MUST_CHECK bool sync_icinga2(const struct sync_work *work,
	struct icinga2 *icinga2, int64_t limit, struct sync_tally *tally,
	struct error *err);
MUST_CHECK bool sync_nagios(const struct sync_work *work,
	const struct nagios_site *site, struct sync_tally *tally,
	struct error *err);

#endif
