// SPDX-License-Identifier: MIT
/*
 * kill_switch - the file that stops all writing while it is there.
 */
#ifndef HANDLER_KILL_SWITCH_H
#define HANDLER_KILL_SWITCH_H

#include "core/finding.h"
#include "core/tenant.h"

/*
 * Whether that of this tenant is there.  One that cannot be looked at counts as
 * thrown, and so does a link that leads nowhere.
 */
bool kill_switch_is_set(const struct tenant *tenant);

/* Warns of one that a worker with a /tmp of its own never sees. */
void kill_switch_tell(const struct tenant *tenant, struct findings *findings);

#endif
