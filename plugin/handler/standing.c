// SPDX-License-Identifier: MIT
#include "handler/standing.h"

#include <stdio.h>
#include <stdlib.h>

#include "alert/nagios.h"
#include "core/clock.h"
#include "core/mem.h"
#include "handler/monitors.h"
#include "state/journal.h"

/* What one of the monitoring systems says; its texts are copies. */
struct look {
	struct monitors *monitors;
	const struct request *request;
	struct standing_seen seen;
	char *author;
	char *comment;
	struct error why; /* nothing could be asked */
};

static bool
take(void *context, const struct acknowledgement *found, struct error *err)
{
	struct look *look = context;

	(void)err;
	mem_replace_text(&look->author, found->author);
	mem_replace_text(&look->comment, found->comment);
	look->seen.source = STANDING_SEEN;
	look->seen.is_acknowledged = found->is_acknowledged;
	look->seen.acked_at = found->acked_at;
	look->seen.expires_at = found->expires_at;
	look->seen.author = look->author;
	look->seen.comment = look->comment;
	return true;
}

static void
ask_icinga2(struct look *look)
{
	const struct request *request = look->request;
	const char *instance = request->instance;
	struct icinga2 *icinga2 = NULL;
	bool found = false;
	bool ok = false;

	if (config_icinga2(look->monitors->work->settings->config, instance) ==
		NULL) {
		return;
	}
	ok = monitors_reach(look->monitors, instance, &icinga2,
		&look->seen.not_before, &look->why);
	if (ok) {
		ok = icinga2_find(icinga2, request->host, request->service,
			take, look, &found, &look->why);
		monitors_heard(look->monitors, instance, ok ? NULL : &look->why,
			&look->seen.not_before);
	}
	if (!ok && look->why.code == ERROR_WAIT) {
		look->seen.source = STANDING_SILENT;
		look->seen.silent_since =
			monitors_silent_since(look->monitors, instance);
	} else if (ok && !found) {
		(void)error_set(&look->why, ERROR_REMOTE,
			"no such service is seen there");
	}
}

static void
ask_nagios(struct look *look)
{
	const struct request *request = look->request;
	const struct nagios_site *site =
		&look->monitors->work->settings->config->nagios;
	bool found = false;

	if (site->status_file == NULL ||
		look->seen.now < request->made_at + STANDING_WAITED_S) {
		return;
	}
	if (!nagios_find(site, request->host, request->service, take, look,
		    &found, &look->seen.as_of, &look->why)) {
		look->seen.source = STANDING_UNASKED;
	}
}

static bool
note(struct work *work, int64_t id, const struct look *look, struct error *err)
{
	char *text = mem_print("whether the acknowledgement still stands could "
			       "not be asked, so it goes on: %s",
		look->why.text);
	const struct journal_entry entry = {
		.at = look->seen.now,
		.request = id,
		.kind = "note",
		.text = text,
	};
	bool ok = journal_write(work->journal, &entry, err);

	work_say(work, "request %lld: %s", (long long)id, text);
	free(text);
	return ok;
}

static bool
ask(struct monitors *monitors, int64_t id, const struct request *request,
	struct standing_answer *answer, struct error *err)
{
	struct look look = {
		.monitors = monitors,
		.request = request,
		.seen = {.source = STANDING_UNASKED,
			.now = work_now(monitors->work)},
	};
	bool ok = true;

	if (request->kind == REQUEST_ACKNOWLEDGE && request->host != NULL &&
		request->service != NULL) {
		switch (request->system) {
		case SYSTEM_ICINGA2:
			ask_icinga2(&look);
			break;
		case SYSTEM_NAGIOS:
			ask_nagios(&look);
			break;
		case SYSTEM_HAND:
			break;
		}
	}
	if (look.seen.source == STANDING_SEEN && !look.seen.is_acknowledged) {
		ok = journal_tells(monitors->work->journal, id,
			ALERT_UNACKNOWLEDGE, &look.seen.was_taken_back_by_us,
			err);
	}
	standing_judge(request, &look.seen, answer);
	if (ok && answer->verdict == STANDING_STANDS &&
		look.why.code != ERROR_NONE) {
		ok = note(monitors->work, id, &look, err);
	}
	free(look.author);
	free(look.comment);
	return ok;
}

bool
standing_ask(struct work *work, int64_t id, const struct request *request,
	struct standing_answer *answer, struct error *err)
{
	struct monitors monitors;
	bool ok = false;

	monitors_init(&monitors, work);
	ok = ask(&monitors, id, request, answer, err);
	monitors_release(&monitors);
	return ok;
}

/* ---- jobs ---- */

static bool
is_first_write(const struct job *job)
{
	if (!job->has_move || job->move.what != DO_WRITE) {
		return false;
	}
	for (size_t i = 0; i < WRITE_KINDS; i++) {
		if (job->remedy.writes[i].result != WRITE_NONE) {
			return false;
		}
	}
	return true;
}

/* What others found out in this wave, or what is asked now. */
static bool
answer_of(struct wave *wave, size_t index, struct monitors *monitors,
	struct standing_answer *answers, struct error *err)
{
	int64_t id = wave->jobs[index].remedy.request;
	struct request request = {0};
	bool ok = false;

	for (size_t i = 0; i < index; i++) {
		if (answers[i].verdict != 0 &&
			wave->jobs[i].remedy.request == id) {
			answers[index] = answers[i];
			return true;
		}
	}
	ok = journal_request(wave->work->journal, id, &request, err) &&
	     ask(monitors, id, &request, &answers[index], err);
	request_release(&request);
	return ok;
}

static void
hold_back(struct wave *wave, struct job *job,
	const struct standing_answer *answer)
{
	struct remedy_move *move = &job->move;

	if (move->write == WRITE_ASSIGN && !move->choice.was_held) {
		writer_give_seat_back(wave->writer, &move->choice.sku->id);
	}
	remedy_move_release(move);
	standing_move(&job->remedy, answer, move);
}

static void
put_off(struct wave *wave, struct job *job)
{
	const struct standing_answer later = {.verdict = STANDING_ASK_AGAIN,
		.again_at = work_now(wave->work) + STANDING_AGAIN_S};

	hold_back(wave, job, &later);
}

/* Meanwhile somebody may have thrown the switch. */
static bool
halt(struct wave *wave, struct error *err)
{
	if (!wave_is_halted(
		    wave->work, wave->writer->tenant, &wave->halted, err)) {
		return false;
	}
	for (size_t i = 0; wave->halted && i < wave->count; i++) {
		if (is_first_write(&wave->jobs[i])) {
			put_off(wave, &wave->jobs[i]);
		}
	}
	return true;
}

bool
standing_check(struct wave *wave, struct error *err)
{
	struct standing_answer *answers =
		mem_zeroed(wave->count, sizeof(*answers));
	time_t begun_at = work_now(wave->work);
	struct monitors monitors;
	bool ok = true;

	monitors_init(&monitors, wave->work);
	for (size_t i = 0; ok && i < wave->count; i++) {
		if (!is_first_write(&wave->jobs[i])) {
			continue;
		}
		if (!clock_is_within(begun_at, STANDING_BUDGET_S,
			    work_now(wave->work))) {
			put_off(wave, &wave->jobs[i]);
			continue;
		}
		ok = answer_of(wave, i, &monitors, answers, err);
		if (ok && answers[i].verdict != STANDING_STANDS) {
			hold_back(wave, &wave->jobs[i], &answers[i]);
		}
	}
	monitors_release(&monitors);
	free(answers);
	return ok && halt(wave, err);
}
