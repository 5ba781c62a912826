// SPDX-License-Identifier: MIT
#include "graph/decode.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "graph/json.h"

#define SKU_KEY "SkuId="
#define TARGET_LIMIT 1000

struct sku_ids {
	struct guid ids[AUDIT_SKU_LIMIT];
	size_t count;
};

static bool
has_sku(const struct sku_ids *skus, const struct guid *id)
{
	for (size_t i = 0; i < skus->count; i++) {
		if (guid_equal(&skus->ids[i], id)) {
			return true;
		}
	}
	return false;
}

/*
 * The values are texts that hold a JSON array of texts that hold
 * "[SkuName=…, SkuId=<GUID>, DisabledPlans=[]]", sometimes cut short.
 */
static void
find_skus(const char *text, struct sku_ids *skus)
{
	for (const char *at = strstr(text, SKU_KEY);
		at != NULL && skus->count < AUDIT_SKU_LIMIT;
		at = strstr(at, SKU_KEY)) {
		struct guid id = {0};
		at += strlen(SKU_KEY);
		if (guid_parse(at, strnlen(at, GUID_TEXT_SIZE - 1), &id) &&
			!has_sku(skus, &id)) {
			skus->ids[skus->count++] = id;
		}
	}
}

static void
subtract_skus(
	const char *before, const char *after, struct audit_record *record)
{
	struct sku_ids old = {0};
	struct sku_ids new = {0};

	find_skus(before, &old);
	find_skus(after, &new);
	for (size_t i = 0; i < old.count; i++) {
		if (!has_sku(&new, &old.ids[i]) &&
			record->removed_count < AUDIT_SKU_LIMIT) {
			record->removed_skus[record->removed_count++] =
				old.ids[i];
		}
	}
}

static void
decode_detail(struct json_object *target, struct audit_record *record)
{
	struct json_object *array = json_member(target, "modifiedProperties");
	size_t count = json_object_is_type(array, json_type_array)
			       ? json_object_array_length(array)
			       : 0;

	for (size_t i = 0; i < count; i++) {
		struct json_object *property =
			json_object_array_get_idx(array, i);
		if (strcmp(json_text(property, "displayName"),
			    "AssignedLicense") != 0) {
			continue;
		}
		record->has_detail = true;
		subtract_skus(json_text(property, "oldValue"),
			json_text(property, "newValue"), record);
	}
}

static bool
is_group_licensing(const char *application)
{
	return strcmp(application,
		       "Microsoft Azure AD Group-Based Licensing") == 0 ||
	       strcmp(application,
		       "Microsoft Entra ID Group-Based Licensing") == 0;
}

static void
decode_actor(struct json_object *object, struct audit_record *record)
{
	struct json_object *by = json_member(object, "initiatedBy");
	struct json_object *user = json_member(by, "user");
	struct json_object *app = json_member(by, "app");

	if (json_object_is_type(user, json_type_object)) {
		record->actor_kind = ACTOR_USER;
		record->actor = json_copy_text(user, "userPrincipalName");
		if (record->actor == NULL || *record->actor == '\0') {
			free(record->actor);
			record->actor = json_copy_text(user, "displayName");
		}
	} else if (json_object_is_type(app, json_type_object)) {
		record->actor = json_copy_text(app, "displayName");
		record->actor_kind =
			is_group_licensing(json_text(app, "displayName"))
				? ACTOR_GROUP
				: ACTOR_APP;
	}
}

/* Whether the record, with its detail known, tells of a mailbox in danger. */
static bool
is_worth_telling(const struct audit_record *record, const char *activity)
{
	if (record->activity == AUDIT_USER_DELETED) {
		return true;
	}
	if (record->has_detail) {
		return record->removed_count > 0;
	}
	return strcasecmp(activity, "Change user license") == 0;
}

static bool
visit_targets(struct json_object *object, const struct audit_record *common,
	decode_audit_fn *visit, void *context, struct error *err)
{
	struct json_object *array = json_member(object, "targetResources");
	size_t count = json_object_is_type(array, json_type_array)
			       ? json_object_array_length(array)
			       : 0;

	for (size_t i = 0; i < count && i < TARGET_LIMIT; i++) {
		struct json_object *target =
			json_object_array_get_idx(array, i);
		struct json_object *type = json_member_nocase(target, "type");
		struct audit_record record = *common;
		if (!json_object_is_type(type, json_type_string) ||
			strcasecmp(json_object_get_string(type), "User") != 0 ||
			!json_guid(target, "id", &record.user)) {
			continue;
		}
		if (record.activity == AUDIT_LICENSE_CHANGED) {
			decode_detail(target, &record);
		}
		if (is_worth_telling(&record,
			    json_text(object, "activityDisplayName")) &&
			!visit(context, &record, err)) {
			return false;
		}
	}
	return true;
}

/* "Hard Delete user" is not one: then nothing is left to restore. */
static bool
decode_activity(const char *text, enum audit_activity *activity)
{
	if (strcasecmp(text, "Change user license") == 0 ||
		strcasecmp(text, "Update user") == 0) {
		*activity = AUDIT_LICENSE_CHANGED;
		return true;
	}
	*activity = AUDIT_USER_DELETED;
	return strcasecmp(text, "Delete user") == 0;
}

bool
decode_audit(struct json_object *object, time_t *at, decode_audit_fn *visit,
	void *context, struct error *err)
{
	struct audit_record common = {0};
	bool ok = true;

	if (!json_object_is_type(object, json_type_object)) {
		return error_set(err, ERROR_REMOTE,
			"an audit record is %s, not an object",
			json_kind(object));
	}
	common.at = json_instant(object, "activityDateTime");
	*at = 0;
	if (!decode_activity(json_text(object, "activityDisplayName"),
		    &common.activity)) {
		return true;
	}
	*at = common.at;
	if (common.at == 0 ||
		strcasecmp(json_text(object, "result"), "success") != 0) {
		return true;
	}
	common.correlation = json_copy_text(object, "correlationId");
	decode_actor(object, &common);
	ok = visit_targets(object, &common, visit, context, err);
	audit_record_release(&common);
	return ok;
}
