// SPDX-License-Identifier: MIT
/*
 * choice - which SKU brings a mailbox back, and with which plans.
 *
 * A function of Graph and configuration alone, so that two hosts agree: what
 * was asked for by name, else what the audit or the assignment says was held,
 * else the SKU whose plans equal the Deleted ones that share one second, else
 * `restore_skus` in their order.  Trial, viral, Teams-only SKUs and F1 only if
 * listed.  Pure.
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
		CHOICE_UNKNOWN,	 /* sku-unknown: nothing says which */
		CHOICE_NO_SEAT,	 /* known, and none is free */
		CHOICE_EXCLUDED, /* exclude_skus, or not sold for mailboxes */
	} problem;
	/* What to send as disabledPlans: for a SKU already held the plans that
	 * were disabled less its mailbox plan; with minimal_plans everything
	 * but the mailbox plan and what it cannot do without.  Owned. */
	struct guid *disabled_plans;
	size_t disabled_count;
	bool was_held; /* the SKU is held, its mailbox plan is off */
};

void choice_make(const struct remedy *remedy, const struct user *user,
	const struct sku_list *skus, const struct tenant *tenant,
	struct choice *choice);
void choice_release(struct choice *choice);

#endif
