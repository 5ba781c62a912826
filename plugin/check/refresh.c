// SPDX-License-Identifier: MIT
#include "check/refresh.h"

#include <poll.h>
#include <stdlib.h>

#include "core/mem.h"
#include "process/lock.h"
#include "process/spawn.h"
#include "state/state.h"

#define REFRESH_PAUSE_MS 10
#define REFRESH_PAUSE_MOST_MS 100

enum wait_state {
	WAIT_TO_START, /* no collector of ours yet */
	WAIT_FOR_END,  /* somebody collects it */
	WAIT_OVER,
};

struct wait {
	struct view *view;
	enum wait_state state;
	int lock;
	int64_t known_word_ns; /* the last attempt when the wait began */
	bool ours;	       /* we started it */
};

/* What cannot be read no collector repairs, except for what is merely stale. */
static bool
wants_collection(const struct view *view)
{
	return !view->is_unreadable && !view->facts.simulated &&
	       view_is_old(view);
}

/* A collector that is killed leaves no word. */
static bool
is_answered(const struct wait *wait)
{
	return !wants_collection(wait->view) ||
	       wait->view->lock.word_at_ns != wait->known_word_ns;
}

static bool
start_collector(const struct refresh_settings *settings, struct wait *wait)
{
	char *config = mem_print("--config=%s", settings->options->config_path);
	char *tenant = mem_print("--tenant=%s", wait->view->tenant->name);
	const char *const arguments[] = {settings->options->collector_path,
		config, tenant, "--lock-inherited", NULL};
	struct error err = {0};
	pid_t pid = 0;
	bool ok = spawn_detached(
		arguments, settings->environment, wait->lock, &pid, &err);

	free(config);
	free(tenant);
	if (!ok) {
		lock_leave_word(wait->lock, err.text);
	}
	return ok;
}

/* The lock was free: ours now.  Looks again, and starts a collector if need be.
 */
static void
start_or_finish(const struct refresh_settings *settings, struct wait *wait)
{
	view_read_facts(wait->view, settings->config);
	if (is_answered(wait) || !start_collector(settings, wait)) {
		wait->state = WAIT_OVER;
	} else {
		wait->state = WAIT_FOR_END;
		wait->ours = true;
	}
	/* From here on the lock is the collector's, or nobody's. */
	lock_close(wait->lock);
	wait->lock = LOCK_NONE;
}

static bool
open_lock(const struct refresh_settings *settings, struct wait *wait)
{
	char *path = state_lock_path(
		settings->config->state_dir, wait->view->tenant->name);
	struct error err = {0};
	bool ok = wait->lock != LOCK_NONE || lock_open(path, &wait->lock, &err);

	free(path);
	return ok;
}

static void
try_to_start(const struct refresh_settings *settings, struct wait *wait)
{
	struct error err = {0};
	bool taken = false;
	bool held = false;

	if (!open_lock(settings, wait)) {
		wait->state = WAIT_OVER;
		return;
	}
	if (lock_try(wait->lock, &taken, &err)) {
		if (taken) {
			start_or_finish(settings, wait);
		} else {
			wait->state = WAIT_FOR_END;
		}
		return;
	}
	/* We may not write here: a timer collects.  It may be at it now. */
	wait->state = lock_is_held(wait->lock, &held, &err) && held
			      ? WAIT_FOR_END
			      : WAIT_OVER;
}

static void
look_for_end(const struct refresh_settings *settings, struct wait *wait)
{
	struct error err = {0};
	bool held = false;

	if (!open_lock(settings, wait) ||
		!lock_is_held(wait->lock, &held, &err)) {
		wait->state = WAIT_OVER;
		return;
	}
	if (held) {
		return;
	}
	view_read_facts(wait->view, settings->config);
	if (wait->ours || is_answered(wait)) {
		wait->state = WAIT_OVER;
	} else {
		wait->state = WAIT_TO_START; /* it was killed */
	}
}

static size_t
step_all(const struct refresh_settings *settings, struct wait *waits,
	size_t count)
{
	size_t pending = 0;
	int running = 0;

	for (size_t i = 0; i < count; i++) {
		if (waits[i].state == WAIT_FOR_END) {
			look_for_end(settings, &waits[i]);
		}
		running += waits[i].state == WAIT_FOR_END && waits[i].ours;
	}
	for (size_t i = 0; i < count; i++) {
		if (waits[i].state == WAIT_TO_START &&
			running < settings->options->jobs) {
			try_to_start(settings, &waits[i]);
			running +=
				waits[i].state == WAIT_FOR_END && waits[i].ours;
		}
		pending += waits[i].state != WAIT_OVER;
	}
	return pending;
}

void
refresh_views(const struct refresh_settings *settings, struct view *views,
	size_t count)
{
	struct wait *waits = mem_zeroed(count, sizeof(*waits));
	int pause_ms = REFRESH_PAUSE_MS;
	size_t wanted = 0;

	for (size_t i = 0; i < count; i++) {
		if (!wants_collection(&views[i])) {
			continue;
		}
		views[i].is_judged = false; /* whatever comes of it */
		waits[wanted++] = (struct wait){
			.view = &views[i],
			.lock = LOCK_NONE,
			.known_word_ns = views[i].lock.word_at_ns,
		};
	}
	while (wanted > 0 && step_all(settings, waits, wanted) > 0 &&
		settings->clock_ms() < settings->until_ms) {
		(void)poll(NULL, 0, pause_ms);
		pause_ms = pause_ms * 2 > REFRESH_PAUSE_MOST_MS
				   ? REFRESH_PAUSE_MOST_MS
				   : pause_ms * 2;
	}
	for (size_t i = 0; i < wanted; i++) {
		lock_close(waits[i].lock);
	}
	free(waits);
}
