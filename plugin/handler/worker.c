// SPDX-License-Identifier: MIT
#include "handler/worker.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/mem.h"
#include "core/timestamp.h"
#include "handler/decide.h"
#include "handler/intake.h"
#include "handler/outcome.h"
#include "handler/reload.h"
#include "handler/tell.h"
#include "handler/wave.h"
#include "handler/work.h"
#include "process/inbox.h"
#include "process/lock.h"
#include "state/journal.h"

/* However far away what is due: somebody may set the clock, or the file. */
#define WORKER_NAP_S 60

/* ---- waves ---- */

/* What is due now, of all tenants. */
struct due {
	struct work *work;
	struct remedy remedies[WAVE_LIMIT];
	size_t count;
};

static void
copy_remedy(struct remedy *to, const struct remedy *from)
{
	*to = *from;
	to->tenant = mem_text(from->tenant);
	to->upn = mem_text(from->upn);
	to->reason = mem_text(from->reason);
}

static bool
keep_due(void *context, const struct remedy *remedy, struct error *err)
{
	struct due *due = context;

	(void)err;
	copy_remedy(&due->remedies[due->count++], remedy);
	return true;
}

static void
release_due(struct due *due)
{
	for (size_t i = 0; i < due->count; i++) {
		remedy_release(&due->remedies[i]);
	}
	free(due);
}

/* Its tenant was taken out of the configuration. */
static bool
close_orphan(struct work *work, struct remedy *remedy, struct error *err)
{
	const struct remedy_move move = {.what = DO_CLOSE,
		.state = REMEDY_FAILED,
		.reason = "its tenant is no longer in the configuration"};

	const struct journal_entry entry = {
		.at = work_now(work),
		.request = remedy->request,
		.remedy = remedy->id,
		.kind = "outcome",
		.text = move.reason,
	};

	remedy_moved(remedy, &move, work_now(work));
	return journal_put_remedy(work->journal, remedy, err) &&
	       journal_write(work->journal, &entry, err);
}

/* Takes those of one tenant out of what is due; `*count` of them. */
static struct job *
take_jobs(struct due *due, const char *tenant, size_t *count)
{
	struct job *jobs = mem_zeroed(due->count, sizeof(*jobs));

	*count = 0;
	for (size_t i = 0; i < due->count; i++) {
		struct remedy *remedy = &due->remedies[i];
		if (remedy->tenant != NULL &&
			strcmp(remedy->tenant, tenant) == 0) {
			jobs[(*count)++].remedy = *remedy;
			*remedy = (struct remedy){0};
		}
	}
	return jobs;
}

static bool
run_due(struct due *due, struct error *err)
{
	struct work *work = due->work;
	bool ok = true;

	for (size_t i = 0; ok && i < due->count; i++) {
		const char *name = due->remedies[i].tenant;
		const struct tenant *tenant = NULL;
		struct wave wave = {.work = work};
		if (name == NULL) {
			continue; /* was in an earlier wave */
		}
		tenant = config_tenant(work->settings->config, name);
		if (tenant == NULL) {
			ok = close_orphan(work, &due->remedies[i], err);
			continue;
		}
		wave.writer = work_writer(work, tenant);
		wave.jobs = take_jobs(due, tenant->name, &wave.count);
		ok = wave_run(&wave, err);
		wave_release(&wave);
	}
	return ok;
}

static bool
run_waves(struct work *work, struct error *err)
{
	struct due *due = mem_zeroed(1, sizeof(*due));
	bool ok = false;

	due->work = work;
	ok = journal_each_due(work->journal, work_now(work), WAVE_LIMIT,
		     keep_due, due, err) &&
	     run_due(due, err);
	release_due(due);
	return ok;
}

/* ---- when is the next thing to be done? ---- */

static bool
next_at(struct work *work, time_t *at, struct error *err)
{
	time_t due_at = 0;
	time_t message_at = 0;

	if (!journal_next_due(work->journal, &due_at, err) ||
		!journal_next_message(work->journal, &message_at, err)) {
		return false;
	}
	*at = timestamp_earliest(
		work->ask_again_at, timestamp_earliest(due_at, message_at));
	return true;
}

static void
nap(const struct work *work, int watch, time_t until)
{
	time_t wait_s = until - work_now(work);

	if (wait_s > 0) {
		inbox_wait(watch,
			1000 * (int)(wait_s < WORKER_NAP_S ? wait_s
							   : WORKER_NAP_S));
	}
}

/* ---- the loop ---- */

static void
look_at_config(const struct work *work, struct stat *look)
{
	const char *path = work->settings->config_path;

	if (path == NULL || stat(path, look) != 0) {
		*look = (struct stat){0};
	}
}

static bool
is_same_file(const struct stat *a, const struct stat *b)
{
	return a->st_dev == b->st_dev && a->st_ino == b->st_ino &&
	       a->st_size == b->st_size &&
	       a->st_ctim.tv_sec == b->st_ctim.tv_sec &&
	       a->st_ctim.tv_nsec == b->st_ctim.tv_nsec;
}

/* Until nothing is open; the inbox is looked at between all waves. */
static bool
work_on(struct work *work, int watch, bool *changed, struct error *err)
{
	struct stat before = {0};

	look_at_config(work, &before);
	for (;;) {
		struct stat now = {0};
		time_t at = 0;
		look_at_config(work, &now);
		*changed = !is_same_file(&before, &now) || !work_is_ours(work);
		if (*changed) {
			return true;
		}
		if (!intake(work, err) || !decide_requests(work, err) ||
			!run_waves(work, err) || !outcome_report(work, err) ||
			!tell_all_due(work, err) || !next_at(work, &at, err)) {
			return false;
		}
		if (!inbox_is_empty(work->inbox)) {
			continue;
		}
		if (at == 0 || (work->settings->once && at > work_now(work))) {
			return true;
		}
		nap(work, watch, at);
	}
}

static bool
open_journal(struct work *work, struct error *err)
{
	const struct worker_settings *settings = work->settings;
	char *path = handler_database_path(settings->config->state_dir);
	bool ok = journal_open(path, settings->at != 0, work_now(work),
			  &work->journal, err) &&
		  (stat(path, &work->database) == 0 ||
			  error_set(err, ERROR_WAIT, "%s was removed", path));

	free(path);
	return ok;
}

/* What is needed to work: the inbox, the database, a session a tenant. */
static bool
work_while_locked(struct work *work, bool *changed, struct error *err)
{
	const struct config *config = work->settings->config;
	int watch = -1;
	bool ok = false;

	work->writers =
		mem_zeroed(config->tenant_count, sizeof(*work->writers));
	work->rests = mem_zeroed(config->icinga2_count, sizeof(*work->rests));
	for (size_t i = 0; i < config->tenant_count; i++) {
		writer_init(
			&work->writers[i], &config->tenants[i], work->settings);
	}
	ok = inbox_prepare(work->inbox, err) &&
	     inbox_watch(work->inbox, &watch, err) && open_journal(work, err) &&
	     work_on(work, watch, changed, err);
	if (watch >= 0) {
		(void)close(watch);
	}
	for (size_t i = 0; i < config->tenant_count; i++) {
		writer_release(&work->writers[i]);
	}
	for (size_t i = 0; i < config->icinga2_count; i++) {
		free(work->rests[i].why);
	}
	free(work->rests);
	free(work->writers);
	journal_close(work->journal);
	work->writers = NULL;
	work->rests = NULL;
	work->journal = NULL;
	return ok;
}

static bool
take_lock(const struct worker_settings *settings, int *lock, bool *taken,
	struct error *err)
{
	char *path = handler_lock_path(settings->config->state_dir);
	bool ok = (*lock != LOCK_NONE || lock_open(path, lock, err)) &&
		  lock_try(*lock, taken, err);

	free(path);
	return ok;
}

/* With one configuration; `*changed`: the file is another one by now. */
static bool
work_with(const struct worker_settings *settings, bool *changed,
	struct error *err)
{
	struct work work = {.settings = settings,
		.inbox = inbox_path(settings->config->state_dir)};
	int lock = settings->lock;
	bool ok = true;
	bool goes_on = true;

	*changed = false;
	while (ok && goes_on) {
		bool taken = false;
		ok = take_lock(settings, &lock, &taken, err);
		work.lock = lock;
		if (ok && taken) {
			ok = work_while_locked(&work, changed, err);
		} else if (ok) {
			work_say(&work, "another worker is at work");
		}
		lock_close(lock);
		lock = LOCK_NONE;
		/* Who dropped a file while we held the lock relied on us. */
		goes_on = taken && !*changed && !inbox_is_empty(work.inbox);
	}
	free(work.inbox);
	return ok;
}

bool
worker_run(struct worker_settings *settings, struct config *config,
	struct error *err)
{
	bool changed = true;

	while (changed) {
		if (!work_with(settings, &changed, err) ||
			(changed && !reload_config(settings->config_path,
					    config, err))) {
			return false;
		}
		settings->lock = LOCK_NONE; /* given back meanwhile */
	}
	return true;
}
