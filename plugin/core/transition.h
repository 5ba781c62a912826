// SPDX-License-Identifier: MIT
/*
 * transition - what is worth telling when a mailbox moves on: the events that
 * the SNMP subagent relays, each once.  Pure.
 */
#ifndef CORE_TRANSITION_H
#define CORE_TRANSITION_H

#include "core/phase.h"

enum event {
	EVENT_NONE,
	EVENT_EXPIRING, /* reached the warning threshold */
	EVENT_CRITICAL, /* reached the critical threshold */
	EVENT_OVERDUE,
	EVENT_LOST,
	EVENT_EXPIRED,	/* the alarm is over, the mailbox is not back */
	EVENT_RESTORED, /* the alarm is over, the mailbox is back */
	EVENT_MASS_LOSS,
	EVENT_MASS_LOSS_OVER,
	EVENT_EASED, /* the alarm is over for another reason */
};
#define EVENT_COUNT 10

/*
 * The event that takes a mailbox from what was announced of it (an enum event,
 * mailbox->announced) to `judgement`; `*announced` is what to remember.  An
 * alarm that becomes milder is silent, also one that loses its deadline and
 * goes on; one that ends never is: somebody has it on a screen.
 */
enum event transition_event(
	int before, const struct judgement *judgement, int *announced);

const char *event_text(enum event event);

#endif
