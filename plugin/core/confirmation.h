// SPDX-License-Identifier: MIT
/*
 * confirmation - whether a mailbox that is lost is known to have been there.
 *
 * A mailbox that never was provisioned, or lives on-premises, answers 404 as a
 * disconnected one does.  Pure.
 */
#ifndef CORE_CONFIRMATION_H
#define CORE_CONFIRMATION_H

#include "core/mailbox.h"

/* By all that is known of `mailbox`, whose loss has its cause. */
bool confirmation_of(
	const struct mailbox *mailbox, const struct tenant *tenant);

#endif
