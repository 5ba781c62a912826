// SPDX-License-Identifier: MIT
#include "core/interval_impl.h"

#include "core/confirmation.h"
#include "core/observation.h"
#include "core/timestamp.h"

/* A day and a listing's lag apart, looks leave room for one change only. */
#define INTERVAL_CLOSE_LOOKS_S (TIMESTAMP_DAY_S + (time_t)6 * 60 * 60)
/* The same as that of one event, where the one is to prove what the other is.
 */
#define INTERVAL_MOVED_S 60

bool
interval_is_witnessed(const struct mailbox *mailbox)
{
	return mailbox->absent_at != 0 &&
	       mailbox->absent_at <= mailbox->first_seen_at;
}

/* A date between looks that are weeks apart may be that of being given it. */
static bool
is_witnessed_closely(const struct mailbox *mailbox)
{
	return interval_is_witnessed(mailbox) &&
	       mailbox->first_seen_at - mailbox->absent_at <=
		       INTERVAL_CLOSE_LOOKS_S;
}

/*
 * The audit is exact, but may not show the last of it.  A date more than a
 * window before it is that of another loss.
 */
static struct interval
audited_interval(time_t audit_at, time_t plan_at, enum tri dates_move,
	const struct tenant *tenant)
{
	struct interval interval = {audit_at, audit_at, SOURCE_AUDIT};

	if (plan_at > audit_at) {
		interval.latest = plan_at;
	} else if (dates_move == TRI_YES &&
		   plan_at < audit_at - INTERVAL_SAME_EVENT_S &&
		   plan_at >= audit_at - tenant->retention_s) {
		interval.earliest = plan_at;
		interval.sources |= SOURCE_PLAN_DATE;
	}
	return interval;
}

/* From the last look that did not show it to the first that did. */
static struct interval
sight_interval(const struct mailbox *mailbox)
{
	struct interval interval = {
		.latest = mailbox->first_seen_at,
		.sources = SOURCE_FIRST_SEEN,
	};

	if (interval_is_witnessed(mailbox)) {
		interval.earliest = mailbox->absent_at;
		interval.sources |= SOURCE_WITNESSED;
	}
	return interval;
}

time_t
interval_resumed(time_t absent_at)
{
	return absent_at == 0 ? 1 : absent_at - 1;
}

static bool
is_resumed(const struct mailbox *mailbox)
{
	return mailbox->plan_at == interval_resumed(mailbox->absent_at);
}

struct interval
interval_of_license(const struct mailbox *mailbox, enum tri dates_move,
	const struct tenant *tenant)
{
	struct interval interval = sight_interval(mailbox);
	time_t seen_by = timestamp_earliest(
		mailbox->first_seen_at + EVIDENCE_RUN_S, mailbox->deleted_at);
	time_t plan_at = mailbox->plan_at > seen_by || is_resumed(mailbox)
				 ? 0
				 : mailbox->plan_at;
	bool is_stale_date = false;

	interval.latest =
		timestamp_earliest(interval.latest, mailbox->deleted_at);
	is_stale_date = plan_at != 0 && plan_at < interval.earliest;
	if (is_stale_date && dates_move == TRI_YES) {
		/* Dates are right here, so the witness is not. */
		interval.earliest = plan_at;
		interval.sources = SOURCE_FIRST_SEEN | SOURCE_PLAN_DATE;
	}
	if (mailbox->audit_at != 0 && mailbox->audit_at >= interval.earliest &&
		mailbox->audit_at <= seen_by) {
		return audited_interval(
			mailbox->audit_at, plan_at, dates_move, tenant);
	}
	if (plan_at != 0 && !is_stale_date) {
		interval.latest = timestamp_latest(interval.latest, plan_at);
		if (is_witnessed_closely(mailbox) || dates_move == TRI_YES) {
			interval.latest = plan_at;
		}
		interval.earliest = plan_at;
		interval.sources |= SOURCE_PLAN_DATE;
	}
	return interval;
}

void
interval_apply_probe(const struct mailbox *mailbox, const struct tenant *tenant,
	struct interval *interval)
{
	time_t answer_proves = mailbox->answered_at - EVIDENCE_PROBE_LAG_S;

	if (mailbox->silent_at == 0) {
		return;
	}
	if (mailbox->answered_at == 0) {
		time_t resilient_until =
			interval->latest + (time_t)tenant->extra_grace_s;
		interval->latest = timestamp_latest(
			interval->latest, timestamp_earliest(resilient_until,
						  mailbox->silent_at));
		return;
	}
	if (interval->earliest < answer_proves) {
		interval->earliest = answer_proves;
		interval->sources &= ~(unsigned)SOURCE_FIRST_SEEN;
	}
	interval->latest =
		timestamp_latest(interval->latest, mailbox->silent_at);
	interval->sources |= SOURCE_PROBE;
}

/* Of a user whose deletion nobody dates: its license went shortly before. */
static bool
is_clock_of_license(const struct mailbox *mailbox,
	const struct interval *license, const struct tenant *tenant)
{
	if (mailbox->cause == CAUSE_SHARED_DELETED) {
		return false;
	}
	return mailbox->silent_at != 0 ||
	       (mailbox->answered_at == 0 &&
		       license->earliest >=
			       mailbox->first_seen_at - tenant->retention_s);
}

static struct interval
interval_of(const struct mailbox *mailbox, enum tri dates_move,
	const struct tenant *tenant)
{
	struct interval interval = {0};

	if (mailbox->cause == CAUSE_NONE ||
		mailbox->cause == CAUSE_SUBSCRIPTION) {
		return interval;
	}
	if (mailbox->deleted_at != 0) {
		return interval_of_deletion(mailbox, dates_move, tenant);
	}
	interval = interval_of_license(mailbox, dates_move, tenant);
	interval_apply_probe(mailbox, tenant, &interval);
	return mailbox->cause == CAUSE_LICENSE_REMOVED ||
			       is_clock_of_license(mailbox, &interval, tenant)
		       ? interval
		       : sight_interval(mailbox);
}

/*
 * When min_age begins to run.  Between two looks that are less than a day apart
 * a loss is taken for as young as it may be: it might be half of a swap.
 */
static time_t
counts_from(const struct mailbox *mailbox)
{
	if (!interval_is_witnessed(mailbox) ||
		mailbox->lost_earliest != mailbox->absent_at) {
		return mailbox->lost_earliest;
	}
	return mailbox->first_seen_at - mailbox->absent_at < TIMESTAMP_DAY_S
		       ? timestamp_earliest(
				 mailbox->first_seen_at, mailbox->lost_latest)
		       : mailbox->absent_at;
}

void
interval_settle(struct mailbox *mailbox, enum tri dates_move,
	const struct tenant *tenant)
{
	struct interval interval = {0};

	/* How it ended is judged by what was known until then. */
	if (mailbox->restored_at != 0) {
		return;
	}
	interval = interval_of(mailbox, dates_move, tenant);
	mailbox->lost_earliest = interval.earliest;
	mailbox->lost_latest = interval.latest;
	mailbox->sources = interval.sources;
	mailbox->counts_from = counts_from(mailbox);
	mailbox->confirmed = confirmation_of(mailbox, tenant);
}

/*
 * A license given by mistake and taken back at once has an old date that looks
 * like a moved one, so a yes wants the second of the removal, and a no more
 * than any lag.
 */
static enum tri
audit_dates_move(time_t plan_at, time_t audit_at)
{
	if (plan_at < audit_at - TIMESTAMP_DAY_S) {
		return TRI_NO;
	}
	return plan_at >= audit_at - INTERVAL_MOVED_S &&
			       plan_at <= audit_at + INTERVAL_MOVED_S
		       ? TRI_YES
		       : TRI_UNKNOWN;
}

enum tri
interval_dates_move(const struct mailbox *mailbox, bool audited_in_detail)
{
	time_t plan_at = mailbox->plan_at;

	if (mailbox->cause != CAUSE_LICENSE_REMOVED || plan_at == 0 ||
		mailbox->deleted_at != 0 || mailbox->answered_at != 0 ||
		is_resumed(mailbox)) {
		return TRI_UNKNOWN;
	}
	if (mailbox->audit_at != 0 && audited_in_detail) {
		return audit_dates_move(plan_at, mailbox->audit_at);
	}
	if (!interval_is_witnessed(mailbox)) {
		return TRI_UNKNOWN;
	}
	if (plan_at < mailbox->absent_at - TIMESTAMP_DAY_S) {
		return TRI_NO;
	}
	return is_witnessed_closely(mailbox) && plan_at >= mailbox->absent_at &&
			       plan_at <= mailbox->first_seen_at
		       ? TRI_YES
		       : TRI_UNKNOWN;
}
