// SPDX-License-Identifier: MIT
/*
 * decode - Microsoft Graph's objects into our types.
 *
 * A missing text is no harm; a missing id or list of plans is an error, because
 * a verdict would be drawn from its absence.  Unknown words become *_UNKNOWN.
 * Pure.
 */
#ifndef GRAPH_DECODE_H
#define GRAPH_DECODE_H

#include "core/audit.h"
#include "core/error.h"
#include "core/sku.h"
#include "core/user.h"
#include "graph/page.h"

struct json_object;

#define DECODE_PLAN_LIMIT 4096 /* plans or licenses of one user */

/* What to select so that decode_user() finds everything. */
#define DECODE_USER_SELECT                                                     \
	"id,userPrincipalName,displayName,mail,accountEnabled,userType,"       \
	"usageLocation,onPremisesSyncEnabled,createdDateTime,"                 \
	"assignedLicenses,assignedPlans"

/*
 * One user; `deleted` says that it came from directory/deletedItems, where
 * plans and licenses may be null, but not the date: then the object is not one
 * we may see, and ERROR_PERMISSION.  Released by the caller.
 */
MUST_CHECK bool decode_user(struct json_object *object, bool deleted,
	struct user *user, struct error *err);
/* The same from text. */
MUST_CHECK bool decode_user_text(
	struct slice text, bool deleted, struct user *user, struct error *err);

/* One element of subscribedSkus; released by the caller. */
MUST_CHECK bool decode_sku(
	struct json_object *object, struct sku *sku, struct error *err);

typedef bool decode_audit_fn(
	void *context, const struct audit_record *record, struct error *err);

/*
 * One element of directoryAudits, visited once for each user it is about; not
 * at all when it failed, took no license away, or is of another kind.  `*at` is
 * its instant, 0 when it has none.
 */
MUST_CHECK bool decode_audit(struct json_object *object, time_t *at,
	decode_audit_fn *visit, void *context, struct error *err);

/*
 * Whether an active member holds a mailbox plan that is Deleted, Suspended or
 * LockedOut, and none that works.
 */
bool decode_user_lost_mailbox(
	const struct user *user, const struct plan_set *plans);

enum plan_status decode_plan_status(const char *text);

#endif
