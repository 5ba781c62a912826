// SPDX-License-Identifier: MIT
/*
 * life - the life of one mailbox as a table: when the collector looked, what it
 * was shown, and what has to come of it.
 *
 * Instants are days, counted from a day long past; 0 means "not known", as it
 * does in the code under test.  Looks at one mailbox are in order of time.
 */
#ifndef UNIT_LIFE_H
#define UNIT_LIFE_H

#include "core/evidence.h"
#include "core/phase.h"

/* Fractions of a day. */
#define HOURS(n) ((n) / 24.0)
#define MINUTES(n) ((n) / 1440.0)
#define LIFE_LAG HOURS(1) /* what a listing may lag behind */

enum sure { ANY, SURE, UNSURE };

struct look {
	double day; /* the collector looked */
	double now; /* judged then; 0: at once */

	/* What it was shown. */
	bool unlisted; /* a complete run that did not show it */
	bool unseen;   /* no run at all, only a judgement */
	enum place place;
	enum plans plans;
	double plan;	/* newest assignedDateTime of a Deleted plan */
	double deleted; /* deletedDateTime */
	double removed; /* an audit record of the license going */
	double removed_again;
	bool vague; /* these records are without detail */
	bool license;
	bool mailbox_license; /* one that gives a mailbox */
	bool plan_disabled;
	bool guest;
	bool no_mail;
	bool blocked;
	bool synced;
	bool only_whole;
	enum probe_answer probe;

	/* What is known besides. */
	bool anew;     /* TENANT.db was lost before the look */
	bool released; /* by somebody, after the look */
	bool let_go;   /* the same, once judged, and for as long as it holds */
	double verified; /* seen back by the handler */
	enum cause verified_cause;
	bool deadlines_only;
	bool probe_off; /* by the configuration */

	/* What has to come of it. */
	enum phase phase;
	enum check_state state;
	enum cause cause; /* CAUSE_NONE: not compared */
	double earliest;  /* lost; 0: not compared */
	double latest;	  /* 0: as `earliest`; -1: not compared */
	int loss;	  /* its number; 0: not compared */
	enum sure sure;
	bool late; /* restored after the deadline */
	bool needs_force;
	enum tri restorable; /* TRI_UNKNOWN: not compared */
	bool forgotten;	     /* no row is kept */
};

#define LIFE_LOOKS 12

struct life {
	const char *name;
	/* What is known of its tenant. */
	double ran_before; /* an earlier complete run that did not show it */
	double ran_whole;  /* and one that listed everybody */
	bool no_probe;	   /* the right to probe is missing */
	bool filter_unproven;
	enum tri dates_move;
	bool onpremises;
	int grace_days;
	enum check_state unconfirmed; /* CHECK_OK: no cap */
	bool leavers_critical;
	double audit_from;
	double accepted;
	struct look looks[LIFE_LOOKS]; /* up to the first with day 0 */
};

time_t life_at(double day);

/* Prints where the table is not met, and returns how often. */
int life_run(const struct life *life);
/* Fails the running test then. */
void life_run_all(const struct life *lives, size_t count);

#endif
