// SPDX-License-Identifier: MIT
/*
 * step_impl - what the files that decide the next step share.
 */
#ifndef CORE_STEP_IMPL_H
#define CORE_STEP_IMPL_H

#include "core/step.h"

struct step {
	const struct remedy *remedy;
	const struct tenant *tenant;
	const struct remedy_seen *seen;
	struct remedy_move *move;
};

/* It may have been carried out, or may not. */
bool step_is_doubtful(const struct remedy_write *write);
/* Something was, or may have been, written to Graph. */
bool step_has_acted(const struct remedy *remedy);
/* The user was, or may have been, restored by us. */
bool step_has_restored(const struct remedy *remedy);
bool step_window_is_closed(const struct step *step);
/*
 * It was back, and was lost again after it was asked for: closes the remedy.
 * What is in doubt already is ours, whatever its date.
 */
bool step_is_lost_again(struct step *step);
/* What Graph said last. */
const char *step_last_word(const struct step *step);

void step_close(struct step *step, enum remedy_state state, const char *format,
	...) __attribute__((format(printf, 3, 4)));
/* Closes: REFUSED, or FAILED where something was written. */
void step_give_up(struct step *step, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
/* `until` is yet to come. */
void step_wait(struct step *step, enum remedy_state state, time_t until,
	const char *format, ...) __attribute__((format(printf, 4, 5)));
/* Looks again after a growing while; FAILED after verify_timeout. */
void step_look_again(
	struct step *step, enum remedy_state state, const char *what);
/*
 * Orders the write, unless it is dry_run or nothing may be written now.
 * `what`: "assign ENTERPRISEPACK: ...".
 */
void step_write(struct step *step, enum write_kind kind, const char *what);

/* The license of an active user whose mailbox plan is not alive. */
void step_relicense(struct step *step);
/* How many licenses with a mailbox plan that is on, and usable, are held. */
size_t step_count_licenses(const struct step *step);

#endif
