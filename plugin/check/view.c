// SPDX-License-Identifier: MIT
#include "check/view.h"

#include <stdlib.h>
#include <string.h>

#include "core/address.h"
#include "core/clock.h"
#include "core/mem.h"

void
view_init(struct view *view, const struct tenant *tenant,
	const struct check_options *options, time_t as_of, time_t now)
{
	*view = (struct view){
		.tenant = tenant,
		.options = options,
		.as_of = as_of,
		.now = now,
		.condition = STATE_ABSENT,
	};
}

static void
forget_data(struct view *view)
{
	note_list_release(&view->notes);
	free(view->problem);
	view->problem = NULL;
	handler_view_free(view->handled);
	view->handled = NULL;
	free(view->handled_problem);
	view->handled_problem = NULL;
	state_facts_release(&view->facts);
	assessment_release(&view->assessment);
	view->has_data = false;
	view->is_unreadable = false;
	view->condition = STATE_ABSENT;
	view->is_judged = false;
	view->found_mailbox = false;
}

void
view_release(struct view *view)
{
	forget_data(view);
}

/* Simulated data are as old as the pretended clock says. */
static time_t
clock_of(const struct view *view)
{
	return view->facts.simulated && view->options->at != 0 ? view->as_of
							       : view->now;
}

static void
take_facts(struct view *view, struct state_reader *reader)
{
	struct error err = {0};

	if (!state_read_facts(reader, &view->facts, &err)) {
		view->is_unreadable = true;
		view->problem = mem_text(err.text);
		return;
	}
	view->has_data = view->facts.complete.id != 0;
	view->age_s = (int64_t)clock_of(view) -
		      (int64_t)view->facts.complete.started_at;
}

static void
look_at_lock(struct view *view, const struct config *config)
{
	char *path = state_lock_path(config->state_dir, view->tenant->name);

	lock_look(path, &view->lock);
	free(path);
}

static struct state_reader *
open_reader(struct view *view, const struct config *config)
{
	char *path = state_database_path(config->state_dir, view->tenant->name);
	struct state_reader *reader = NULL;
	struct error err = {0};

	forget_data(view);
	/* First: an attempt that ends in between has then left word anew. */
	look_at_lock(view, config);
	if (!state_open(path, &view->condition, &reader, &err)) {
		view->is_unreadable = true;
		view->problem = mem_text(err.text);
	} else if (reader != NULL) {
		take_facts(view, reader);
	}
	free(path);
	return reader;
}

void
view_read_facts(struct view *view, const struct config *config)
{
	state_close(open_reader(view, config));
}

bool
view_is_old(const struct view *view)
{
	return !view->has_data || view->age_s > view->tenant->max_age_s ||
	       view->age_s < -CLOCK_LIMIT_S ||
	       tenant_was_another(view->tenant, view->facts.tenant_id);
}

static void
set_up_judging(struct view *view)
{
	const struct check_options *options = view->options;
	const struct tenant *tenant = view->tenant;

	state_set_up_judging(&view->facts, tenant, view->as_of, &view->judging);
	if (options->warning.is_set) {
		view->judging.warning = options->warning;
	}
	if (options->critical.is_set) {
		view->judging.critical = options->critical;
	}
	view->judging.deadlines_only = options->deadline;
	if (options->deadline) {
		/* Nothing but the last days counts. */
		view->judging.warning = view->judging.critical;
	}
	view->differs =
		!range_equal(&view->judging.warning, &tenant->warning) ||
		!range_equal(&view->judging.critical, &tenant->critical);
	if (options->deadline) {
		view->differs = !range_equal(
			&view->judging.critical, &tenant->critical);
	}
}

/* Without it more alarms than there need be, never fewer. */
static void
read_handled(struct view *view, const struct config *config,
	struct state_reader *reader)
{
	struct error err = {0};

	if (!handler_view_read(config->state_dir, view->tenant->name,
		    view->facts.simulated, view->facts.complete.started_at,
		    &view->handled, &err) ||
		(view->handled != NULL &&
			!handler_view_resolve(view->handled, reader, &err))) {
		handler_view_free(view->handled);
		view->handled = NULL;
		view->handled_problem = mem_text(err.text);
	}
}

static bool
needs_texts(const struct view *view)
{
	const struct check_options *options = view->options;

	return options->mailbox != NULL || options->include.count > 0 ||
	       options->exclude.count > 0 ||
	       view->tenant->include_address.count > 0 ||
	       view->tenant->exclude_address.count > 0;
}

static bool
is_excluded(const struct view *view, const struct mailbox *mailbox)
{
	const struct check_options *options = view->options;

	if (options->has_cause && !options->causes[mailbox->cause]) {
		return true;
	}
	/* Two services, one of each, must not both miss what nobody knows. */
	if (options->account != TRI_UNKNOWN &&
		(mailbox->account_enabled == TRI_NO) !=
			(options->account == TRI_NO)) {
		return true;
	}
	if (!needs_texts(view)) {
		return false;
	}
	return address_is_filtered(mailbox, &view->tenant->include_address,
		       &view->tenant->exclude_address) ||
	       address_is_filtered(
		       mailbox, &options->include, &options->exclude);
}

static void
name_actor(void *context, struct mailbox *mailbox)
{
	struct error ignored = {0}; /* a name less */

	(void)!state_row_actor(context, mailbox, &ignored);
}

static void
complete_texts(void *context, struct mailbox *mailbox)
{
	struct error ignored = {0};

	(void)!state_mailbox_texts(context, mailbox, &ignored);
}

static bool
judge_mailbox(void *context, struct state_row *row,
	const struct mailbox *mailbox, struct error *err)
{
	struct view *view = context;
	struct handling handling = {0};
	struct mailbox full = *mailbox;
	bool is_full = needs_texts(view);

	/* Without its names a filter would leave it out. */
	if (is_full && !state_row_texts(row, &full, err)) {
		return false;
	}
	if (view->options->mailbox != NULL &&
		!address_names(&full, view->options->mailbox)) {
		mailbox_release(&full);
		return true;
	}
	view->found_mailbox = true;
	handling.excluded = is_excluded(view, &full);
	handler_view_look(view->handled, mailbox, &handling);
	assessment_add(&view->assessment, &full, &handling,
		is_full ? NULL : name_actor, row);
	if (view->options->format == FORMAT_HTML) {
		struct judgement judgement = {0};
		phase_judge(&full, &view->judging, &handling, &judgement);
		calendar_add(&view->calendar, &judgement);
	}
	if (is_full) {
		mailbox_release(&full);
	}
	return true;
}

void
view_begin(struct view *view, size_t limit)
{
	assessment_init(&view->assessment, &view->judging, limit);
	calendar_init(&view->calendar, view->as_of);
	for (size_t i = 1; i < view->facts.seats.count; i++) {
		const struct seat *seat = &view->facts.seats.seats[i];
		assessment_add_seats(&view->assessment, &seat->sku, seat->free,
			seat->gives_mailbox);
	}
}

static bool
judge_mailboxes(struct view *view, struct state_reader *reader)
{
	struct error err = {0};
	size_t limit = view->options->max_items;

	if ((view->options->list || view->options->format == FORMAT_JSON ||
		    view->options->discover != DISCOVER_NONE ||
		    view->options->perfdata == PERFDATA_ITEMS) &&
		!view->options->has_max_items) {
		limit = SIZE_MAX;
	}
	view_begin(view, limit);
	if (!state_each_mailbox(
		    reader, &view->facts.seats, judge_mailbox, view, &err)) {
		view->is_unreadable = true;
		view->problem = mem_text(err.text);
		view->has_data = false;
		return false;
	}
	if (!needs_texts(view)) {
		assessment_complete(&view->assessment, complete_texts, reader);
	}
	assessment_finish(&view->assessment);
	return true;
}

static struct notes_subject
subject_of(const struct view *view)
{
	return (struct notes_subject){
		.tenant = view->tenant,
		.facts = &view->facts,
		.as_of = view->as_of,
		.age_s = view->age_s,
		.is_collecting = view->lock.held,
		.word = view->lock.word,
		.handled_problem = view->handled_problem,
	};
}

void
view_judge(struct view *view, const struct config *config)
{
	struct state_reader *reader = open_reader(view, config);
	struct notes_subject subject = {0};

	if (view->has_data) {
		set_up_judging(view);
		read_handled(view, config, reader);
		(void)judge_mailboxes(view, reader);
	}
	state_close(reader);
	view->is_judged = true;
	subject = subject_of(view);
	if (!view->has_data) {
		if (view->problem == NULL) {
			view->problem =
				notes_why_no_data(view->condition, &subject);
		}
		view->state = CHECK_UNKNOWN;
		return;
	}
	notes_add(&view->notes, &subject);
	view->state = note_list_state(
		&view->notes, assessment_state(&view->assessment));
}
