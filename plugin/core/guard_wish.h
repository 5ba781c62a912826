// SPDX-License-Identifier: MIT
/*
 * guard_wish - one mailbox that is to be restored, as the guards see it.  For
 * guard.c and guard_asked.c alone.
 */
#ifndef CORE_GUARD_WISH_H
#define CORE_GUARD_WISH_H

#include "core/meant.h"

struct wish {
	const struct asking *asking;
	const struct remedy_candidate *candidate;
	const struct mailbox *mailbox;
	const struct policy *policy;
	bool named; /* see guard.h */
	struct remedy_decision *decision;
};

/* Writes it down; always true. */
bool guard_answer(struct remedy_decision *decision, enum verdict verdict,
	const char *format, ...) __attribute__((format(printf, 3, 4)));

/* Deleted, and only looks like a shared mailbox. */
bool guard_may_be_leaver(const struct mailbox *mailbox);

/* Each answers (true), or has nothing to say. */
bool guard_acknowledgement(const struct wish *wish);
bool guard_event(const struct wish *wish);
/* Who asked cannot have meant this loss: it is younger. */
bool guard_since(const struct asking *asking, const struct mailbox *mailbox,
	struct remedy_decision *decision);

#endif
