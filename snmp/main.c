// SPDX-License-Identifier: MIT
/*
 * mailbox_expiry_agentx - the same truth as check_mailbox_expiry tells, as
 * tables and notifications of SNMP.  The clocks, the environment, signals, the
 * log and the exit code are here.  It holds no secret and cannot reach Graph.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/signalfd.h>
#include <time.h>
#include <unistd.h>

#include "core/mem.h"
#include "process/spawn.h"
#include "snmp/daemon.h"
#include "snmp/mib_text.h"
#include "snmp/options.h"
#include "snmp/ready.h"

#define EXIT_STOPPED 0
#define EXIT_NOT_RUNNING 3

/* What signals have asked for. */
struct wishes {
	int descriptor;
	bool stop;
	bool reload;
};

/* By write(2) alone; abort() goes on.  Of any other end libc has told. */
static void
on_abort(int signal_number)
{
	static const char line[] = "mailbox_expiry_agentx: " MEM_EXHAUSTED "\n";

	/* NOLINTNEXTLINE(bugprone-signal-handler): errno is this thread's */
	if (signal_number == SIGABRT && errno == ENOMEM) {
		(void)!write(STDERR_FILENO, line, sizeof(line) - 1);
	}
	/* Sent by somebody else it has to end us, too. */
	(void)signal(signal_number, SIG_DFL);
	(void)raise(signal_number);
}

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

static bool
watch_signals(struct wishes *wishes, struct error *err)
{
	sigset_t watched;

	(void)sigemptyset(&watched);
	(void)sigaddset(&watched, SIGHUP);
	(void)sigaddset(&watched, SIGINT);
	(void)sigaddset(&watched, SIGTERM);
	(void)sigprocmask(SIG_BLOCK, &watched, NULL);
	wishes->descriptor = signalfd(-1, &watched, SFD_CLOEXEC | SFD_NONBLOCK);
	return wishes->descriptor >= 0 ||
	       error_set(err, ERROR_INTERNAL, "no descriptor for signals");
}

static void
take_signals(struct wishes *wishes)
{
	struct signalfd_siginfo info = {0};

	while (read(wishes->descriptor, &info, sizeof(info)) ==
		(ssize_t)sizeof(info)) {
		if (info.ssi_signo == SIGHUP) {
			wishes->reload = true;
		} else {
			wishes->stop = true;
		}
	}
}

static bool
is_stopping(void *context)
{
	struct wishes *wishes = context;

	take_signals(wishes);
	return wishes->stop;
}

static void
reload(struct daemon *daemon, const char *notify_socket)
{
	struct error err = {0};

	ready_tell(notify_socket, "RELOADING=1");
	if (!daemon_reload(daemon, &err)) {
		say(NULL, err.text);
		say(NULL, "the configuration stays as it was");
	}
	ready_tell(notify_socket, "READY=1");
}

static int
serve(struct daemon *daemon, struct wishes *wishes, const char *notify_socket)
{
	struct error err = {0};

	ready_tell(notify_socket, "READY=1");
	while (!wishes->stop) {
		if (daemon_is_lost(daemon, &err)) {
			return complain(&err);
		}
		if (daemon_turn(daemon, wishes->descriptor)) {
			take_signals(wishes);
		}
		if (wishes->reload) {
			wishes->reload = false;
			reload(daemon, notify_socket);
		}
	}
	ready_tell(notify_socket, "STOPPING=1");
	return EXIT_STOPPED;
}

static int
run(const struct agentx_options *options, const char *notify_socket)
{
	struct wishes wishes = {.descriptor = -1};
	const struct daemon_settings settings = {
		.config_path = options->config_path,
		.tenant = options->tenant,
		.socket = options->socket,
		.at = options->at,
		.is_verbose = options->verbosity > 0,
		.now = wall_clock,
		.tick_ms = tick_ms,
		.say = say,
		.is_stopping = is_stopping,
		.context = &wishes,
	};
	struct daemon *daemon = NULL;
	struct error err = {0};
	int code = EXIT_NOT_RUNNING;

	if (!watch_signals(&wishes, &err) ||
		!daemon_open(&settings, &daemon, &err)) {
		(void)complain(&err);
	} else {
		code = serve(daemon, &wishes, notify_socket);
	}
	daemon_close(daemon);
	if (wishes.descriptor >= 0) {
		(void)close(wishes.descriptor);
	}
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
	struct agentx_options options = {0};
	struct error err = {0};

	spawn_settle();
	(void)signal(SIGABRT, on_abort);
	if (!agentx_options_parse(argc, argv, &options, &err)) {
		return complain(&err);
	}
	switch (options.action) {
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
	calm_library();
	return run(&options, getenv("NOTIFY_SOCKET"));
}
