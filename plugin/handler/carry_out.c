// SPDX-License-Identifier: MIT
/* What was decided is written down; see answers.c for what is sent then. */
#include "handler/wave.h"

#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/text.h"
#include "handler/answers.h"
#include "handler/outcome.h"
#include "state/journal.h"

/* After so many, two minutes, it is told that this takes longer. */
#define LOOKS_TOLD 5

static bool
note(const struct wave *wave, const struct remedy *remedy, const char *kind,
	const char *text, struct error *err)
{
	const struct journal_entry entry = {
		.at = wave->now,
		.request = remedy->request,
		.remedy = remedy->id,
		.kind = kind,
		.text = text,
	};
	char name[WORK_NAME_SIZE];

	work_say(wave->work, "%s: %s: %s",
		work_name(remedy->upn, &remedy->user_id, name), kind, text);
	return journal_write(wave->work->journal, &entry, err);
}

/* ---- what was decided ---- */

/* Somebody watches who does not look into the monitoring system. */
static bool
raise_event(
	const struct wave *wave, const struct remedy *remedy, struct error *err)
{
	char id[GUID_TEXT_SIZE];
	const struct handler_event event = {
		.at = wave->now,
		.remedy = remedy->id,
		.deadline = remedy->deadline.earliest,
		.event = "restore-failed",
		.tenant = remedy->tenant,
		.user_id = guid_text(&remedy->user_id, id),
		.text = remedy->reason,
		.severity = CHECK_CRITICAL,
	};

	return journal_put_event(wave->work->journal, &event, err);
}

/* What is left for others, as far as this worker knows. */
static char *
seats_left(const struct wave *wave, const struct remedy *remedy)
{
	const struct sku *sku =
		sku_find(&wave->writer->skus, &remedy->assigned);
	char name[WORK_NAME_SIZE];

	if (sku == NULL || remedy->writes[WRITE_ASSIGN].count == 0) {
		return mem_text("");
	}
	return mem_print("; %lld seats of %s left",
		(long long)sku_free_seats(sku),
		text_clean(sku->part_number, false, name, sizeof(name)));
}

static bool
close_remedy(struct wave *wave, struct job *job, struct error *err)
{
	struct remedy_move *move = &job->move;
	char *seats = NULL;
	char *reason = NULL;
	bool ok = false;

	if (move->state == REMEDY_VERIFIED) {
		seats = seats_left(wave, &job->remedy);
		reason = mem_print("%s%s%s%s", move->reason, seats,
			*move->note == '\0' ? "" : "; ", move->note);
	}
	remedy_moved(&job->remedy, move, wave->now);
	if (reason != NULL) {
		mem_replace_text(&job->remedy.reason, reason);
	}
	ok = note(wave, &job->remedy, "outcome", job->remedy.reason, err) &&
	     ((move->state != REMEDY_FAILED && move->state != REMEDY_REFUSED) ||
		     raise_event(wave, &job->remedy, err));
	free(reason);
	free(seats);
	return ok;
}

/* By how many seconds a clock is wrong is none. */
static bool
is_news(const struct wave *wave, const struct job *job)
{
	const char *before = job->remedy.reason;
	const char *now = job->move.reason;

	if (before == NULL) {
		return true;
	}
	return wave->clock_is_wrong
		       ? strncmp(before, now, strcspn(now, "0123456789")) != 0
		       : strcmp(before, now) != 0;
}

/* That it takes its time, or that nothing is done while the clock is wrong. */
static bool
is_told(const struct wave *wave, const struct remedy *remedy, bool news)
{
	return (wave->clock_is_wrong && news) ||
	       (remedy->looks == LOOKS_TOLD &&
		       remedy->state == REMEDY_VERIFYING);
}

static bool
write_move_down(struct wave *wave, struct job *job, struct error *err)
{
	struct remedy *remedy = &job->remedy;
	bool news = is_news(wave, job);
	bool ok = true;

	switch (job->move.what) {
	case DO_WRITE:
		remedy_sent(remedy, &job->move, wave->now);
		ok = note(wave, remedy, "intent", job->move.reason, err);
		break;
	case DO_WAIT:
		remedy_moved(remedy, &job->move, wave->now);
		ok = (!news || note(wave, remedy, "read", job->move.reason,
				       err)) &&
		     (!is_told(wave, remedy, news) ||
			     outcome_tell_waiting(wave->work, remedy, err));
		break;
	case DO_CLOSE:
		ok = close_remedy(wave, job, err);
		break;
	case DO_PROBE:
		ok = error_set(err, ERROR_INTERNAL, "a probe left over");
		break;
	}
	return ok && journal_put_remedy(wave->work->journal, remedy, err);
}

static bool
write_moves_down(struct wave *wave, struct error *err)
{
	struct journal *journal = wave->work->journal;

	if (!journal_begin(journal, err)) {
		return false;
	}
	for (size_t i = 0; i < wave->count; i++) {
		if (!write_move_down(wave, &wave->jobs[i], err)) {
			journal_rollback(journal);
			return false;
		}
	}
	return journal_commit(journal, err);
}

bool
wave_carry_out(struct wave *wave, struct error *err)
{
	/* Where another worker may be at it nothing is begun; it is seen to. */
	return !work_is_ours(wave->work) ||
	       (write_moves_down(wave, err) && answers_await(wave, err));
}
