// SPDX-License-Identifier: MIT
/* What the policy answered is written down; nothing is done yet. */
#include "handler/decide.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/mem.h"
#include "core/stream.h"
#include "handler/outcome.h"
#include "state/journal.h"

struct applying {
	const struct decision *decision;
	const struct candidates *candidates;
	const struct remedy_plan *plan;
	struct guid sku;  /* asked for by name; nil: none was */
	char *told;	  /* what is refused, for its author */
	size_t told_size; /* as stream_open() keeps it */
	size_t refused;
	size_t opened;
	size_t released;
};

static bool
note(const struct decision *decision, const char *text, struct error *err)
{
	const struct journal_entry entry = {
		.at = decision->now,
		.request = decision->id,
		.kind = "decision",
		.text = text,
	};

	work_say(decision->work, "request %lld: %s", (long long)decision->id,
		text);
	return journal_write(decision->work->journal, &entry, err);
}

/* So that its outcome finds whoever left it to that. */
static bool
note_left(const struct decision *decision, const struct remedy_plan *plan,
	struct error *err)
{
	bool ok = true;

	for (size_t i = 0; ok && i < plan->count; i++) {
		const struct journal_entry entry = {
			.at = decision->now,
			.request = decision->id,
			.remedy = plan->each[i].left_to,
			.kind = "decision",
			.text = plan->each[i].reason,
		};

		ok = entry.remedy == 0 ||
		     journal_write(decision->work->journal, &entry, err);
	}
	return ok;
}

/* ---- one mailbox ---- */

/*
 * What the collector found out.  Without the audit it is a guess by plans that
 * the fresh look repeats, and where a license is held with its mailbox switched
 * off that license comes first.
 */
static struct guid
sku_of(const struct applying *applying, const struct mailbox *mailbox)
{
	if (!guid_is_nil(&applying->sku)) {
		return applying->sku;
	}
	if (mailbox->plan_disabled && (mailbox->sources & SOURCE_AUDIT) == 0) {
		return (struct guid){0};
	}
	return mailbox->sku;
}

static bool
open_remedy(struct applying *applying, size_t index, struct error *err)
{
	const struct decision *decision = applying->decision;
	const struct remedy_candidate *candidate =
		&applying->candidates->items[index];
	const struct mailbox *mailbox = candidate->mailbox;
	char *tenant = mem_text(decision->tenant->name);
	struct remedy remedy = {
		.request = decision->id,
		.tenant = tenant,
		.user_id = mailbox->user_id,
		.upn = mailbox->upn,
		.cause = mailbox->cause,
		.loss = mailbox->loss,
		.lost_earliest = mailbox->lost_earliest,
		.lost_latest = mailbox->lost_latest,
		.deadline = candidate->now.deadline,
		.force = applying->plan->each[index].force,
		.block = applying->plan->each[index].block,
		.by_group = mailbox->actor_kind == ACTOR_GROUP,
		.sku = sku_of(applying, mailbox),
		.sku_is_asked = !guid_is_nil(&applying->sku),
		.state = REMEDY_OPEN,
		.opened_at = decision->now,
		.due_at = decision->now,
	};
	bool opened = false;
	bool ok = journal_open_remedy(
		decision->work->journal, &remedy, &opened, err);

	applying->opened += ok && opened;
	free(tenant);
	return ok;
}

static bool
apply_one(struct applying *applying, size_t index, struct error *err)
{
	const struct decision *decision = applying->decision;
	const struct remedy_decision *each = &applying->plan->each[index];
	const struct mailbox *mailbox =
		applying->candidates->items[index].mailbox;
	struct journal *journal = decision->work->journal;
	bool was_released = false;

	switch (each->verdict) {
	case VERDICT_REMEDY:
		return open_remedy(applying, index, err);
	case VERDICT_RELEASE:
		applying->released++;
		return journal_release(journal, decision->tenant->name, mailbox,
			decision->id, decision->request->author,
			decision->request->comment, decision->now, err);
	case VERDICT_UNRELEASE:
		applying->released++;
		return journal_unrelease(journal, decision->tenant->name,
			mailbox, decision->now, &was_released, err);
	case VERDICT_LEAVE:
	case VERDICT_REFUSE:
	case VERDICT_PAUSE:
	case VERDICT_RESUME:
		break;
	}
	return true;
}

/* Why, in the journal and, where something is refused, to its author. */
static bool
explain_one(
	struct applying *applying, size_t index, FILE *told, struct error *err)
{
	const struct remedy_decision *each = &applying->plan->each[index];
	const struct mailbox *mailbox =
		applying->candidates->items[index].mailbox;
	char name[WORK_NAME_SIZE];
	char *text = NULL;
	bool ok = false;

	if (each->reason[0] == '\0' || each->left_to != 0) {
		return true;
	}
	if (each->verdict == VERDICT_REFUSE) {
		(void)fprintf(told, "%s%s: %s",
			applying->refused++ == 0 ? "" : "; ",
			outcome_name(applying->decision->work,
				applying->decision->tenant->name, mailbox->upn,
				&mailbox->user_id, name),
			each->reason);
	}
	text = mem_print("%s: %s",
		work_name(mailbox->upn, &mailbox->user_id, name), each->reason);
	ok = note(applying->decision, text, err);
	free(text);
	return ok;
}

static bool
apply_each(struct applying *applying, struct error *err)
{
	FILE *told = stream_open(&applying->told, &applying->told_size);
	bool ok = true;

	for (size_t i = 0; ok && i < applying->plan->count; i++) {
		ok = explain_one(applying, i, told, err) &&
		     apply_one(applying, i, err);
	}
	(void)fclose(told);
	return ok;
}

/* ---- the whole ---- */

static bool
close_as(const struct decision *decision, const char *state, const char *reason,
	struct error *err)
{
	work_say(decision->work, "request %lld: %s: %s",
		(long long)decision->id, state, reason);
	return journal_set_request(decision->work->journal, decision->id, state,
		reason, decision->now, err);
}

bool
decide_close(const struct decision *decision, const char *state,
	const char *reason, bool unacknowledge, struct error *err)
{
	struct journal *journal = decision->work->journal;
	bool is_refused = strcmp(state, "refused") == 0;

	if (!journal_begin(journal, err)) {
		return false;
	}
	if (!close_as(decision, state, reason, err) ||
		(is_refused && !outcome_tell_refused(decision->work,
				       decision->id, decision->request, reason,
				       unacknowledge, err))) {
		journal_rollback(journal);
		return false;
	}
	return journal_commit(journal, err);
}

/* Done with, and told where more was perhaps wanted. */
static bool
decide_left_alone(const struct decision *decision,
	const struct remedy_plan *plan, struct error *err)
{
	struct journal *journal = decision->work->journal;

	if (!journal_begin(journal, err)) {
		return false;
	}
	if (!note_left(decision, plan, err) ||
		!close_as(decision, "done", plan->reason, err) ||
		(plan->hint && !outcome_tell_left(decision->work, decision->id,
				       decision->request, plan->reason, err))) {
		journal_rollback(journal);
		return false;
	}
	return journal_commit(journal, err);
}

static bool
finish_request(struct applying *applying, struct error *err)
{
	const struct decision *decision = applying->decision;
	const char *state = applying->opened > 0 ? "working" : "done";
	char *reason = NULL;
	bool ok = false;

	if (applying->plan->remedies > 0 && applying->opened == 0) {
		reason = mem_text("it is being worked on already");
	} else if (applying->opened > 0) {
		reason = mem_print("%zu of %zu opened; %s", applying->opened,
			applying->plan->remedies, applying->plan->reason);
	} else {
		reason = mem_text(applying->plan->reason);
	}
	ok = close_as(decision, state, reason, err) &&
	     (applying->told == NULL || *applying->told == '\0' ||
		     outcome_tell_refused(decision->work, decision->id,
			     decision->request, applying->told,
			     applying->plan->unacknowledge, err)) &&
	     (applying->released == 0 ||
		     outcome_tell_released(decision->work, decision->id,
			     decision->request, applying->plan->reason, err));
	free(reason);
	return ok;
}

static bool
apply_remedies_and_releases(struct applying *applying, struct error *err)
{
	struct journal *journal = applying->decision->work->journal;

	if (!journal_begin(journal, err)) {
		return false;
	}
	if (!apply_each(applying, err) ||
		!note_left(applying->decision, applying->plan, err) ||
		!finish_request(applying, err)) {
		journal_rollback(journal);
		return false;
	}
	return journal_commit(journal, err);
}

static bool
apply_pause(const struct decision *decision, const struct remedy_plan *plan,
	struct error *err)
{
	const struct request *request = decision->request;
	const char *name =
		decision->tenant == NULL ? NULL : decision->tenant->name;

	return journal_pause(decision->work->journal, name,
		       plan->verdict == VERDICT_PAUSE, request->author,
		       request->comment, decision->now, err) &&
	       decide_close(decision, "done", plan->reason, false, err);
}

bool
decide_apply(const struct decision *decision,
	const struct candidates *candidates, const struct remedy_plan *plan,
	struct error *err)
{
	struct applying applying = {
		.decision = decision, .candidates = candidates, .plan = plan};
	bool ok = false;

	switch (plan->verdict) {
	case VERDICT_REFUSE:
		return decide_close(decision, "refused", plan->reason,
			plan->unacknowledge, err);
	case VERDICT_LEAVE:
		return decide_left_alone(decision, plan, err);
	case VERDICT_PAUSE:
	case VERDICT_RESUME:
		return apply_pause(decision, plan, err);
	case VERDICT_REMEDY:
	case VERDICT_RELEASE:
	case VERDICT_UNRELEASE:
		break;
	}
	if (!candidates_find_sku(
		    candidates, decision->request->sku, &applying.sku)) {
		return decide_close(decision, "refused", CANDIDATES_NO_SUCH_SKU,
			false, err);
	}
	ok = apply_remedies_and_releases(&applying, err);
	free(applying.told);
	return ok;
}
