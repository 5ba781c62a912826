// SPDX-License-Identifier: MIT
/*
 * gather - one collector run: ask Microsoft Graph everything, then write down
 * what it comes to.
 */
#ifndef COLLECT_GATHER_H
#define COLLECT_GATHER_H

#include "graph/directory.h"
#include "state/collection.h"
#include "state/handler.h"

/* How often what costs a lot is done again. */
#define GATHER_COMPARE_S (7 * 24 * 60 * 60)
#define GATHER_DAILY_S (24 * 60 * 60)
#define GATHER_WEEKLY_S (7 * 24 * 60 * 60)
/* Names that come from Graph are shown cleaned, and cut to this. */
#define GATHER_NAME_SIZE 96

struct gather {
	const struct tenant *tenant;
	struct collection *collection;
	struct directory *directory;
	const struct handler_view *handled; /* borrowed; NULL: nothing known */
	time_t at;			    /* when this run began to look */

	/* Worked out on the way. */
	struct state_facts facts;
	struct history history;
	struct sku_list skus;
	struct run run;
	bool is_first;		  /* no earlier run to compare with */
	bool other_tenant;	  /* tenant_id is not that of the last run */
	bool full_audit;	  /* as far back as a window */
	time_t audit_covers_from; /* the earliest ever */
	time_t certificate_expires_at;
	struct guid_list to_probe;
	uint64_t probe_answers; /* definite ones */
	uint64_t probes_denied;
	uint64_t probes_astray; /* there was no such user any more */
	uint64_t in_window;	/* for the closing line */
	uint64_t changed;
};

void gather_release(struct gather *gather);

/*
 * Fills gather->run and everything else; nothing is written to the permanent
 * tables.  The run has failed when this is false.
 */
MUST_CHECK bool gather_ask(struct gather *gather, struct error *err);

/* Writes a run that gather_ask() was satisfied with. */
MUST_CHECK bool gather_write(
	struct gather *gather, time_t ended_at, struct error *err);

/* evidence_merge() in the light of what else this run has seen. */
bool gather_merge(const struct gather *gather, const struct mailbox *before,
	const struct observation *seen, struct mailbox *after);

/* Whether what was last done at `last` (0: never) is due again at `now`. */
bool gather_is_due(time_t last, time_t now, int64_t every_s);

/* Adds a line to what is told of sources that failed. */
void gather_degraded(struct gather *gather, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

#endif
