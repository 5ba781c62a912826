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

static bool
fits(const struct audit_record *record, const struct audit_search *search)
{
	if (record->activity != search->activity || record->at > search->to ||
		record->at < search->from) {
		return false;
	}
	switch (record->activity) {
	case AUDIT_USER_DELETED:
		return is_near(record->at, search->near);
	case AUDIT_LICENSE_CHANGED:
		break;
	}
	if (record->has_detail) {
		return record->removed_count > 0;
	}
	return search->from != 0 || is_near(record->at, search->near);
}

static bool
is_better(const struct audit_record *a, const struct audit_record *b)
{
	if (b == NULL || a->has_detail != b->has_detail) {
		return b == NULL || a->has_detail;
	}
	return a->at > b->at;
}

const struct audit_record *
audit_choose(const struct audit_record *records, size_t count,
	const struct audit_search *search)
{
	const struct audit_record *best = NULL;

	for (size_t i = 0; i < count; i++) {
		if (fits(&records[i], search) && is_better(&records[i], best)) {
			best = &records[i];
		}
	}
	return best;
}
