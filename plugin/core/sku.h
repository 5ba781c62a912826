// SPDX-License-Identifier: MIT
/*
 * sku - the products a tenant has bought, their seats, and the service plans
 * that make a mailbox.
 *
 * https://learn.microsoft.com/graph/api/resources/subscribedsku
 * https://learn.microsoft.com/entra/identity/users/licensing-service-plan-reference
 */
#ifndef CORE_SKU_H
#define CORE_SKU_H

#include "core/guid.h"
#include "core/user.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PLAN_SET_LIMIT 64

/* The service plans that grant a mailbox; matched by id, never by name. */
struct plan_set {
	struct guid plans[PLAN_SET_LIMIT];
	size_t count;
};

/* Exchange's own mailbox plans; the operator adds `mailbox_plans`. */
void plan_set_init(struct plan_set *set);
/* False when the set is full; adding one twice is fine. */
bool plan_set_add(struct plan_set *set, const struct guid *plan);
/* The ids, separated by blanks, in the order they were added; to be freed. */
char *plan_set_text(const struct plan_set *set);
bool plan_set_has(const struct plan_set *set, const struct guid *plan);

/*
 * Whether a servicePlanName of subscribedSkus looks like a mailbox plan that
 * neither we nor the operator know: begins with EXCHANGE_ and is not one of the
 * plans known to grant none.
 */
bool plan_is_suspicious(const struct plan_set *set, const struct guid *plan,
	const char *service_plan_name);

struct sku_plan {
	struct guid plan;
	char *name;  /* servicePlanName, may be NULL */
	bool usable; /* provisioningStatus Success or Pending* */
};

struct sku {
	struct guid id;
	char *part_number; /* skuPartNumber, may be NULL */
	enum plan_status status;
	bool for_users; /* appliesTo is User */
	int64_t enabled_seats;
	int64_t warning_seats;
	int64_t consumed_seats;
	struct sku_plan *plans;
	size_t plan_count;
};

struct sku_list {
	struct sku *skus;
	size_t count;
};

void sku_release(struct sku *sku);
void sku_list_release(struct sku_list *list);

/* enabled + warning - consumed; negative when over-assigned. */
int64_t sku_free_seats(const struct sku *sku);

/* Whether it carries a mailbox plan, assignable or not. */
bool sku_has_mailbox_plan(const struct sku *sku, const struct plan_set *set);

/* Assignable to a user, and carries a usable mailbox plan. */
bool sku_gives_mailbox(const struct sku *sku, const struct plan_set *set);

/*
 * Carries a mailbox plan, but is no product bought for mailboxes: a trial, for
 * Teams or devices alone, or F1.
 */
bool sku_is_incidental(const struct sku *sku);

/*
 * The SKU a user has lost, as far as its plans tell: among the SKUs that give a
 * mailbox, the one whose plans are exactly the Deleted ones that share the
 * second of the newest Deleted mailbox plan; NULL when none or more than one
 * is. Borrowed from `list`.
 */
const struct sku *sku_of_lost_plans(const struct sku_list *list,
	const struct plan_set *set, const struct user *user);

/*
 * The id of the SKU with a mailbox plan that is still assigned, as to a deleted
 * user, and may give one: its subscription is not deleted.  Nil when none or
 * more than one is.
 */
struct guid sku_held_with_mailbox(const struct sku_list *list,
	const struct plan_set *set, const struct user *user);

const struct sku *sku_find(const struct sku_list *list, const struct guid *id);

#endif
