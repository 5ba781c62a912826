// SPDX-License-Identifier: MIT
#include "core/policy.h"

#include <stdlib.h>

#include "core/tenant.h"

_Static_assert(POLICY_CAUSES == CAUSE_COUNT, "one answer a cause");

#define HOUR_S (60 * 60)

void
policy_init(struct policy *policy)
{
	*policy = (struct policy){
		.on_ack = {[CAUSE_LICENSE_REMOVED] = ON_ACK_RESTORE,
			[CAUSE_USER_DELETED] = ON_ACK_TOKEN,
			[CAUSE_SHARED_DELETED] = ON_ACK_RESTORE},
		.on_event_causes = {[CAUSE_LICENSE_REMOVED] = true},
		.ack_max_age_s = 24 * HOUR_S,
		.max_per_ack = 10,
		.max_per_hour = 50,
		.mass_brake = 25,
		.cooldown_s = HOUR_S,
		.license_wait_s = 5 * 60,
		.verify_timeout_s = 4 * HOUR_S,
	};
}

void
policy_release(struct policy *policy)
{
	text_list_release(&policy->authors);
	text_list_release(&policy->deny_authors);
	free(policy->kill_switch);
	text_list_release(&policy->restore_skus);
	text_list_release(&policy->exclude_skus);
	free(policy->usage_location);
	*policy = (struct policy){0};
}
