// SPDX-License-Identifier: MIT
/*
 * candidates - the mailboxes of one tenant that a request may mean: what the
 * collector wrote down of them, judged by the configured thresholds, and what
 * was done about them before.
 */
#ifndef HANDLER_CANDIDATES_H
#define HANDLER_CANDIDATES_H

#include "config/config.h"
#include "core/remedy.h"
#include "state/state.h"

struct candidates {
	struct remedy_candidate *items;
	struct mailbox **mailboxes; /* theirs, owned */
	size_t count;
	struct state_facts facts;
	int64_t recent;	  /* lost within mass_period */
	time_t looked_at; /* when the data were collected; 0: there are none */
	/* Why there are none, or none to go by: the collector has to run.
	 * NULL: they can be gone by.  Owned. */
	char *problem;
};

/* What was done about a mailbox before: journal_past() or handler_past(). */
typedef bool candidates_past_fn(void *context, const char *tenant,
	const struct mailbox *mailbox, struct remedy_past *past,
	struct error *err);

struct candidates_settings {
	const struct config *config;
	const struct tenant *tenant; /* of it */
	time_t now;
	bool simulated;		  /* the data have to be, too */
	candidates_past_fn *past; /* NULL: nothing was */
	void *past_context;
};

/*
 * Reads them as of `now`, and as of the last check of the service that
 * `request` is about.  What was done about a mailbox under another name of the
 * same tenant_id counts: it is the same mailbox.  Fails only where the past
 * cannot be read.
 */
MUST_CHECK bool candidates_read(const struct candidates_settings *settings,
	const struct request *request, struct candidates *candidates,
	struct error *err);
void candidates_release(struct candidates *candidates);

#define CANDIDATES_NO_SUCH_SKU                                                 \
	"the tenant has no product of the name that was asked for"

/*
 * The product that was asked for, by the part number the collector saw, or by
 * its id; untouched where `asked` is NULL.  False: there is none of that name.
 */
bool candidates_find_sku(const struct candidates *candidates, const char *asked,
	struct guid *sku);

#endif
