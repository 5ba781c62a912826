// SPDX-License-Identifier: MIT
#include "licensing.h"

#include <stdlib.h>

#include "mailbox.h"

/* No license gives the plan; beyond every enum capability. */
#define NOT_GIVEN CAPABILITY_COUNT

void
license_set_copy(struct license_set *set, const struct user *user)
{
	*set = (struct license_set){0};
	for (size_t i = 0; i < user->license_count; i++) {
		license_set_put(set, user->licenses[i]);
	}
}

void
license_set_release(struct license_set *set)
{
	free(set->items);
	*set = (struct license_set){0};
}

void
license_set_put(struct license_set *set, struct license license)
{
	for (size_t i = 0; i < set->count; i++) {
		if (set->items[i].sku == license.sku &&
			set->items[i].group == license.group) {
			set->items[i] = license;
			return;
		}
	}
	set->items = alloc_room(
		set->items, set->count, &set->room, sizeof(*set->items));
	set->items[set->count++] = license;
}

bool
license_set_drop(struct license_set *set, uint16_t sku, uint16_t group)
{
	for (size_t i = 0; i < set->count; i++) {
		if (set->items[i].sku == sku && set->items[i].group == group) {
			set->count--;
			memmove(&set->items[i], &set->items[i + 1],
				(set->count - i) * sizeof(*set->items));
			return true;
		}
	}
	return false;
}

bool
licensing_holds(const struct user *user, uint16_t sku, uint64_t *disabled)
{
	bool held = false;

	*disabled = UINT64_MAX;
	for (size_t i = 0; i < user->license_count; i++) {
		const struct license *license = &user->licenses[i];

		if (license->sku == sku && license->error == LICENSE_FINE) {
			*disabled &= license->disabled;
			held = true;
		}
	}
	return held;
}

void
licensing_count_seats(struct tenant *tenant, const struct user *user, int delta)
{
	uint64_t disabled;

	for (size_t i = 0; i < tenant->sku_count; i++) {
		if (licensing_holds(user, (uint16_t)i, &disabled)) {
			tenant->skus[i].consumed += delta;
		}
	}
}

/* The best capability each plan has by the user's licenses. */
static void
wanted_plans(const struct tenant *tenant, const struct user *user,
	uint8_t *wanted, bool *switched_off)
{
	memset(wanted, NOT_GIVEN, tenant->catalog->count);
	for (size_t i = 0; i < user->license_count; i++) {
		const struct license *license = &user->licenses[i];
		const struct sku *sku = &tenant->skus[license->sku];

		if (license->error != LICENSE_FINE) {
			continue;
		}
		for (unsigned j = 0; j < sku->plan_count; j++) {
			uint16_t plan = sku->plans[j];

			if ((license->disabled | sku->not_provisioned) >> j &
				1) {
				switched_off[plan] = true;
			} else if (sku->capability < wanted[plan]) {
				wanted[plan] = (uint8_t)sku->capability;
			}
		}
	}
}

static void
change_entry(const struct tenant *tenant, struct plan_entry *entry,
	enum capability capability, time_t now)
{
	entry->capability = (uint8_t)capability;
	if (capability != CAPABILITY_DELETED) {
		entry->at = (uint32_t)now;
		return;
	}
	switch ((enum date_moves)tenant->switches.assigned_date_moves) {
	case DATE_STAYS:
		break;
	case DATE_MOVES:
		entry->at = (uint32_t)now;
		break;
	case DATE_NULL:
		entry->at = 0;
		break;
	}
}

/* The entry that is not Deleted, else the newest, else NULL. */
static struct plan_entry *
current_entry(struct user *user, uint16_t plan)
{
	struct plan_entry *found = NULL;

	for (size_t i = 0; i < user->plan_count; i++) {
		struct plan_entry *entry = &user->plans[i];

		if (entry->plan != plan) {
			continue;
		}
		if (entry->capability != CAPABILITY_DELETED) {
			return entry;
		}
		if (found == NULL || entry->at > found->at) {
			found = entry;
		}
	}
	return found;
}

static void
update_plan(struct tenant *tenant, struct user *user, uint16_t plan,
	uint8_t wanted, bool switched_off, time_t now)
{
	struct plan_entry *entry = current_entry(user, plan);
	enum capability capability = wanted == NOT_GIVEN
					     ? CAPABILITY_DELETED
					     : (enum capability)wanted;

	if (entry == NULL) {
		/* A plan switched off from the start still leaves a trace. */
		if (wanted != NOT_GIVEN || switched_off) {
			user_add_plan(user, plan, capability, now);
		}
		return;
	}
	if (entry->capability == (uint8_t)capability) {
		return;
	}
	if (entry->capability == CAPABILITY_DELETED &&
		tenant->switches.duplicate_plans) {
		user_add_plan(user, plan, capability, now);
		return;
	}
	change_entry(tenant, entry, capability, now);
}

void
licensing_refresh(struct tenant *tenant, struct user *user, time_t now)
{
	size_t count = tenant->catalog->count;
	uint8_t *wanted = alloc_zero(count, sizeof(*wanted));
	bool *switched_off = alloc_zero(count, sizeof(*switched_off));

	user_remember(user, now);
	wanted_plans(tenant, user, wanted, switched_off);
	for (size_t i = 0; i < count; i++) {
		update_plan(tenant, user, (uint16_t)i, wanted[i],
			switched_off[i], now);
	}
	mailbox_review(tenant, user, now);
	free(wanted);
	free(switched_off);
	tenant->version++;
}

/* The way the audit writes licenses: a JSON array of bracketed strings. */
static void
describe_licenses(
	const struct tenant *tenant, const struct user *user, struct text *out)
{
	char account[GUID_TEXT_SIZE];
	const char *separator = "";

	guid_format(&tenant->id, account);
	text_put(out, "[");
	for (size_t i = 0; i < tenant->sku_count; i++) {
		const struct sku *sku = &tenant->skus[i];
		const char *comma = "";
		char id[GUID_TEXT_SIZE];
		uint64_t disabled;

		if (!licensing_holds(user, (uint16_t)i, &disabled)) {
			continue;
		}
		guid_format(&sku->id, id);
		text_printf(out,
			"%s\"[SkuName=%s, AccountId=%s, SkuId=%s, "
			"DisabledPlans=[",
			separator, sku->part_number, account, id);
		for (unsigned j = 0; j < sku->plan_count; j++) {
			if (disabled >> j & 1) {
				text_printf(out, "%s%s", comma,
					tenant->catalog->plans[sku->plans[j]]
						.name);
				comma = ", ";
			}
		}
		text_put(out, "]]\"");
		separator = ",";
	}
	text_put(out, "]");
}

static void
record_change(struct tenant *tenant, const struct user *user,
	const struct actor *actor, const struct text *before,
	const struct text *after, time_t now)
{
	struct guid correlation = audit_correlation(tenant);
	struct audit_change change = {
		"AssignedLicense", before->data, after->data};
	long detail = tenant->switches.audit_detail;

	audit_add(tenant, "Change user license", actor, user, NULL,
		detail == DETAIL_CHANGE_LICENSE ? &change : NULL, &correlation,
		now);
	audit_add(tenant, "Update user", actor, user, NULL,
		detail == DETAIL_UPDATE_USER ? &change : NULL, &correlation,
		now);
}

void
licensing_apply(struct tenant *tenant, struct user *user,
	const struct license_set *set, const struct actor *actor, time_t now)
{
	struct text before = {0};
	struct text after = {0};

	user_remember(user, now);
	describe_licenses(tenant, user, &before);
	if (user->state == USER_ACTIVE) {
		licensing_count_seats(tenant, user, -1);
	}
	free(user->licenses);
	user->licenses = alloc_zero(set->count, sizeof(*user->licenses));
	user->license_count = set->count;
	if (set->count > 0) {
		memcpy(user->licenses, set->items,
			set->count * sizeof(*set->items));
	}
	if (user->state == USER_ACTIVE) {
		licensing_count_seats(tenant, user, 1);
	}
	licensing_refresh(tenant, user, now);
	describe_licenses(tenant, user, &after);
	if (actor != NULL && strcmp(before.data, after.data) != 0) {
		record_change(tenant, user, actor, &before, &after, now);
	}
	text_release(&before);
	text_release(&after);
}

void
licensing_by_group(struct tenant *tenant, struct user *user,
	const struct group *group, bool give, time_t now)
{
	uint16_t source = (uint16_t)(group - tenant->groups + 1);
	struct license_set set;

	license_set_copy(&set, user);
	for (size_t i = 0; i < group->license_count; i++) {
		struct license license = group->licenses[i];
		const struct sku *sku = &tenant->skus[license.sku];
		uint64_t disabled;

		if (!give) {
			license_set_drop(&set, license.sku, source);
			continue;
		}
		license.group = source;
		license.at = (uint32_t)now;
		license.error = LICENSE_FINE;
		if (tenant_free_seats(sku) <= 0 &&
			!licensing_holds(user, license.sku, &disabled)) {
			license.error = LICENSE_COUNT_VIOLATION;
		}
		license_set_put(&set, license);
	}
	licensing_apply(tenant, user, &set, &actor_group_licensing, now);
	license_set_release(&set);
}
