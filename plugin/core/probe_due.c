// SPDX-License-Identifier: MIT
#include "core/probe_due.h"

#include "core/timestamp.h"

/* Without a plan nothing but its answer says that it is alive. */
static bool
lives_by_answer(const struct mailbox *mailbox)
{
	return mailbox->probe == PROBE_SHARED || mailbox->plans != PLANS_ALIVE;
}

static bool
has_just_fallen_silent(const struct mailbox *mailbox, time_t now)
{
	return mailbox->answered_at != 0 &&
	       mailbox->silent_at > now - TIMESTAMP_DAY_S;
}

bool
probe_is_due(const struct mailbox *before, const struct mailbox *after,
	const struct probe_look *look)
{
	bool is_due = false;

	if (after->place != PLACE_ACTIVE ||
		after->cause == CAUSE_SUBSCRIPTION ||
		(after->restored_at != 0 && !lives_by_answer(after))) {
		return false;
	}
	if (before == NULL || before->plans != after->plans ||
		before->place != after->place ||
		before->plan_at != after->plan_at) {
		return true;
	}
	switch (after->probe) {
	case PROBE_NEVER:
	case PROBE_USER:
	case PROBE_NO_USER:
	case PROBE_DENIED:
	case PROBE_FAILED:
		is_due = after->cause != CAUSE_NONE ||
			 after->plans != PLANS_ALIVE;
		break;
	case PROBE_SHARED:
		is_due = look->is_weekly ||
			 (look->is_daily && mailbox_is_unheard(after));
		break;
	case PROBE_NOT_FOUND:
		/* Its license or its user is back: it may answer any minute. */
		is_due = look->is_daily || after->plans == PLANS_ALIVE ||
			 after->deleted_at != 0 ||
			 after->cause == CAUSE_SHARED_DELETED ||
			 has_just_fallen_silent(after, look->at);
		break;
	}
	return is_due;
}
