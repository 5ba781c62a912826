// SPDX-License-Identifier: MIT
#include "handler/candidates.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/address.h"
#include "core/clock.h"
#include "core/mem.h"
#include "core/shown.h"
#include "core/timestamp.h"
#include "state/handler.h"

/*
 * The last check of Nagios is when that began, and it may have collected first:
 * longer than the check of contrib/nagios may take.
 */
#define CHECK_TAKES_S 60

/* What the reading needs. */
struct reading {
	const struct candidates_settings *settings;
	const struct tenant *tenant;
	struct candidates *candidates;
	size_t item_capacity;
	size_t mailbox_capacity;
	const struct handler_view *view;
	struct judging now;
	struct judging then;
	time_t then_known; /* what was first seen later was not listed */
	struct shown shown;
};

void
candidates_release(struct candidates *candidates)
{
	for (size_t i = 0; i < candidates->count; i++) {
		mailbox_release(candidates->mailboxes[i]);
		free(candidates->mailboxes[i]);
	}
	free(candidates->mailboxes);
	free(candidates->problem);
	free(candidates->items);
	state_facts_release(&candidates->facts);
	*candidates = (struct candidates){0};
}

static void
judge(const struct reading *reading, struct remedy_candidate *candidate)
{
	const struct mailbox *mailbox = candidate->mailbox;
	struct handling handling = {0};

	handler_view_look(reading->view, mailbox, &handling);
	handling.excluded =
		address_is_filtered(mailbox, &reading->tenant->include_address,
			&reading->tenant->exclude_address);
	candidate->released = handling.released;
	phase_judge(mailbox, &reading->now, &handling, &candidate->now);
	handling.excluded |= shown_hides(&reading->shown, mailbox);
	if (mailbox->first_seen_at <= reading->then_known) {
		phase_judge(
			mailbox, &reading->then, &handling, &candidate->then);
	}
}

static bool
visit(void *context, struct state_row *row, const struct mailbox *seen,
	struct error *err)
{
	struct reading *reading = context;
	struct candidates *all = reading->candidates;
	struct mailbox *mailbox = mem_zeroed(1, sizeof(*mailbox));
	struct remedy_candidate candidate = {.mailbox = mailbox};

	*mailbox = *seen;
	if (!state_row_texts(row, mailbox, err)) {
		free(mailbox);
		return false;
	}
	judge(reading, &candidate);
	all->recent += candidate.now.recent;
	all->items = mem_grow(all->items, all->count, &reading->item_capacity,
		sizeof(*all->items));
	all->mailboxes = mem_grow(all->mailboxes, all->count,
		&reading->mailbox_capacity, sizeof(struct mailbox *));
	all->items[all->count] = candidate;
	all->mailboxes[all->count++] = mailbox;
	return true;
}

/* Those it names, or else everybody. */
static bool
may_be_meant(const struct request *request, const struct mailbox *mailbox)
{
	for (size_t i = 0; i < request->mailboxes.count; i++) {
		if (address_names(mailbox, request->mailboxes.texts[i])) {
			return true;
		}
	}
	return request->mailboxes.count == 0;
}

/* What was done about it in one section of the configuration. */
static bool
add_past_of(const struct candidates_settings *settings, const char *tenant,
	struct remedy_candidate *candidate, struct error *err)
{
	struct remedy_past past = {0};

	if (!settings->past(settings->past_context, tenant, candidate->mailbox,
		    &past, err)) {
		return false;
	}
	candidate->has_open |= past.has_open;
	candidate->may_end |= past.may_end;
	candidate->open_id = past.has_open ? past.open_id : candidate->open_id;
	candidate->verified |= past.verified;
	candidate->failed_at =
		timestamp_latest(candidate->failed_at, past.failed_at);
	return true;
}

/* Two sections may watch one directory: nothing is sent there twice. */
static bool
is_same_directory(const struct tenant *a, const struct tenant *b)
{
	return a == b || (a->tenant_id != NULL &&
				 !tenant_was_another(a, tenant_directory(b)));
}

/* After the database of the tenant was closed: its collector may go on. */
static bool
add_past(struct reading *reading, const struct request *request,
	struct error *err)
{
	const struct candidates_settings *settings = reading->settings;
	const struct config *config = settings->config;
	struct candidates *all = reading->candidates;
	bool ok = true;

	for (size_t i = 0; settings->past != NULL && i < config->tenant_count;
		i++) {
		const struct tenant *tenant = &config->tenants[i];
		if (!is_same_directory(reading->tenant, tenant)) {
			continue;
		}
		for (size_t j = 0; ok && j < all->count; j++) {
			ok = !may_be_meant(request, all->items[j].mailbox) ||
			     add_past_of(settings, tenant->name, &all->items[j],
				     err);
		}
	}
	return ok;
}

/*
 * When the service listed what was acknowledged.  Found by looking, it may have
 * been checked once more since: what came up only then nobody had seen.
 */
static time_t
listed_at(const struct request *request, time_t now)
{
	time_t at = timestamp_earliest(request->checked_at, now);

	return request->kind == REQUEST_ACKNOWLEDGE
		       ? timestamp_earliest(request_asked_at(request), at)
		       : at;
}

static void
set_up_judging(struct reading *reading, const struct request *request)
{
	time_t now = reading->settings->now;

	state_set_up_judging(&reading->candidates->facts, reading->tenant, now,
		&reading->now);
	reading->then = reading->now;
	reading->then.now = listed_at(request, now);
	reading->then_known = timestamp_earliest(
		now, timestamp_earliest(request_asked_at(request),
			     reading->then.now + CHECK_TAKES_S));
	shown_set_up_judging(&reading->shown, &reading->then);
}

/* Whether what was collected can be gone by. */
static bool
is_usable(struct reading *reading)
{
	struct candidates *all = reading->candidates;
	const struct state_facts *facts = &all->facts;
	bool simulated = reading->settings->simulated;
	time_t age_s = reading->settings->now - facts->complete.started_at;

	if (facts->simulated != simulated) {
		all->problem = mem_text(simulated ? "its data are not simulated"
						  : "its data are simulated");
	} else if (facts->complete.id == 0) {
		all->problem = mem_text("it was never collected to the end");
	} else if (tenant_was_another(reading->tenant, facts->tenant_id)) {
		all->problem = mem_text(
			"its data are of another tenant_id than it has now");
	} else if (clock_is_future(facts->complete.started_at,
			   reading->settings->now)) {
		all->problem = mem_text("its data are from the future: this "
					"host's clock is behind");
	} else if (age_s > reading->tenant->stale_after_s) {
		all->problem = mem_text("its data are out of date");
	} else {
		all->looked_at = facts->complete.started_at;
		return true;
	}
	return false;
}

static bool
read_view(
	struct reading *reading, struct handler_view **view, struct error *err)
{
	return handler_view_read(reading->settings->config->state_dir,
		reading->tenant->name, reading->settings->simulated,
		reading->candidates->facts.complete.started_at, view, err);
}

/* What is wrong with TENANT.db becomes the problem. */
static void
read_tenant(struct reading *reading, struct state_reader *reader,
	const struct request *request)
{
	struct candidates *all = reading->candidates;
	struct handler_view *view = NULL;
	struct error why = {0};
	bool ok = state_read_facts(reader, &all->facts, &why);

	if (ok && is_usable(reading)) {
		ok = read_view(reading, &view, &why);
		reading->view = view;
		set_up_judging(reading, request);
		ok = ok && state_each_mailbox(reader, &all->facts.seats, visit,
				   reading, &why);
	}
	reading->view = NULL;
	handler_view_free(view);
	if (!ok) {
		all->problem = mem_text(why.text);
	}
}

bool
candidates_read(const struct candidates_settings *settings,
	const struct request *request, struct candidates *candidates,
	struct error *err)
{
	char *path = state_database_path(
		settings->config->state_dir, settings->tenant->name);
	struct reading reading = {.settings = settings,
		.tenant = settings->tenant,
		.candidates = candidates};
	enum state_condition condition = STATE_ABSENT;
	struct state_reader *reader = NULL;
	struct error why = {0};

	*candidates = (struct candidates){0};
	shown_read(&request->shows, &reading.shown);
	if (!state_open(path, &condition, &reader, &why)) {
		candidates->problem = mem_text(why.text);
	} else if (condition != STATE_READY) {
		candidates->problem = mem_text(
			condition == STATE_ABSENT
				? "it was never collected"
				: "its last collection was interrupted");
	} else {
		read_tenant(&reading, reader, request);
	}
	state_close(reader);
	shown_release(&reading.shown);
	free(path);
	return candidates->problem != NULL || add_past(&reading, request, err);
}

bool
candidates_find_sku(const struct candidates *candidates, const char *asked,
	struct guid *sku)
{
	const struct seat_list *seats = &candidates->facts.seats;

	if (asked == NULL || guid_parse(asked, strlen(asked), sku)) {
		return true;
	}
	for (size_t i = 0; i < seats->count; i++) {
		const char *name = seats->seats[i].part_number;
		if (name != NULL && strcasecmp(name, asked) == 0) {
			*sku = seats->seats[i].sku;
			return true;
		}
	}
	return false;
}
