// SPDX-License-Identifier: MIT
#include "core/confirmation.h"

#include "core/interval.h"

bool
confirmation_of(const struct mailbox *mailbox, const struct tenant *tenant)
{
	switch (mailbox->cause) {
	case CAUSE_NONE:
	case CAUSE_SUBSCRIPTION:
		return true;
	case CAUSE_SHARED_DELETED:
		return mailbox->ever_alive;
	case CAUSE_USER_DELETED:
	case CAUSE_LICENSE_REMOVED:
		break;
	}
	if (tenant->onpremises_mailboxes && mailbox->synced == TRI_YES) {
		return mailbox->answered_at != 0; /* after its plan was gone */
	}
	if (mailbox->ever_alive) {
		return true;
	}
	if (mailbox->probe == PROBE_NOT_FOUND) {
		return !mailbox->plan_disabled || mailbox->audit_at != 0;
	}
	if (mailbox->cause != CAUSE_USER_DELETED) {
		return false;
	}
	/* Held its plan until the deletion itself. */
	return mailbox->plans == PLANS_ALIVE ||
	       (mailbox->plans == PLANS_DELETED && mailbox->deleted_at != 0 &&
		       mailbox->plan_at >=
			       mailbox->deleted_at - INTERVAL_SAME_EVENT_S);
}
