// SPDX-License-Identifier: MIT
#include "core/observation.h"

void
observation_of_user(const struct user *user, const struct plan_set *plans,
	const struct sku_list *skus, time_t at, struct observation *seen)
{
	const struct sku *sku = sku_of_lost_plans(skus, plans, user);

	*seen = (struct observation){
		.at = at,
		.user_id = user->id,
		.place = user->deleted ? PLACE_DELETED : PLACE_ACTIVE,
		.upn = user->upn,
		.display_name = user->display_name,
		.mail = user->mail,
		.usage_location = user->usage_location,
		.account_enabled = user->account_enabled,
		.synced = user->synced,
		.guest = user->guest,
		.deleted_at = user->deleted_at,
		.has_license = user->license_count > 0,
		.plan_disabled = mailbox_plan_is_disabled(user, plans),
		.skus = skus,
	};
	seen->plans = mailbox_plans(user, plans, &seen->plan_at);
	if (sku != NULL) {
		seen->sku = sku->id;
	} else if (user->deleted || seen->plans == PLANS_SUSPENDED) {
		seen->sku = sku_held_with_mailbox(skus, plans, user);
	}
}

void
observation_of_gone(
	const struct guid *user_id, time_t at, struct observation *seen)
{
	*seen = (struct observation){
		.at = at, .user_id = *user_id, .place = PLACE_GONE};
}
