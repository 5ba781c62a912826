// SPDX-License-Identifier: MIT
/*
 * phase - what one mailbox means at a given instant: where in its window it is,
 * and which state that gives.  Pure; `now` is a parameter.
 */
#ifndef CORE_PHASE_H
#define CORE_PHASE_H

#include "core/deadline.h"
#include "core/mailbox.h"
#include "core/tenant.h"

enum phase {
	PHASE_ALIVE,	     /* not in danger, not listed */
	PHASE_SETTLING,	     /* younger than min_age: not yet reported */
	PHASE_EXPIRING,	     /* before the deadline */
	PHASE_CONNECTED,     /* plan gone, mailbox answers */
	PHASE_OVERDUE,	     /* earliest deadline passed, not known gone */
	PHASE_EXPIRED,	     /* gone at the deadline, or long overdue */
	PHASE_LOST,	     /* gone before its deadline */
	PHASE_RESTORED,	     /* seen alive again within a day */
	PHASE_UNDATED,	     /* nothing says when it was lost */
	PHASE_PAST,	     /* over when first seen, and that is proven */
	PHASE_PAST_UNPROVEN, /* over when first seen, by a date in doubt */
	PHASE_SUBSCRIPTION,  /* another clock */
	PHASE_RELEASED,	     /* let go by somebody */
	PHASE_EXCLUDED,	     /* by a filter */
};
#define PHASE_COUNT 14

/* So long one that cannot be asked is taken to answer as it last did. */
#define PHASE_HEARD_S (7 * 24 * 60 * 60)
#define PHASE_RESTORED_LISTED_S (24 * 60 * 60)
/* So far the handler's clock may be ahead of the judge's. */
#define PHASE_VERIFIED_AHEAD_S 300
/* Directory audits that reach back to within this of a window prove dates. */
#define PHASE_AUDIT_SLACK_S (24 * 60 * 60)

/* What judging needs besides the mailbox. */
struct judging {
	const struct tenant *tenant;
	struct range warning; /* as given, else the tenant's */
	struct range critical;
	time_t now;	  /* as_of: may be moved by --at */
	time_t looked_at; /* when the data were collected */
	enum tri dates_move;
	/*
	 * How far back the directory audit went when it was first read, not
	 * how far it goes today; 0: it never was readable.
	 */
	time_t audit_covers_from;
	time_t history_accepted_at; /* --accept-history; 0: never */
	/* What has none gives no state, and a release quiets nothing. */
	bool deadlines_only;
};

/* What is known of this mailbox from outside the directory. */
struct handling {
	bool released;
	bool excluded;
	/*
	 * The handler saw it back, by id, at this instant; 0: no.  No older
	 * than the data it stands for "restored"; older it means nothing, nor
	 * does one from the future.
	 */
	time_t verified_at;
	enum cause verified_cause; /* what it had been lost by */
};

struct judgement {
	enum phase phase;
	enum check_state state;
	struct deadline deadline;
	int64_t left_s; /* meaningless when deadline.earliest is 0 */
	bool restorable;
	bool needs_force; /* may come back new and empty */
	/* Restored: when that was first seen, and whether by the handler, of
	 * which the data show nothing yet. */
	time_t restored_at;
	bool by_handler;
	bool is_late; /* but only after its deadline */
	bool recent;  /* counts towards a mass loss */
};

void phase_judge(const struct mailbox *mailbox, const struct judging *judging,
	const struct handling *handling, struct judgement *judgement);

const char *phase_text(enum phase phase);

/* Shown in lists: everything but what is alive, settling or excluded. */
bool phase_is_reported(enum phase phase);

#endif
