// SPDX-License-Identifier: MIT
#include "graph/decode.h"

#include <string.h>

#include "core/mem.h"
#include "graph/json.h"

static bool
is_usable(const char *provisioning_status)
{
	return strcmp(provisioning_status, "Success") == 0 ||
	       strncmp(provisioning_status, "Pending", 7) == 0;
}

/* Absent counts as none: lockedOut is missing in some clouds' schemas. */
static int64_t
seats(struct json_object *object, const char *name)
{
	int64_t number = 0;

	return json_integer(object, name, &number) && number >= 0 &&
			       number <= INT32_MAX
		       ? number
		       : 0;
}

static bool
decode_sku_plans(struct json_object *array, struct sku *sku, struct error *err)
{
	size_t count = 0;

	if (!json_object_is_type(array, json_type_array) ||
		json_object_array_length(array) > DECODE_PLAN_LIMIT) {
		return error_set(err, ERROR_REMOTE,
			"its servicePlans is %s, not a list of up to %d",
			json_kind(array), DECODE_PLAN_LIMIT);
	}
	count = json_object_array_length(array);
	sku->plans = mem_zeroed(count, sizeof(*sku->plans));
	for (size_t i = 0; i < count; i++) {
		struct json_object *element =
			json_object_array_get_idx(array, i);
		struct sku_plan *plan = &sku->plans[sku->plan_count];
		/* The tenant has those, no user is ever assigned one. */
		if (strcmp(json_text(element, "appliesTo"), "Company") == 0) {
			continue;
		}
		if (!json_guid(element, "servicePlanId", &plan->plan)) {
			return error_set(err, ERROR_REMOTE,
				"a servicePlanId is not a GUID");
		}
		plan->name = json_copy_text(element, "servicePlanName");
		plan->usable =
			is_usable(json_text(element, "provisioningStatus"));
		sku->plan_count++;
	}
	return true;
}

bool
decode_sku(struct json_object *object, struct sku *sku, struct error *err)
{
	struct sku decoded = {0};
	struct json_object *prepaid = json_member(object, "prepaidUnits");
	char text[GUID_TEXT_SIZE];

	if (!json_guid(object, "skuId", &decoded.id)) {
		return error_set(err, ERROR_REMOTE,
			"the skuId of a product is %s, not a GUID",
			json_kind(json_member(object, "skuId")));
	}
	if (!decode_sku_plans(
		    json_member(object, "servicePlans"), &decoded, err)) {
		(void)error_prefix(
			err, "product %s", guid_text(&decoded.id, text));
		sku_release(&decoded);
		return false;
	}
	decoded.part_number = json_copy_text(object, "skuPartNumber");
	decoded.status =
		decode_plan_status(json_text(object, "capabilityStatus"));
	decoded.for_users = strcmp(json_text(object, "appliesTo"), "User") == 0;
	decoded.enabled_seats = seats(prepaid, "enabled");
	decoded.warning_seats = seats(prepaid, "warning");
	decoded.consumed_seats = seats(object, "consumedUnits");
	*sku = decoded;
	return true;
}
