// SPDX-License-Identifier: MIT
/*
 * tell - the monitoring systems are told what is to be told.
 */
#ifndef HANDLER_TELL_H
#define HANDLER_TELL_H

#include "handler/work.h"

/*
 * Given up after about a month: an alert that should have come back stays
 * silent until then, and a mailbox may be lost over that for so long.
 */
#define TELL_TRIES 3000

/*
 * Delivers what is due; what cannot be delivered is tried again later, and what
 * is behind it about the same service waits for it.  A monitoring system that
 * does not answer is asked once, and then not for a growing while, whatever
 * waits for it: mailboxes must not wait with it.  Fails only where handler.db
 * does.
 */
MUST_CHECK bool tell_all_due(struct work *work, struct error *err);

#endif
