// SPDX-License-Identifier: MIT
#include "writes.h"

#include <json-c/json.h>

#include "directory.h"
#include "group.h"
#include "licensing.h"

struct json_object *
writes_read_body(const struct call *call, struct reply *reply)
{
	struct json_object *body = json_tokener_parse(call->body);

	if (!json_object_is_type(body, json_type_object)) {
		json_object_put(body);
		reply_error(call, reply, 400, "BadRequest",
			"Unable to read JSON request payload. Please ensure "
			"Content-Type header is set and payload is of valid "
			"JSON format.");
		return NULL;
	}
	return body;
}

bool
writes_refuse(const struct call *call, struct reply *reply, const char *message)
{
	reply_error(call, reply, 400, "Request_BadRequest", "%s", message);
	return false;
}

struct user *
writes_find_user(const struct call *call, size_t position,
	enum user_state state, struct reply *reply)
{
	struct user *user = directory_find_user(call, position, state, reply);

	if (user != NULL && user->privileged) {
		reply_error(call, reply, 403, "Authorization_RequestDenied",
			"Insufficient privileges to complete the operation.");
		return NULL;
	}
	return user;
}

struct actor
writes_caller(const struct call *call)
{
	return (struct actor){ACTOR_APP, call->app->name, call->app->client_id};
}

static struct sku *
find_sku(const struct call *call, struct json_object *name, struct reply *reply)
{
	const char *text = json_object_is_type(name, json_type_string)
				   ? json_object_get_string(name)
				   : "";
	struct guid id;
	struct sku *sku =
		guid_parse(text, &id) ? tenant_sku(call->tenant, text) : NULL;

	if (sku == NULL) {
		reply_error(call, reply, 400, "Request_BadRequest",
			"License %s does not correspond to a valid company "
			"License.",
			text);
	}
	return sku;
}

static bool
read_disabled(const struct call *call, struct json_object *list,
	const struct sku *sku, uint64_t *mask, struct reply *reply)
{
	size_t count = json_object_is_type(list, json_type_array)
			       ? json_object_array_length(list)
			       : 0;

	*mask = 0;
	for (size_t i = 0; i < count; i++) {
		const char *id = json_object_get_string(
			json_object_array_get_idx(list, i));
		unsigned bit = 0;
		uint16_t plan;

		if (id == NULL ||
			!catalog_find(call->tenant->catalog, id, &plan)) {
			return writes_refuse(call, reply,
				"Service plan specified in disabledPlans does "
				"not exist.");
		}
		while (bit < sku->plan_count && sku->plans[bit] != plan) {
			bit++;
		}
		if (bit == sku->plan_count) {
			return writes_refuse(call, reply,
				"Service plan specified in disabledPlans is "
				"not part of the license.");
		}
		*mask |= UINT64_C(1) << bit;
	}
	return true;
}

static bool
add_license(const struct call *call, const struct user *user,
	struct json_object *item, struct license_set *set, struct reply *reply)
{
	struct license license = {.at = (uint32_t)call->now};
	struct json_object *disabled =
		json_object_object_get(item, "disabledPlans");
	char id[GUID_TEXT_SIZE];
	uint64_t held;
	struct sku *sku =
		find_sku(call, json_object_object_get(item, "skuId"), reply);

	if (sku == NULL ||
		!read_disabled(call, disabled, sku, &license.disabled, reply)) {
		return false;
	}
	license.sku = (uint16_t)(sku - call->tenant->skus);
	guid_format(&sku->id, id);
	if (call->hits.of[FAULT_SEAT_TAKEN] != NULL &&
		tenant_free_seats(sku) > 0) {
		sku->consumed++; /* somebody was faster */
	}
	if (call->hits.of[FAULT_COUNT_VIOLATION] != NULL ||
		(tenant_free_seats(sku) <= 0 &&
			!licensing_holds(user, license.sku, &held))) {
		reply_error(call, reply, 400, "Request_BadRequest",
			"Subscription with SKU %s does not have any available "
			"licenses.",
			id);
		return false;
	}
	license_set_put(set, license);
	return true;
}

static bool
remove_license(const struct call *call, const struct user *user,
	struct json_object *item, struct license_set *set, struct reply *reply)
{
	const struct sku *sku = find_sku(call, item, reply);
	uint16_t index;
	uint64_t held;

	if (sku == NULL) {
		return false;
	}
	index = (uint16_t)(sku - call->tenant->skus);
	if (license_set_drop(set, index, 0)) {
		return true;
	}
	return writes_refuse(call, reply,
		licensing_holds(user, index, &held)
			? "User license is inherited from a group membership "
			  "and it cannot be removed directly from the user."
			: "User does not have a corresponding license.");
}

/* A new usageLocation is not seen everywhere at once. */
static bool
is_located(const struct call *call, const struct user *user)
{
	return user->location[0] != '\0' &&
	       (user->located_at == 0 ||
		       call->now >=
			       user->located_at +
				       call->tenant->switches.location_lag_s);
}

static bool
edit_set(const struct call *call, const struct user *user,
	struct json_object *body, struct license_set *set, struct reply *reply)
{
	struct json_object *add = json_object_object_get(body, "addLicenses");
	struct json_object *remove =
		json_object_object_get(body, "removeLicenses");

	if (!json_object_is_type(add, json_type_array) ||
		!json_object_is_type(remove, json_type_array)) {
		return writes_refuse(call, reply,
			"One or more parameters of the function import "
			"'assignLicense' are missing from the request payload. "
			"The missing parameters are: addLicenses, "
			"removeLicenses.");
	}
	for (size_t i = 0; i < json_object_array_length(remove); i++) {
		if (!remove_license(call, user,
			    json_object_array_get_idx(remove, i), set, reply)) {
			return false;
		}
	}
	if (json_object_array_length(add) > 0 && !is_located(call, user) &&
		call->tenant->switches.usage_location_required) {
		return writes_refuse(call, reply,
			"License assignment cannot be done for user with "
			"invalid usage location.");
	}
	for (size_t i = 0; i < json_object_array_length(add); i++) {
		struct json_object *item = json_object_array_get_idx(add, i);

		if (!json_object_is_type(item, json_type_object) ||
			!add_license(call, user, item, set, reply)) {
			return reply->status != 0 ||
			       writes_refuse(call, reply, "Invalid license.");
		}
	}
	return true;
}

void
writes_assign(const struct call *call, struct reply *reply)
{
	struct user *user = writes_find_user(call, 2, USER_ACTIVE, reply);
	struct actor actor = writes_caller(call);
	struct license_set set = {0};
	struct json_object *body;

	if (user == NULL || (body = writes_read_body(call, reply)) == NULL) {
		return;
	}
	license_set_copy(&set, user);
	if (edit_set(call, user, body, &set, reply) && reply->status == 0) {
		licensing_apply(call->tenant, user, &set, &actor, call->now);
		directory_reply_user(call, user, reply);
	}
	license_set_release(&set);
	json_object_put(body);
}

/* Licenses by group that found no seat are tried again. */
void
writes_reprocess(const struct call *call, struct reply *reply)
{
	struct user *user = directory_find_user(call, 2, USER_ACTIVE, reply);

	if (user == NULL) {
		return;
	}
	for (size_t i = 0; i < call->tenant->group_count; i++) {
		const struct group *group = &call->tenant->groups[i];

		if (group_has_member(call->tenant, group, user)) {
			licensing_by_group(
				call->tenant, user, group, true, call->now);
		}
	}
	for (size_t i = 0; i < user->license_count; i++) {
		if (user->licenses[i].error == LICENSE_COUNT_VIOLATION) {
			writes_refuse(call, reply,
				"License assignment failed: there are not "
				"enough licenses (CountViolation).");
			return;
		}
	}
	directory_reply_user(call, user, reply);
}
