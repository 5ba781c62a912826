// SPDX-License-Identifier: MIT
/*
 * audit - what the directory audit says about who took a mailbox away.
 *
 * https://learn.microsoft.com/graph/api/resources/directoryaudit
 */
#ifndef CORE_AUDIT_H
#define CORE_AUDIT_H

#include "core/guid.h"
#include "core/sku.h"

#include <stdbool.h>
#include <stddef.h>
#include <time.h>

enum actor_kind {
	ACTOR_UNKNOWN,
	ACTOR_USER,
	ACTOR_APP,
	ACTOR_GROUP, /* group-based licensing did it */
};

enum audit_activity {
	AUDIT_LICENSE_CHANGED, /* Change user license, Update user */
	AUDIT_USER_DELETED,
};

#define AUDIT_SKU_LIMIT 16

/* One record, about one user. */
struct audit_record {
	struct guid user;
	enum audit_activity activity;
	time_t at;
	enum actor_kind actor_kind;
	char *actor;	   /* UPN or application name; may be NULL */
	char *correlation; /* correlationId; may be NULL */
	/* SKUs in oldValue and not in newValue; none when no detail was given.
	 */
	struct guid removed_skus[AUDIT_SKU_LIMIT];
	size_t removed_count;
	bool has_detail; /* AssignedLicense was among modifiedProperties */
};

void audit_record_release(struct audit_record *record);

struct audit_search {
	enum audit_activity activity;
	time_t from; /* not before; 0: any time */
	time_t to;   /* not after */
	time_t near; /* where another source dates it; 0: nowhere */
	/* Tells whose removal may take a mailbox away; NULL: any SKU's. */
	const struct sku_list *skus;
	const struct plan_set *plans;
};

/*
 * The SKU among those a record says were removed that carried the mailbox: one
 * with a mailbox plan, rather not of a deleted subscription, else one the
 * tenant does not list any more; NULL when there is none.  Borrowed from
 * `record`.
 */
const struct guid *audit_mailbox_sku(
	const struct audit_record *record, const struct audit_search *search);

/*
 * The newest record that may be the one searched for, one with detail before
 * one without; NULL when there is none.  A record without detail ("Change user
 * license" alone does not say what changed) counts only within minutes of
 * `near`, or between `from` and `to` where `from` is known and all of its kind
 * mean one change.  A deletion counts within minutes of `near`, or between
 * `from` and `to` where `near` is not given.  Borrowed from `records`.
 */
const struct audit_record *audit_choose(const struct audit_record *records,
	size_t count, const struct audit_search *search);

#endif
