// SPDX-License-Identifier: MIT
/* What the mailboxes of one tenant amount to, shelf by shelf; and showing it.
 */
#include "snmp/loader_impl.h"

#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "process/lock.h"

/* Judging takes at most a hundredth of the time, but at least this long. */
#define JUDGE_SHARE 100
#define JUDGE_LEAST_MS 1000
#define JUDGE_EACH_MS 20 /* times the number of tenants */

static const struct state_facts *
facts_of(const struct job *job)
{
	return job->is_new ? &job->facts : &job->origin->shown->facts;
}

static const struct stock *
stock_of(const struct job *job)
{
	return job->is_new ? &job->stock : &job->origin->shown->stock;
}

static int64_t
judge_again_ms(const struct loader *loader, int64_t cost_ms)
{
	int64_t pause_ms = JUDGE_LEAST_MS;

	if (pause_ms < cost_ms * JUDGE_SHARE) {
		pause_ms = cost_ms * JUDGE_SHARE;
	}
	if (pause_ms < (int64_t)loader->count * JUDGE_EACH_MS) {
		pause_ms = (int64_t)loader->count * JUDGE_EACH_MS;
	}
	return loader_tick_ms(loader) + pause_ms;
}

static const struct handler_view *
handled_of(const struct job *job)
{
	return job->is_handled_new ? job->handled : job->origin->shown->handled;
}

/* Without it more alarms than there need be, never fewer. */
static void
read_handled(struct loader *loader)
{
	struct job *job = &loader->job;
	const struct state_facts *facts = facts_of(job);
	struct error err = {0};

	if (!job->is_new && !job->origin->is_handled) {
		return;
	}
	if (!handler_view_read(loader->state_dir, job->origin->shown->name,
		    facts->simulated, facts->complete.started_at, &job->handled,
		    &err)) {
		if (err.code == ERROR_WAIT && !job->is_new) {
			return; /* what is known stands for a moment more */
		}
		job->handled_problem = mem_text(err.text);
	}
	job->is_handled_new = true;
	job->origin->is_handled = false;
}

void
loader_begin_judging(struct loader *loader)
{
	struct job *job = &loader->job;
	struct board_tenant *shown = job->origin->shown;
	const struct state_facts *facts = facts_of(job);

	slices_close(job->slices);
	job->slices = NULL;
	job->origin->judge_ms = judge_again_ms(loader, 0);
	if (!job->is_new && !shown->has_data) {
		/* Another reason may have come up why there is none. */
		job->origin->is_due = true;
		loader_drop_job(loader);
		return;
	}
	read_handled(loader);
	state_set_up_judging(
		facts, shown->tenant, loader_as_of(loader), &job->judging);
	assessment_init(&job->assessment, &job->judging, loader->urgent);
	for (size_t i = 1; i < facts->seats.count; i++) {
		const struct seat *seat = &facts->seats.seats[i];
		assessment_add_seats(&job->assessment, &seat->sku, seat->free,
			seat->gives_mailbox);
	}
}

struct naming {
	const struct lexicon *lexicon;
	const struct shelf *shelf;
	uint32_t at;
};

static void
name_actor(void *context, struct mailbox *mailbox)
{
	const struct naming *naming = context;
	struct shelf_row row;

	shelf_read_whole(naming->shelf, naming->at, naming->lexicon, &row);
	if (row.actor[0] != '\0') {
		mailbox->actor = (char *)row.actor; /* only to be read */
	}
}

static void
judge_shelf(struct job *job, const struct shelf *shelf)
{
	const struct seat_list *seats = &facts_of(job)->seats;
	struct naming naming = {
		.lexicon = &job->origin->shown->lexicon, .shelf = shelf};
	const struct handler_view *handled = handled_of(job);
	struct shelf_row row;

	for (uint32_t at = 0; at < shelf->rows; at++) {
		shelf_read(shelf, at, &row);
		if (row.sku != 0 && row.sku < seats->count) {
			row.mailbox.sku = seats->seats[row.sku].sku;
		}
		struct handling handling = {.excluded = row.excluded};
		handler_view_look(handled, &row.mailbox, &handling);
		naming.at = at;
		assessment_add(&job->assessment, &row.mailbox, &handling,
			name_actor, &naming);
	}
}

/* ---- showing ------------------------------------------------------------- */

static void
exchange(struct loader *loader)
{
	struct job *job = &loader->job;
	struct board_tenant *shown = job->origin->shown;

	if (job->is_new) {
		state_facts_release(&shown->facts);
		stock_release(&shown->stock);
		shown->facts = job->facts;
		shown->stock = job->stock;
		shown->alive = job->alive;
		shown->has_data = true;
		job->facts = (struct state_facts){0};
		job->stock = (struct stock){0};
		job->origin->is_whole = false;
	}
	if (job->is_handled_new) {
		handler_view_free(shown->handled);
		free(shown->handled_problem);
		shown->handled = job->handled;
		shown->handled_problem = job->handled_problem;
		job->handled = NULL;
		job->handled_problem = NULL;
	}
	if (job->is_read) {
		free(shown->problem);
		shown->problem = NULL;
		shown->problem_ms = 0;
	}
	assessment_release(&shown->assessment);
	shown->judging = job->judging;
	shown->assessment = job->assessment;
	shown->assessment.judging = &shown->judging;
	job->assessment = (struct assessment){0};
}

/* A database that was begun anew has its numbers anew, too. */
static void
give_index(struct loader *loader, struct board_tenant *shown)
{
	struct error err = {0};
	uint32_t index = shown->index;

	if (!loader->settings.index(loader->settings.context, shown->name,
		    shown->facts.born_at, &index, &err)) {
		loader->settings.say(loader->settings.context, err.text);
	} else if (index != shown->index) {
		shown->index = index;
		shown->told_stale = TRI_UNKNOWN;
		board_sort(loader->settings.board);
	}
}

static void
take_notes(struct loader *loader, const struct origin *origin)
{
	struct board_tenant *shown = origin->shown;
	struct lock_look look = {0};
	time_t as_of = shown->judging.now;
	time_t now = shown->facts.simulated && loader->settings.at != 0
			     ? as_of
			     : loader_now(loader);

	lock_look(origin->lock_path, &look);
	mem_replace_text(&shown->word, look.word);
	shown->age_s = (int64_t)now - (int64_t)shown->facts.complete.started_at;
	note_list_release(&shown->notes);
	notes_add(&shown->notes,
		&(struct notes_subject){
			.tenant = shown->tenant,
			.facts = &shown->facts,
			.as_of = as_of,
			.age_s = shown->age_s,
			.is_collecting = look.held,
			.word = look.word,
			.handled_problem = shown->handled_problem,
		});
	shown->state = note_list_state(
		&shown->notes, assessment_state(&shown->assessment));
	if (board_problem(shown) != NULL) {
		shown->state = check_state_worst(shown->state, CHECK_UNKNOWN);
	}
}

static void
publish(struct loader *loader)
{
	struct job *job = &loader->job;
	struct origin *origin = job->origin;
	struct board_tenant *shown = origin->shown;
	bool is_read = job->is_read;

	job->assessment.phases[PHASE_ALIVE] +=
		job->is_new ? job->alive : shown->alive;
	assessment_finish(&job->assessment);
	exchange(loader);
	take_notes(loader, origin);
	board_merge(loader->settings.board);
	origin->judge_ms = judge_again_ms(loader, job->cost_ms);
	loader_drop_job(loader);
	if (is_read) {
		give_index(loader, shown);
		loader->settings.loaded(
			loader->settings.context, shown, origin->path);
	}
}

void
loader_judge_slice(struct loader *loader)
{
	struct job *job = &loader->job;
	const struct stock *stock = stock_of(job);
	int64_t began_ms = loader_tick_ms(loader);
	int64_t took_ms = 0;

	while (job->shelf < stock->count && took_ms < LOADER_SLICE_MS) {
		judge_shelf(job, stock->shelves[job->shelf++]);
		took_ms = loader_tick_ms(loader) - began_ms;
	}
	job->cost_ms += took_ms;
	if (job->shelf == stock->count) {
		publish(loader);
	}
}

void
loader_show_problem(struct loader *loader, struct origin *origin, char *problem)
{
	struct board_tenant *shown = origin->shown;
	struct lock_look look = {0};

	if (shown->problem == NULL || strcmp(shown->problem, problem) != 0) {
		char *line = mem_print("%s: %s", shown->name, problem);
		loader->settings.say(loader->settings.context, line);
		free(line);
	}
	free(shown->problem);
	shown->problem = problem;
	if (shown->problem_ms == 0) {
		shown->problem_ms = loader_tick_ms(loader);
	}
	shown->state = shown->has_data
			       ? check_state_worst(shown->state, CHECK_UNKNOWN)
			       : CHECK_UNKNOWN;
	if (!shown->has_data) {
		lock_look(origin->lock_path, &look);
		mem_replace_text(&shown->word, look.word);
		assessment_release(&shown->assessment);
		note_list_release(&shown->notes);
		board_merge(loader->settings.board);
	}
	origin->judge_ms = judge_again_ms(loader, 0);
	loader_drop_job(loader);
}
