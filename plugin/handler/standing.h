// SPDX-License-Identifier: MIT
/*
 * standing - asking the monitoring system, just before the first thing is done
 * for an acknowledgement, whether it still stands; core/standing.h says what
 * comes of the answer.
 *
 * Icinga is asked by its API where it has a section in the configuration.
 * Nagios tells at once and keeps nothing for later, so its status.dat is only
 * read for what has waited for STANDING_WAITED_S.
 */
#ifndef HANDLER_STANDING_H
#define HANDLER_STANDING_H

#include "core/standing.h"
#include "handler/wave.h"

#define STANDING_WAITED_S 60
/*
 * Of a wave, by an Icinga that is slow; what was not asked about by then is in
 * the next, so that what Graph said is fresh when it is written, and the others
 * have their turn.
 */
#define STANDING_BUDGET_S 5

/* Of one request; that nothing could be asked is written into the journal. */
MUST_CHECK bool standing_ask(struct work *work, int64_t id,
	const struct request *request, struct standing_answer *answer,
	struct error *err);

/*
 * Of all jobs of the wave that are about to write for the first time: those
 * that may not wait, or are closed.  Each request is asked about once.  Where
 * all was halted meanwhile none of them writes.
 */
MUST_CHECK bool standing_check(struct wave *wave, struct error *err);

#endif
