// SPDX-License-Identifier: MIT
/* What is shown of a life, by the truth. */
#include "fate.h"

/* As min_age, and a little. */
#define NOTICED (HOUR + 120)

time_t
fate_look_after(const struct fate *fate, time_t at)
{
	for (size_t i = 0; i < fate->look_count; i++) {
		if (fate->looks[i] >= at) {
			return fate->looks[i];
		}
	}
	return INT64_MAX;
}

/* Since when the mailbox has been in its state without a break. */
static time_t
state_since(const struct fate *fate)
{
	const struct truth *truth = &fate->truth;
	size_t at = truth->spell_count - 1;

	while (at > 0 && truth->spells[at - 1].state == truth->state) {
		at--;
	}
	return truth->spells[at].since;
}

static const char *
complaint_of_lost(const struct fate *fate, const struct judgement *judged)
{
	const struct truth *truth = &fate->truth;
	time_t left = truth->purge_at - truth->now;
	bool known = fate->is_known && phase_is_reported(judged->phase) &&
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
	capped = fate->mailbox.cause == CAUSE_USER_DELETED ||
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
fate_judge(struct fate *fate)
{
	const struct truth *truth = &fate->truth;
	const struct judging judging = {
		.tenant = &fate->tenant,
		.warning = fate->tenant.warning,
		.critical = fate->tenant.critical,
		.now = truth->now,
		.looked_at = fate->looks[fate->look_count - 1],
		.dates_move = fate->history.dates_move,
	};
	const struct handling none = {0};
	struct judgement judged = {0};
	time_t since = state_since(fate);
	time_t seen = 0;
	const char *complaint = NULL;

	if (fate->complaint != NULL) {
		return;
	}
	if (fate->is_known) {
		phase_judge(&fate->mailbox, &judging, &none, &judged);
	}
	if (truth->state == MAILBOX_CUT && truth->place != PLACE_GONE) {
		seen = fate_look_after(
			fate, since + SLACK + truth->probe_lag_s +
				      (fate->filter_misses ? 7 * DAY : 0));
		if (seen != INT64_MAX && truth->now >= seen + NOTICED) {
			complaint = complaint_of_lost(fate, &judged);
		}
		if (complaint != NULL && fate_is_spared(fate, since)) {
			complaint = NULL;
		}
	}
	if (complaint != NULL) {
		fate_say(fate, "not so: %s: %s %s, deadline %.3f, truth %.3f",
			complaint, phase_text(judged.phase),
			check_state_text(judged.state),
			fate_day(judged.deadline.earliest),
			fate_day(truth->purge_at));
	}
	fate->complaint = complaint;
}
