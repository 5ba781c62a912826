// SPDX-License-Identifier: MIT
#include "merging.h"

#include "life.h"

const struct observation merging_lost = {
	.user_id = {{7}},
	.upn = "ada@example.com",
	.display_name = "Ada",
	.mail = "ada@example.com",
	.usage_location = "DE",
	.account_enabled = TRI_YES,
	.plans = PLANS_DELETED,
};

bool
merging_look(struct mailbox *mailbox, struct observation seen, double day)
{
	const struct history history = {.probe_permitted = true};
	struct tenant tenant;
	struct mailbox after = {0};
	bool kept = false;

	tenant_init(&tenant, "contoso");
	seen.at = life_at(day);
	kept = evidence_merge(mailbox->user_id.bytes[0] == 0 ? NULL : mailbox,
		&seen, &history, &tenant, &after);
	mailbox_release(mailbox);
	*mailbox = after;
	tenant_release(&tenant);
	return kept;
}
