// SPDX-License-Identifier: MIT
/* gather_write(): the differences, the events, the run, in one transaction. */
#include "collect/gather.h"

#include <stdlib.h>
#include <string.h>

#include "core/address.h"
#include "core/assessment.h"
#include "core/interval.h"
#include "core/mem.h"
#include "core/phase.h"

struct store {
	struct gather *gather;
	struct judging judging;
	struct assessment assessment;
	enum check_state told_mass;
};

static bool
put_transition(struct store *store, const struct mailbox *mailbox,
	const struct judgement *judgement, enum event event, struct error *err)
{
	const struct event_row row = {
		.at = store->gather->at,
		.event = event,
		.severity = judgement->state,
		.mailbox = mailbox->id,
		.loss = mailbox->loss,
		.deadline = judgement->deadline.earliest,
	};

	return collection_put_event(
		store->gather->collection, store->gather->run.id, &row, err);
}

/*
 * Another loss under an alarm that is on, as when the user of a mailbox that
 * still answers is deleted: that alarm is over, and this loss raises its own.
 */
static bool
put_end_of_loss(struct store *store, const struct mailbox *before,
	const struct mailbox *after, struct error *err)
{
	const struct judgement over = {.state = CHECK_OK};

	return before == NULL || before->loss == after->loss ||
	       before->announced == EVENT_NONE ||
	       put_transition(store, before, &over, EVENT_EASED, err);
}

/* Puts the row if it differs, and the event its judgement calls for. */
static bool
put_judged(struct store *store, const struct mailbox *before,
	struct mailbox *after, struct error *err)
{
	const struct tenant *tenant = store->gather->tenant;
	struct handling handling = {
		.excluded = address_is_filtered(after, &tenant->include_address,
			&tenant->exclude_address)};
	struct judgement judgement = {0};
	enum event event = EVENT_NONE;
	int announced = before == NULL || before->loss != after->loss
				? EVENT_NONE
				: before->announced;

	handler_view_look(store->gather->handled, after, &handling);
	phase_judge(after, &store->judging, &handling, &judgement);
	event = transition_event(announced, &judgement, &after->announced);
	assessment_add(&store->assessment, after, &handling, NULL, NULL);
	if (before == NULL || !mailbox_equal(before, after)) {
		store->gather->changed++;
		if (!collection_put_mailbox(
			    store->gather->collection, after, err)) {
			return false;
		}
	}
	return put_end_of_loss(store, before, after, err) &&
	       (event == EVENT_NONE ||
		       put_transition(store, after, &judgement, event, err));
}

static bool
store_pair(void *context, const struct mailbox *before,
	const struct observation *seen, struct error *err)
{
	struct store *store = context;
	const struct gather *gather = store->gather;
	struct mailbox after = {0};
	bool ok = true;

	if (seen != NULL) {
		if (!gather_merge(gather, before, seen, &after)) {
			return true;
		}
	} else {
		mailbox_copy(&after, before);
		interval_settle(
			&after, gather->history.dates_move, gather->tenant);
	}
	ok = put_judged(store, before, &after, err);
	mailbox_release(&after);
	return ok;
}

/* A mass loss is told when it begins, when it becomes worse, when it is over.
 */
static bool
put_mass_event(struct store *store, struct error *err)
{
	const struct assessment *assessment = &store->assessment;
	const struct actor_count *actor = assessment_top_actor(assessment);
	enum check_state state = assessment_mass_state(assessment);
	enum check_state before = store->gather->facts.mass_announced;
	struct event_row row = {.at = store->gather->at, .severity = state};
	char *text = NULL;
	bool ok = false;

	store->told_mass = state;
	if (state == before ||
		(state != CHECK_OK &&
			check_state_worst(before, state) == before)) {
		return true;
	}
	row.event = state == CHECK_OK ? EVENT_MASS_LOSS_OVER : EVENT_MASS_LOSS;
	text = mem_print("%llu mailboxes%s%s",
		(unsigned long long)assessment->recent,
		actor == NULL ? "" : ", most by ",
		actor == NULL ? "" : actor->actor);
	row.text = text;
	ok = collection_put_event(
		store->gather->collection, store->gather->run.id, &row, err);
	free(text);
	return ok;
}

static bool
put_tenant(const struct store *store, const char *plans, struct error *err)
{
	const struct gather *gather = store->gather;
	const struct tenant_row row = {
		.dates_move = gather->history.dates_move,
		.tenant_id = tenant_directory(gather->tenant),
		.plans = plans,
		.mass_announced = store->told_mass,
		.audit_covers_from = gather->audit_covers_from,
		.certificate_expires_at = gather->certificate_expires_at,
	};

	return collection_put_tenant(gather->collection, &row, err);
}

static bool
write_all(void *context, struct error *err)
{
	struct store *store = context;
	struct gather *gather = store->gather;
	char *plans = plan_set_text(&gather->tenant->plans);
	bool ok = false;

	gather->changed = 0;
	assessment_init(&store->assessment, &store->judging, 0);
	ok = collection_put_skus(gather->collection, &gather->skus,
		     &gather->tenant->plans, err) &&
	     collection_each(gather->collection, store_pair, store, err) &&
	     put_mass_event(store, err) && put_tenant(store, plans, err) &&
	     collection_put_run(gather->collection, &gather->run, err);
	gather->in_window = store->assessment.in_window;
	assessment_release(&store->assessment);
	free(plans);
	return ok;
}

bool
gather_write(struct gather *gather, time_t ended_at, struct error *err)
{
	struct store store = {
		.gather = gather,
		.judging =
			{
				.tenant = gather->tenant,
				.warning = gather->tenant->warning,
				.critical = gather->tenant->critical,
				.now = gather->at,
				.looked_at = gather->at,
				.dates_move = gather->history.dates_move,
				.audit_covers_from = gather->audit_covers_from,
				.history_accepted_at =
					gather->facts.history_accepted_at,
			},
	};

	gather->run.outcome = RUN_COMPLETE;
	gather->run.ended_at = ended_at;
	return collection_write(gather->collection, write_all, &store, err);
}
