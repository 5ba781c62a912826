// SPDX-License-Identifier: MIT
/* A life, and what happens in it. */
#include "living.h"

#include <stdarg.h>
#include <stdio.h>

#include "test.h"

double
living_day(time_t at)
{
	return at == 0 ? 0 : (double)(at - LIVING_BEGIN) / (double)DAY;
}

void
living_say(const struct living *living, const char *format, ...)
{
	va_list arguments;

	if (!living->told) {
		return;
	}
	printf("# %.3f ", living_day(living->truth.now));
	va_start(arguments, format);
	vprintf(format, arguments);
	va_end(arguments);
	printf("\n");
}

static void
say_tenant(const struct living *living)
{
	const struct truth *truth = &living->truth;

	if (!living->told) {
		return;
	}
	printf("# date %d bin %d licenses %d return %d duplicates %d "
	       "lag %d resilient %d grace %d synced %d probe %d "
	       "audit %d\n",
		(int)truth->date, (int)truth->bin, truth->bin_shows_licenses,
		truth->licenses_return, truth->duplicates,
		(int)truth->probe_lag_s, truth->resilient_s != 0,
		living->tenant.extra_grace_s != 0, truth->synced,
		living->may_probe, living->has_audit);
}

void
living_begin(struct living *living)
{
	struct dice *dice = &living->dice;
	struct truth *truth = &living->truth;

	plan_set_init(&living->plans);
	for (int i = 0; i < TRUTH_SKUS; i++) {
		living->sku_plans[i] = (struct sku_plan){
			.plan = living->plans.plans[i], .usable = true};
		living->skus[i] = (struct sku){.id = {{(unsigned char)(i + 1)}},
			.status = PLAN_STATUS_ENABLED,
			.for_users = true,
			.plans = &living->sku_plans[i],
			.plan_count = 1};
	}
	living->list =
		(struct sku_list){.skus = living->skus, .count = TRUTH_SKUS};
	tenant_init(&living->tenant, "truth");
	truth->date = (enum truth_date)dice_roll(dice, 3);
	truth->bin = (enum truth_bin)dice_roll(dice, 3);
	truth->bin_shows_licenses = dice_once_in(dice, 2);
	truth->licenses_return = dice_once_in(dice, 2);
	truth->duplicates = dice_once_in(dice, 2);
	truth->probe_lag_s = dice_once_in(dice, 2) ? 6 * HOUR : 0;
	truth->synced = dice_once_in(dice, 6);
	living->may_probe = !dice_once_in(dice, 6);
	/* Where nobody may ask only the operator's word tells of it. */
	truth->resilient_s =
		living->may_probe && dice_once_in(dice, 2) ? WINDOW : 0;
	living->tenant.extra_grace_s =
		truth->resilient_s != 0 && dice_once_in(dice, 2)
			? truth->resilient_s
			: 0;
	living->has_audit = dice_once_in(dice, 3);
	living->history.probe_permitted = living->may_probe;
	/* Others' losses have told, or will. */
	living->history.dates_move = dice_once_in(dice, 3)	 ? TRI_UNKNOWN
				     : truth->date == DATE_MOVES ? TRI_YES
				     : truth->date == DATE_STAYS ? TRI_NO
								 : TRI_UNKNOWN;
	truth_begin(truth, LIVING_BEGIN + (time_t)dice_roll(dice, 5) * DAY);
	living->looks_rarely = dice_once_in(dice, 2);
	living->calm_days = 1 + dice_roll(dice, 30);
	say_tenant(living);
}

void
living_end(struct living *living)
{
	if (living->is_known) {
		mailbox_release(&living->mailbox);
	}
	tenant_release(&living->tenant);
}

static void
remove_licenses(struct living *living)
{
	struct truth *truth = &living->truth;
	bool had = truth->held[0] || truth->held[1];

	living_say(living, "remove licenses");
	truth_license(truth, 0, false);
	truth_license(truth, 1, false);
	if (had && truth->place == PLACE_ACTIVE &&
		living->removed_count < LIVING_REMOVALS) {
		living->removed_at[living->removed_count++] = truth->now;
	}
}

void
living_happen(struct living *living)
{
	struct truth *truth = &living->truth;
	static const enum plan_status statuses[] = {PLAN_STATUS_ENABLED,
		PLAN_STATUS_ENABLED, PLAN_STATUS_ENABLED, PLAN_STATUS_WARNING,
		PLAN_STATUS_SUSPENDED, PLAN_STATUS_LOCKED_OUT,
		PLAN_STATUS_LOCKED_OUT};
	unsigned what = dice_roll(&living->dice, 20);
	int sku = (int)dice_roll(&living->dice, TRUTH_SKUS);
	enum plan_status status =
		statuses[dice_roll(&living->dice, COUNT_OF(statuses))];

	if (what < 5) {
		remove_licenses(living);
	} else if (what < 10) {
		living_say(living, "license %d", sku);
		if (truth->sku[sku] <= PLAN_STATUS_WARNING) {
			truth_license(truth, sku, true);
		}
	} else if (what < 13) {
		living_say(living, "delete");
		truth_delete(truth);
	} else if (what < 16) {
		living_say(living, "restore");
		truth_restore(truth);
	} else if (what < 17) {
		living_say(living, "convert to shared");
		truth_convert(truth, true);
	} else if (what < 18) {
		living_say(living, "convert to user");
		truth_convert(truth, false);
	} else {
		living_say(living, "subscription %d: %d", sku, (int)status);
		living->has_lapsed |= status != PLAN_STATUS_ENABLED;
		truth_subscribe(truth, sku, status);
	}
}
