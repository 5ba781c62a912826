// SPDX-License-Identifier: MIT
/*
 * guard - what becomes of one mailbox that a request means, whoever asks.
 *
 * To be restored, the first of these that applies answers:
 * - back already: left.
 * - released, or excluded by the configuration: left; refused where it was
 *   named or the comment says #restore (in any form).  No word gets past that:
 *   `unrelease` does.
 * - lost after it was acknowledged (back meanwhile, and lost again while no
 *   worker ran): refused; by an event left.  Whoever asked meant another loss.
 * - on_ack of its cause: none leaves it, token leaves it unless the comment has
 *   #restore, #restore-all or #restore-signin, and refuses it with #force
 *   alone: whoever wrote that waits for something.  A license taken from
 *   somebody whose sign-in is blocked is a leaver's, too, and asks for the word
 *   unless on_ack_user_deleted is restore; so does what the bin shows like a
 *   shared mailbox, but is not known and may sign in.  By hand that does not
 *   apply.
 *   A WARNING of its own service while it was OK by the configured thresholds
 *   is about something else, such as a secret that runs out: left, with a hint,
 *   unless the comment asks for something.
 * - Events: not OK by the configured thresholds, its cause in
 *   on_event_causes, sign-in enabled (but for a shared mailbox, which is
 *   blocked from birth; one that may be a leaver's wants user-deleted there,
 *   too), else left; and one that was brought back before and is lost again is
 *   refused: two programs would fight over it.
 * - at work: left to that.
 * - a suspended subscription, or gone for good: left or refused likewise.
 * - nothing left to restore, or past its latest deadline without #force:
 *   refused.
 * - past its earliest deadline without #force: refused.
 * - deleted and synchronized, without allow_synced_deleted: refused.
 * - licensed by a group, with group_held = refuse: refused.
 * - failed less than `cooldown` ago, without #force and not by hand: left.
 *
 * To be let go: what is not lost, released or excluded is left, what is at work
 * or was lost after it was acknowledged refused.  Pure.
 */
#ifndef CORE_GUARD_H
#define CORE_GUARD_H

#include "core/meant.h"

/* `named`: by itself, so that a refusal has to be heard. */
void guard_restore(const struct asking *asking,
	const struct remedy_candidate *candidate, bool named,
	struct remedy_decision *decision);
/*
 * Whether `request` is good for somebody, too, whose sign-in turns out to be
 * blocked when the license is to be given: what was collected may be hours old.
 */
bool guard_may_be_blocked(
	const struct request *request, const struct policy *policy);
void guard_release(const struct asking *asking,
	const struct remedy_candidate *candidate,
	struct remedy_decision *decision);
void guard_unrelease(const struct remedy_candidate *candidate,
	struct remedy_decision *decision);

#endif
