// SPDX-License-Identifier: MIT
/*
 * meant - which mailboxes a request is about; the rules are in remedy.h.  Pure.
 */
#ifndef CORE_MEANT_H
#define CORE_MEANT_H

#include "core/remedy.h"

/* A request and what its comment says. */
struct asking {
	const struct request *request;
	const struct remedy_facts *facts;
	struct words words;
	bool by_hand;
	bool force;
};

enum meant {
	MEANT_NOT,
	MEANT_LISTED, /* by the rule for a whole tenant */
	MEANT_NAMED,  /* by itself: whoever asks must hear about it */
};

/* `reason` is written when it fails: the request is refused. */
bool meant_find(const struct asking *asking,
	const struct remedy_candidate *candidates, size_t count,
	enum meant each[], char reason[REASON_SIZE]);

/* How many were listed at the service's last check, whatever their cause. */
size_t meant_listed(const struct remedy_candidate *candidates, size_t count);

/*
 * Somebody pressed the button.  The service may be no OK for a mass loss, or by
 * thresholds of its own, and silence would look like being heard.
 */
bool meant_is_hoped_for(const struct asking *asking);
#define MEANT_HINT                                                             \
	", by the configured thresholds: nothing is done; the address of a "   \
	"mailbox would mean it"

#endif
