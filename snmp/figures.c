// SPDX-License-Identifier: MIT
#include "snmp/figures.h"

static uint64_t
free_seats(const struct assessment *assessment)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < assessment->seat_count; i++) {
		if (assessment->seats[i].gives_mailbox) {
			sum += (uint64_t)assessment->seats[i].free;
		}
	}
	return sum;
}

uint64_t
figure_of(const struct board_tenant *tenant, uint32_t figure)
{
	const struct assessment *assessment = &tenant->assessment;
	struct seat_summary seats = {0};

	if (figure < FIGURE_STATE) {
		return assessment->phases[figure - FIGURE_PHASE];
	}
	if (figure < FIGURE_IN_WINDOW) {
		return assessment->states[figure - FIGURE_STATE];
	}
	switch (figure) {
	case FIGURE_IN_WINDOW:
		return assessment->in_window;
	case FIGURE_RESTORABLE:
		return assessment->restorable;
	case FIGURE_UNCONFIRMED:
		return assessment->unconfirmed;
	case FIGURE_LOST_RECENTLY:
		return assessment->recent;
	case FIGURE_SEATS_FREE:
		return free_seats(assessment);
	case FIGURE_SEATS_NEEDED:
	case FIGURE_SEATS_MISSING:
	default: /* a number, not an enum */
		break;
	}
	seats = assessment_seats(assessment);
	return figure == FIGURE_SEATS_NEEDED ? seats.needed
					     : seats.needed - seats.coverable;
}

uint64_t
figure_listed(const struct board_tenant *tenant)
{
	const uint64_t *phases = tenant->assessment.phases;
	uint64_t sum = 0;

	for (int phase = 0; phase < PHASE_COUNT; phase++) {
		if (phase_is_reported((enum phase)phase) &&
			phase != PHASE_PAST && phase != PHASE_EXPIRED &&
			phase != PHASE_RELEASED) {
			sum += phases[phase];
		}
	}
	return sum;
}

time_t
figure_soonest(const struct board_tenant *tenant)
{
	const struct assessment *assessment = &tenant->assessment;

	return assessment->has_soonest
		       ? assessment->soonest.judgement.deadline.earliest
		       : 0;
}

void
figure_left(struct value *value, time_t instant, time_t now)
{
	value_integer(value,
		instant == 0 ? INT32_MAX : (int64_t)instant - (int64_t)now);
}

int64_t
figure_age_s(const struct board_tenant *tenant, time_t now)
{
	if (!tenant->has_data) {
		return INT32_MAX;
	}
	return tenant->age_s + (int64_t)now - (int64_t)tenant->judging.now;
}
