// SPDX-License-Identifier: MIT
/*
 * board - all that is shown to managers: what is known of each tenant, what it
 * amounted to when last judged, and what was told.
 *
 * The loader fills it, the tables read it, in one process without threads:
 * what a table shows is swapped between two requests, never under one.
 */
#ifndef SNMP_BOARD_H
#define SNMP_BOARD_H

#include "core/assessment.h"
#include "core/notice.h"
#include "core/remedy.h"
#include "snmp/stock.h"
#include "state/handler.h"
#include "state/notes.h"

struct board_tenant {
	uint32_t index; /* for good; see outbox.h */
	char *name;
	const struct tenant *tenant; /* borrowed from the configuration */
	bool has_data;		     /* stock, facts and lexicon stand */
	struct state_facts facts;
	struct stock stock;
	struct lexicon lexicon;
	uint64_t alive;		      /* not in stock: back for good */
	struct handler_view *handled; /* NULL: nothing is known */
	char *handled_problem;	      /* why, where that is no good reason */
	struct judging judging;	      /* by which it was judged */

	/* As of judging.now. */
	struct assessment assessment;
	enum check_state state;
	struct note_list notes;
	char *problem;	    /* why there are no data, or no new ones; NULL */
	int64_t problem_ms; /* since when there is one; 0: there is none */
	char *word;	    /* of a failed attempt, see notes.h; NULL: none */
	char *untold;	    /* why its events cannot be told of; NULL */
	int64_t untold_ms;  /* the same */
	int64_t age_s;
	enum tri told_stale; /* relay.h: whether it was told of its old data */
};

/* One of the most urgent mailboxes. */
struct board_urgent {
	const struct board_tenant *tenant;
	const struct assessed *item; /* of its assessment */
};

struct board {
	struct board_tenant **tenants; /* by index; owned */
	size_t count;
	size_t urgent; /* so many of the most urgent are shown */
	struct board_urgent *merged;
	size_t merged_count;

	/* Both by number; the newest. */
	struct notice *events;
	size_t event_count;
	struct remedy *jobs;
	size_t job_count;

	/* The subagent itself. */
	time_t started_at;
	int64_t events_waiting;
	uint64_t notifications_sent;
	uint64_t events_folded;
	char *problem; /* why nothing can be told of for now; NULL */
};

#define BOARD_EVENTS 1000
#define BOARD_JOBS 1000

void board_release(struct board *board);

/* The first tenant whose index is at least `index`; NULL: none. */
struct board_tenant *board_find(const struct board *board, uint32_t index);

void board_release_events(struct board *board);
void board_release_jobs(struct board *board);

/* NULL when it is not configured. */
const struct board_tenant *board_find_name(
	const struct board *board, const char *name);
/* What is wrong with it, be it with its data or its events; NULL: nothing. */
const char *board_problem(const struct board_tenant *tenant);
/* Whether names of this tenant may be shown. */
enum show_names board_names(const struct board_tenant *tenant);

/* Those that are left (not NULL) of the tenants before are freed. */
void board_exchange_tenants(
	struct board *board, struct board_tenant **tenants, size_t count);

/* After an index was given. */
void board_sort(struct board *board);

/* After a tenant was judged, or is gone: finds the most urgent of all. */
void board_merge(struct board *board);

/*
 * The one of this rank, from 1, of the tenant with the index `only`, or of all
 * (0); false when there are not so many.
 */
bool board_urgent(const struct board *board, uint32_t only, uint32_t rank,
	struct board_urgent *urgent);

/* One mailbox, judged at `now`. */
struct board_row {
	const struct board_tenant *tenant;
	struct shelf_row row;
	const struct seat *seat; /* of the SKU it had; NULL: not known */
	struct judgement judgement;
};
void board_judge(const struct board_tenant *tenant,
	const struct stock_place *place, time_t now, struct board_row *row);

/*
 * The state, at `now`, in the row of the mailbox or of the tenant that `notice`
 * is about; that of the notice where there is none.
 */
enum check_state board_state(
	const struct board *board, const struct notice *notice, time_t now);

#endif
