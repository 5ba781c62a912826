// SPDX-License-Identifier: MIT
/*
 * phase_state - the state that a mailbox gives, by its phase, what is left and
 * what the configuration caps.
 *
 * Internal to the phase.  Pure.
 */
#ifndef CORE_PHASE_STATE_H
#define CORE_PHASE_STATE_H

#include "core/phase.h"

/* Of `judgement` the phase and what is left are set already. */
enum check_state phase_state(const struct mailbox *mailbox,
	const struct judging *judging, const struct judgement *judgement);

#endif
