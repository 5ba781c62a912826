// SPDX-License-Identifier: MIT
#include "graph.h"

#include <stdio.h>
#include <strings.h>

#include "admin.h"
#include "directory.h"
#include "login.h"
#include "misbehave.h"
#include "throttle.h"
#include "writes.h"

#define R(name) ROLE_BIT(ROLE_##name)

#define READ_USERS                                                             \
	(R(USER_READ) | R(USER_READ_WRITE) | R(DIRECTORY_READ) |               \
		R(DIRECTORY_READ_WRITE))
#define READ_SKUS                                                              \
	(R(LICENSE_READ) | R(LICENSE_READ_WRITE) | R(ORGANIZATION_READ) |      \
		R(DIRECTORY_READ) | R(DIRECTORY_READ_WRITE))
#define READ_ORGANIZATION                                                      \
	(R(ORGANIZATION_READ) | R(USER_READ) | R(DIRECTORY_READ))
#define WRITE_LICENSES                                                         \
	(R(LICENSE_READ_WRITE) | R(USER_READ_WRITE) | R(DIRECTORY_READ_WRITE))
#define WRITE_USERS (R(USER_READ_WRITE) | R(DIRECTORY_READ_WRITE))

struct route {
	const char *method;
	const char *pattern;
	unsigned roles; /* any of them */
	unsigned cost;	/* resource units */
	void (*answer)(const struct call *call, struct reply *reply);
};

static const struct route routes[] = {
	{"GET", "/v1.0/users", READ_USERS, 2, directory_users},
	{"GET", "/v1.0/users/$count", READ_USERS, 2, directory_user_count},
	{"GET", "/v1.0/users/*", READ_USERS, 1, directory_user},
	{"GET", "/v1.0/users/*/mailboxSettings/userPurpose", R(MAILBOX_READ), 1,
		directory_purpose},
	{"GET", "/v1.0/directory/deletedItems/microsoft.graph.user", READ_USERS,
		1, directory_deleted_users},
	{"GET", "/v1.0/directory/deletedItems/*", READ_USERS, 1,
		directory_deleted_user},
	{"GET", "/v1.0/directory/deletedItems/*/microsoft.graph.user",
		READ_USERS, 1, directory_deleted_user},
	{"GET", "/v1.0/subscribedSkus", READ_SKUS, 3, directory_skus},
	{"GET", "/v1.0/organization", READ_ORGANIZATION, 1,
		directory_organization},
	{"GET", "/v1.0/auditLogs/directoryAudits",
		R(AUDIT_READ) | R(DIRECTORY_READ), 1, directory_audits},
	{"POST", "/v1.0/users/*/assignLicense", WRITE_LICENSES, 1,
		writes_assign},
	{"POST", "/v1.0/users/*/microsoft.graph.assignLicense", WRITE_LICENSES,
		1, writes_assign},
	{"POST", "/v1.0/users/*/reprocessLicenseAssignment", WRITE_USERS, 1,
		writes_reprocess},
	{"PATCH", "/v1.0/users/*", WRITE_USERS | R(ENABLE_DISABLE), 1,
		writes_patch},
	{"POST", "/v1.0/directory/deletedItems/*/restore",
		R(DELETE_RESTORE) | R(USER_READ_WRITE), 1, writes_restore},
	{"POST", "/v1.0/directory/deletedItems/*/microsoft.graph.restore",
		R(DELETE_RESTORE) | R(USER_READ_WRITE), 1, writes_restore},
	{"POST", "/v1.0/groups/*/members/$ref",
		R(MEMBER_READ_WRITE) | R(DIRECTORY_READ_WRITE), 1,
		writes_add_member},
};

#define ROUTES (sizeof(routes) / sizeof(*routes))

static void
refuse_path(const struct call *call, bool known, struct reply *reply)
{
	size_t last = call->segment_count > 0 ? call->segment_count - 1 : 0;

	if (strcmp(call->method, "DELETE") == 0) {
		fprintf(stderr,
			"graphsim: DELETE %s WAS ASKED FOR: nothing in this "
			"project may ever do that\n",
			call->target);
	}
	if (known || strcmp(call->method, "DELETE") == 0) {
		reply_error(call, reply, 405, "Request_BadRequest",
			"Specified HTTP method is not allowed for the request "
			"target.");
		return;
	}
	reply_error(call, reply, 400, "BadRequest",
		"Resource not found for the segment '%s'.",
		last < CALL_SEGMENTS && call->segment_count > 0
			? call->segments[last]
			: "");
}

static void
answer_route(
	const struct call *call, const struct route *route, struct reply *reply)
{
	bool writes = call_writes(call);

	if (!call_allowed(call, route->roles, reply) ||
		(writes && throttle_write(call, reply))) {
		return;
	}
	route->answer(call, reply);
	reply->effect = writes && reply->status >= 200 && reply->status < 300;
}

static void
take_route(struct call *call, struct reply *reply)
{
	bool known = false;

	for (size_t i = 0; i < ROUTES; i++) {
		const struct route *route = &routes[i];

		if (!call_matches(call, route->pattern)) {
			continue;
		}
		known = true;
		if (strcmp(route->method, call->method) == 0) {
			reply_header(
				reply, "x-ms-resource-unit", "%u", route->cost);
			answer_route(call, route, reply);
			return;
		}
	}
	refuse_path(call, known, reply);
}

/* Faults come before, instead of and after the real answer. */
static void
answer_graph(struct call *call, bool authorized, struct reply *reply)
{
	call->hits = faults_match(&call->world->faults, call->method,
		call->target, call->tenant, call->part);
	if (misbehave_instead(call, reply)) {
		return;
	}
	if (authorized) {
		text_clear(&reply->body);
		if (!call->part && call_matches(call, "/v1.0/$batch") &&
			strcmp(call->method, "POST") == 0) {
			graph_batch(call, reply);
		} else {
			take_route(call, reply);
		}
	}
	misbehave_after(call, reply);
}

void
graph_answer_part(struct call *call, struct reply *reply)
{
	answer_graph(call, true, reply);
}

static void
answer_token(struct call *call, struct reply *reply)
{
	call->tenant = world_tenant(call->world, call->segments[0]);
	call->hits = faults_match(&call->world->faults, call->method,
		call->target, call->tenant, false);
	if (misbehave_instead(call, reply)) {
		return;
	}
	if (call_matches(call, "/metadata/identity/oauth2/token")) {
		login_managed_identity(call, reply);
	} else {
		login_token(call, reply);
	}
	misbehave_after(call, reply);
}

void
graph_answer(struct call *call, struct reply *reply)
{
	bool metadata = call_matches(call, "/metadata/identity/oauth2/token");

	reply->content_type = "application/json; charset=utf-8";
	if (call->segment_count > 0 &&
		strcmp(call->segments[0], "admin") == 0) {
		admin_answer(call, reply);
	} else if (metadata == call->plain &&
		   (metadata || call_matches(call, "/*/oauth2/v2.0/token"))) {
		answer_token(call, reply);
	} else if (call->plain) {
		reply->status = 404;
		text_put(&reply->body, "{\"error\":\"not_found\"}");
	} else if (call->segment_count > 0 &&
		   strcmp(call->segments[0], "v1.0") == 0) {
		struct reply refusal = {0};
		bool authorized = login_check(call, &refusal);

		reply->content_type =
			"application/json;odata.metadata=minimal;"
			"odata.streaming=true;IEEE754Compatible=false;"
			"charset=utf-8";
		if (authorized) {
			reply_release(&refusal);
		} else {
			refusal.content_type = reply->content_type;
			reply_release(reply);
			*reply = refusal;
		}
		answer_graph(call, authorized, reply);
	} else {
		reply->status = 404;
		text_put(&reply->body, "{\"error\":\"not_found\"}");
	}
}
