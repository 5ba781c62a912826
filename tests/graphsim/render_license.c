// SPDX-License-Identifier: MIT
#include "licensing.h"
#include "render.h"

static void
write_plan_ids(const struct tenant *tenant, const struct sku *sku,
	uint64_t mask, struct text *out)
{
	const char *separator = "";
	char id[GUID_TEXT_SIZE];

	TEXT_LITERAL(out, "[");
	for (unsigned i = 0; i < sku->plan_count; i++) {
		if (mask >> i & 1) {
			guid_format(
				&tenant->catalog->plans[sku->plans[i]].id, id);
			text_printf(out, "%s\"%s\"", separator, id);
			separator = ",";
		}
	}
	TEXT_LITERAL(out, "]");
}

static bool
hides_licenses(const struct tenant *tenant, const struct user *user)
{
	return user->state != USER_ACTIVE &&
	       !tenant->switches.deleted_shows_licenses;
}

void
render_licenses(
	const struct tenant *tenant, const struct user *user, struct text *out)
{
	const char *separator = "";
	char id[GUID_TEXT_SIZE];
	uint64_t disabled;

	TEXT_LITERAL(out, "[");
	for (size_t i = 0; i < tenant->sku_count && user->license_count > 0 &&
			   !hides_licenses(tenant, user);
		i++) {
		const struct sku *sku = &tenant->skus[i];

		if (!licensing_holds(user, (uint16_t)i, &disabled)) {
			continue;
		}
		guid_format(&sku->id, id);
		text_put(out, separator);
		TEXT_LITERAL(out, "{\"disabledPlans\":");
		write_plan_ids(tenant, sku, disabled, out);
		TEXT_LITERAL(out, ",\"skuId\":");
		text_json(out, id);
		TEXT_LITERAL(out, "}");
		separator = ",";
	}
	TEXT_LITERAL(out, "]");
}

void
render_states(
	const struct tenant *tenant, const struct user *user, struct text *out)
{
	const char *separator = "";
	char id[GUID_TEXT_SIZE];

	TEXT_LITERAL(out, "[");
	for (size_t i = 0;
		i < user->license_count && !hides_licenses(tenant, user); i++) {
		const struct license *license = &user->licenses[i];
		const struct sku *sku = &tenant->skus[license->sku];

		guid_format(&sku->id, id);
		text_printf(out,
			"%s{\"skuId\":\"%s\",\"disabledPlans\":", separator,
			id);
		write_plan_ids(tenant, sku, license->disabled, out);
		TEXT_LITERAL(out, ",\"assignedByGroup\":");
		if (license->group == 0) {
			TEXT_LITERAL(out, "null");
		} else {
			guid_format(&tenant->groups[license->group - 1].id, id);
			text_json(out, id);
		}
		text_put(out, license->error == LICENSE_FINE
				      ? ",\"state\":\"Active\",\"error\":"
				      : ",\"state\":\"Error\",\"error\":");
		text_json(out, license_error_name(license->error));
		TEXT_LITERAL(out, ",\"lastUpdatedDateTime\":");
		render_time(tenant, license->at, out);
		TEXT_LITERAL(out, "}");
		separator = ",";
	}
	TEXT_LITERAL(out, "]");
}

/* The plans Graph shows, or none at all. */
static size_t
shown_plans(
	const struct tenant *tenant, const struct user *user, bool *all_deleted)
{
	long shown = tenant->switches.deleted_shows_plans;

	*all_deleted = user->state != USER_ACTIVE && shown == PLANS_DELETED;
	return user->state != USER_ACTIVE && shown == PLANS_NONE
		       ? 0
		       : user->plan_count;
}

void
render_plans(
	const struct tenant *tenant, const struct user *user, struct text *out)
{
	bool all_deleted;
	size_t count = shown_plans(tenant, user, &all_deleted);

	TEXT_LITERAL(out, "[");
	for (size_t i = 0; i < count; i++) {
		const struct plan_entry *entry = &user->plans[i];
		const struct plan *plan = &tenant->catalog->plans[entry->plan];
		const struct text *tail =
			&plan->tail[all_deleted ? CAPABILITY_DELETED
						: entry->capability];

		if (i > 0) {
			TEXT_LITERAL(out, ",");
		}
		TEXT_LITERAL(out, "{\"assignedDateTime\":");
		if (entry->at == 0) {
			TEXT_LITERAL(out, "null");
		} else {
			render_time(tenant, entry->at, out);
		}
		text_add(out, tail->data, tail->size);
	}
	TEXT_LITERAL(out, "]");
}

void
render_provisioned(
	const struct tenant *tenant, const struct user *user, struct text *out)
{
	bool all_deleted;
	size_t count = shown_plans(tenant, user, &all_deleted);

	TEXT_LITERAL(out, "[");
	for (size_t i = 0; i < count; i++) {
		const struct plan_entry *entry = &user->plans[i];

		text_printf(out,
			"%s{\"capabilityStatus\":\"%s\","
			"\"provisioningStatus\":\"Success\",\"service\":",
			i > 0 ? "," : "",
			capability_name(
				all_deleted
					? CAPABILITY_DELETED
					: (enum capability)entry->capability));
		text_json(out, tenant->catalog->plans[entry->plan].service);
		TEXT_LITERAL(out, "}");
	}
	TEXT_LITERAL(out, "]");
}
