// SPDX-License-Identifier: MIT
/* The database of one tenant, slice by slice, into shelves. */
#include "snmp/loader_impl.h"

#include <stdlib.h>

#include "core/address.h"
#include "process/lock.h"

void
loader_drop_job(struct loader *loader)
{
	struct job *job = &loader->job;

	slices_close(job->slices);
	state_facts_release(&job->facts);
	stock_release(&job->stock);
	shelf_draft_release(&job->draft);
	assessment_release(&job->assessment);
	handler_view_free(job->handled);
	free(job->handled_problem);
	*job = (struct job){0};
}

/* No mailboxes are known, or none any more: only the facts are. */
static void
show_facts_alone(struct loader *loader, enum state_condition condition)
{
	struct job *job = &loader->job;
	struct origin *origin = job->origin;
	struct board_tenant *shown = origin->shown;
	struct lock_look look = {0};
	char *problem = NULL;

	lock_look(origin->lock_path, &look);
	problem =
		notes_why_no_data(condition, &(struct notes_subject){
						     .tenant = shown->tenant,
						     .facts = &job->facts,
						     .is_collecting = look.held,
						     .word = look.word,
					     });
	/* An interrupted write took nothing away from what was known. */
	if (condition != STATE_STALE) {
		shown->has_data = false;
		stock_release(&shown->stock);
		state_facts_release(&shown->facts);
		shown->facts = job->facts;
		job->facts = (struct state_facts){0};
	}
	loader_show_problem(loader, origin, problem);
}

/* Where a backup was put back its number may come again. */
static bool
is_the_same(const struct origin *origin, const struct state_facts *facts)
{
	const struct board_tenant *shown = origin->shown;

	return shown->has_data && !origin->is_whole &&
	       shown->facts.born_at == facts->born_at &&
	       shown->facts.complete.id == facts->complete.id &&
	       shown->facts.complete.started_at == facts->complete.started_at &&
	       shown->facts.history_accepted_at == facts->history_accepted_at;
}

void
loader_begin_reading(struct loader *loader)
{
	struct job *job = &loader->job;
	struct origin *origin = job->origin;
	enum state_condition condition = STATE_READY;
	struct error err = {0};

	origin->is_due = false;
	if (!slices_open(origin->path, &condition, &job->slices, &job->facts,
		    &err)) {
		loader_fail(loader, origin, &err);
		return;
	}
	job->is_read = true;
	if (job->facts.simulated &&
		job->facts.complete.started_at > loader->simulated_at) {
		loader->simulated_at = job->facts.complete.started_at;
	}
	if (condition != STATE_READY || job->facts.complete.id == 0) {
		show_facts_alone(loader, condition);
		return;
	}
	if (is_the_same(origin, &job->facts)) {
		/* Of the run that is on its way, say. */
		state_facts_release(&origin->shown->facts);
		origin->shown->facts = job->facts;
		job->facts = (struct state_facts){0};
		loader_begin_judging(loader);
		return;
	}
	job->is_new = true;
	state_set_up_judging(&job->facts, origin->shown->tenant,
		loader_as_of(loader), &job->judging);
}

static uint32_t
seat_row(const struct seat_list *seats, const struct guid *sku)
{
	for (size_t i = 1; i < seats->count && !guid_is_nil(sku); i++) {
		if (guid_equal(&seats->seats[i].sku, sku)) {
			return (uint32_t)i;
		}
	}
	return 0;
}

static bool
take_mailbox(void *context, const struct mailbox *mailbox, struct error *err)
{
	struct loader *loader = context;
	struct job *job = &loader->job;
	struct board_tenant *shown = job->origin->shown;
	struct judgement judgement = {0};
	/* What the handler did passes, and is looked up when it is judged. */
	const struct handling handling = {
		.excluded = address_is_filtered(mailbox,
			&shown->tenant->include_address,
			&shown->tenant->exclude_address),
	};

	if (mailbox->id <= 0 || mailbox->id > UINT32_MAX) {
		return error_set(err, ERROR_DISK,
			"mailbox %lld: no such number can be told by SNMP",
			(long long)mailbox->id);
	}
	phase_judge(mailbox, &job->judging, &handling, &judgement);
	if (judgement.phase == PHASE_ALIVE) {
		job->alive++;
		return true;
	}
	if (!shelf_draft_takes(&job->draft, (uint32_t)mailbox->id)) {
		stock_put(&job->stock, &job->draft, &shown->stock);
	}
	shelf_draft_add(&job->draft, mailbox, handling.excluded,
		seat_row(&job->facts.seats, &mailbox->sku), &shown->lexicon);
	return true;
}

/* The next slice is to take as long as one may. */
static void
adapt(struct loader *loader, int64_t took_ms)
{
	if (took_ms < LOADER_SLICE_MS / 2 &&
		loader->rows_at_once < LOADER_ROWS_MOST) {
		loader->rows_at_once *= 2;
	} else if (took_ms > LOADER_SLICE_MS && loader->rows_at_once > 16) {
		loader->rows_at_once /= 2;
	}
}

void
loader_read_slice(struct loader *loader)
{
	struct job *job = &loader->job;
	struct origin *origin = job->origin;
	enum slice_result result = SLICE_MORE;
	int64_t began_ms = loader_tick_ms(loader);
	struct error err = {0};

	if (!slices_next(job->slices, &job->facts.seats, loader->rows_at_once,
		    take_mailbox, loader, &result, &err)) {
		/* A moment later the same slice can be had. */
		if (err.code != ERROR_WAIT) {
			(void)error_prefix(&err, "%s", origin->path);
			loader_fail(loader, origin, &err);
		}
		return;
	}
	adapt(loader, loader_tick_ms(loader) - began_ms);
	switch (result) {
	case SLICE_MORE:
		return;
	case SLICE_MOVED:
		loader_drop_job(loader);
		origin->is_due = true;
		return;
	case SLICE_END:
		break;
	}
	stock_put(&job->stock, &job->draft, &origin->shown->stock);
	slices_close(job->slices);
	job->slices = NULL;
	loader_begin_judging(loader);
}
