// SPDX-License-Identifier: MIT
#include "directory.h"
#include "mailbox.h"
#include "render.h"

/* Properties that exist but only on a single user. */
static bool
is_single_only(const char *list)
{
	static const char *const names[] = {"mailboxSettings", "aboutMe",
		"birthday", "hireDate", "interests", "mySite", "pastProjects",
		"preferredName", "responsibilities", "schools", "skills"};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		if (strstr(list, names[i]) != NULL) {
			return true;
		}
	}
	return false;
}

bool
directory_select(const struct call *call, bool single, uint32_t *set,
	struct reply *reply)
{
	const char *list = query_find(&call->query, "$select");
	struct text unknown = {0};
	bool ok;

	if (list != NULL && !single && is_single_only(list)) {
		reply_error(call, reply, 501, "NotImplemented",
			"This property is not supported on a collection.");
		return false;
	}
	ok = render_parse_set(list, set, &unknown);
	if (!ok) {
		reply_error(call, reply, 400, "BadRequest",
			"Parsing OData Select and Expand failed: Could not "
			"find a property named '%s' on type "
			"'microsoft.graph.user'.",
			unknown.data);
	}
	text_release(&unknown);
	return ok;
}

struct user *
directory_find_user(const struct call *call, size_t position,
	enum user_state state, struct reply *reply)
{
	const char *name = call->segments[position];
	struct user *user = tenant_user(call->tenant, name);

	if (user == NULL || user->state != state ||
		(state == USER_ACTIVE && user->restored_at != 0 &&
			call->now <
				user->restored_at +
					call->tenant->switches.restore_lag_s)) {
		reply_not_found(call, reply, name);
		return NULL;
	}
	return user;
}

void
directory_reply_user(
	const struct call *call, const struct user *user, struct reply *reply)
{
	bool deleted = user->state != USER_ACTIVE;
	const char *select = query_find(&call->query, "$select");
	struct text lead = {0};
	uint32_t set;

	if (!directory_select(call, true, &set, reply)) {
		return;
	}
	text_printf(&lead,
		"\"@odata.context\":\"https://graph.microsoft.com/v1.0/"
		"$metadata#%s",
		deleted ? "directoryObjects" : "users");
	if (select != NULL) {
		text_printf(&lead, "(%s)", select);
	}
	text_printf(&lead, "/$entity\"%s",
		deleted ? ",\"@odata.type\":\"#microsoft.graph.user\"" : "");
	reply->status = 200;
	render_user(call->tenant, user, set, lead.data, &reply->body);
	text_release(&lead);
}

void
directory_user(const struct call *call, struct reply *reply)
{
	const struct user *user =
		directory_find_user(call, 2, USER_ACTIVE, reply);

	if (user != NULL) {
		directory_reply_user(call, user, reply);
	}
}

void
directory_deleted_user(const struct call *call, struct reply *reply)
{
	const struct user *user =
		directory_find_user(call, 3, USER_DELETED, reply);

	if (user != NULL) {
		directory_reply_user(call, user, reply);
	}
}

void
directory_purpose(const struct call *call, struct reply *reply)
{
	const struct user *user =
		directory_find_user(call, 2, USER_ACTIVE, reply);
	char id[GUID_TEXT_SIZE];

	if (user == NULL) {
		return;
	}
	if (!mailbox_answers(call->tenant, user, call->now)) {
		reply->status = 404;
		text_put(&reply->body,
			"{\"error\":{\"code\":\"MailboxNotEnabledForRESTAPI\","
			"\"message\":\"The mailbox is either inactive, "
			"soft-deleted, or is hosted on-premise.\"}}");
		return;
	}
	guid_format(&user->id, id);
	reply->status = 200;
	text_printf(&reply->body,
		"{\"@odata.context\":\"https://graph.microsoft.com/v1.0/"
		"$metadata#users('%s')/mailboxSettings/userPurpose\","
		"\"value\":\"%s\"}",
		id, mailbox_purpose_name(user->mailbox.purpose));
}
