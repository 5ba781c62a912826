// SPDX-License-Identifier: MIT
#ifndef GRAPHSIM_SWITCHES_H
#define GRAPHSIM_SWITCHES_H

/*
 * switches - where the real service is undocumented, or differs from tenant
 * to tenant, a switch says which way this tenant behaves.
 *
 * Numbers are seconds, days or counts as the names say.  Words are kept as
 * their position in the table of switches.c, which the enums here mirror; a
 * plain yes or no is 1 or 0.
 */

#include <stdbool.h>

#include "text.h"

enum date_moves { DATE_STAYS, DATE_MOVES, DATE_NULL };
enum filter_answer { FILTER_OK, FILTER_EMPTY, FILTER_PARTIAL, FILTER_REFUSED };
enum shown_plans { PLANS_AS_THEY_WERE, PLANS_DELETED, PLANS_NONE };
enum restored_licenses { RESTORE_NONE, RESTORE_ALL, RESTORE_IF_SEATS };
enum batch_order { BATCH_REVERSED, BATCH_AS_ASKED };
enum write_model { WRITES_IN_BUCKET, WRITES_IN_WINDOW };
enum audit_detail { DETAIL_UPDATE_USER, DETAIL_CHANGE_LICENSE, DETAIL_NONE };

#define FRACTION_RANDOM 8 /* digits 0-7 are meant literally */

struct switches {
	long assigned_date_moves; /* enum date_moves */
	long filter;		  /* enum filter_answer */
	long index_lag_s;
	long deleted_shows_plans; /* enum shown_plans */
	long deleted_shows_licenses;
	long probe_lag_s;
	long restore_licenses; /* enum restored_licenses */
	long odata_count;
	long batch_order; /* enum batch_order */
	long audit;
	long audit_detail; /* enum audit_detail */
	long audit_retention_days;
	long audit_lag_s;
	long resiliency_days;
	long usage_location_required;
	long provisioning_s;
	long fraction_digits;
	long page_size;
	long empty_pages;
	long nextlink_last;
	long pretty;
	long escapes;
	long gzip;
	long duplicate_plans;
	long token_lifetime_s;
	long locked_out_shown;
	long inner_error_lower;
	long write_limit; /* 0: none */
	long write_period_s;
	long write_model; /* enum write_model */
	long location_lag_s;
	long restore_lag_s;
};

void switches_init(struct switches *switches);

/* False, with the reason added to `why`, for an unknown name or value. */
bool switches_set(struct switches *switches, const char *name,
	const char *value, struct text *why);

#endif
