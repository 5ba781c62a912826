// SPDX-License-Identifier: MIT
/*
 * observation - what one collector run saw of one user, and what earlier runs
 * of the same tenant amount to.  Instants are UTC seconds, 0 means unknown.
 */
#ifndef CORE_OBSERVATION_H
#define CORE_OBSERVATION_H

#include "core/mailbox.h"

/* Listings and audits may show a change this much later than it happened. */
#define EVIDENCE_LISTING_LAG_S (60 * 60)
/* So long a run goes on looking after it began. */
#define EVIDENCE_RUN_S (10 * 60)
/* So long a mailbox may go on answering after it was disconnected. */
#define EVIDENCE_PROBE_LAG_S (24 * 60 * 60)

/*
 * What one run saw of one user, reduced to what counts.  Texts are borrowed,
 * NULL where Graph said null (rights may be missing): what was known then
 * stays.
 */
struct observation {
	time_t at; /* when the run began to look */
	struct guid user_id;
	enum place place;
	const char *upn;
	const char *display_name;
	const char *mail;
	const char *usage_location;
	enum tri account_enabled;
	enum tri synced;
	bool guest;
	time_t deleted_at;
	enum plans plans;
	time_t plan_at; /* newest Deleted mailbox plan; 0: none or null */
	bool has_license;
	bool plan_disabled;
	struct guid sku;	 /* guessed from the plans; nil: unknown */
	enum probe_answer probe; /* PROBE_NEVER: not asked this time */
	const struct audit_record *audits; /* about this user, any order */
	size_t audit_count;
	/* All of the tenant's; NULL: not known.  Not put by with the rest. */
	const struct sku_list *skus;
	bool only_whole; /* shown by a whole listing, not by the filter */
};

/*
 * Reduces `user`, whose texts are borrowed, as is `skus`.  The observation's
 * place follows user->deleted.
 */
void observation_of_user(const struct user *user, const struct plan_set *plans,
	const struct sku_list *skus, time_t at, struct observation *seen);

/* Nowhere to be found. */
void observation_of_gone(
	const struct guid *user_id, time_t at, struct observation *seen);

/* What the tenant's earlier runs amount to. */
struct history {
	time_t listed_at;	 /* last complete run looked then; 0: none */
	time_t listed_whole_at;	 /* the last one that listed everyone */
	time_t probed_at;	 /* the last one that got answers */
	time_t shared_probed_at; /* the last that did of shared ones */
	enum tri dates_move;  /* does assignedDateTime move with a removal? */
	bool probe_permitted; /* this run may ask */
	/* Runs listed by a filter that nothing has shown to be right. */
	bool filter_is_unproven;
};

#endif
