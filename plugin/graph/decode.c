// SPDX-License-Identifier: MIT
#include "graph/decode.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/mem.h"
#include "graph/json.h"

enum plan_status
decode_plan_status(const char *text)
{
	static const struct {
		const char *text;
		enum plan_status status;
	} names[] = {
		{"Enabled", PLAN_STATUS_ENABLED},
		{"Warning", PLAN_STATUS_WARNING},
		{"Suspended", PLAN_STATUS_SUSPENDED},
		{"LockedOut", PLAN_STATUS_LOCKED_OUT},
		{"Deleted", PLAN_STATUS_DELETED},
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (strcmp(text, names[i].text) == 0) {
			return names[i].status;
		}
	}
	return PLAN_STATUS_UNKNOWN;
}

/*
 * The array `name`, or NULL in `*array` when a deleted user may do without.
 * Absence must not be read as "holds none".
 */
static bool
get_array(struct json_object *object, const char *name, bool may_be_null,
	struct json_object **array, struct error *err)
{
	struct json_object *value = json_member(object, name);

	*array = value;
	if (value == NULL && may_be_null) {
		return true;
	}
	if (!json_object_is_type(value, json_type_array)) {
		return error_set(err, ERROR_REMOTE, "its %s is %s, not a list",
			name, json_kind(value));
	}
	if (json_object_array_length(value) > DECODE_PLAN_LIMIT) {
		return error_set(err, ERROR_REMOTE,
			"its %s has more than %d elements", name,
			DECODE_PLAN_LIMIT);
	}
	return true;
}

/* `*taken` false: the schema allows an id of null, which says nothing. */
static bool
get_element_guid(struct json_object *element, const char *list,
	const char *name, struct guid *guid, bool *taken, struct error *err)
{
	struct json_object *value = json_member(element, name);

	*taken = false;
	if (!json_object_is_type(element, json_type_object)) {
		return error_set(err, ERROR_REMOTE,
			"an element of its %s is %s, not an object", list,
			json_kind(element));
	}
	if (value == NULL) {
		return true;
	}
	if (!json_guid(element, name, guid)) {
		return error_set(err, ERROR_REMOTE,
			"a %s in its %s is %s, not a GUID", name, list,
			json_kind(value));
	}
	*taken = true;
	return true;
}

static bool
decode_plans(struct json_object *object, bool deleted, struct user *user,
	struct error *err)
{
	struct json_object *array = NULL;
	size_t count = 0;

	if (!get_array(object, "assignedPlans", deleted, &array, err)) {
		return false;
	}
	count = array == NULL ? 0 : json_object_array_length(array);
	user->plans = mem_zeroed(count, sizeof(*user->plans));
	for (size_t i = 0; i < count; i++) {
		struct json_object *element =
			json_object_array_get_idx(array, i);
		struct user_plan *plan = &user->plans[user->plan_count];
		bool taken = false;
		if (!get_element_guid(element, "assignedPlans", "servicePlanId",
			    &plan->plan, &taken, err)) {
			return false;
		}
		if (taken) {
			plan->status = decode_plan_status(
				json_text(element, "capabilityStatus"));
			plan->assigned_at =
				json_instant(element, "assignedDateTime");
			user->plan_count++;
		}
	}
	return true;
}

static void
decode_disabled_plans(struct json_object *element, struct user_license *license)
{
	struct json_object *array = json_member(element, "disabledPlans");
	size_t count = 0;

	if (!json_object_is_type(array, json_type_array)) {
		return;
	}
	count = json_object_array_length(array);
	if (count > DECODE_PLAN_LIMIT) {
		count = DECODE_PLAN_LIMIT;
	}
	license->disabled_plans =
		mem_zeroed(count, sizeof(*license->disabled_plans));
	for (size_t i = 0; i < count; i++) {
		struct json_object *value = json_object_array_get_idx(array, i);
		if (json_object_is_type(value, json_type_string) &&
			guid_parse(json_object_get_string(value),
				(size_t)json_object_get_string_len(value),
				&license->disabled_plans
					 [license->disabled_count])) {
			license->disabled_count++;
		}
	}
}

static bool
decode_licenses(struct json_object *object, bool deleted, struct user *user,
	struct error *err)
{
	struct json_object *array = NULL;
	size_t count = 0;

	if (!get_array(object, "assignedLicenses", deleted, &array, err)) {
		return false;
	}
	count = array == NULL ? 0 : json_object_array_length(array);
	user->licenses = mem_zeroed(count, sizeof(*user->licenses));
	for (size_t i = 0; i < count; i++) {
		struct json_object *element =
			json_object_array_get_idx(array, i);
		struct user_license *license =
			&user->licenses[user->license_count];
		bool taken = false;
		if (!get_element_guid(element, "assignedLicenses", "skuId",
			    &license->sku, &taken, err)) {
			return false;
		}
		if (taken) {
			user->license_count++;
			decode_disabled_plans(element, license);
		}
	}
	return true;
}

static char *
decode_upn(struct json_object *object, const struct user *user)
{
	char *upn = json_copy_text(object, "userPrincipalName");
	char *original = NULL;

	if (upn == NULL || !user->deleted) {
		return upn;
	}
	original = mem_text(user_original_upn(upn, &user->id));
	free(upn);
	return original;
}

static void
decode_properties(struct json_object *object, struct user *user)
{
	user->upn = decode_upn(object, user);
	user->display_name = json_copy_text(object, "displayName");
	user->mail = json_copy_text(object, "mail");
	user->usage_location = json_copy_text(object, "usageLocation");
	user->account_enabled = json_tri(object, "accountEnabled");
	user->synced = json_tri(object, "onPremisesSyncEnabled");
	user->guest = strcasecmp(json_text(object, "userType"), "Guest") == 0;
	user->created_at = json_instant(object, "createdDateTime");
	if (user->deleted) {
		user->deleted_at = json_instant(object, "deletedDateTime");
	}
}

/*
 * Of what we may not see Graph shows the id and nulls, and a group in the bin
 * has no date unless it is asked for: neither is a mailbox that was deleted.
 */
static bool
check_deletion(struct json_object *object, struct error *err)
{
	struct json_object *value = json_member(object, "deletedDateTime");

	if (json_instant(object, "deletedDateTime") != 0) {
		return true;
	}
	if (value == NULL) {
		return error_set(err, ERROR_PERMISSION,
			"its deletedDateTime is absent or null: grant the "
			"application permission User.Read.All and give admin "
			"consent");
	}
	return error_set(err, ERROR_REMOTE,
		"its deletedDateTime is %s, not an instant", json_kind(value));
}

bool
decode_user(struct json_object *object, bool deleted, struct user *user,
	struct error *err)
{
	struct user decoded = {.deleted = deleted};
	char text[GUID_TEXT_SIZE];

	if (!json_object_is_type(object, json_type_object)) {
		return error_set(err, ERROR_REMOTE,
			"a user is %s, not an object", json_kind(object));
	}
	if (!json_guid(object, "id", &decoded.id)) {
		return error_set(err, ERROR_REMOTE,
			"the id of a user is %s, not a GUID",
			json_kind(json_member(object, "id")));
	}
	if ((deleted && !check_deletion(object, err)) ||
		!decode_plans(object, deleted, &decoded, err) ||
		!decode_licenses(object, deleted, &decoded, err)) {
		(void)error_prefix(
			err, "user %s", guid_text(&decoded.id, text));
		user_release(&decoded);
		return false;
	}
	decode_properties(object, &decoded);
	*user = decoded;
	return true;
}

bool
decode_user_text(
	struct slice text, bool deleted, struct user *user, struct error *err)
{
	struct json_object *object = json_read(text.at, text.length, err);
	bool ok = object != NULL && decode_user(object, deleted, user, err);

	json_object_put(object);
	return ok || error_prefix(err, "cannot read a user");
}

bool
decode_user_lost_mailbox(const struct user *user, const struct plan_set *plans)
{
	bool is_lost = false;

	if (user->guest) {
		return false;
	}
	for (size_t i = 0; i < user->plan_count; i++) {
		if (!plan_set_has(plans, &user->plans[i].plan)) {
			continue;
		}
		switch (user->plans[i].status) {
		case PLAN_STATUS_ENABLED:
		case PLAN_STATUS_WARNING:
			return false;
		case PLAN_STATUS_SUSPENDED:
		case PLAN_STATUS_LOCKED_OUT:
		case PLAN_STATUS_DELETED:
			is_lost = true;
			break;
		case PLAN_STATUS_UNKNOWN:
			break;
		}
	}
	return is_lost;
}
