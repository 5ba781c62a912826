// SPDX-License-Identifier: MIT
/*
 * story - told to the core, look by look.
 */
#ifndef UNIT_STORY_H
#define UNIT_STORY_H

#include "core/evidence.h"
#include "oracle.h"

struct telling {
	const struct story *story;
	const struct tenant *tenant;
	struct history history;
	struct mailbox mailbox; /* what became of it; the caller's to release */
	bool is_kept;
	bool is_idempotent; /* no look, told twice, changed anything */
};

/* With `story` and `tenant` set, and the rest zeroed. */
void story_tell(struct telling *telling);

#endif
