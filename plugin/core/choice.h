// SPDX-License-Identifier: MIT
/*
 * choice - which SKU brings a mailbox back, and with which plans.
 *
 * A function of Graph and configuration alone, so that two hosts agree: what
 * was asked for by name (and then nothing else), else what the audit or the
 * assignment says was held, else a SKU that is held with its mailbox plan off,
 * else the SKU whose plans equal the Deleted ones that share one second, else
 * `restore_skus` in their order.  One without a free seat, suspended, or
 * excluded leaves the turn to the next; when none is left the reason tells of
 * the first, but of missing seats before anything else.  Trial, viral,
 * Teams-only SKUs and F1 only if listed or asked for.  Pure.
 * https://learn.microsoft.com/graph/api/user-assignlicense
 */
#ifndef CORE_CHOICE_H
#define CORE_CHOICE_H

#include "core/remedy.h"

struct choice {
	const struct sku *sku; /* borrowed from the list; NULL: none */
	/* Why this one, or why none. */
	char reason[REASON_SIZE];
	enum choice_problem {
		CHOICE_MADE,
		CHOICE_UNKNOWN, /* sku-unknown: nothing says which */
		CHOICE_NO_SEAT, /* known, and none is free */
		/* exclude_skus, not sold for mailboxes, or not in the tenant */
		CHOICE_EXCLUDED,
	} problem;
	/* What to send as disabledPlans: for a SKU already held the plans that
	 * were disabled less its mailbox plan; else with minimal_plans
	 * everything but the mailbox plan.  Owned. */
	struct guid *disabled_plans;
	size_t disabled_count;
	bool was_held; /* the SKU is held, its mailbox plan is off */
};

/* `skus` is borrowed for the life of the choice. */
void choice_make(const struct remedy *remedy, const struct user *user,
	const struct sku_list *skus, const struct tenant *tenant,
	struct choice *choice);
void choice_release(struct choice *choice);

#endif
