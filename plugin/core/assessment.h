// SPDX-License-Identifier: MIT
/*
 * assessment - a snapshot judged: counters, the most urgent mailboxes, a mass
 * loss, seats, and the state of it all.
 *
 * A fold: mailboxes are added one by one and not kept, but for the N most
 * urgent (a heap), so that a hundred thousand cost no memory.  Pure.
 */
#ifndef CORE_ASSESSMENT_H
#define CORE_ASSESSMENT_H

#include "core/phase.h"
#include "core/sku.h"
#include "core/urgency.h"

#define ASSESSMENT_ACTOR_LIMIT 64
#define ASSESSMENT_SKU_LIMIT 512

struct actor_count {
	char *actor;
	enum actor_kind kind;
	uint64_t count;
};

/* Seats that are missing or there, of one SKU. */
struct seat_need {
	struct guid sku;
	int64_t free;
	uint64_t needed;
	bool gives_mailbox;
};

struct assessment {
	const struct judging *judging; /* borrowed for its life */
	uint64_t phases[PHASE_COUNT];
	uint64_t states[4];
	uint64_t in_window;	   /* expiring, connected, undated, overdue */
	uint64_t window_states[4]; /* of these */
	uint64_t unconfirmed;	   /* of these */
	uint64_t restorable;	   /* of these, without force */
	uint64_t recent;	   /* lost within mass_period */
	uint64_t recent_confirmed; /* what counts past the cap */
	bool has_soonest;
	int64_t soonest_left_s; /* of those that expire */
	struct assessed soonest;
	struct actor_count actors[ASSESSMENT_ACTOR_LIMIT]; /* of recent ones */
	size_t actor_count;
	struct seat_need seats[ASSESSMENT_SKU_LIMIT];
	size_t seat_count;
	uint64_t seatless; /* need a seat of a SKU that is not known */

	struct assessed *items; /* finished: most urgent first */
	size_t item_count;
	size_t item_limit;
};

/* `item_limit` mailboxes are kept; SIZE_MAX keeps all. */
void assessment_init(struct assessment *assessment,
	const struct judging *judging, size_t item_limit);
void assessment_release(struct assessment *assessment);

/* The seats that are free, before mailboxes are added. */
void assessment_add_seats(struct assessment *assessment, const struct guid *sku,
	int64_t free_seats, bool gives_mailbox);

/*
 * Completes the texts (upn, display_name, mail, actor) of a mailbox that came
 * without; everything else of it is there already.
 */
typedef void assessment_texts_fn(void *context, struct mailbox *mailbox);

/*
 * Sets actor and actor_kind of one that came without, and nothing else: a mass
 * loss asks for as many as there are mailboxes.  The text stays the callee's,
 * and is done with when this is called again.
 */
typedef void assessment_actor_fn(void *context, struct mailbox *mailbox);

/*
 * Judges one mailbox and counts it.  `mailbox` is borrowed; `actor` (NULL: it
 * is there) is called when somebody has to be named for a recent loss.
 */
void assessment_add(struct assessment *assessment,
	const struct mailbox *mailbox, const struct handling *handling,
	assessment_actor_fn *actor, void *context);

/* Completes those that were kept, once all are added: only these are shown. */
void assessment_complete(struct assessment *assessment,
	assessment_texts_fn *texts, void *context);

/* Sorts the list; nothing may be added afterwards. */
void assessment_finish(struct assessment *assessment);

/* The worst state of all mailboxes, the mass loss and the seats. */
enum check_state assessment_state(const struct assessment *assessment);

enum check_state assessment_mass_state(const struct assessment *assessment);

/* The actor with most recent losses; NULL when none is known. */
const struct actor_count *assessment_top_actor(
	const struct assessment *assessment);

struct seat_summary {
	uint64_t needed;     /* mailboxes that need a license to come back */
	uint64_t coverable;  /* of them, with the seats that are free */
	bool short_of_seats; /* needed > coverable */
};
struct seat_summary assessment_seats(const struct assessment *assessment);

#endif
