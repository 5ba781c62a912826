// SPDX-License-Identifier: MIT
/*
 * decide - every new request is decided upon: refused, left, or turned into
 * remedies, releases and pauses.
 */
#ifndef HANDLER_DECIDE_H
#define HANDLER_DECIDE_H

#include "core/remedy.h"
#include "handler/candidates.h"
#include "handler/work.h"

/* So long a request waits for data to go by, and for its author. */
#define DECIDE_DATA_WAIT_S (5 * 60)
#define DECIDE_AUTHOR_WAIT_S 90

/* One request while it is decided upon. */
struct decision {
	struct work *work;
	int64_t id;
	unsigned owner;
	time_t received_at;
	struct request *request;
	const struct tenant *tenant; /* NULL: all of them */
	time_t now;
};

/*
 * Decides upon all that are new; one that waits for something stays new, and
 * work_ask_again() is told when to look again.
 */
MUST_CHECK bool decide_requests(struct work *work, struct error *err);

/* Writes down what the policy answered. */
MUST_CHECK bool decide_apply(const struct decision *decision,
	const struct candidates *candidates, const struct remedy_plan *plan,
	struct error *err);

/* Closes a request of which nothing comes; "done" or "refused". */
MUST_CHECK bool decide_close(const struct decision *decision, const char *state,
	const char *reason, bool unacknowledge, struct error *err);

#endif
