// SPDX-License-Identifier: MIT
/*
 * wave - one step of many remedies of one tenant: read, decide, write the
 * intents down, write to Graph, write the answers down.
 *
 * What is decided is decided by remedy_next(); here it is only carried out, in
 * that order and no other.
 */
#ifndef HANDLER_WAVE_H
#define HANDLER_WAVE_H

#include "core/step.h"
#include "handler/work.h"
#include "handler/writer.h"

#define WAVE_LIMIT 160

/* One remedy in its wave. */
struct job {
	struct remedy remedy; /* owned */
	enum place place;
	struct user user; /* owned */
	bool was_read;
	enum probe_answer probe;
	bool only_enabled;	 /* of remedy_seen */
	time_t asked_at;	 /* likewise */
	struct remedy_move move; /* owned */
	bool has_move;
};

struct wave {
	struct work *work;
	struct writer *writer;
	struct job *jobs; /* all of the writer's tenant */
	size_t count;
	time_t now;
	bool halted;
	bool clock_is_wrong;
};

/*
 * Takes the step.  Fails only where handler.db does: what could not be asked
 * of Graph is looked at again later.
 */
MUST_CHECK bool wave_run(struct wave *wave, struct error *err);
void wave_release(struct wave *wave);

/*
 * The second half: writes down what was decided, then sends what is to be
 * written.  Every job has a move.
 */
MUST_CHECK bool wave_carry_out(struct wave *wave, struct error *err);

/*
 * Whether nothing may be written now: by a pause, the kill switch, or because
 * the tenant was switched off.
 */
MUST_CHECK bool wave_is_halted(struct work *work, const struct tenant *tenant,
	bool *halted, struct error *err);

#endif
