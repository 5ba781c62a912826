// SPDX-License-Identifier: MIT
/*
 * collector - having the data of a tenant collected, where this user may.
 */
#ifndef HANDLER_COLLECTOR_H
#define HANDLER_COLLECTOR_H

#include "handler/work.h"

/*
 * Starts mailbox_expiry_collect for the tenant unless one is at it, or this
 * user may not: then a timer does it.  Not waited for, and not often: who asks
 * for it may ask again and again.
 */
void collector_start(struct work *work, const struct tenant *tenant);

#endif
