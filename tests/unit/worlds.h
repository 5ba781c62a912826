// SPDX-License-Identifier: MIT
/*
 * worlds - what may have happened, given what was seen: when the license went
 * and when the mailbox was cut off.  Used by the oracle alone.
 */
#ifndef UNIT_WORLDS_H
#define UNIT_WORLDS_H

#include "oracle.h"

#define HOUR ((time_t)3600)
#define DAY (24 * HOUR)
#define MINUTE ((time_t)60)
#define LAG HOUR      /* of listings */
#define PROBE_LAG DAY /* of the probe */
#define SAME (10 * MINUTE)
#define WINDOW (30 * DAY)
#define NEVER ((time_t)1) /* before all else: nothing dates it */

/* The clocks of all worlds that fit. */
struct clocks {
	time_t first;
	time_t last;
};

/* Which of a story's sources have a say. */
bool worlds_date_is_credible(const struct story *story);
bool worlds_witness_counts(const struct story *story);
bool worlds_audit_counts(const struct story *story);

/* The latest instant at which its user may have been deleted. */
time_t worlds_deleted_by(const struct story *story);
/* At most a window before that. */
bool worlds_shortly_before_deletion(const struct story *story, time_t at);

/* The clocks started by a license that went, whatever the user did later. */
struct clocks worlds_of_license(const struct story *story);

/* What happened after the last look at an active user, as a story of its own.
 */
struct story worlds_after_last_look(const struct story *story);

/*
 * In some world the license went after the last look, and its user later; the
 * other worlds are those in which it had it to the last.
 */
bool worlds_may_have_gone_unseen(const struct story *story);

#endif
