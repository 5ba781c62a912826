// SPDX-License-Identifier: MIT
#include "snmp/board.h"

#include <stdlib.h>
#include <string.h>

#include "core/mem.h"

static void
board_tenant_free(struct board_tenant *tenant)
{
	if (tenant == NULL) {
		return;
	}
	state_facts_release(&tenant->facts);
	stock_release(&tenant->stock);
	lexicon_release(&tenant->lexicon);
	handler_view_free(tenant->handled);
	free(tenant->handled_problem);
	assessment_release(&tenant->assessment);
	note_list_release(&tenant->notes);
	free(tenant->problem);
	free(tenant->word);
	free(tenant->untold);
	free(tenant->name);
	free(tenant);
}

void
board_release_events(struct board *board)
{
	for (size_t i = 0; i < board->event_count; i++) {
		notice_release(&board->events[i]);
	}
	free(board->events);
	board->events = NULL;
	board->event_count = 0;
}

void
board_release_jobs(struct board *board)
{
	for (size_t i = 0; i < board->job_count; i++) {
		remedy_release(&board->jobs[i]);
	}
	free(board->jobs);
	board->jobs = NULL;
	board->job_count = 0;
}

const struct board_tenant *
board_find_name(const struct board *board, const char *name)
{
	for (size_t i = 0; i < board->count; i++) {
		if (strcmp(board->tenants[i]->name, name) == 0) {
			return board->tenants[i];
		}
	}
	return NULL;
}

const char *
board_problem(const struct board_tenant *tenant)
{
	return tenant->problem != NULL ? tenant->problem : tenant->untold;
}

/* Of one no longer configured nobody knows. */
enum show_names
board_names(const struct board_tenant *tenant)
{
	return tenant == NULL ? SHOW_NAMES_ID : tenant->tenant->show_names;
}

void
board_release(struct board *board)
{
	board_release_events(board);
	board_release_jobs(board);
	for (size_t i = 0; i < board->count; i++) {
		board_tenant_free(board->tenants[i]);
	}
	free(board->tenants);
	free(board->merged);
	free(board->problem);
	*board = (struct board){0};
}

struct board_tenant *
board_find(const struct board *board, uint32_t index)
{
	size_t from = 0;
	size_t to = board->count;

	while (from < to) {
		size_t middle = from + (to - from) / 2;
		if (board->tenants[middle]->index < index) {
			from = middle + 1;
		} else {
			to = middle;
		}
	}
	return from < board->count ? board->tenants[from] : NULL;
}

static int
compare_tenants(const void *a, const void *b)
{
	const struct board_tenant *const *first = a;
	const struct board_tenant *const *second = b;

	return (*first)->index < (*second)->index
		       ? -1
		       : (*first)->index > (*second)->index;
}

void
board_sort(struct board *board)
{
	if (board->count > 1) {
		qsort(board->tenants, board->count,
			sizeof(struct board_tenant *), compare_tenants);
	}
}

void
board_exchange_tenants(
	struct board *board, struct board_tenant **tenants, size_t count)
{
	for (size_t i = 0; i < board->count; i++) {
		board_tenant_free(board->tenants[i]);
	}
	free(board->tenants);
	board->tenants = tenants;
	board->count = count;
	board->merged_count = 0;
	board_sort(board);
}

/* Puts it in its place unless there are enough that are more urgent. */
static bool
merge_one(struct board *board, struct board_urgent urgent)
{
	size_t at = board->merged_count;

	while (at > 0 &&
		urgency_compare(urgent.item, board->merged[at - 1].item) < 0) {
		at--;
	}
	if (at == board->urgent) {
		return false;
	}
	if (board->merged_count < board->urgent) {
		board->merged_count++;
	}
	memmove(board->merged + at + 1, board->merged + at,
		(board->merged_count - 1 - at) * sizeof(*board->merged));
	board->merged[at] = urgent;
	return true;
}

void
board_merge(struct board *board)
{
	board->merged = mem_resize(
		board->merged, board->urgent + 1, sizeof(*board->merged));
	board->merged_count = 0;
	for (size_t i = 0; i < board->count; i++) {
		const struct board_tenant *tenant = board->tenants[i];
		const struct assessment *assessment = &tenant->assessment;
		size_t at = 0;
		while (at < assessment->item_count &&
			merge_one(board, (struct board_urgent){tenant,
						 &assessment->items[at]})) {
			at++;
		}
	}
}

bool
board_urgent(const struct board *board, uint32_t only, uint32_t rank,
	struct board_urgent *urgent)
{
	const struct board_tenant *tenant = NULL;

	if (only == 0) {
		if (rank > board->merged_count) {
			return false;
		}
		*urgent = board->merged[rank - 1];
		return true;
	}
	tenant = board_find(board, only);
	if (tenant == NULL || tenant->index != only ||
		rank > tenant->assessment.item_count) {
		return false;
	}
	*urgent = (struct board_urgent){
		tenant, &tenant->assessment.items[rank - 1]};
	return true;
}

enum check_state
board_state(const struct board *board, const struct notice *notice, time_t now)
{
	const struct board_tenant *tenant = board_find(board, notice->tenant);
	uint32_t index =
		notice->mailbox > UINT32_MAX ? 0 : (uint32_t)notice->mailbox;
	struct stock_place place;
	struct board_row row;

	if (tenant == NULL || tenant->index != notice->tenant) {
		return notice->state;
	}
	if (index == 0) {
		return tenant->state;
	}
	if (!stock_find(&tenant->stock, index, &place) ||
		shelf_index(place.shelf, place.at) != index) {
		return notice->state;
	}
	board_judge(tenant, &place, now, &row);
	return row.judgement.state;
}

/* The seat that a row names; NULL when it is not known. */
static const struct seat *
seat_of(const struct board_tenant *tenant, uint32_t sku)
{
	const struct seat_list *seats = &tenant->facts.seats;

	return sku != 0 && sku < seats->count ? &seats->seats[sku] : NULL;
}

void
board_judge(const struct board_tenant *tenant, const struct stock_place *place,
	time_t now, struct board_row *row)
{
	struct judging judging = tenant->judging;
	struct handling handling = {0};

	judging.now = now;
	row->tenant = tenant;
	shelf_read_whole(place->shelf, place->at, &tenant->lexicon, &row->row);
	row->seat = seat_of(tenant, row->row.sku);
	handling.excluded = row->row.excluded;
	handler_view_look(tenant->handled, &row->row.mailbox, &handling);
	phase_judge(&row->row.mailbox, &judging, &handling, &row->judgement);
}
