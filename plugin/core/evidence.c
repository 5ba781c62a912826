// SPDX-License-Identifier: MIT
#include "core/evidence.h"

#include "core/attribution.h"
#include "core/interval.h"
#include "core/mem.h"
#include "core/population.h"
#include "core/timestamp.h"

/* Everything one merge works on. */
struct merge {
	const struct mailbox *before; /* NULL: nothing known */
	const struct observation *seen;
	const struct history *history;
	const struct tenant *tenant;
	struct mailbox *after;
};

/* Null where rights are missing: what was known stays. */
static void
adopt_text(char **where, const char *text)
{
	if (text != NULL) {
		mem_replace_text(where, text);
	}
}

static void
adopt_user(const struct observation *seen, struct mailbox *after)
{
	after->user_id = seen->user_id;
	after->place = seen->place;
	if (seen->place == PLACE_GONE) {
		return;
	}
	adopt_text(&after->upn, seen->upn);
	adopt_text(&after->display_name, seen->display_name);
	adopt_text(&after->mail, seen->mail);
	adopt_text(&after->usage_location, seen->usage_location);
	after->account_enabled = seen->account_enabled;
	after->synced = seen->synced;
	after->has_license = seen->has_license;
	after->plan_disabled = seen->plan_disabled;
	after->plans = seen->plans;
}

static void
forget_loss(struct mailbox *mailbox)
{
	mailbox->first_seen_at = 0;
	mailbox->absent_at = 0;
	mailbox->plan_at = 0;
	mailbox->deleted_at = 0;
	mailbox->audit_at = 0;
	mailbox->actor_kind = ACTOR_UNKNOWN;
	mem_replace_text(&mailbox->actor, NULL);
	mailbox->probe = PROBE_NEVER;
	mailbox->answered_at = 0;
	mailbox->silent_at = 0;
	mailbox->restored_at = 0;
	mailbox->gone_at = 0;
	mailbox->sku = (struct guid){0};
}

static time_t
shared_heard_at(const struct mailbox *mailbox, const struct history *history)
{
	return timestamp_latest(
		mailbox->restored_at, history->shared_probed_at);
}

/* The last look at which it answered though it had no plan; 0: it had one. */
static time_t
answered_without_plan(const struct merge *merge)
{
	const struct mailbox *before = merge->before;
	time_t asked_at = 0;

	if (before == NULL || before->plans == PLANS_ALIVE ||
		(before->plans == PLANS_SUSPENDED &&
			before->probe != PROBE_SHARED)) {
		return 0;
	}
	if (before->place != PLACE_ACTIVE) {
		/* Back from the bin, and there again. */
		return before->cause == CAUSE_SHARED_DELETED
			       ? before->answered_at
			       : 0;
	}
	if (before->probe == PROBE_SHARED) {
		asked_at = mailbox_is_unheard(before)
				   ? 0
				   : shared_heard_at(before, merge->history);
	} else if (!mailbox_answers(before) ||
		   (before->cause != CAUSE_LICENSE_REMOVED &&
			   before->restored_at == 0)) {
		return 0;
	} else if (before->probe == PROBE_USER) {
		asked_at = merge->history->probed_at;
	}
	return timestamp_latest(before->answered_at, asked_at);
}

/*
 * It may have come back before it was lost again, or not at all: then it has
 * been lost since the former loss, and no date of today tells.
 */
static void
resume_loss(struct merge *merge)
{
	struct mailbox *after = merge->after;
	const struct mailbox *before = merge->before;

	if (before->cause != CAUSE_SHARED_DELETED &&
		(before->cause == CAUSE_SUBSCRIPTION ||
			before->place != PLACE_ACTIVE ||
			merge->seen->place != PLACE_ACTIVE)) {
		return;
	}
	after->absent_at = before->lost_earliest;
	after->plan_at = interval_resumed(before->lost_earliest);
}

static void
begin_loss(struct merge *merge, const struct population *population)
{
	struct mailbox *after = merge->after;
	const struct mailbox *before = merge->before;

	forget_loss(after);
	after->loss = before == NULL ? 1 : before->loss + 1;
	after->first_seen_at = merge->seen->at;
	after->answered_at = answered_without_plan(merge);
	if (after->answered_at != 0 && merge->seen->place == PLACE_ACTIVE &&
		before->plans == PLANS_DELETED) {
		/* It was listed all the time: no witness. */
		return;
	}
	after->absent_at = population_absent_until(population);
	if (before != NULL && before->restored_at != 0) {
		after->absent_at =
			timestamp_latest(after->absent_at, before->restored_at);
	}
	if (before != NULL && after->answered_at != 0 &&
		mailbox_is_open(before) &&
		before->cause == CAUSE_LICENSE_REMOVED) {
		/* Its license was gone already, and an answer lags. */
		after->absent_at = timestamp_latest(before->lost_earliest,
			after->answered_at - EVIDENCE_PROBE_LAG_S);
	}
	if (before != NULL && after->answered_at == 0 &&
		mailbox_is_open(before)) {
		resume_loss(merge);
	}
}

/* That others answer from here on says nothing of this one. */
static void
note_unheard(struct merge *merge)
{
	struct mailbox *after = merge->after;

	if (after->probe == PROBE_SHARED && !mailbox_is_open(after) &&
		!mailbox_is_unheard(after)) {
		after->answered_at = timestamp_latest(after->answered_at,
			shared_heard_at(after, merge->history));
		after->silent_at = merge->seen->at;
	}
}

static void
note_probe(struct merge *merge)
{
	struct mailbox *after = merge->after;
	time_t at = merge->seen->at;
	/* While it answers it is asked by every run: also by the last one. */
	time_t answered_at = timestamp_latest(after->answered_at,
		after->probe == PROBE_USER ? merge->history->probed_at : 0);

	switch (merge->seen->probe) {
	case PROBE_USER:
	case PROBE_SHARED:
		if (after->probe != merge->seen->probe) {
			after->answered_at = at;
		}
		after->silent_at = 0;
		after->ever_alive = true;
		break;
	case PROBE_NOT_FOUND:
		after->answered_at = answered_at;
		if (after->silent_at == 0) {
			after->silent_at = at;
		}
		break;
	case PROBE_NO_USER:
	case PROBE_DENIED:
	case PROBE_FAILED:
		/* From here on other mailboxes' answers prove nothing. */
		note_unheard(merge);
		after->answered_at =
			timestamp_latest(after->answered_at, answered_at);
		if (after->probe == PROBE_USER) {
			after->probe = PROBE_FAILED;
		}
		return;
	case PROBE_NEVER:
		/* Nobody asks any more whom every run has asked until now. */
		if (merge->tenant->probe == EFFORT_NO &&
			after->probe == PROBE_USER &&
			after->place == PLACE_ACTIVE &&
			after->cause == CAUSE_LICENSE_REMOVED) {
			after->answered_at = answered_at;
			after->probe = PROBE_FAILED;
		}
		return;
	}
	after->probe = merge->seen->probe;
}

static void
note_loss(struct merge *merge, enum cause cause)
{
	struct mailbox *after = merge->after;
	const struct mailbox *before = merge->before;
	const struct observation *seen = merge->seen;
	bool was_in_bin = before != NULL && before->place == PLACE_DELETED &&
			  seen->place == PLACE_DELETED &&
			  before->loss == after->loss;

	if (after->plans == PLANS_DELETED) {
		after->plan_at = timestamp_earliest(
			after->plan_at, merge->seen->plan_at);
	}
	/* One long past stays so when its user is deleted. */
	if (seen->place == PLACE_DELETED && cause != CAUSE_LICENSE_REMOVED) {
		after->deleted_at =
			timestamp_earliest(after->deleted_at, seen->deleted_at);
	}
	if (seen->place != PLACE_GONE) {
		after->gone_at = 0;
	} else if (after->gone_at == 0) {
		after->gone_at = seen->at;
	}
	/* What was dead when first seen in the bin says nothing if renewed. */
	if (!guid_is_nil(&seen->sku) && guid_is_nil(&after->sku) &&
		!was_in_bin) {
		after->sku = seen->sku;
	}
	attribution_note(after, seen, cause, &merge->tenant->plans);
}

/* Alive: the end of a loss, or no loss at all. */
static bool
keep_alive(struct merge *merge, const struct population *population)
{
	struct mailbox *after = merge->after;
	const struct observation *seen = merge->seen;
	bool never_was_lost = seen->probe == PROBE_SHARED &&
			      population_was_lost(population) &&
			      after->cause == CAUSE_LICENSE_REMOVED &&
			      after->probe != PROBE_NOT_FOUND;

	after->ever_alive = true;
	/* Its date tells of the next license that comes and goes unseen. */
	after->plan_at = seen->plan_at;
	if (never_was_lost || after->cause == CAUSE_SUBSCRIPTION) {
		after->cause = CAUSE_NONE;
	}
	if (after->cause == CAUSE_NONE) {
		note_probe(merge);
		/* Shared ones are kept so that they are not asked each time. */
		return merge->before != NULL || after->probe == PROBE_SHARED;
	}
	/* What dated the loss goes on to say whether it came back in time. */
	if (probe_is_definite(seen->probe)) {
		after->silent_at =
			mailbox_is_unheard(after) ? 0 : after->silent_at;
		after->probe = seen->probe;
	} else if (seen->probe != PROBE_NEVER) {
		note_unheard(merge);
	}
	if (after->restored_at == 0) {
		after->restored_at = seen->at;
	}
	after->gone_at = 0;
	return true;
}

static bool
keep_lost(struct merge *merge, const struct population *population)
{
	struct mailbox *after = merge->after;
	enum cause cause = population_cause(population);

	if (cause != CAUSE_NONE) {
		if (population_is_new_loss(population, cause)) {
			begin_loss(merge, population);
		}
		note_probe(merge);
		note_loss(merge, cause);
	}
	after->cause = cause;
	return cause != CAUSE_NONE || merge->before != NULL;
}

bool
evidence_merge(const struct mailbox *before, const struct observation *seen,
	const struct history *history, const struct tenant *tenant,
	struct mailbox *after)
{
	struct merge merge = {before, seen, history, tenant, after};
	struct population population = {before, seen, history, tenant, after};
	bool keep = false;

	*after = (struct mailbox){0};
	if (before != NULL) {
		mailbox_copy(after, before);
	}
	adopt_user(seen, after);
	keep = population_is_alive(&population)
		       ? keep_alive(&merge, &population)
		       : keep_lost(&merge, &population);
	if (!keep) {
		mailbox_release(after);
		return false;
	}
	interval_settle(after, history->dates_move, tenant);
	return true;
}
