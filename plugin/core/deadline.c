// SPDX-License-Identifier: MIT
#include "core/deadline.h"

#include "core/observation.h"
#include "core/timestamp.h"

static int64_t
window_s(const struct mailbox *mailbox, const struct tenant *tenant)
{
	if (mailbox->cause == CAUSE_LICENSE_REMOVED &&
		mailbox->deleted_at == 0 && mailbox->silent_at == 0) {
		return tenant->retention_s + tenant->extra_grace_s;
	}
	return tenant->retention_s;
}

struct deadline
deadline_of(const struct mailbox *mailbox, const struct tenant *tenant,
	time_t looked_at)
{
	struct deadline deadline = {0};
	time_t latest = mailbox->lost_latest;
	bool answers = mailbox_answers(mailbox) &&
		       mailbox->cause == CAUSE_LICENSE_REMOVED;

	if (answers) {
		latest = timestamp_latest(latest, looked_at);
	}
	if (mailbox->lost_earliest != 0) {
		deadline.earliest = mailbox->lost_earliest +
				    (time_t)window_s(mailbox, tenant);
	}
	/* Not asked since, it may have been cut off right then. */
	if (answers && mailbox->probe == PROBE_FAILED &&
		deadline.earliest != 0) {
		deadline.earliest = timestamp_latest(deadline.earliest,
			mailbox->answered_at - EVIDENCE_PROBE_LAG_S +
				(time_t)tenant->retention_s);
	}
	if (latest != 0) {
		deadline.latest = latest + (time_t)window_s(mailbox, tenant);
	}
	return deadline;
}

int64_t
deadline_left_s(const struct deadline *deadline, time_t now)
{
	return (int64_t)deadline->earliest - (int64_t)now;
}

bool
deadline_has_passed(const struct deadline *deadline, time_t now)
{
	return deadline->earliest != 0 && now >= deadline->earliest;
}
