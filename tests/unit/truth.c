// SPDX-License-Identifier: MIT
#include "truth.h"

#include <assert.h>
#include <string.h>

#define DAY (24 * 60 * 60)
#define WINDOW (30 * DAY)

static void
note(struct truth *truth, time_t at)
{
	struct truth_spell spell = {
		.since = at,
		.place = truth->place,
		.state = truth->state,
		.shared = truth->shared,
		.leaves_at = truth->leaves_at,
		.purge_at = truth->purge_at,
	};
	struct truth_spell *last =
		truth->spell_count == 0
			? NULL
			: &truth->spells[truth->spell_count - 1];

	if (last != NULL && last->since == at) {
		*last = spell;
		return;
	}
	assert(truth->spell_count < TRUTH_SPELLS);
	truth->spells[truth->spell_count++] = spell;
}

static bool
is_licensed(const struct truth *truth)
{
	for (size_t i = 0; i < truth->plan_count; i++) {
		if (truth->plans[i].status != PLAN_STATUS_DELETED) {
			return true;
		}
	}
	return false;
}

static void
cut_off(struct truth *truth, time_t at)
{
	truth->state = MAILBOX_CUT;
	truth->cut_at = at;
	truth->leaves_at = 0;
	truth->purge_at = at + WINDOW;
}

/* Brings the mailbox in line with its user. */
static void
review(struct truth *truth)
{
	bool licensed = is_licensed(truth);
	bool entitled = licensed || truth->shared;

	if (truth->place != PLACE_ACTIVE) {
		if (truth->state == MAILBOX_THERE) {
			cut_off(truth, truth->now);
		}
	} else if (truth->state == MAILBOX_THERE) {
		if (entitled) {
			truth->leaves_at = 0;
		} else if (truth->resilient_s == 0) {
			cut_off(truth, truth->now);
		} else if (truth->leaves_at == 0) {
			truth->leaves_at = truth->now + truth->resilient_s;
		}
	} else if (licensed || (truth->state == MAILBOX_CUT && truth->shared)) {
		truth->state = MAILBOX_THERE;
		truth->connected_at = truth->now;
		truth->cut_at = 0;
		truth->purge_at = 0;
	}
	note(truth, truth->now);
}

/* The entry that is not Deleted, else the newest, else NULL. */
static struct user_plan *
entry_of(struct truth *truth, const struct guid *plan)
{
	struct user_plan *found = NULL;

	for (size_t i = 0; i < truth->plan_count; i++) {
		struct user_plan *entry = &truth->plans[i];
		if (!guid_equal(&entry->plan, plan)) {
			continue;
		}
		if (entry->status != PLAN_STATUS_DELETED) {
			return entry;
		}
		if (found == NULL || entry->assigned_at > found->assigned_at) {
			found = entry;
		}
	}
	return found;
}

static void
change_entry(
	struct truth *truth, struct user_plan *entry, enum plan_status status)
{
	entry->status = status;
	if (status != PLAN_STATUS_DELETED || truth->date == DATE_MOVES) {
		entry->assigned_at = truth->now;
	} else if (truth->date == DATE_NULL) {
		entry->assigned_at = 0;
	}
}

static void
update_plan(struct truth *truth, int sku)
{
	struct plan_set set;
	struct user_plan *entry = NULL;
	enum plan_status wanted =
		truth->held[sku] ? truth->sku[sku] : PLAN_STATUS_DELETED;

	plan_set_init(&set);
	entry = entry_of(truth, &set.plans[sku]);
	if (entry == NULL && wanted == PLAN_STATUS_DELETED) {
		return;
	}
	if (entry != NULL && entry->status == wanted) {
		return;
	}
	if (entry == NULL ||
		(entry->status == PLAN_STATUS_DELETED && truth->duplicates)) {
		assert(truth->plan_count < TRUTH_PLANS);
		truth->plans[truth->plan_count++] =
			(struct user_plan){.plan = set.plans[sku],
				.status = wanted,
				.assigned_at = truth->now};
		return;
	}
	change_entry(truth, entry, wanted);
}

static void
refresh(struct truth *truth)
{
	for (int i = 0; i < TRUTH_SKUS; i++) {
		update_plan(truth, i);
	}
	review(truth);
}

void
truth_begin(struct truth *truth, time_t now)
{
	truth->now = now;
	truth->state = MAILBOX_PURGED;
	truth->held[0] = true;
	for (int i = 0; i < TRUTH_SKUS; i++) {
		truth->sku[i] = PLAN_STATUS_ENABLED;
	}
	refresh(truth);
	truth->connected_at = 0; /* no earlier state to lag behind */
}

void
truth_advance(struct truth *truth, time_t to)
{
	if (truth->leaves_at != 0 && truth->leaves_at <= to) {
		time_t at = truth->leaves_at;
		cut_off(truth, at);
		note(truth, at);
	}
	if (truth->state == MAILBOX_CUT && truth->purge_at <= to) {
		truth->state = MAILBOX_PURGED;
		note(truth, truth->purge_at);
	}
	if (truth->place == PLACE_DELETED && truth->deleted_at + WINDOW <= to) {
		truth->place = PLACE_GONE;
		truth->state = MAILBOX_PURGED;
		note(truth, truth->deleted_at + WINDOW);
	}
	truth->now = to;
}

void
truth_license(struct truth *truth, int sku, bool held)
{
	if (truth->place == PLACE_ACTIVE && truth->held[sku] != held) {
		truth->held[sku] = held;
		refresh(truth);
	}
}

void
truth_delete(struct truth *truth)
{
	if (truth->place == PLACE_ACTIVE) {
		truth->place = PLACE_DELETED;
		truth->deleted_at = truth->now;
		review(truth);
	}
}

void
truth_restore(struct truth *truth)
{
	if (truth->place != PLACE_DELETED) {
		return;
	}
	truth->place = PLACE_ACTIVE;
	truth->deleted_at = 0;
	if (!truth->licenses_return) {
		memset(truth->held, 0, sizeof(truth->held));
	}
	refresh(truth);
}

void
truth_convert(struct truth *truth, bool shared)
{
	if (truth->place == PLACE_ACTIVE && truth->state == MAILBOX_THERE) {
		truth->shared = shared;
		review(truth);
	}
}

void
truth_subscribe(struct truth *truth, int sku, enum plan_status status)
{
	truth->sku[sku] = status;
	if (truth->place == PLACE_ACTIVE && truth->held[sku]) {
		refresh(truth);
	}
}

void
truth_observe(const struct truth *truth, const struct plan_set *plans,
	const struct sku_list *skus, struct observation *seen)
{
	static char address[] = "ada@example.com";
	struct user_plan shown[TRUTH_PLANS];
	struct user_license licenses[TRUTH_SKUS] = {0};
	bool deleted = truth->place == PLACE_DELETED;
	struct user user = {
		.id = {{7}},
		.upn = address,
		.display_name = address,
		.mail = address,
		.account_enabled = TRI_YES,
		.synced = truth->synced ? TRI_YES : TRI_UNKNOWN,
		.deleted = deleted,
		.deleted_at = truth->deleted_at,
		.plans = shown,
		.licenses = licenses,
	};

	if (truth->place == PLACE_GONE) {
		observation_of_gone(&user.id, truth->now, seen);
		return;
	}
	if (!deleted || truth->bin != BIN_NONE) {
		memcpy(shown, truth->plans, sizeof(shown));
		user.plan_count = truth->plan_count;
	}
	for (size_t i = 0;
		deleted && truth->bin == BIN_DELETED && i < user.plan_count;
		i++) {
		shown[i].status = PLAN_STATUS_DELETED;
	}
	for (int i = 0; i < TRUTH_SKUS; i++) {
		if (truth->held[i] && (!deleted || truth->bin_shows_licenses)) {
			licenses[user.license_count++].sku = skus->skus[i].id;
		}
	}
	observation_of_user(&user, plans, skus, truth->now, seen);
}

enum probe_answer
truth_answer(const struct truth *truth)
{
	bool answers =
		truth->state == MAILBOX_THERE
			? truth->connected_at == 0 ||
				  truth->now >= truth->connected_at +
							truth->probe_lag_s
			: truth->state == MAILBOX_CUT &&
				  truth->now <
					  truth->cut_at + truth->probe_lag_s;

	return !answers	       ? PROBE_NOT_FOUND
	       : truth->shared ? PROBE_SHARED
			       : PROBE_USER;
}
