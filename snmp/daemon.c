// SPDX-License-Identifier: MIT
#include "snmp/daemon_impl.h"

#include <stdlib.h>

#include "core/mem.h"
#include "process/spawn.h"

#define DAEMON_LOOK_MS 1000
#define DAEMON_LAST_MS 1000 /* for what is on its way when we stop */

static int64_t
tick_ms(void *context)
{
	const struct daemon *daemon = context;

	return daemon->settings.tick_ms(daemon->settings.context);
}

static time_t
wall_clock(void *context)
{
	const struct daemon *daemon = context;

	return daemon->settings.now(daemon->settings.context);
}

static void
say(void *context, const char *line)
{
	const struct daemon *daemon = context;

	daemon->settings.say(daemon->settings.context, line);
}

static void
say_of_master(void *context, const char *line)
{
	const struct answers *answers = context;

	say(answers->context, line);
}

/* ---- the databases ------------------------------------------------------- */

static bool
give_index(void *context, const char *name, time_t born_at, uint32_t *index,
	struct error *err)
{
	struct daemon *daemon = context;
	struct outbox_tenant tenant = {0};

	if (!outbox_tenant(
		    daemon->folder.outbox, name, born_at, &tenant, err)) {
		return false;
	}
	*index = tenant.index;
	return true;
}

static void
on_handled(void *context, const char *state_dir)
{
	struct daemon *daemon = context;

	relay_look_at_handler(daemon->relay, state_dir);
}

static void
on_loaded(void *context, struct board_tenant *tenant, const char *path)
{
	struct daemon *daemon = context;

	relay_look(daemon->relay, tenant, path);
	if (daemon->settings.is_verbose) {
		char *line = mem_print("%s: read, %llu mailboxes", path,
			(unsigned long long)tenant->stock.rows);
		say(daemon, line);
		free(line);
	}
}

/* ---- notifications ------------------------------------------------------- */

static time_t
as_of(void *context)
{
	struct daemon *daemon = context;

	return loader_as_of(daemon->loader);
}

static uint64_t
connection(void *context)
{
	struct daemon *daemon = context;

	return daemon->master == NULL ? 0 : master_connection(daemon->master);
}

static uint64_t
taken(void *context)
{
	struct daemon *daemon = context;

	return master_taken(daemon->master);
}

static void
send_notification(void *context, const struct notification *notification)
{
	struct daemon *daemon = context;

	master_notify(daemon->master, notification);
}

/* ---- life ---------------------------------------------------------------- */

/* Before anybody can ask: all tables are there with the first answer. */
static void
load_all(struct daemon *daemon)
{
	const struct daemon_settings *settings = &daemon->settings;

	while (!settings->is_stopping(settings->context) &&
		loader_work(daemon->loader)) {
	}
}

/* How long one may wait for requests. */
static int64_t
pause_ms(struct daemon *daemon)
{
	int64_t now_ms = tick_ms(daemon);
	int64_t limit_ms = daemon->look_ms - now_ms;
	int64_t wait_ms = 0;
	bool is_loading = false;
	bool is_relaying = false;

	if (limit_ms <= 0) {
		loader_look(daemon->loader);
		daemon->is_lost = folder_is_lost(&daemon->folder);
		daemon->look_ms = now_ms + DAEMON_LOOK_MS;
		limit_ms = DAEMON_LOOK_MS;
	}
	/* Neither waits until the other has nothing to do. */
	is_loading = loader_work(daemon->loader);
	is_relaying = relay_work(daemon->relay);
	wait_ms = relay_wait_ms(daemon->relay);
	return is_loading || is_relaying ? 0
	       : wait_ms < limit_ms	 ? wait_ms
					 : limit_ms;
}

bool
daemon_turn(struct daemon *daemon, int descriptor)
{
	return master_wait(daemon->master, descriptor, pause_ms(daemon));
}

bool
daemon_is_lost(const struct daemon *daemon, struct error *err)
{
	return daemon->is_lost &&
	       !error_set(err, ERROR_DISK,
		       "%s was removed or replaced while it was in use: "
		       "started "
		       "again, this program begins anew with what is there",
		       daemon->folder.path);
}

/* What the master has not taken yet would be sent again after a restart. */
static void
settle_last(struct daemon *daemon)
{
	int64_t until_ms = tick_ms(daemon) + DAEMON_LAST_MS;

	while (relay_is_sending(daemon->relay) && tick_ms(daemon) < until_ms) {
		(void)master_wait(daemon->master, -1, 10);
		relay_settle(daemon->relay);
	}
}

static bool
start_relay(struct daemon *daemon, struct error *err)
{
	const struct relay_settings settings = {
		.outbox = daemon->folder.outbox,
		.board = &daemon->board,
		.now = as_of,
		.tick_ms = tick_ms,
		.say = say,
		.connection = connection,
		.taken = taken,
		.send = send_notification,
		.context = daemon,
	};

	return relay_new(&settings, &daemon->relay, err);
}

static bool
start_master(struct daemon *daemon, struct error *err)
{
	const struct master_settings settings = {
		.socket = daemon->settings.socket != NULL
				  ? daemon->settings.socket
				  : daemon->config.agentx.socket,
		.begin = answers_begin,
		.answer = answers_give,
		.say = say_of_master,
		.context = &daemon->answers,
	};

	daemon->board.started_at = wall_clock(daemon);
	daemon->answers.board = &daemon->board;
	daemon->answers.now = as_of;
	daemon->answers.context = daemon;
	return master_open(&settings, &daemon->master, err);
}

static bool
start(struct daemon *daemon, struct error *err)
{
	const struct loader_settings settings = {
		.board = &daemon->board,
		.now = wall_clock,
		.tick_ms = tick_ms,
		.say = say,
		.context = daemon,
		.at = daemon->settings.at,
		.index = give_index,
		.handled = on_handled,
		.loaded = on_loaded,
	};

	daemon->loader = loader_new(&settings);
	if (!folder_open(daemon->config.state_dir, daemon->settings.at != 0,
		    wall_clock(daemon), &daemon->folder, err) ||
		!start_relay(daemon, err)) {
		return false;
	}
	daemon_apply_config(daemon);
	load_all(daemon);
	return start_master(daemon, err);
}

bool
daemon_open(const struct daemon_settings *settings, struct daemon **daemon,
	struct error *err)
{
	struct daemon *opened = mem_zeroed(1, sizeof(*opened));

	opened->settings = *settings;
	if (!daemon_load_config(opened, &opened->config, err) ||
		!spawn_step_down(opened->config.state_dir, opened->config.owner,
			opened->config.writing_group, err) ||
		!start(opened, err)) {
		daemon_close(opened);
		return false;
	}
	daemon_set_contexts(opened);
	*daemon = opened;
	return true;
}

void
daemon_close(struct daemon *daemon)
{
	if (daemon == NULL) {
		return;
	}
	if (daemon->master != NULL) {
		settle_last(daemon);
	}
	master_close(daemon->master);
	relay_free(daemon->relay);
	loader_free(daemon->loader);
	board_release(&daemon->board);
	folder_close(&daemon->folder);
	config_release(&daemon->config);
	free(daemon);
}
