// SPDX-License-Identifier: MIT
/*
 * scene - a request and the mailboxes it may be about, as one row of a table,
 * and what the policy has to say of them.
 *
 * The cast is a text, one letter a mailbox; "m2@x" is the third if it is an m.
 * Its object id is "aa000000-...-0000000000NN".  Unless a row says otherwise
 * jdoe, who may, has just acknowledged a CRITICAL alert of the whole tenant.
 */
#ifndef UNIT_SCENE_H
#define UNIT_SCENE_H

#include "core/remedy.h"

/*
 * The cast.  Listed at the last check unless said otherwise:
 *   m a mistake: license removed, sign-in enabled, 5 days left
 *   f the same with 25 days left, not listed     t just now, not listed
 *   b the same with sign-in blocked              n where nobody knows
 *   g taken by a group                           G by one that is named
 *   c connected   u undated   o overdue   p past-unproven
 *   z undated, past its latest deadline
 *   q past-unproven, past its latest deadline
 *   l a deleted user   y synchronized   i the same, not of ASCII alone
 *   s a deleted shared mailbox
 *   S a suspended subscription
 *   L lost   x expired   P past   Q purged, by a row that does not say so
 *   a alive   r restored, both not listed
 *   R released   e excluded, both not listed
 *   w being restored   W by one that may end   k failed 10 minutes ago   v was
 * restored and is lost
 */
#define SCENE_CAST 40
#define SCENE_NOW ((time_t)1790000000)

struct scene {
	const char *name;
	const char *cast;

	/* the request */
	enum request_kind kind; /* 0: an acknowledgement */
	const char *on;		/* one mailbox's service, or by hand */
	const char *comment;
	const char *author; /* NULL: jdoe; "": nobody knows */
	enum check_state state;
	bool says_state; /* `state` counts, else CRITICAL */
	bool soft;
	bool downtime;
	bool reconciled;
	bool all;
	bool force;
	int64_t asked_ago_s;
	int64_t acked_ago_s; /* 0: not said */

	/* the facts */
	int64_t born_ago_s; /* 0: a year */
	bool never_looked;
	bool paused;
	bool all_paused;
	const char *paused_alone;
	bool of_all; /* of no tenant: pause and resume */
	bool killed;
	int64_t done;
	int64_t recent;
	bool trusted;
	const char *sender;

	/* the policy; what is 0 stands as by default */
	const char *authors; /* by blanks; NULL: jdoe; "": nobody */
	const char *deny;
	const char *on_ack; /* none, token or restore, of a removed license */
	const char *on_ack_deleted;
	const char *on_ack_shared;
	bool on_event;
	bool all_event_causes;
	int64_t max_per_ack;
	int64_t max_per_hour;
	int64_t mass_brake; /* -1: none */
	int64_t cooldown_s;
	int64_t ack_max_age_s;
	bool dry_run;
	bool refuse_groups;
	bool allow_synced;
	bool block;
	bool ids_only; /* show_names = id */
	bool disabled;

	/*
	 * What has to come of it: the plan, and of each mailbox R restored, B
	 * restored and blocked, E let go, U taken back, L left, X refused, -
	 * not meant.
	 */
	enum verdict verdict;
	const char *each;
	bool comes_back; /* the alert */
	bool waits;
	bool is_late;	    /* what was told is hinted at, too */
	const char *says;   /* the plan's reason; NULL: not looked at */
	const char *reason; /* stands in it */
	const char *of;	    /* stands in that of the first that is meant */
};

/* Builds it, asks the policy, and prints where the row is not met. */
int scene_run(const struct scene *scene);
/* Fails the running test then. */
void scene_run_all(const struct scene *scenes, size_t count);

/* The scene as the policy sees it, for tests that draw their own. */
struct stage {
	struct tenant tenant;
	struct request request;
	struct remedy_facts facts;
	struct mailbox mailboxes[SCENE_CAST];
	struct remedy_candidate candidates[SCENE_CAST];
	size_t count;
};
void stage_build(struct stage *stage, const struct scene *scene);
void stage_release(struct stage *stage);

#endif
