// SPDX-License-Identifier: MIT
/*
 * truth - one user of a tenant, and what becomes of the mailbox: the rules that
 * the service is believed to follow, with the switches nobody documents.
 *
 * It knows what is true at every instant, and what Microsoft Graph would show
 * of it.  Instants are UTC seconds, 0: none.
 */
#ifndef UNIT_TRUTH_H
#define UNIT_TRUTH_H

#include "core/observation.h"

#define TRUTH_SKUS 2
#define TRUTH_PLANS 32
#define TRUTH_SPELLS 96

/* What assignedDateTime does when a plan turns Deleted. */
enum truth_date { DATE_MOVES, DATE_STAYS, DATE_NULL };
/* What the bin shows of plans. */
enum truth_bin { BIN_AS_THEY_WERE, BIN_DELETED, BIN_NONE };

enum truth_state { MAILBOX_THERE, MAILBOX_CUT, MAILBOX_PURGED };

/* From `since` on nothing changed. */
struct truth_spell {
	time_t since;
	enum place place;
	enum truth_state state;
	bool shared;
	time_t leaves_at; /* when it is cut off, a resilient one; 0: never */
	time_t purge_at;
};

struct truth {
	/* The tenant. */
	enum truth_date date;
	enum truth_bin bin;
	bool bin_shows_licenses;
	bool licenses_return; /* with a restored user */
	bool duplicates;      /* a plan that comes back has a new entry */
	time_t probe_lag_s;
	time_t resilient_s;
	enum plan_status sku[TRUTH_SKUS]; /* of each subscription */

	/* The user. */
	time_t now;
	enum place place;
	time_t deleted_at;
	bool synced;
	bool held[TRUTH_SKUS];
	struct user_plan plans[TRUTH_PLANS];
	size_t plan_count;

	/* The mailbox. */
	enum truth_state state;
	bool shared;
	time_t connected_at;
	time_t cut_at;
	time_t leaves_at;
	time_t purge_at;

	struct truth_spell spells[TRUTH_SPELLS]; /* oldest first */
	size_t spell_count;
};

/* Hired at `now` with the first SKU; the tenant is set already. */
void truth_begin(struct truth *truth, time_t now);

/* Lets happen what is due by then. */
void truth_advance(struct truth *truth, time_t to);

/* Each at truth->now; what does not fit the user changes nothing. */
void truth_license(struct truth *truth, int sku, bool held);
void truth_delete(struct truth *truth);
void truth_restore(struct truth *truth);
void truth_convert(struct truth *truth, bool shared);
void truth_subscribe(struct truth *truth, int sku, enum plan_status status);

/* What Graph shows; texts are borrowed from the program, `skus` too. */
void truth_observe(const struct truth *truth, const struct plan_set *plans,
	const struct sku_list *skus, struct observation *seen);
enum probe_answer truth_answer(const struct truth *truth);

#endif
