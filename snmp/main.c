// SPDX-License-Identifier: MIT
/*
 * mailbox_expiry_agentx - the same truth as check_mailbox_expiry tells, as
 * tables and notifications of SNMP.  The clocks, the environment, signals, the
 * log and the exit code are here.  It holds no secret and cannot reach Graph.
 */
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <time.h>
#include <unistd.h>

#include "config/config.h"
#include "core/mem.h"
#include "core/site.h"
#include "process/spawn.h"
#include "snmp/loader.h"
#include "snmp/master.h"
#include "snmp/mib_text.h"
#include "snmp/options.h"
#include "snmp/ready.h"
#include "snmp/tree.h"

#define EXIT_STOPPED 0
#define EXIT_NOT_RUNNING 3
#define MAIN_LOOK_MS 1000
#define MAIN_ATTENTION_ROWS 50

struct program {
	struct agentx_options options;
	struct config config;
	struct board board;
	struct loader *loader;
	struct master *master;
	struct tree_scope scope;
	struct tree_memory memory;
	const char *notify_socket;
	int signals;
	bool is_stopping;
	int64_t look_ms;
};

static int64_t
tick_ms(void *context)
{
	struct timespec now = {0};

	(void)context;
	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static time_t
wall_clock(void *context)
{
	(void)context;
	return time(NULL);
}

/* The journal adds the time. */
static void
say(void *context, const char *line)
{
	(void)context;
	(void)fprintf(stderr, "mailbox_expiry_agentx: %s\n", line);
}

static int
complain(const struct error *err)
{
	say(NULL, err->text);
	return EXIT_NOT_RUNNING;
}

/* ---- answers ------------------------------------------------------------- */

static void
begin_request(void *context)
{
	struct program *program = context;

	program->scope.board = &program->board;
	program->scope.now = loader_as_of(program->loader);
	program->memory.table = NULL;
}

static bool
answer(void *context, uint32_t scope, bool next, uint32_t oid[MASTER_OID_LIMIT],
	size_t *length, struct value *value)
{
	struct program *program = context;

	program->scope.only = scope;
	if (!next) {
		return tree_get(
			&program->scope, &program->memory, oid, *length, value);
	}
	return tree_next(&program->scope, &program->memory, oid, *length, oid,
		length, value);
}

/* ---- the databases ------------------------------------------------------- */

static bool
give_index(void *context, const char *name, time_t born_at, uint32_t *index,
	struct error *err)
{
	struct program *program = context;

	(void)born_at;
	(void)err;
	for (size_t i = 0; i < program->config.tenant_count; i++) {
		if (strcmp(program->config.tenants[i].name, name) == 0) {
			*index = (uint32_t)i + 1;
		}
	}
	return true;
}

static void
on_loaded(void *context, struct board_tenant *tenant, const char *path)
{
	(void)context;
	(void)tenant;
	(void)path;
}

/* ---- signals ------------------------------------------------------------- */

static bool
watch_signals(struct program *program, struct error *err)
{
	sigset_t watched;

	(void)sigemptyset(&watched);
	(void)sigaddset(&watched, SIGHUP);
	(void)sigaddset(&watched, SIGINT);
	(void)sigaddset(&watched, SIGTERM);
	(void)sigprocmask(SIG_BLOCK, &watched, NULL);
	program->signals = signalfd(-1, &watched, SFD_CLOEXEC | SFD_NONBLOCK);
	return program->signals >= 0 ||
	       error_set(err, ERROR_INTERNAL, "no descriptor for signals");
}

static void
take_signals(struct program *program)
{
	struct signalfd_siginfo info = {0};

	while (read(program->signals, &info, sizeof(info)) ==
		(ssize_t)sizeof(info)) {
		if (info.ssi_signo != SIGHUP) {
			program->is_stopping = true;
		}
	}
}

/* ---- life ---------------------------------------------------------------- */

/* Before anybody can ask: all tables are there with the first answer. */
static void
load_all(struct program *program)
{
	while (!program->is_stopping && loader_work(program->loader)) {
		take_signals(program);
	}
}

static void
serve(struct program *program)
{
	while (!program->is_stopping) {
		int64_t now_ms = tick_ms(NULL);
		int64_t limit_ms = program->look_ms - now_ms;

		if (limit_ms <= 0) {
			loader_look(program->loader);
			program->look_ms = now_ms + MAIN_LOOK_MS;
			limit_ms = MAIN_LOOK_MS;
		}
		if (loader_work(program->loader)) {
			limit_ms = 0;
		}
		if (master_wait(program->master, program->signals, limit_ms)) {
			take_signals(program);
		}
	}
}

static bool
start(struct program *program, struct error *err)
{
	const struct loader_settings settings = {
		.board = &program->board,
		.now = wall_clock,
		.tick_ms = tick_ms,
		.say = say,
		.context = program,
		.at = program->options.at,
		.index = give_index,
		.loaded = on_loaded,
	};
	const struct master_settings master = {
		.socket = program->options.socket,
		.begin = begin_request,
		.answer = answer,
		.say = say,
		.context = program,
	};

	if (!watch_signals(program, err)) {
		return false;
	}
	program->loader = loader_new(&settings);
	loader_configure(
		program->loader, &program->config, MAIN_ATTENTION_ROWS);
	loader_look(program->loader);
	load_all(program);
	return master_open(&master, &program->master, err);
}

static void
stop(struct program *program)
{
	ready_tell(program->notify_socket, "STOPPING=1");
	master_close(program->master);
	loader_free(program->loader);
	board_release(&program->board);
	config_release(&program->config);
	if (program->signals >= 0) {
		(void)close(program->signals);
	}
}

static int
run(struct program *program)
{
	struct error err = {0};
	int code = EXIT_STOPPED;

	if (!config_load(
		    program->options.config_path, &program->config, &err) ||
		!spawn_step_down(program->config.state_dir, &err) ||
		!start(program, &err)) {
		code = complain(&err);
	} else {
		ready_tell(program->notify_socket, "READY=1");
		serve(program);
	}
	stop(program);
	return code;
}

/* We load no MIB, and net-snmp has nothing to keep. */
static void
calm_library(void)
{
	(void)setenv("MIBS", "", 1);
	(void)setenv("MIBDIRS", "/dev/null", 1);
	(void)setenv("SNMPCONFPATH", "/dev/null", 1);
	(void)setenv("SNMP_PERSISTENT_DIR", "/dev/null", 1);
}

int
main(int argc, char **argv)
{
	struct program program = {.signals = -1};
	struct error err = {0};

	spawn_settle();
	if (!agentx_options_parse(argc, argv, &program.options, &err)) {
		return complain(&err);
	}
	switch (program.options.action) {
	case AGENTX_HELP:
		(void)fputs(agentx_help, stdout);
		return EXIT_NOT_RUNNING;
	case AGENTX_VERSION:
		(void)puts("mailbox_expiry_agentx " VERSION);
		return EXIT_NOT_RUNNING;
	case AGENTX_PRINT_MIB:
		return fputs(mib_text, stdout) < 0 || fflush(stdout) != 0
			       ? EXIT_NOT_RUNNING
			       : EXIT_STOPPED;
	case AGENTX_RUN:
		break;
	}
	program.notify_socket = getenv("NOTIFY_SOCKET");
	calm_library();
	return run(&program);
}
