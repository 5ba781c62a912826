// SPDX-License-Identifier: MIT
#include "core/phase_state.h"

/*
 * A deleted user and a blocked sign-in are most often a leaver.  A shared
 * mailbox has its sign-in blocked from birth, so that says nothing there.
 */
static enum check_state
capped(const struct mailbox *mailbox, const struct tenant *tenant,
	enum check_state state)
{
	if (!mailbox->confirmed) {
		state = check_state_mildest(state, tenant->unconfirmed);
	}
	if (mailbox->cause == CAUSE_USER_DELETED ||
		(mailbox->cause == CAUSE_LICENSE_REMOVED &&
			mailbox->account_enabled == TRI_NO)) {
		state = check_state_mildest(state, tenant->leavers);
	}
	return state;
}

static enum check_state
state_by_threshold(const struct judging *judging, int64_t left_s)
{
	if (range_alerts(&judging->critical, left_s)) {
		return CHECK_CRITICAL;
	}
	return range_alerts(&judging->warning, left_s) ? CHECK_WARNING
						       : CHECK_OK;
}

enum check_state
phase_state(const struct mailbox *mailbox, const struct judging *judging,
	const struct judgement *judgement)
{
	const struct tenant *tenant = judging->tenant;

	switch (judgement->phase) {
	case PHASE_EXPIRING:
		return capped(mailbox, tenant,
			state_by_threshold(judging, judgement->left_s));
	case PHASE_CONNECTED:
		return capped(mailbox, tenant,
			check_state_mildest(
				CHECK_WARNING, state_by_threshold(judging,
						       judgement->left_s)));
	case PHASE_OVERDUE:
		return capped(mailbox, tenant, CHECK_CRITICAL);
	case PHASE_LOST:
		return mailbox->confirmed ? CHECK_CRITICAL
					  : check_state_mildest(CHECK_CRITICAL,
						    tenant->unconfirmed);
	case PHASE_EXPIRED:
		return tenant->expired_state;
	case PHASE_UNDATED:
		return capped(mailbox, tenant, tenant->undated_state);
	case PHASE_PAST_UNPROVEN:
		return CHECK_WARNING;
	case PHASE_SUBSCRIPTION:
		return judging->deadlines_only ? CHECK_OK
					       : tenant->subscription_state;
	case PHASE_ALIVE:
	case PHASE_SETTLING:
	case PHASE_RESTORED:
	case PHASE_PAST:
	case PHASE_RELEASED:
	case PHASE_EXCLUDED:
		break;
	}
	return CHECK_OK;
}
