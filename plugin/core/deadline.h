// SPDX-License-Identifier: MIT
/*
 * deadline - how long a disconnected mailbox can still be recovered.
 *
 * Exchange Online keeps a mailbox for 30 days after its license or its user is
 * removed; the configuration may say otherwise (retention_days).  A day is 24
 * hours: Microsoft names no hour and no time zone.  The deadline is the first
 * instant it is too late.  Instants are UTC seconds, durations seconds.
 * https://learn.microsoft.com/exchange/recipients-in-exchange-online/delete-or-restore-mailboxes
 *
 * When a mailbox was lost is an interval, so there are two deadlines: alarms go
 * by the earliest, refusals to restore by the latest.
 */
#ifndef CORE_DEADLINE_H
#define CORE_DEADLINE_H

#include "core/mailbox.h"
#include "core/tenant.h"

struct deadline {
	time_t earliest; /* 0: nothing dates the loss */
	time_t latest;
};

/*
 * Both deadlines.  extra_grace_days count for a removed license only, and only
 * until the mailbox was first seen not to answer: from then on the tenant's
 * delicensing resiliency is over.  `looked_at` is when the data were collected:
 * a mailbox that answered then had not been lost before.
 */
struct deadline deadline_of(const struct mailbox *mailbox,
	const struct tenant *tenant, time_t looked_at);

/* Seconds from `now` to the earliest deadline; zero or less once it passed. */
int64_t deadline_left_s(const struct deadline *deadline, time_t now);

bool deadline_has_passed(const struct deadline *deadline, time_t now);

#endif
