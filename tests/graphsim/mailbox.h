// SPDX-License-Identifier: MIT
#ifndef GRAPHSIM_MAILBOX_H
#define GRAPHSIM_MAILBOX_H

/*
 * mailbox - what happens to a mailbox when its license or its user goes.
 *
 * A disconnected or soft-deleted mailbox is kept for MAILBOX_KEPT_DAYS; after
 * that a new license gives a new and empty one, which `generation` tells.
 */

#include <stdbool.h>
#include <time.h>

#include "tenant.h"

#define MAILBOX_KEPT_DAYS 30
#define USER_KEPT_DAYS 30

/* Has the user a plan that is meant to give a mailbox, be it suspended? */
bool mailbox_is_licensed(const struct tenant *tenant, const struct user *user);

/*
 * Brings the mailbox in line with the user's state and plans.  Call it after
 * every change to either.
 */
void mailbox_review(struct tenant *tenant, struct user *user, time_t now);

/* Lets whatever is due by `now` happen; returns whether anything did. */
bool mailbox_settle(struct tenant *tenant, struct user *user, time_t now);

/* Does the probe answer for it, delays included? */
bool mailbox_answers(
	const struct tenant *tenant, const struct user *user, time_t now);

#endif
