// SPDX-License-Identifier: MIT
/*
 * ready - what has to be there before a request can be decided upon, and how
 * long it waits for that.
 *
 * Each of them leaves `*readiness` as it is where nothing is in the way.  What
 * has waited for long enough is refused, and whoever asked hears why.
 */
#ifndef HANDLER_READY_H
#define HANDLER_READY_H

#include "handler/decide.h"

enum readiness { READY, NOT_YET, CLOSED };

/* Nagios was not allowed to pass who it was, nor what he said. */
MUST_CHECK bool ready_complete_author(const struct decision *decision,
	enum readiness *readiness, struct error *err);

/* There is a `problem` with what the collector knows; it is started. */
MUST_CHECK bool ready_wait_for_data(const struct decision *decision,
	const char *problem, enum readiness *readiness, struct error *err);

/*
 * By a wrong clock what is in time would be refused and what is not restored,
 * so Graph is asked for its own before anything of a tenant is decided.  Where
 * it cannot be asked the clock counts as right.
 */
MUST_CHECK bool ready_wait_for_clock(const struct decision *decision,
	enum readiness *readiness, struct error *err);

/* An acknowledgement that was taken back meanwhile; see standing.h. */
MUST_CHECK bool ready_ask_standing(const struct decision *decision,
	enum readiness *readiness, struct error *err);

#endif
