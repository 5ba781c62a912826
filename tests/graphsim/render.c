// SPDX-License-Identifier: MIT
#include "render.h"

static void
render_units(
	const struct tenant *tenant, const struct sku *sku, struct text *out)
{
	long units[CAPABILITY_COUNT] = {0};

	units[sku->capability] = sku->seats;
	text_printf(out, "{\"enabled\":%ld,\"suspended\":%ld,\"warning\":%ld",
		units[CAPABILITY_ENABLED], units[CAPABILITY_SUSPENDED],
		units[CAPABILITY_WARNING]);
	if (tenant->switches.locked_out_shown) {
		text_printf(out, ",\"lockedOut\":%ld",
			units[CAPABILITY_LOCKED_OUT]);
	}
	text_put(out, "}");
}

void
render_sku(const struct tenant *tenant, const struct sku *sku, struct text *out)
{
	char account[GUID_TEXT_SIZE];
	char id[GUID_TEXT_SIZE];

	guid_format(&tenant->id, account);
	guid_format(&sku->id, id);
	text_put(out, "{\"accountName\":");
	text_json(out, tenant->name);
	text_printf(out,
		",\"accountId\":\"%s\",\"appliesTo\":\"%s\","
		"\"capabilityStatus\":\"%s\",\"consumedUnits\":%ld,"
		"\"id\":\"%s_%s\",\"skuId\":\"%s\",\"skuPartNumber\":",
		account, sku->for_company ? "Company" : "User",
		capability_name(sku->capability), sku->consumed, account, id,
		id);
	text_json(out, sku->part_number);
	text_put(out, ",\"subscriptionIds\":[],\"prepaidUnits\":");
	render_units(tenant, sku, out);
	text_put(out, ",\"servicePlans\":[");
	for (unsigned i = 0; i < sku->plan_count; i++) {
		const struct plan *plan =
			&tenant->catalog->plans[sku->plans[i]];
		bool off = sku->not_provisioned >> i & 1;

		guid_format(&plan->id, id);
		text_printf(out, "%s{\"servicePlanId\":\"%s\",",
			i > 0 ? "," : "", id);
		text_put(out, "\"servicePlanName\":");
		text_json(out, plan->name);
		text_printf(out,
			",\"provisioningStatus\":\"%s\","
			"\"appliesTo\":\"User\"}",
			off ? "Disabled" : "Success");
	}
	text_put(out, "]}");
}

static void
render_initiator(const struct audit_record *record, struct text *out)
{
	text_put(out, "{\"user\":");
	if (record->by != ACTOR_USER) {
		text_put(out, "null");
	} else {
		text_put(out, "{\"id\":");
		text_json(out, record->by_id);
		text_put(out, ",\"displayName\":null,\"userPrincipalName\":");
		text_json(out, record->by_name);
		text_put(out, ",\"ipAddress\":\"192.0.2.10\"}");
	}
	text_put(out, ",\"app\":");
	if (record->by != ACTOR_APP) {
		text_put(out, "null");
	} else {
		text_put(out, "{\"appId\":");
		text_json(out, record->by_id);
		text_put(out, ",\"displayName\":");
		text_json(out, record->by_name);
		text_put(out, ",\"servicePrincipalId\":null,"
			      "\"servicePrincipalName\":null}");
	}
	text_put(out, "}");
}

/* A text of JSON within a text, old or new. */
static void
render_group_change(const struct audit_record *record, const char *property,
	const char *value, struct text *out)
{
	bool gone = strcmp(record->activity, "Remove member from group") == 0;
	struct text quoted = {0};

	text_json(&quoted, value);
	text_put(out, "{\"displayName\":");
	text_json(out, property);
	text_put(out, ",\"oldValue\":");
	text_json(out, gone ? quoted.data : NULL);
	text_put(out, ",\"newValue\":");
	text_json(out, gone ? NULL : quoted.data);
	text_put(out, "}");
	text_release(&quoted);
}

static void
render_changes(const struct audit_record *record, struct text *out)
{
	char id[GUID_TEXT_SIZE];
	struct text names = {0};

	if (record->group_name != NULL) {
		guid_format(&record->group, id);
		text_put(out, "[");
		render_group_change(record, "Group.ObjectID", id, out);
		text_put(out, ",");
		render_group_change(
			record, "Group.DisplayName", record->group_name, out);
		text_put(out, "]");
		return;
	}
	if (record->property == NULL) {
		text_put(out, "[]");
		return;
	}
	text_put(out, "[{\"displayName\":");
	text_json(out, record->property);
	text_put(out, ",\"oldValue\":");
	text_json(out, record->old_value);
	text_put(out, ",\"newValue\":");
	text_json(out, record->new_value);
	text_put(out, "},{\"displayName\":\"Included Updated Properties\","
		      "\"oldValue\":null,\"newValue\":");
	text_printf(&names, "\"%s, AssignedPlan\"", record->property);
	text_json(out, names.data);
	text_put(out, "}]");
	text_release(&names);
}

static void
render_targets(const struct audit_record *record, struct text *out)
{
	char id[GUID_TEXT_SIZE];

	guid_format(&record->target, id);
	text_printf(out, "[{\"id\":\"%s\",\"displayName\":", id);
	text_json(out, record->target_name);
	text_put(out, ",\"type\":");
	text_json(out, record->target_upn != NULL ? "User" : "Group");
	text_put(out, ",\"userPrincipalName\":");
	text_json(out, record->target_upn);
	text_put(out, ",\"groupType\":null,\"modifiedProperties\":");
	render_changes(record, out);
	text_put(out, "}");
	if (record->group_name != NULL) {
		guid_format(&record->group, id);
		text_printf(out,
			",{\"id\":\"%s\",\"displayName\":null,"
			"\"type\":\"Group\",\"userPrincipalName\":null,"
			"\"groupType\":\"azureAD\","
			"\"modifiedProperties\":[]}",
			id);
	}
	text_put(out, "]");
}

void
render_audit(const struct tenant *tenant, const struct audit_record *record,
	struct text *out)
{
	char id[GUID_TEXT_SIZE];

	guid_format(&record->id, id);
	text_printf(out, "{\"id\":\"Directory_%s\",\"category\":\"%s\",", id,
		record->category);
	guid_format(&record->correlation, id);
	text_printf(out,
		"\"correlationId\":\"%s\",\"result\":\"success\","
		"\"resultReason\":\"\",\"activityDisplayName\":\"%s\","
		"\"activityDateTime\":",
		id, record->activity);
	render_time(tenant, record->at, out);
	text_put(out, ",\"loggedByService\":\"Core Directory\","
		      "\"operationType\":\"Update\",\"initiatedBy\":");
	render_initiator(record, out);
	text_put(out, ",\"targetResources\":");
	render_targets(record, out);
	text_put(out, ",\"additionalDetails\":[]}");
}

void
render_organization(const struct tenant *tenant, struct text *out)
{
	char id[GUID_TEXT_SIZE];

	guid_format(&tenant->id, id);
	text_printf(out, "{\"id\":\"%s\",\"displayName\":", id);
	text_json(out, tenant->name);
	text_put(out, ",\"countryLetterCode\":\"DE\",\"verifiedDomains\":["
		      "{\"capabilities\":\"Email\",\"isDefault\":true,"
		      "\"isInitial\":false,\"type\":\"Managed\",\"name\":");
	text_json(out, tenant->domain);
	text_put(out, "}]}");
}
