// SPDX-License-Identifier: MIT
/*
 * attribution - who took a mailbox away, when, and which SKU was held, as far
 * as the directory audit tells.  Pure.
 */
#ifndef CORE_ATTRIBUTION_H
#define CORE_ATTRIBUTION_H

#include "core/observation.h"

/*
 * Adds to `after`, lost under `cause`, what the records in `seen` say of this
 * loss.  What earlier runs learned in detail stays: records age out of the log.
 */
void attribution_note(struct mailbox *after, const struct observation *seen,
	enum cause cause, const struct plan_set *plans);

#endif
