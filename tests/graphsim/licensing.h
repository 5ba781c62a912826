// SPDX-License-Identifier: MIT
#ifndef GRAPHSIM_LICENSING_H
#define GRAPHSIM_LICENSING_H

/*
 * licensing - moving licenses, and all that follows: seats, plan entries,
 * the mailbox and the directory audit.
 *
 * A change is made by copying the user's licenses into a set, editing the set
 * and applying it: all at once, as one assignLicense call does.
 */

#include <stdbool.h>
#include <stddef.h>
#include <time.h>

#include "audit.h"
#include "tenant.h"

struct license_set {
	struct license *items;
	size_t count;
	size_t room;
};

void license_set_copy(struct license_set *set, const struct user *user);
void license_set_release(struct license_set *set);

/* Replaces the one of the same SKU and source, or adds it. */
void license_set_put(struct license_set *set, struct license license);

/* False when there was none of that SKU and source. */
bool license_set_drop(struct license_set *set, uint16_t sku, uint16_t group);

/* Makes the set the user's licenses.  Records an audit when `actor`. */
void licensing_apply(struct tenant *tenant, struct user *user,
	const struct license_set *set, const struct actor *actor, time_t now);

/* Works the plan entries out anew after a SKU or a switch changed. */
void licensing_refresh(struct tenant *tenant, struct user *user, time_t now);

/* Does any healthy license give the SKU?  `disabled` as Graph shows it. */
bool licensing_holds(const struct user *user, uint16_t sku, uint64_t *disabled);

/* Takes or frees (`delta` 1 or -1) one seat of each SKU held. */
void licensing_count_seats(
	struct tenant *tenant, const struct user *user, int delta);

/*
 * Gives the group's licenses to a user, or takes them away.  A license that
 * finds no seat is kept in error, without plans.
 */
void licensing_by_group(struct tenant *tenant, struct user *user,
	const struct group *group, bool give, time_t now);

#endif
