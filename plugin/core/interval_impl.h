// SPDX-License-Identifier: MIT
/*
 * interval_impl - what the files that derive the interval share.
 */
#ifndef CORE_INTERVAL_IMPL_H
#define CORE_INTERVAL_IMPL_H

#include "core/interval.h"

struct interval {
	time_t earliest; /* 0: nothing bounds it */
	time_t latest;
	unsigned sources;
};

/* An earlier look would have shown it lost, and did not. */
bool interval_is_witnessed(const struct mailbox *mailbox);

/* When its plan went, as far as listings, the audit and the plan tell. */
struct interval interval_of_license(const struct mailbox *mailbox,
	enum tri dates_move, const struct tenant *tenant);

/*
 * A mailbox that went on answering for more than a probe's lag was disconnected
 * when it fell silent, whenever its license went (delicensing resiliency,
 * holds): at the earliest that lag before the last answer, since that may have
 * lagged as well.  One that never answered was disconnected at the latest when
 * first asked.
 */
void interval_apply_probe(const struct mailbox *mailbox,
	const struct tenant *tenant, struct interval *interval);

/* Of one whose user was deleted at a known instant. */
struct interval interval_of_deletion(const struct mailbox *mailbox,
	enum tri dates_move, const struct tenant *tenant);

#endif
