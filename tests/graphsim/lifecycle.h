// SPDX-License-Identifier: MIT
#ifndef GRAPHSIM_LIFECYCLE_H
#define GRAPHSIM_LIFECYCLE_H

/*
 * lifecycle - users come, go to the bin, come back, and are purged.
 */

#include <stdbool.h>
#include <time.h>

#include "audit.h"
#include "tenant.h"

/* An active, unlicensed member; the caller sets the rest. */
struct user *lifecycle_hire(struct tenant *tenant, const char *upn,
	const struct guid *id, time_t now);

void lifecycle_delete(struct tenant *tenant, struct user *user,
	const struct actor *actor, time_t now);

struct lifecycle_manner {
	const char *upn;     /* NULL: the old one */
	bool drop_addresses; /* those that are taken */
};

/*
 * Brings a deleted user back.  False, with the reason added to `why`, when its
 * UPN or another of its addresses is taken.
 */
bool lifecycle_restore(struct tenant *tenant, struct user *user,
	const struct lifecycle_manner *manner, const struct actor *actor,
	time_t now, struct text *why);

/* Empties the bin of one user ahead of time. */
void lifecycle_hard_delete(struct tenant *tenant, struct user *user,
	const struct actor *actor, time_t now);

/* Lets everything due by `now` happen by itself. */
void lifecycle_settle(struct tenant *tenant, time_t now);

#endif
