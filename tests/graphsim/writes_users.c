// SPDX-License-Identifier: MIT
#include <json-c/json.h>
#include <strings.h>

#include "directory.h"
#include "group.h"
#include "licensing.h"
#include "lifecycle.h"
#include "writes.h"

/* Applies one member; false, and the reply says so, when it may not. */
static bool
patch_member(const struct call *call, struct user *user, const char *name,
	struct json_object *value, struct reply *reply)
{
	unsigned full = ROLE_BIT(ROLE_USER_READ_WRITE) |
			ROLE_BIT(ROLE_DIRECTORY_READ_WRITE);

	if (strcasecmp(name, "accountEnabled") == 0 &&
		json_object_is_type(value, json_type_boolean)) {
		user->enabled = json_object_get_boolean(value);
		return true;
	}
	if (!call_allowed(call, full, reply)) {
		return false;
	}
	if (strcasecmp(name, "usageLocation") == 0 &&
		json_object_is_type(value, json_type_string) &&
		json_object_get_string_len(value) == 2) {
		memcpy(user->location, json_object_get_string(value), 2);
		user->located_at = call->now;
		return true;
	}
	reply_error(call, reply, 400, "Request_BadRequest",
		"Invalid value specified for property '%s' of resource 'User'.",
		name);
	return false;
}

void
writes_patch(const struct call *call, struct reply *reply)
{
	struct user *user = writes_find_user(call, 2, USER_ACTIVE, reply);
	struct actor actor = writes_caller(call);
	struct json_object *body;
	bool ok = true;

	if (user == NULL || (body = writes_read_body(call, reply)) == NULL) {
		return;
	}
	user_remember(user, call->now);
	json_object_object_foreach(body, name, value)
	{
		ok = ok && patch_member(call, user, name, value, reply);
	}
	if (ok) {
		audit_add(call->tenant, "Update user", &actor, user, NULL, NULL,
			NULL, call->now);
		call->tenant->version++;
		reply->status = 204;
	}
	json_object_put(body);
}

void
writes_restore(const struct call *call, struct reply *reply)
{
	struct user *user = writes_find_user(call, 3, USER_DELETED, reply);
	struct actor actor = writes_caller(call);
	struct json_object *body = NULL;
	struct lifecycle_manner manner = {0};
	struct text why = {0};

	if (user == NULL) {
		return;
	}
	if (call->body_size > 0 &&
		(body = writes_read_body(call, reply)) == NULL) {
		return;
	}
	manner.upn = json_object_get_string(
		json_object_object_get(body, "newUserPrincipalName"));
	manner.drop_addresses = json_object_get_boolean(
		json_object_object_get(body, "autoReconcileProxyConflict"));
	if (lifecycle_restore(
		    call->tenant, user, &manner, &actor, call->now, &why)) {
		directory_reply_user(call, user, reply);
	} else {
		writes_refuse(call, reply, why.data);
	}
	text_release(&why);
	json_object_put(body);
}

void
writes_add_member(const struct call *call, struct reply *reply)
{
	struct group *group = tenant_group(call->tenant, call->segments[2]);
	struct actor actor = writes_caller(call);
	struct user *user = NULL;
	struct json_object *body;
	const char *link;
	const char *id;

	if (group == NULL) {
		reply_not_found(call, reply, call->segments[2]);
		return;
	}
	body = writes_read_body(call, reply);
	if (body == NULL) {
		return;
	}
	link = json_object_get_string(
		json_object_object_get(body, "@odata.id"));
	id = link != NULL ? strrchr(link, '/') : NULL;
	user = id != NULL ? tenant_user(call->tenant, id + 1) : NULL;
	if (user == NULL || user->state != USER_ACTIVE) {
		reply_not_found(call, reply, id != NULL ? id + 1 : "");
	} else if (!group_add_member(call->tenant, group, user)) {
		writes_refuse(call, reply,
			"One or more added object references already exist for "
			"the following modified properties: 'members'.");
	} else {
		audit_add(call->tenant, "Add member to group", &actor, user,
			group, NULL, NULL, call->now);
		licensing_by_group(call->tenant, user, group, true, call->now);
		reply->status = 204;
	}
	json_object_put(body);
}
