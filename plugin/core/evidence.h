// SPDX-License-Identifier: MIT
/*
 * evidence - from what one collector run saw of a user to what is known of the
 * mailbox.
 *
 * evidence_merge() folds an observation into what earlier runs knew, so that
 * nothing learned is forgotten, and derives from all of it the interval in
 * which the mailbox was lost.  Pure: the same observation merged twice changes
 * nothing.
 */
#ifndef CORE_EVIDENCE_H
#define CORE_EVIDENCE_H

#include "core/observation.h"

/*
 * What is known after `seen`, given what was known `before` (NULL: nothing).
 * Returns false when there is nothing to keep: the user has, and had, no
 * mailbox in danger.  `after` is to be released; its id is that of `before`.
 */
bool evidence_merge(const struct mailbox *before,
	const struct observation *seen, const struct history *history,
	const struct tenant *tenant, struct mailbox *after);

#endif
