// SPDX-License-Identifier: MIT
#include "core/transition.h"

static const char *const event_names[EVENT_COUNT] = {
	[EVENT_NONE] = "none",
	[EVENT_EXPIRING] = "expiring",
	[EVENT_CRITICAL] = "critical",
	[EVENT_OVERDUE] = "overdue",
	[EVENT_LOST] = "lost",
	[EVENT_EXPIRED] = "expired",
	[EVENT_RESTORED] = "restored",
	[EVENT_MASS_LOSS] = "mass-loss",
	[EVENT_MASS_LOSS_OVER] = "mass-loss-over",
	[EVENT_EASED] = "eased",
};

const char *
event_text(enum event event)
{
	return event_names[event];
}

static enum event
by_state(enum check_state state)
{
	switch (state) {
	case CHECK_WARNING:
	case CHECK_UNKNOWN:
		return EVENT_EXPIRING;
	case CHECK_CRITICAL:
		return EVENT_CRITICAL;
	case CHECK_OK:
		break;
	}
	return EVENT_NONE;
}

/* The alarm a judgement stands for; EVENT_NONE: calm. */
static enum event
alarm_of(const struct judgement *judgement)
{
	if (judgement->state == CHECK_OK) {
		return EVENT_NONE; /* capped to nothing */
	}
	switch (judgement->phase) {
	case PHASE_EXPIRING:
	case PHASE_CONNECTED:
		return by_state(judgement->state);
	case PHASE_OVERDUE:
		return EVENT_OVERDUE;
	case PHASE_LOST:
		return EVENT_LOST;
	case PHASE_ALIVE:
	case PHASE_SETTLING:
	case PHASE_EXPIRED:
	case PHASE_RESTORED:
	case PHASE_UNDATED:
	case PHASE_PAST:
	case PHASE_PAST_UNPROVEN:
	case PHASE_SUBSCRIPTION:
	case PHASE_RELEASED:
	case PHASE_EXCLUDED:
		break;
	}
	return EVENT_NONE;
}

/* No event is of its own, and yet it alarms. */
static bool
alarms_untold(const struct judgement *judgement)
{
	return judgement->state != CHECK_OK &&
	       (judgement->phase == PHASE_UNDATED ||
		       judgement->phase == PHASE_PAST_UNPROVEN ||
		       judgement->phase == PHASE_SUBSCRIPTION);
}

enum event
transition_event(int before, const struct judgement *judgement, int *announced)
{
	enum event alarm = alarm_of(judgement);

	*announced = (int)alarm;
	if (alarm != EVENT_NONE) {
		return (int)alarm > before ? alarm : EVENT_NONE;
	}
	if (before == EVENT_NONE) {
		return EVENT_NONE;
	}
	if (alarms_untold(judgement)) {
		*announced = before;
		return EVENT_NONE;
	}
	if (judgement->phase == PHASE_RESTORED ||
		judgement->phase == PHASE_ALIVE) {
		return EVENT_RESTORED;
	}
	return judgement->phase == PHASE_EXPIRED ? EVENT_EXPIRED : EVENT_EASED;
}
