// SPDX-License-Identifier: MIT
#include "core/interval.h"

#include "core/observation.h"
#include "core/timestamp.h"

struct interval {
	time_t earliest; /* 0: nothing bounds it */
	time_t latest;
	unsigned sources;
};

/* How far assignedDateTime and the audit may be apart and mean one event. */
#define INTERVAL_SAME_EVENT_S (10 * 60)

static bool
is_witnessed(const struct mailbox *mailbox)
{
	return mailbox->absent_at != 0 &&
	       mailbox->absent_at <= mailbox->first_seen_at;
}

/* When its plan went, as far as listings, the audit and the plan tell. */
static struct interval
license_interval(const struct mailbox *mailbox, enum tri dates_move)
{
	struct interval interval = {
		.latest = timestamp_earliest(
			mailbox->first_seen_at, mailbox->deleted_at),
		.sources = SOURCE_FIRST_SEEN,
	};
	time_t plan_at =
		mailbox->plan_at > interval.latest ? 0 : mailbox->plan_at;
	bool is_stale_date = false;

	if (is_witnessed(mailbox)) {
		interval.earliest = mailbox->absent_at;
		interval.sources |= SOURCE_WITNESSED;
	}
	is_stale_date = plan_at != 0 && plan_at < interval.earliest;
	if (is_stale_date && dates_move == TRI_YES) {
		/* Dates are right here, so the witness is not. */
		interval.earliest = plan_at;
		interval.sources = SOURCE_FIRST_SEEN | SOURCE_PLAN_DATE;
	}
	if (mailbox->audit_at != 0 && mailbox->audit_at >= interval.earliest &&
		mailbox->audit_at <= interval.latest) {
		interval.earliest = mailbox->audit_at;
		/* A later date means the audit does not show the last one. */
		interval.latest = timestamp_latest(mailbox->audit_at, plan_at);
		interval.sources = SOURCE_AUDIT;
		return interval;
	}
	if (plan_at != 0 && !is_stale_date) {
		if (is_witnessed(mailbox) || dates_move == TRI_YES) {
			interval.latest = plan_at;
		}
		interval.earliest = plan_at;
		interval.sources |= SOURCE_PLAN_DATE;
	}
	return interval;
}

/*
 * A mailbox that went on answering for more than a probe's lag was disconnected
 * when it fell silent, whenever its license went (delicensing resiliency,
 * holds).
 */
static void
apply_probe(const struct mailbox *mailbox, struct interval *interval)
{
	if (mailbox->silent_at == 0 || mailbox->answered_at == 0 ||
		mailbox->answered_at > mailbox->silent_at) {
		return;
	}
	if (interval->earliest < mailbox->answered_at - EVIDENCE_PROBE_LAG_S) {
		interval->earliest = mailbox->answered_at;
		interval->sources &= ~(unsigned)SOURCE_FIRST_SEEN;
	}
	interval->latest = mailbox->silent_at;
	interval->sources |= SOURCE_PROBE;
}

/* The plan was gone, or the mailbox silent, before its user was deleted. */
static bool
was_lost_before_deletion(const struct mailbox *mailbox,
	const struct interval *license, const struct tenant *tenant)
{
	if (mailbox->plans != PLANS_DELETED ||
		mailbox->cause == CAUSE_SHARED_DELETED) {
		return false;
	}
	if (mailbox->silent_at != 0 &&
		mailbox->silent_at < mailbox->deleted_at) {
		return true;
	}
	return license->earliest != 0 &&
	       license->earliest >= mailbox->deleted_at - tenant->retention_s;
}

static struct interval
deletion_interval(const struct mailbox *mailbox, enum tri dates_move,
	const struct tenant *tenant)
{
	struct interval interval = {
		mailbox->deleted_at, mailbox->deleted_at, SOURCE_DELETION};
	struct interval license = license_interval(mailbox, dates_move);

	apply_probe(mailbox, &license);
	if (!was_lost_before_deletion(mailbox, &license, tenant)) {
		return interval;
	}
	if (license.earliest != 0) {
		interval.earliest = timestamp_earliest(
			license.earliest, mailbox->deleted_at);
	}
	if (mailbox->silent_at != 0 &&
		mailbox->silent_at < mailbox->deleted_at) {
		interval.latest = license.latest;
		interval.earliest = license.earliest;
	}
	interval.sources = license.sources | SOURCE_DELETION;
	return interval;
}

static struct interval
interval_of(const struct mailbox *mailbox, enum tri dates_move,
	const struct tenant *tenant)
{
	struct interval interval = {0};

	switch (mailbox->cause) {
	case CAUSE_NONE:
	case CAUSE_SUBSCRIPTION:
		return interval;
	case CAUSE_LICENSE_REMOVED:
	case CAUSE_USER_DELETED:
	case CAUSE_SHARED_DELETED:
		break;
	}
	if (mailbox->deleted_at != 0) {
		return deletion_interval(mailbox, dates_move, tenant);
	}
	interval = license_interval(mailbox, dates_move);
	apply_probe(mailbox, &interval);
	return interval;
}

/*
 * A mailbox that never was provisioned, or lives on-premises, answers 404 as a
 * disconnected one does.
 */
static bool
is_confirmed(const struct mailbox *mailbox, const struct tenant *tenant)
{
	switch (mailbox->cause) {
	case CAUSE_NONE:
	case CAUSE_SUBSCRIPTION:
		return true;
	case CAUSE_SHARED_DELETED:
		return mailbox->ever_alive;
	case CAUSE_USER_DELETED:
	case CAUSE_LICENSE_REMOVED:
		break;
	}
	if (tenant->onpremises_mailboxes && mailbox->synced == TRI_YES) {
		return mailbox->answered_at != 0; /* after its plan was gone */
	}
	if (mailbox->ever_alive || mailbox->probe == PROBE_USER) {
		return true;
	}
	if (mailbox->probe == PROBE_NOT_FOUND) {
		return !mailbox->plan_disabled || mailbox->audit_at != 0;
	}
	if (mailbox->cause != CAUSE_USER_DELETED) {
		return false;
	}
	/* Held its plan until the deletion itself. */
	return mailbox->plans == PLANS_ALIVE ||
	       (mailbox->plans == PLANS_DELETED && mailbox->deleted_at != 0 &&
		       mailbox->plan_at >=
			       mailbox->deleted_at - INTERVAL_SAME_EVENT_S);
}

void
interval_settle(struct mailbox *mailbox, enum tri dates_move,
	const struct tenant *tenant)
{
	struct interval interval = interval_of(mailbox, dates_move, tenant);

	mailbox->lost_earliest = interval.earliest;
	mailbox->lost_latest = interval.latest;
	mailbox->sources = interval.sources;
	/* The margin for listing lag says nothing about how old a loss is. */
	mailbox->counts_from = interval.earliest;
	if (is_witnessed(mailbox) &&
		mailbox->lost_earliest == mailbox->absent_at) {
		mailbox->counts_from = timestamp_earliest(
			mailbox->absent_at + EVIDENCE_LISTING_LAG_S,
			mailbox->first_seen_at);
	}
	mailbox->confirmed = is_confirmed(mailbox, tenant);
}

enum tri
interval_dates_move(const struct mailbox *mailbox)
{
	time_t plan_at = mailbox->plan_at;

	if (mailbox->cause != CAUSE_LICENSE_REMOVED || plan_at == 0 ||
		mailbox->deleted_at != 0 || mailbox->answered_at != 0) {
		return TRI_UNKNOWN;
	}
	if (mailbox->audit_at != 0 &&
		plan_at >= mailbox->audit_at - INTERVAL_SAME_EVENT_S &&
		plan_at <= mailbox->audit_at + INTERVAL_SAME_EVENT_S) {
		return TRI_YES;
	}
	if (!is_witnessed(mailbox)) {
		return TRI_UNKNOWN;
	}
	if (plan_at < mailbox->absent_at) {
		return TRI_NO;
	}
	return plan_at <= mailbox->first_seen_at ? TRI_YES : TRI_UNKNOWN;
}
