// SPDX-License-Identifier: MIT
#include "core/attribution.h"

#include "core/mem.h"
#include "core/timestamp.h"

static void
note_actor(struct mailbox *after, const struct audit_record *record)
{
	after->actor_kind = record->actor_kind;
	if (record->actor != NULL) {
		mem_replace_text(&after->actor, record->actor);
	}
}

/* A license was lost, and not just the user who held it. */
static bool
may_have_lost_license(const struct mailbox *after, enum cause cause)
{
	switch (cause) {
	case CAUSE_LICENSE_REMOVED:
		return true;
	case CAUSE_USER_DELETED:
		return after->plans == PLANS_DELETED ||
		       (after->plans == PLANS_NONE && after->deleted_at != 0);
	case CAUSE_NONE:
	case CAUSE_SHARED_DELETED:
	case CAUSE_SUBSCRIPTION:
		break;
	}
	return false;
}

/* The last record that can have begun this loss. */
static time_t
last_instant(const struct mailbox *after)
{
	return timestamp_earliest(
		after->first_seen_at + EVIDENCE_RUN_S, after->deleted_at);
}

static const struct audit_record *
find_removal(const struct mailbox *after, const struct observation *seen,
	const struct audit_search *search)
{
	const struct audit_record *record =
		audit_choose(seen->audits, seen->audit_count, search);

	/* What was known in detail has aged out of the log. */
	return record != NULL && after->audit_at != 0 && !record->has_detail
		       ? NULL
		       : record;
}

/*
 * A user who is active without a license, and whom somebody deleted: most
 * likely restored without it.  Then the deletion began the clock, and the
 * plan's date, which is that of the restoration, is too late.
 */
static const struct audit_record *
find_undone_deletion(
	const struct mailbox *after, const struct observation *seen)
{
	const struct audit_search search = {
		.activity = AUDIT_USER_DELETED,
		.from = after->absent_at,
		.to = last_instant(after),
	};

	if (after->place != PLACE_ACTIVE || after->deleted_at != 0 ||
		after->audit_at != 0) {
		return NULL;
	}
	return audit_choose(seen->audits, seen->audit_count, &search);
}

/*
 * Its subscription is deleted, or listed no more.  `id` NULL: that of any
 * mailbox, the record does not say.
 */
static bool
may_be_dead(const struct audit_search *removal, const struct guid *id)
{
	if (removal->skus == NULL) {
		return false;
	}
	if (id != NULL) {
		const struct sku *sku = sku_find(removal->skus, id);
		return sku == NULL || sku->status == PLAN_STATUS_DELETED;
	}
	for (size_t i = 0; i < removal->skus->count; i++) {
		const struct sku *sku = &removal->skus->skus[i];
		if (sku->status == PLAN_STATUS_DELETED &&
			sku_has_mailbox_plan(sku, removal->plans)) {
			return true;
		}
	}
	return false;
}

/*
 * One of a deleted subscription gave nothing that its removal could take away:
 * that says who, and not when.  It says no more once there is a new one.  Nor
 * does a deletion, unless a date says that its license went after it: it may
 * have been cut off before.
 */
static bool
is_dated_by(const struct mailbox *after, const struct audit_record *record,
	const struct audit_search *removal, const struct guid *id)
{
	if (after->audit_at == 0 && after->deleted_at == 0 &&
		after->actor_kind != ACTOR_UNKNOWN) {
		return false;
	}
	switch (record->activity) {
	case AUDIT_USER_DELETED:
		return after->answered_at == 0 && after->plan_at > record->at;
	case AUDIT_LICENSE_CHANGED:
		break;
	}
	return !may_be_dead(removal, id);
}

static void
note_deletion(struct mailbox *after, const struct observation *seen)
{
	const struct audit_search search = {
		.activity = AUDIT_USER_DELETED,
		.to = seen->at,
		.near = after->deleted_at,
	};
	const struct audit_record *record =
		audit_choose(seen->audits, seen->audit_count, &search);

	if (record != NULL) {
		note_actor(after, record);
	}
}

void
attribution_note(struct mailbox *after, const struct observation *seen,
	enum cause cause, const struct plan_set *plans)
{
	const struct audit_search removal = {
		.activity = AUDIT_LICENSE_CHANGED,
		.from = after->absent_at,
		.to = last_instant(after),
		.near = after->plan_at,
		.skus = seen->skus,
		.plans = plans,
	};
	const struct audit_record *record = NULL;
	const struct guid *sku = NULL;

	if (may_have_lost_license(after, cause)) {
		record = find_removal(after, seen, &removal);
	}
	if (record == NULL && cause == CAUSE_LICENSE_REMOVED) {
		record = find_undone_deletion(after, seen);
	}
	if (record != NULL) {
		sku = audit_mailbox_sku(record, &removal);
		if (is_dated_by(after, record, &removal, sku)) {
			after->audit_at = record->at;
		}
		after->sku = sku != NULL ? *sku : after->sku;
		note_actor(after, record);
	}
	if (after->deleted_at != 0 && after->audit_at == 0) {
		note_deletion(after, seen);
	}
}
