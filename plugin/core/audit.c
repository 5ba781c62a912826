// SPDX-License-Identifier: MIT
#include "core/audit.h"

#include <stdlib.h>

void
audit_record_release(struct audit_record *record)
{
	if (record == NULL) {
		return;
	}
	free(record->actor);
	free(record->correlation);
	*record = (struct audit_record){0};
}

/* Records of one change may be minutes apart, and from the date on the plan. */
#define AUDIT_NEAR_S (10 * 60)

static bool
is_near(time_t a, time_t b)
{
	return b != 0 && a - b <= AUDIT_NEAR_S && b - a <= AUDIT_NEAR_S;
}

/* How much a SKU that was taken tells of a mailbox. */
enum weight { WEIGHT_NONE, WEIGHT_UNLISTED, WEIGHT_DEAD, WEIGHT_ALIVE };

static enum weight
weigh(const struct guid *id, const struct audit_search *search)
{
	const struct sku *sku =
		search->skus == NULL ? NULL : sku_find(search->skus, id);

	if (sku == NULL) {
		return WEIGHT_UNLISTED;
	}
	if (!sku_has_mailbox_plan(sku, search->plans)) {
		return WEIGHT_NONE;
	}
	return sku->status == PLAN_STATUS_DELETED ? WEIGHT_DEAD : WEIGHT_ALIVE;
}

const struct guid *
audit_mailbox_sku(
	const struct audit_record *record, const struct audit_search *search)
{
	const struct guid *best = NULL;
	enum weight most = WEIGHT_NONE;

	for (size_t i = 0; i < record->removed_count; i++) {
		enum weight weight = weigh(&record->removed_skus[i], search);
		if (weight > most) {
			best = &record->removed_skus[i];
			most = weight;
		}
	}
	return best;
}

static bool
fits(const struct audit_record *record, const struct audit_search *search)
{
	if (record->activity != search->activity || record->at > search->to ||
		record->at < search->from) {
		return false;
	}
	switch (record->activity) {
	case AUDIT_USER_DELETED:
		return search->near == 0 || is_near(record->at, search->near);
	case AUDIT_LICENSE_CHANGED:
		break;
	}
	if (record->has_detail) {
		return audit_mailbox_sku(record, search) != NULL;
	}
	return search->from != 0 || is_near(record->at, search->near);
}

enum trust { TRUST_GUESSED, TRUST_NEAR, TRUST_DETAILED };

static enum trust
trust_in(const struct audit_record *record, const struct audit_search *search)
{
	if (record->has_detail) {
		return TRUST_DETAILED;
	}
	return is_near(record->at, search->near) ? TRUST_NEAR : TRUST_GUESSED;
}

/* Changes of no detail hours apart: any of them may be the one, or none. */
static bool
is_ambiguous(const struct audit_record *best,
	const struct audit_record *records, size_t count,
	const struct audit_search *search)
{
	for (size_t i = 0; i < count; i++) {
		if (fits(&records[i], search) &&
			!is_near(records[i].at, best->at)) {
			return true;
		}
	}
	return false;
}

const struct audit_record *
audit_choose(const struct audit_record *records, size_t count,
	const struct audit_search *search)
{
	const struct audit_record *best = NULL;
	enum trust most = TRUST_GUESSED;

	for (size_t i = 0; i < count; i++) {
		enum trust trust = trust_in(&records[i], search);
		if (fits(&records[i], search) &&
			(best == NULL || trust > most ||
				(trust == most && records[i].at > best->at))) {
			best = &records[i];
			most = trust;
		}
	}
	if (best != NULL && most == TRUST_GUESSED &&
		is_ambiguous(best, records, count, search)) {
		return NULL;
	}
	return best;
}
