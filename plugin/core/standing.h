// SPDX-License-Identifier: MIT
/*
 * standing - whether an acknowledgement still stands, just before the first
 * thing is done for it.
 *
 * A request is as old as it is: Graph was away, or Icinga told a satellite that
 * was away, and tells all afterwards: also what was taken back meanwhile.  So
 * the monitoring system is asked once more.  Pure.
 *
 * - It says so itself: it goes on.  Also where it is acknowledged anew in the
 *   same words by the same person: that is the same wish.
 * - Not acknowledged, or ended: nothing is done.  Icinga is believed only
 *   STANDING_SETTLE_S after the request was made: its nodes may take so long to
 *   tell each other; one that was made in the future is older than it says.  A
 *   status.dat that is no newer than the request knows nothing of it.
 * - We took it back ourselves, because a part of it was refused: the rest goes
 *   on, as whoever acknowledged was told.
 * - Another acknowledgement stands: nothing is done for this one, and that one
 *   is no business of this request.  A satellite dates what it is told late by
 *   when it is told, so the words decide; when they are not known, an
 *   acknowledgement more than STANDING_CLOCKS_S younger is another.
 * - No answer for now: asked again until it was silent for STANDING_PATIENCE_S,
 *   or the request is STANDING_LIMIT_S old, or nobody knows how old as it was
 *   made in the future, then it goes on.  Whoever
 * acknowledged was allowed to and had reason to think that it is done; the
 * alert is silent, the window closes, and a refusal could be told to nobody.
 * - It cannot be asked (no API, no right), or shows no such service: it goes
 * on, for the same reason.
 */
#ifndef CORE_STANDING_H
#define CORE_STANDING_H

#include "core/step.h"

#define STANDING_SETTLE_S 10
#define STANDING_CLOCKS_S 60
#define STANDING_AGAIN_S 2
#define STANDING_PATIENCE_S (5 * 60)
#define STANDING_LIMIT_S (4 * 60 * 60) /* who works once forgets since when */

enum standing_source {
	STANDING_UNASKED = 1, /* cannot be asked, or shows no such service */
	STANDING_SILENT,      /* no answer now */
	STANDING_SEEN,
};

/* What the monitoring system says of the service; texts borrowed. */
struct standing_seen {
	enum standing_source source;
	time_t now;
	time_t silent_since; /* STANDING_SILENT; 0: since now */
	time_t not_before;   /* likewise: to be let alone until then */
	/* STANDING_SEEN */
	time_t as_of; /* of a file: when it was written; 0: now */
	bool is_acknowledged;
	bool was_taken_back_by_us; /* a part of the request was refused */
	time_t acked_at;	   /* 0: not known */
	time_t expires_at;	   /* 0: never */
	const char *author;
	const char *comment; /* either NULL: not known */
};

struct standing_answer {
	enum standing_verdict {
		STANDING_STANDS = 1,
		STANDING_ASK_AGAIN, /* at `again_at` */
		STANDING_GONE,	    /* nothing is to be done; `reason` */
	} verdict;
	time_t again_at;
	const char *reason; /* for people; static */
};

/* Of an acknowledgement; anything else always stands. */
void standing_judge(const struct request *request,
	const struct standing_seen *seen, struct standing_answer *answer);

/* What becomes of a remedy that was to be written now, and may not be. */
void standing_move(const struct remedy *remedy,
	const struct standing_answer *answer, struct remedy_move *move);

/* Why a remedy or a request is refused that does not stand. */
extern const char standing_taken_back[];
extern const char standing_replaced[];

/*
 * Whether a remedy was refused with one of our reasons: then there is no
 * acknowledgement to take back, or it is another one.
 */
bool standing_is_reason(const char *reason);

#endif
