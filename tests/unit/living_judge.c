// SPDX-License-Identifier: MIT
/* What is shown of a life, by the truth. */
#include "living.h"

/* As min_age, and a little. */
#define NOTICED (HOUR + 120)

time_t
living_look_after(const struct living *living, time_t at)
{
	for (size_t i = 0; i < living->look_count; i++) {
		if (living->looks[i] >= at) {
			return living->looks[i];
		}
	}
	return INT64_MAX;
}

/* Since when the mailbox has been in its state without a break. */
static time_t
state_since(const struct living *living)
{
	const struct truth *truth = &living->truth;
	size_t at = truth->spell_count - 1;

	while (at > 0 && truth->spells[at - 1].state == truth->state) {
		at--;
	}
	return truth->spells[at].since;
}

static const char *
complaint_of_lost(const struct living *living, const struct judgement *judged)
{
	const struct truth *truth = &living->truth;
	time_t left = truth->purge_at - truth->now;
	bool known = living->is_known && phase_is_reported(judged->phase) &&
		     judged->phase != PHASE_RESTORED;
	bool capped = false;

	if (!known) {
		return "whoever is lost is known";
	}
	if (judged->deadline.earliest != 0 &&
		judged->deadline.earliest > truth->purge_at + SLACK) {
		return "no deadline is later than the truth";
	}
	if (truth->resilient_s == 0 &&
		judged->deadline.latest <
			truth->purge_at - (truth->date == DATE_MOVES
							  ? SLACK
							  : 30 * HOUR)) {
		return "no latest deadline is earlier";
	}
	capped = living->mailbox.cause == CAUSE_USER_DELETED ||
		 judged->phase == PHASE_CONNECTED ||
		 judged->phase == PHASE_UNDATED;
	if ((left < 10 * DAY && judged->state == CHECK_OK) ||
		(left < 3 * DAY && judged->state != CHECK_CRITICAL &&
			!capped)) {
		return "no false OK";
	}
	return NULL;
}

void
living_judge(struct living *living)
{
	const struct truth *truth = &living->truth;
	const struct judging judging = {
		.tenant = &living->tenant,
		.warning = living->tenant.warning,
		.critical = living->tenant.critical,
		.now = truth->now,
		.looked_at = living->looks[living->look_count - 1],
		.dates_move = living->history.dates_move,
	};
	const struct handling none = {0};
	struct judgement judged = {0};
	time_t since = state_since(living);
	time_t seen = 0;
	const char *complaint = NULL;

	if (living->complaint != NULL) {
		return;
	}
	if (living->is_known) {
		phase_judge(&living->mailbox, &judging, &none, &judged);
	}
	if (truth->state == MAILBOX_CUT && truth->place != PLACE_GONE) {
		seen = living_look_after(
			living, since + SLACK + truth->probe_lag_s);
		if (seen != INT64_MAX && truth->now >= seen + NOTICED) {
			complaint = complaint_of_lost(living, &judged);
		}
		if (complaint != NULL && living_is_spared(living, since)) {
			complaint = NULL;
		}
	}
	if (complaint != NULL) {
		living_say(living,
			"not so: %s: %s %s, deadline %.3f, truth %.3f",
			complaint, phase_text(judged.phase),
			check_state_text(judged.state),
			living_day(judged.deadline.earliest),
			living_day(truth->purge_at));
	}
	living->complaint = complaint;
}
