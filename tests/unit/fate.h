// SPDX-License-Identifier: MIT
/*
 * fate - the life of one user drawn at random, looked at as the collector does.
 *
 * What becomes of the user is the truth's; what was seen of it is led through
 * the core.  fate_judge compares the two.  Instants are UTC seconds.
 */
#ifndef UNIT_FATE_H
#define UNIT_FATE_H

#include "dice.h"
#include "truth.h"

#include "core/phase.h"

#define HOUR ((time_t)3600)
#define DAY ((time_t)86400)
#define WINDOW (30 * DAY)
#define FATE_BEGIN ((time_t)1600000000)
#define FATE_LOOKS 400
#define FATE_RECORDS 64
/* Nothing is judged closer than this. */
#define SLACK 120

struct fate {
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
	bool audit_is_vague; /* names no license */
	time_t audit_lag_s, audit_kept_s;
	bool filter_misses; /* whom a whole listing shows, once in a while */
	bool looks_rarely;
	unsigned calm_days; /* between two events, at most */

	/* What became of it. */
	time_t event_at; /* the next */
	struct fate_record {
		time_t at;
		bool deletion;
		bool removed[TRUTH_SKUS];
	} records[FATE_RECORDS];
	size_t record_count;
	bool has_lapsed; /* some subscription, at any time */
	time_t looks[FATE_LOOKS];
	bool in_vain[FATE_LOOKS]; /* shown was nothing, or asked in vain */
	size_t look_count;

	/* What the collector keeps. */
	struct history history;
	struct mailbox mailbox;
	bool is_known;
	time_t daily_at, weekly_at, whole_at;

	const char *complaint; /* what it was misjudged in; NULL: nothing */
};

/* Draws the tenant and its user; the dice are set already. */
void fate_begin(struct fate *fate);
void fate_end(struct fate *fate);

/* Something happens to the user or the tenant, now. */
void fate_happen(struct fate *fate);

/* The collector looks, now. */
void fate_look(struct fate *fate);

/* The first look at or after `at`; INT64_MAX: none yet. */
time_t fate_look_after(const struct fate *fate, time_t at);

/* Compares what is shown now with the truth. */
void fate_judge(struct fate *fate);

/*
 * What nobody can know of one that is lost since `since`, each kind with its
 * reason: it is not judged.
 */
bool fate_is_spared(const struct fate *fate, time_t since);

/* In days since the beginning. */
double fate_day(time_t at);

/* Says it where the life is told. */
__attribute__((format(printf, 2, 3))) void fate_say(
	const struct fate *fate, const char *format, ...);

#endif
