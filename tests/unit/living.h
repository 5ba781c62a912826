// SPDX-License-Identifier: MIT
/*
 * living - one user's life drawn at random, looked at as the collector does.
 *
 * What becomes of the user is the truth's; what was seen of it is led through
 * the core.  living_judge compares the two.  Instants are UTC seconds.
 */
#ifndef UNIT_LIVING_H
#define UNIT_LIVING_H

#include "dice.h"
#include "truth.h"

#include "core/phase.h"

#define HOUR ((time_t)3600)
#define DAY ((time_t)86400)
#define WINDOW (30 * DAY)
#define LIVING_BEGIN ((time_t)1600000000)
#define LIVING_LOOKS 400
#define LIVING_REMOVALS 64
/* Nothing is judged closer than this. */
#define SLACK 120

struct living {
	struct dice dice;
	bool told;
	struct truth truth;
	struct plan_set plans;
	struct sku skus[TRUTH_SKUS];
	struct sku_plan sku_plans[TRUTH_SKUS];
	struct sku_list list;
	struct tenant tenant;
	bool may_probe;
	bool has_audit;
	bool looks_rarely;
	unsigned calm_days; /* between two events, at most */

	/* What became of it. */
	time_t event_at; /* the next */
	time_t removed_at[LIVING_REMOVALS];
	size_t removed_count;
	bool has_lapsed; /* some subscription, at any time */
	time_t looks[LIVING_LOOKS];
	size_t look_count;

	/* What the collector keeps. */
	struct history history;
	struct mailbox mailbox;
	bool is_known;
	time_t daily_at, weekly_at;

	const char *complaint; /* what it was misjudged in; NULL: nothing */
};

/* Draws the tenant and its user; the dice are set already. */
void living_begin(struct living *living);
void living_end(struct living *living);

/* Something happens to the user or the tenant, now. */
void living_happen(struct living *living);

/* The collector looks, now. */
void living_look(struct living *living);

/* The first look at or after `at`; INT64_MAX: none yet. */
time_t living_look_after(const struct living *living, time_t at);

/* Compares what is shown now with the truth. */
void living_judge(struct living *living);

/*
 * What nobody can know of one that is lost since `since`, each kind with its
 * reason: it is not judged.
 */
bool living_is_spared(const struct living *living, time_t since);

/* In days since the beginning. */
double living_day(time_t at);

/* Says it where the life is told. */
__attribute__((format(printf, 2, 3))) void living_say(
	const struct living *living, const char *format, ...);

#endif
