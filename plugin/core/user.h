// SPDX-License-Identifier: MIT
/*
 * user - one directory user as Microsoft Graph described it, in our types.
 *
 * The graph port fills it in, the rules read it.  Nothing here is judged.
 * https://learn.microsoft.com/graph/api/resources/user
 */
#ifndef CORE_USER_H
#define CORE_USER_H

#include "core/guid.h"

#include <stdbool.h>
#include <stddef.h>
#include <time.h>

enum tri {
	TRI_UNKNOWN, /* null, absent, or not permitted to see */
	TRI_NO,
	TRI_YES,
};

/*
 * assignedPlan.capabilityStatus, in Graph's order of decay.
 * https://learn.microsoft.com/graph/api/resources/assignedplan
 */
enum plan_status {
	PLAN_STATUS_UNKNOWN, /* null, or a value newer than this program */
	PLAN_STATUS_ENABLED,
	PLAN_STATUS_WARNING, /* grace period: still works */
	PLAN_STATUS_SUSPENDED,
	PLAN_STATUS_LOCKED_OUT,
	PLAN_STATUS_DELETED,
};

struct user_plan {
	struct guid plan;
	enum plan_status status;
	time_t assigned_at; /* assignedDateTime; 0: null */
};

/* assignedLicense: a SKU held, and what of it is switched off. */
struct user_license {
	struct guid sku;
	struct guid *disabled_plans;
	size_t disabled_count;
};

struct user {
	struct guid id;
	char *upn; /* without the prefix Graph gives deleted users */
	char *display_name;
	char *mail;
	char *usage_location;
	enum tri account_enabled;
	enum tri synced; /* onPremisesSyncEnabled */
	bool guest;	 /* userType is Guest; null counts as Member */
	bool deleted;	 /* came from directory/deletedItems */
	time_t deleted_at;
	time_t created_at;
	struct user_plan *plans;
	size_t plan_count;
	struct user_license *licenses;
	size_t license_count;
};

/* Releases the contents; a zeroed user is fine. */
void user_release(struct user *user);

/* A deep copy of `from` into `to`, which is overwritten, not released. */
void user_copy(struct user *to, const struct user *from);

/*
 * userPrincipalName of a deleted user is its id without dashes in front of the
 * original; returns the place in `upn` where the original begins.  A prefix
 * that is not this user's own id is part of the name.
 */
const char *user_original_upn(const char *upn, const struct guid *id);

/*
 * Answers of GET /users/{id}/mailboxSettings/userPurpose.
 * https://learn.microsoft.com/graph/api/user-get-mailboxsettings
 */
enum probe_answer {
	PROBE_NEVER,	 /* not asked yet */
	PROBE_USER,	 /* 200: user, linked, others and values to come */
	PROBE_SHARED,	 /* 200: shared, room, equipment */
	PROBE_NOT_FOUND, /* 404 MailboxNotEnabledForRESTAPI */
	PROBE_NO_USER,	 /* 404 Request_ResourceNotFound */
	PROBE_DENIED,	 /* 403: MailboxSettings.Read is missing or scoped */
	PROBE_FAILED,	 /* anything else: says nothing */
};

#endif
