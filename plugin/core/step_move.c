// SPDX-License-Identifier: MIT
/* How a step ends, and what it does to the remedy. */
#include "core/step_impl.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>

#include "core/mem.h"
#include "core/text.h"
#include "core/timestamp.h"

bool
step_is_doubtful(const struct remedy_write *write)
{
	return write->result == WRITE_SENT || write->result == WRITE_LOST ||
	       write->result == WRITE_BUSY;
}

static bool
has_taken(const struct remedy_write *write)
{
	return write->result == WRITE_DONE || step_is_doubtful(write);
}

bool
step_has_acted(const struct remedy *remedy)
{
	for (size_t i = 0; i < WRITE_KINDS; i++) {
		if (has_taken(&remedy->writes[i])) {
			return true;
		}
	}
	return false;
}

bool
step_has_restored(const struct remedy *remedy)
{
	return has_taken(&remedy->writes[WRITE_RESTORE]);
}

bool
step_window_is_closed(const struct step *step)
{
	time_t closes_at = step->remedy->deadline.latest;

	return !step->remedy->force && closes_at != 0 &&
	       step->seen->now >= closes_at;
}

bool
step_is_lost_again(struct step *step)
{
	const struct remedy_seen *seen = step->seen;
	time_t lost_at = remedy_lost_at(
		step->remedy, step->tenant, seen->place, seen->user);
	char text[TIMESTAMP_TEXT_SIZE];

	if (seen->asked_at == 0 || step_has_acted(step->remedy) ||
		lost_at <= seen->asked_at + REQUEST_CLOCKS_APART_S) {
		return false;
	}
	step_give_up(step,
		"it was back meanwhile, and lost again at %s: ask again if "
		"that is meant, too",
		timestamp_text(lost_at, text));
	return true;
}

const char *
step_last_word(const struct step *step)
{
	return step->remedy->reason != NULL && *step->remedy->reason != '\0'
		       ? step->remedy->reason
		       : "Graph refused it";
}

/* ---- ends ---- */

void
step_close(struct step *step, enum remedy_state state, const char *format, ...)
{
	va_list arguments;

	step->move->what = DO_CLOSE;
	step->move->state = state;
	va_start(arguments, format);
	(void)vsnprintf(step->move->reason, sizeof(step->move->reason), format,
		arguments);
	va_end(arguments);
}

void
step_give_up(struct step *step, const char *format, ...)
{
	char reason[REASON_SIZE];
	va_list arguments;

	va_start(arguments, format);
	(void)vsnprintf(reason, sizeof(reason), format, arguments);
	va_end(arguments);
	step_close(step,
		step_has_acted(step->remedy) ? REMEDY_FAILED : REMEDY_REFUSED,
		"%s", reason);
}

void
step_wait(struct step *step, enum remedy_state state, time_t until,
	const char *format, ...)
{
	va_list arguments;

	step->move->what = DO_WAIT;
	step->move->state = state;
	step->move->wait_until = until;
	va_start(arguments, format);
	(void)vsnprintf(step->move->reason, sizeof(step->move->reason), format,
		arguments);
	va_end(arguments);
}

static time_t
interval_s(unsigned looks)
{
	static const time_t intervals[] = {2, 5, 15, 30, 60, 120, 300};
	const unsigned last = sizeof(intervals) / sizeof(*intervals) - 1;

	return intervals[looks < last ? looks : last];
}

/* When waiting began. */
static time_t
acted_at(const struct remedy *remedy)
{
	time_t at = remedy->opened_at;

	for (size_t i = 0; i < WRITE_KINDS; i++) {
		at = timestamp_latest(at, remedy->writes[i].sent_at);
	}
	return at;
}

void
step_look_again(struct step *step, enum remedy_state state, const char *what)
{
	const struct remedy *remedy = step->remedy;
	time_t now = step->seen->now;
	time_t limit = acted_at(remedy) +
		       (time_t)step->tenant->policy.verify_timeout_s;
	time_t until = now + interval_s(remedy->looks);
	char text[TEXT_DURATION_SIZE];

	if (now >= limit) {
		step_close(step, REMEDY_FAILED, "%s after %s", what,
			text_duration(now - acted_at(remedy), text));
		return;
	}
	step_wait(step, state, until < limit ? until : limit, "%s yet", what);
}

/*
 * Throttled again and again: a mailbox must not be lost over it unheard.  The
 * time something was on hold does not count, but for the last try after it.
 */
static bool
is_never_taken(const struct step *step, enum write_kind kind)
{
	const struct remedy *remedy = step->remedy;
	const struct remedy_write *write = &remedy->writes[kind];
	time_t now = step->seen->now;
	time_t limit = remedy->opened_at +
		       (time_t)step->tenant->policy.verify_timeout_s;

	return write->result == WRITE_NONE && now >= limit &&
	       now < write->sent_at + STEP_APPEAR_S;
}

void
step_write(struct step *step, enum write_kind kind, const char *what)
{
	if (step->tenant->policy.dry_run) {
		if (step_has_acted(step->remedy)) {
			step_close(step, REMEDY_FAILED,
				"dry_run was switched on half way: did not %s",
				what);
		} else {
			step_close(step, REMEDY_REHEARSED, "dry_run: would %s",
				what);
		}
		return;
	}
	if (step->seen->halted) {
		step_wait(step, step->remedy->state,
			step->seen->now + STEP_HALT_S,
			"on hold (pause, kill switch or enabled = no): is to "
			"%s",
			what);
		return;
	}
	if (is_never_taken(step, kind)) {
		step_give_up(step, "%s", step_last_word(step));
		return;
	}
	step->move->what = DO_WRITE;
	step->move->write = kind;
	step->move->state = REMEDY_OPEN;
	(void)snprintf(
		step->move->reason, sizeof(step->move->reason), "%s", what);
}

void
remedy_unreachable(const struct remedy *remedy, const struct tenant *tenant,
	time_t now, const char *why, struct remedy_move *move)
{
	const struct remedy_seen nothing = {.now = now};
	struct step step = {remedy, tenant, &nothing, move};
	time_t limit =
		acted_at(remedy) + (time_t)tenant->policy.verify_timeout_s;

	*move = (struct remedy_move){0};
	if (now >= limit) {
		step_give_up(&step, "Graph could not be asked: %s", why);
		return;
	}
	step_wait(&step, remedy->state, now + interval_s(remedy->looks + 1),
		"Graph cannot be asked: %s", why);
}

void
remedy_hold(const struct remedy *remedy, const struct tenant *tenant,
	time_t now, const char *why, struct remedy_move *move)
{
	const struct remedy_seen nothing = {.now = now};
	struct step step = {remedy, tenant, &nothing, move};

	*move = (struct remedy_move){0};
	step_wait(&step, remedy->state, now + STEP_HALT_S, "on hold: %s", why);
}

void
remedy_move_release(struct remedy_move *move)
{
	if (move == NULL) {
		return;
	}
	choice_release(&move->choice);
	*move = (struct remedy_move){0};
}

/* ---- what is to be written down ---- */

void
remedy_sent(struct remedy *remedy, const struct remedy_move *move, time_t now)
{
	struct remedy_write *write = &remedy->writes[move->write];

	assert(move->what == DO_WRITE);
	assert(move->write != WRITE_RESTORE || write->count == 0);
	write->result = WRITE_SENT;
	write->sent_at = now;
	write->count++;
	if (move->write == WRITE_ASSIGN) {
		remedy->assigned = move->choice.sku->id;
	}
	remedy->state = REMEDY_OPEN;
	remedy->looks = 0;
	/* Should no answer be written down. */
	remedy->due_at = now + STEP_DOUBT_S;
	mem_replace_text(&remedy->reason, move->reason);
}

void
remedy_answered(struct remedy *remedy, enum write_kind kind,
	enum write_result result, const char *why, time_t now)
{
	struct remedy_write *write = &remedy->writes[kind];
	bool is_last = kind == WRITE_ASSIGN ||
		       (kind == WRITE_RESTORE && !remedy->block);

	write->result = result;
	if (result != WRITE_DONE) {
		mem_replace_text(&remedy->reason, why);
	} else if (is_last) {
		remedy->state = REMEDY_VERIFYING;
	}
	/* A license takes a moment; what else follows, follows at once. */
	remedy->due_at =
		result == WRITE_DONE && is_last ? now + interval_s(0) : now;
}

void
remedy_unsent(struct remedy *remedy, enum write_kind kind, time_t due_at)
{
	struct remedy_write *write = &remedy->writes[kind];

	assert(write->result == WRITE_SENT && write->count > 0);
	write->result = WRITE_NONE;
	write->count--;
	remedy->due_at = due_at;
}

void
remedy_moved(struct remedy *remedy, const struct remedy_move *move, time_t now)
{
	assert(move->what == DO_WAIT || move->what == DO_CLOSE);
	if (move->took) {
		remedy->writes[WRITE_ASSIGN].result = WRITE_DONE;
	}
	remedy->state = move->state;
	mem_replace_text(&remedy->reason, move->reason);
	if (move->what == DO_CLOSE) {
		remedy->closed_at = now;
	} else {
		remedy->due_at = move->wait_until;
		remedy->looks++;
	}
}
