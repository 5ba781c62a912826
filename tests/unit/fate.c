// SPDX-License-Identifier: MIT
/* A life, and what happens in it. */
#include "fate.h"

#include <stdarg.h>
#include <stdio.h>

#include "test.h"

double
fate_day(time_t at)
{
	return at == 0 ? 0 : (double)(at - FATE_BEGIN) / (double)DAY;
}

void
fate_say(const struct fate *fate, const char *format, ...)
{
	va_list arguments;

	if (!fate->told) {
		return;
	}
	printf("# %.3f ", fate_day(fate->truth.now));
	va_start(arguments, format);
	vprintf(format, arguments);
	va_end(arguments);
	printf("\n");
}

static void
say_tenant(const struct fate *fate)
{
	const struct truth *truth = &fate->truth;

	if (!fate->told) {
		return;
	}
	printf("# date %d bin %d licenses %d return %d duplicates %d "
	       "lag %d resilient %d grace %d synced %d probe %d "
	       "audit %d misses %d\n",
		(int)truth->date, (int)truth->bin, truth->bin_shows_licenses,
		truth->licenses_return, truth->duplicates,
		(int)truth->probe_lag_s, truth->resilient_s != 0,
		fate->tenant.extra_grace_s != 0, truth->synced, fate->may_probe,
		fate->has_audit, fate->filter_misses);
}

void
fate_begin(struct fate *fate)
{
	struct dice *dice = &fate->dice;
	struct truth *truth = &fate->truth;

	plan_set_init(&fate->plans);
	for (int i = 0; i < TRUTH_SKUS; i++) {
		fate->sku_plans[i] = (struct sku_plan){
			.plan = fate->plans.plans[i], .usable = true};
		fate->skus[i] = (struct sku){.id = {{(unsigned char)(i + 1)}},
			.status = PLAN_STATUS_ENABLED,
			.for_users = true,
			.plans = &fate->sku_plans[i],
			.plan_count = 1};
	}
	fate->list = (struct sku_list){.skus = fate->skus, .count = TRUTH_SKUS};
	tenant_init(&fate->tenant, "truth");
	truth->date = (enum truth_date)dice_roll(dice, 3);
	truth->bin = (enum truth_bin)dice_roll(dice, 3);
	truth->bin_shows_licenses = dice_once_in(dice, 2);
	truth->licenses_return = dice_once_in(dice, 2);
	truth->duplicates = dice_once_in(dice, 2);
	truth->probe_lag_s = dice_once_in(dice, 2) ? 6 * HOUR : 0;
	truth->synced = dice_once_in(dice, 6);
	fate->may_probe = !dice_once_in(dice, 6);
	truth->resilient_s = dice_once_in(dice, 2) ? WINDOW : 0;
	/* Where nobody may ask only the operator's word tells of it. */
	fate->tenant.extra_grace_s = !fate->may_probe || dice_once_in(dice, 2)
					     ? truth->resilient_s
					     : 0;
	fate->has_audit = dice_once_in(dice, 3);
	fate->audit_is_vague = dice_once_in(dice, 2);
	fate->audit_lag_s = dice_once_in(dice, 2) ? HOUR / 2 : 0;
	fate->audit_kept_s = dice_once_in(dice, 2) ? 7 * DAY : WINDOW;
	fate->history.probe_permitted = fate->may_probe;
	/* Others' losses have told, or will. */
	fate->history.dates_move = dice_once_in(dice, 3)       ? TRI_UNKNOWN
				   : truth->date == DATE_MOVES ? TRI_YES
				   : truth->date == DATE_STAYS ? TRI_NO
							       : TRI_UNKNOWN;
	truth_begin(truth, FATE_BEGIN + (time_t)dice_roll(dice, 5) * DAY);
	fate->looks_rarely = dice_once_in(dice, 2);
	fate->calm_days = 1 + dice_roll(dice, 30);
	fate->filter_misses = dice_once_in(dice, 5);
	/* By others, whom it does show. */
	fate->history.filter_is_unproven = !dice_once_in(dice, 4);
	say_tenant(fate);
}

void
fate_end(struct fate *fate)
{
	if (fate->is_known) {
		mailbox_release(&fate->mailbox);
	}
	tenant_release(&fate->tenant);
}

static void
note_record(struct fate *fate, const struct fate_record *record)
{
	if (fate->record_count < FATE_RECORDS) {
		fate->records[fate->record_count++] = *record;
	}
}

static void
delete_user(struct fate *fate)
{
	const struct fate_record record = {
		.at = fate->truth.now, .deletion = true};

	fate_say(fate, "delete");
	if (fate->truth.place == PLACE_ACTIVE) {
		note_record(fate, &record);
	}
	truth_delete(&fate->truth);
}

static void
remove_licenses(struct fate *fate)
{
	struct truth *truth = &fate->truth;
	struct fate_record record = {.at = truth->now};
	bool had = false;

	fate_say(fate, "remove licenses");
	for (int i = 0; i < TRUTH_SKUS; i++) {
		record.removed[i] = truth->held[i];
		had |= truth->held[i];
		truth_license(truth, i, false);
	}
	if (had && truth->place == PLACE_ACTIVE) {
		note_record(fate, &record);
	}
}

void
fate_happen(struct fate *fate)
{
	struct truth *truth = &fate->truth;
	static const enum plan_status statuses[] = {PLAN_STATUS_ENABLED,
		PLAN_STATUS_ENABLED, PLAN_STATUS_ENABLED, PLAN_STATUS_WARNING,
		PLAN_STATUS_SUSPENDED, PLAN_STATUS_LOCKED_OUT,
		PLAN_STATUS_LOCKED_OUT, PLAN_STATUS_DELETED};
	unsigned what = dice_roll(&fate->dice, 20);
	int sku = (int)dice_roll(&fate->dice, TRUTH_SKUS);
	enum plan_status status =
		statuses[dice_roll(&fate->dice, COUNT_OF(statuses))];

	if (what < 5) {
		remove_licenses(fate);
	} else if (what < 10) {
		fate_say(fate, "license %d", sku);
		if (truth->sku[sku] <= PLAN_STATUS_WARNING) {
			truth_license(truth, sku, true);
		}
	} else if (what < 13) {
		delete_user(fate);
	} else if (what < 16) {
		fate_say(fate, "restore");
		truth_restore(truth);
	} else if (what < 17) {
		fate_say(fate, "convert to shared");
		truth_convert(truth, true);
	} else if (what < 18) {
		fate_say(fate, "convert to user");
		truth_convert(truth, false);
	} else {
		/* It is deleted once it has been suspended for a while. */
		if (status == PLAN_STATUS_DELETED &&
			truth->sku[sku] < PLAN_STATUS_SUSPENDED) {
			status = PLAN_STATUS_SUSPENDED;
		}
		fate_say(fate, "subscription %d: %d", sku, (int)status);
		fate->has_lapsed |= status != PLAN_STATUS_ENABLED;
		truth_subscribe(truth, sku, status);
		fate->skus[sku].status = status;
	}
}
