// SPDX-License-Identifier: MIT
#include "handler/wave.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/guard.h"
#include "core/mem.h"
#include "graph/licensing.h"
#include "handler/kill_switch.h"
#include "handler/standing.h"
#include "state/journal.h"

/* Each costs a question to the directory audit. */
#define GROUPS_NAMED 10
#define GROUP_SLACK_S (60 * 60)

void
wave_release(struct wave *wave)
{
	for (size_t i = 0; i < wave->count; i++) {
		remedy_release(&wave->jobs[i].remedy);
		user_release(&wave->jobs[i].user);
		remedy_move_release(&wave->jobs[i].move);
	}
	free(wave->jobs);
	*wave = (struct wave){0};
}

bool
wave_is_halted(struct work *work, const struct tenant *tenant, bool *halted,
	struct error *err)
{
	bool paused = false;

	if (!journal_is_paused(work->journal, tenant->name, &paused, err)) {
		return false;
	}
	*halted = paused || !tenant->enabled || kill_switch_is_set(tenant);
	return true;
}

/* ---- reading ---- */

static struct job *
job_of(struct wave *wave, const struct guid *id)
{
	for (size_t i = 0; i < wave->count; i++) {
		if (guid_equal(&wave->jobs[i].remedy.user_id, id)) {
			return &wave->jobs[i];
		}
	}
	return NULL;
}

static bool
take_user(void *context, const struct guid *id, enum directory_where where,
	const struct user *user, struct error *err)
{
	struct job *job = job_of(context, id);

	if (job == NULL || job->was_read) {
		return error_set(err, ERROR_REMOTE, "a user nobody asked for");
	}
	switch (where) {
	case DIRECTORY_ACTIVE:
		job->place = PLACE_ACTIVE;
		break;
	case DIRECTORY_DELETED:
		job->place = PLACE_DELETED;
		break;
	case DIRECTORY_GONE:
		job->place = PLACE_GONE;
		break;
	}
	if (user != NULL) {
		user_copy(&job->user, user);
	}
	job->was_read = true;
	return true;
}

static bool
take_probe(void *context, const struct guid *id, enum probe_answer answer,
	struct error *err)
{
	struct job *job = job_of(context, id);

	if (job == NULL) {
		return error_set(err, ERROR_REMOTE, "a user nobody asked for");
	}
	job->probe = answer;
	return true;
}

static void
decide(struct wave *wave, struct job *job)
{
	const struct remedy_seen seen = {
		.now = wave->now,
		.place = job->place,
		.user = job->place == PLACE_GONE ? NULL : &job->user,
		.probe = job->probe,
		.skus = wave->writer->skus_read_at == 0 ? NULL
							: &wave->writer->skus,
		.halted = wave->halted,
		.only_enabled = job->only_enabled,
		.asked_at = job->asked_at,
	};
	const struct remedy_move *move = &job->move;

	remedy_move_release(&job->move);
	remedy_next(&job->remedy, wave->writer->tenant, &seen, &job->move);
	job->has_move = move->what != DO_PROBE;
	if (move->what == DO_WRITE && move->write == WRITE_ASSIGN &&
		!move->choice.was_held) {
		writer_take_seat(wave->writer, &move->choice.sku->id);
	}
}

static bool
read_users(struct wave *wave, struct error *err)
{
	struct guid *ids = mem_zeroed(wave->count, sizeof(*ids));
	bool ok = false;

	for (size_t i = 0; i < wave->count; i++) {
		ids[i] = wave->jobs[i].remedy.user_id;
	}
	ok = directory_users_by_id(wave->writer->directory, ids, wave->count,
		take_user, wave, err);
	free(ids);
	return ok;
}

/* What was asked for is read only where it matters. */
static bool
read_request(struct wave *wave, struct job *job, struct error *err)
{
	const struct tenant *tenant = wave->writer->tenant;
	const struct remedy *remedy = &job->remedy;
	struct request request = {0};
	bool is_blocked = job->place == PLACE_ACTIVE &&
			  job->user.account_enabled == TRI_NO &&
			  remedy->cause == CAUSE_LICENSE_REMOVED;
	bool is_newer = remedy_lost_at(remedy, tenant, job->place, &job->user) >
			remedy->lost_latest;
	bool ok = true;

	if (!is_blocked && !is_newer) {
		return true;
	}
	ok = journal_request(
		wave->work->journal, remedy->request, &request, err);
	job->only_enabled = ok && is_blocked &&
			    !guard_may_be_blocked(&request, &tenant->policy);
	job->asked_at = ok ? request_asked_at(&request) : 0;
	request_release(&request);
	return ok;
}

static bool
probe_mailboxes(struct wave *wave, struct error *err)
{
	struct guid *ids = mem_zeroed(wave->count, sizeof(*ids));
	size_t count = 0;
	bool ok = true;

	for (size_t i = 0; i < wave->count; i++) {
		if (!wave->jobs[i].has_move) {
			ids[count++] = wave->jobs[i].remedy.user_id;
		}
	}
	if (count > 0) {
		ok = directory_probe(wave->writer->directory, ids, count,
			take_probe, wave, err);
	}
	free(ids);
	return ok;
}

/* Everything that is asked of Graph before something is written. */
static bool
look(struct wave *wave, struct error *err)
{
	if (!writer_begin(wave->writer, err)) {
		return false;
	}
	if (!read_users(wave, err) || !writer_read_skus(wave->writer, err)) {
		writer_fail(wave->writer, err);
		return false;
	}
	if (!writer_check_clock(wave->writer, err)) {
		wave->clock_is_wrong = true;
		return false;
	}
	for (size_t i = 0; i < wave->count; i++) {
		if (!wave->jobs[i].was_read) {
			return error_set(err, ERROR_REMOTE,
				"not every user asked for was answered");
		}
		if (!read_request(wave, &wave->jobs[i], err)) {
			return false;
		}
		decide(wave, &wave->jobs[i]);
	}
	if (!probe_mailboxes(wave, err)) {
		writer_fail(wave->writer, err);
		return false;
	}
	for (size_t i = 0; i < wave->count; i++) {
		struct job *job = &wave->jobs[i];
		if (!job->has_move && job->probe == PROBE_NEVER) {
			job->probe = PROBE_FAILED;
		}
		if (!job->has_move) {
			decide(wave, job);
		}
	}
	return true;
}

/* Who should give the license back is told; that nobody knows is no error. */
static void
name_groups(struct wave *wave)
{
	int asked = 0;

	if (wave->writer->tenant->audit == EFFORT_NO) {
		return;
	}
	for (size_t i = 0; i < wave->count && asked < GROUPS_NAMED; i++) {
		struct job *job = &wave->jobs[i];
		const struct remedy *remedy = &job->remedy;
		size_t length = strlen(job->move.note);
		struct error ignored = {0};
		char *group = NULL;
		if (job->move.what != DO_CLOSE ||
			job->move.state != REMEDY_VERIFIED ||
			!remedy->by_group ||
			remedy->writes[WRITE_ASSIGN].count == 0) {
			continue;
		}
		asked++;
		if (licensing_group_of_loss(wave->writer->directory,
			    &remedy->user_id,
			    remedy->lost_earliest - GROUP_SLACK_S,
			    remedy->lost_latest + GROUP_SLACK_S, &group,
			    &ignored) &&
			group != NULL) {
			(void)snprintf(job->move.note + length,
				sizeof(job->move.note) - length, ": %s", group);
		}
		free(group);
	}
}

/* Nothing could be asked, or nothing may be decided by what was answered. */
static void
put_off(const struct wave *wave, struct job *job, const char *why)
{
	time_t not_before = writer_not_before(wave->writer);

	if (wave->clock_is_wrong) {
		remedy_hold(&job->remedy, wave->writer->tenant, wave->now, why,
			&job->move);
	} else {
		remedy_unreachable(&job->remedy, wave->writer->tenant,
			wave->now, why, &job->move);
	}
	if (job->move.what == DO_WAIT && job->move.wait_until < not_before) {
		job->move.wait_until = not_before;
	}
	job->has_move = true;
}

bool
wave_run(struct wave *wave, struct error *err)
{
	struct error why = {0};
	bool seen = false;

	wave->now = work_now(wave->work);
	if (!wave_is_halted(
		    wave->work, wave->writer->tenant, &wave->halted, err)) {
		return false;
	}
	seen = look(wave, &why);
	for (size_t i = 0; !seen && i < wave->count; i++) {
		if (!wave->jobs[i].has_move) {
			put_off(wave, &wave->jobs[i], why.text);
		}
	}
	if (seen) {
		name_groups(wave);
	}
	if (!standing_check(wave, err)) {
		return false;
	}
	/* Asking took its time, and what is doubtful is so from sending on. */
	wave->now = work_now(wave->work);
	return wave_carry_out(wave, err);
}
