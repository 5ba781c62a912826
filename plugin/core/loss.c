// SPDX-License-Identifier: MIT
#include "core/loss.h"

struct loss
loss_of(const struct mailbox *mailbox, time_t now)
{
	return (struct loss){
		.earliest = mailbox->lost_earliest,
		.latest = mailbox->lost_latest,
		.first_seen_at = mailbox->first_seen_at,
		.said_at = now,
	};
}

bool
loss_is_of(const struct loss *loss, const struct mailbox *mailbox)
{
	if (mailbox->first_seen_at != 0 &&
		mailbox->first_seen_at == loss->first_seen_at) {
		return true;
	}
	/* Nothing tells it from a later one but that it was there already. */
	if (mailbox->lost_earliest == 0) {
		return mailbox->first_seen_at != 0 &&
		       mailbox->first_seen_at <= loss->said_at;
	}
	return mailbox->lost_earliest <= loss->said_at &&
	       mailbox->lost_earliest - LOSS_SAME_EVENT_S <= loss->latest &&
	       loss->earliest - LOSS_SAME_EVENT_S <= mailbox->lost_latest;
}
