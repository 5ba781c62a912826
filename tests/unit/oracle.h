// SPDX-License-Identifier: MIT
/*
 * oracle - a second opinion, by another road.
 *
 * Where the core folds evidence into an interval, the oracle asks which worlds
 * could have shown it: a world is an instant at which the license went and one
 * at which the mailbox was cut off.  All that fit the story are tried; the
 * clocks they start bound what the core may say.
 */
#ifndef UNIT_ORACLE_H
#define UNIT_ORACLE_H

#include "core/phase.h"

/* How the probe went while the user was active. */
enum asked {
	ASKED_NEVER,
	ASKED_USER,	    /* answers as a user */
	ASKED_SHARED,	    /* answers as shared */
	ASKED_SILENT,	    /* 404 from the first */
	ASKED_SILENT_LATER, /* 200, later 404 */
};

/* What happened to be seen of one user, in order of time. */
struct story {
	enum place place; /* at the end */
	bool seen_active; /* there before it was in the bin */
	bool suspended;	  /* then, its plan; else Deleted */
	enum plans plans; /* at the end; Deleted when seen active before */
	bool license;	  /* some license, at the end */
	time_t plan_at;	  /* date on the Deleted plan; 0: null */
	enum asked asked;
	time_t audit_at;    /* detailed record of a removal; 0: none */
	time_t witness_at;  /* last listing without it; 0: none */
	time_t first_at;    /* first look that showed it */
	time_t answered_at; /* last 200; 0: none */
	time_t silent_at;   /* first 404; 0: none */
	time_t end_at;	    /* last look */
	time_t deleted_at;  /* 0: not said */
	enum tri dates_move;
	bool synced;
	bool onpremises;
	int64_t grace_s;
};

struct opinion {
	bool is_kept;
	enum cause cause;
	bool confirmed;
	enum phase phase;
	enum check_state state;
	bool is_dated;
	time_t soonest; /* deadline of the worst world; 0: undated */
	time_t last;	/* of the best one; 0: no matter */
};

/* What has to come of the story at `now`, by the tenant's defaults. */
struct opinion oracle_ask(const struct story *story, time_t now);

#endif
