// SPDX-License-Identifier: MIT
/*
 * mailbox - one mailbox inside (or just past) its window: what is known of it
 * and since when, as TENANT.db keeps it.
 *
 * Facts only; what they amount to is judged in assessment.h.  Instants are UTC
 * seconds, 0 means unknown.  Everything dated belongs to one *loss*, the one
 * numbered `loss`: a mailbox that comes back and is lost again starts clean.
 */
#ifndef CORE_MAILBOX_H
#define CORE_MAILBOX_H

#include "core/audit.h"
#include "core/guid.h"
#include "core/sku.h"
#include "core/tenant.h"
#include "core/user.h"

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

/* Where the user object is. */
enum place {
	PLACE_ACTIVE,
	PLACE_DELETED, /* directory/deletedItems */
	PLACE_GONE,    /* in neither: purged for good */
};

/* All mailbox plans of a user in one word; see mailbox_plans(). */
enum plans {
	PLANS_NONE,	 /* never had one */
	PLANS_ALIVE,	 /* one is Enabled or Warning */
	PLANS_SUSPENDED, /* the newest is Suspended or LockedOut */
	PLANS_DELETED,	 /* the newest is Deleted */
};

/* What narrowed the interval in which a mailbox was lost; a bit set. */
enum source {
	SOURCE_FIRST_SEEN = 1 << 0, /* first seen lost */
	SOURCE_WITNESSED = 1 << 1,  /* an earlier look did not show it */
	SOURCE_PROBE = 1 << 2,	    /* answered, then did not */
	SOURCE_AUDIT = 1 << 3,	    /* directory audit */
	SOURCE_PLAN_DATE = 1 << 4,  /* assignedDateTime of the Deleted plan */
	SOURCE_DELETION = 1 << 5,   /* deletedDateTime */
};

struct mailbox {
	int64_t id; /* of its row, for good; 0: not stored yet */
	struct guid user_id;
	char *upn;
	char *display_name;
	char *mail;
	char *usage_location;
	enum tri account_enabled;
	enum tri synced;

	enum cause cause; /* CAUSE_NONE: alive */
	enum place place;
	enum plans plans;
	bool has_license;
	bool plan_disabled; /* a SKU is held with its mailbox plan off */
	bool ever_alive;    /* seen answering, or with its plan, at any time */
	struct guid sku;    /* the SKU lost; nil: not known */
	int64_t loss;	    /* 1 for the first */

	/* Of this loss. */
	time_t first_seen_at; /* first look that showed it lost */
	time_t absent_at;     /* last complete look before that did not */
	time_t plan_at;	      /* earliest credible assignedDateTime */
	time_t deleted_at;
	time_t audit_at;
	enum actor_kind actor_kind;
	char *actor;
	/* Last definite answer; FAILED: it was a user's, then nothing definite.
	 */
	enum probe_answer probe;
	time_t answered_at; /* last 200 before the 404; while 200, since when */
	/*
	 * First 404 (after a 200, where there was one); of a shared one that
	 * is alive: since when it gives no definite answer.
	 */
	time_t silent_at;
	time_t restored_at; /* seen alive again */
	time_t gone_at;	    /* first seen in neither place */

	/* What has been told of it in events; see transition.h. */
	int announced;

	/* Derived from the above by interval_settle(). */
	time_t lost_earliest; /* 0: nothing dates it */
	time_t lost_latest;
	time_t counts_from; /* when min_age begins to run */
	unsigned sources;   /* enum source */
	bool confirmed;	    /* a mailbox is known to be behind it */
};

void mailbox_release(struct mailbox *mailbox);
/* A deep copy of `from` into `to`, which is overwritten, not released. */
void mailbox_copy(struct mailbox *to, const struct mailbox *from);
/* Whether the two would be the same row. */
bool mailbox_equal(const struct mailbox *a, const struct mailbox *b);

/* The answer says where the mailbox is. */
bool probe_is_definite(enum probe_answer answer);

/* Lost, and neither back nor purged. */
bool mailbox_is_open(const struct mailbox *mailbox);

/* A shared one, alive by its last answer: later it could not be asked. */
bool mailbox_is_unheard(const struct mailbox *mailbox);

/* When last it said anything it answered as a user's mailbox. */
bool mailbox_answers(const struct mailbox *mailbox);

/*
 * One word for all mailbox plans of a user: any Enabled or Warning wins, else
 * the newest of the others decides; a plan of unknown status does not.
 * `*newest_at`: assignedDateTime of the newest Deleted one, whatever the others
 * are; 0 when there is none, or one without a date that may be the newest.
 */
enum plans mailbox_plans(
	const struct user *user, const struct plan_set *set, time_t *newest_at);

/* Whether an assigned license has its mailbox plan switched off. */
bool mailbox_plan_is_disabled(
	const struct user *user, const struct plan_set *set);

/* Sources as words, comma separated, into `text`, which it returns. */
#define SOURCES_TEXT_SIZE 96
const char *mailbox_sources_text(
	unsigned sources, char text[SOURCES_TEXT_SIZE]);

#endif
