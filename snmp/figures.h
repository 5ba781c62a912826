// SPDX-License-Identifier: MIT
/*
 * figures - what is counted of a tenant; the sums of all tenants are the
 * summary.  The same numbers, under the same names, as in the check's JSON.
 */
#ifndef SNMP_FIGURES_H
#define SNMP_FIGURES_H

#include "snmp/board.h"
#include "snmp/value.h"

/* In the order of their columns, in both tables. */
enum figure {
	FIGURE_PHASE, /* the first of PHASE_COUNT */
	FIGURE_STATE = FIGURE_PHASE + PHASE_COUNT, /* OK, and three more */
	FIGURE_IN_WINDOW = FIGURE_STATE + 4,
	FIGURE_RESTORABLE,
	FIGURE_UNCONFIRMED,
	FIGURE_LOST_RECENTLY,
	FIGURE_SEATS_NEEDED,
	FIGURE_SEATS_MISSING,
	FIGURE_SEATS_FREE,
	FIGURE_COUNT
};

/* Of a tenant without data all are 0. */
uint64_t figure_of(const struct board_tenant *tenant, uint32_t figure);

/* What the check would list: neither long past nor let go. */
uint64_t figure_listed(const struct board_tenant *tenant);

/* When the first of those that expire does so; 0: none does. */
time_t figure_soonest(const struct board_tenant *tenant);

/* Seconds from `now` to the instant; 2147483647 when there is none. */
void figure_left(struct value *value, time_t instant, time_t now);

/* Seconds since the data were collected; 2147483647 when there are none. */
int64_t figure_age_s(const struct board_tenant *tenant, time_t now);

#endif
