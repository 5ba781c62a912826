// SPDX-License-Identifier: MIT
/*
 * handle_mailbox_expiry - brings mailboxes back: when their alert is
 * acknowledged, by policy, or by hand.  The clock, the environment, the
 * terminal and the exit code are here.
 */
#include <errno.h>
#include <limits.h>
#include <pwd.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "config/config.h"
#include "core/mem.h"
#include "handler/by_hand.h"
#include "handler/deliver.h"
#include "handler/ingest.h"
#include "handler/installed.h"
#include "handler/log.h"
#include "handler/options.h"
#include "handler/reconcile.h"
#include "handler/self_test.h"
#include "handler/status.h"
#include "handler/sync.h"
#include "handler/worker.h"
#include "process/lock.h"
#include "process/spawn.h"

enum { EXIT_DONE, EXIT_FAILED, EXIT_USAGE, EXIT_HELP };

static char program[INSTALLED_SIZE], collector[INSTALLED_SIZE];
static const char *person;  /* at the keyboard; NULL: not known */
static time_t pretended_at; /* --at; 0: the clock is as it is */
static volatile sig_atomic_t interrupted;

/* By write(2) alone; then it ends.  Of other ends libc has told. */
static void
on_abort(int signal_number)
{
	static const char line[] = "handle_mailbox_expiry: " MEM_EXHAUSTED "\n";

	/* NOLINTNEXTLINE(bugprone-signal-handler): errno is this thread's */
	if (signal_number == SIGABRT && errno == ENOMEM) {
		(void)!write(STDERR_FILENO, line, sizeof(line) - 1);
	}
	(void)signal(signal_number, SIG_DFL);
	(void)raise(signal_number);
}

static int
complain(const struct error *err)
{
	(void)fprintf(stderr, "handle_mailbox_expiry: %s\n", err->text);
	return err->code == ERROR_USAGE || err->code == ERROR_CONFIG
		       ? EXIT_USAGE
		       : EXIT_FAILED;
}

/* Before root steps down.  A name for the log, no proof of anything. */
static void
find_person(void)
{
	const char *before_sudo = getenv("SUDO_USER");
	const struct passwd *account = getpwuid(getuid());

	if (getuid() == 0 && before_sudo != NULL) {
		person = before_sudo;
	} else if (account != NULL) {
		person = mem_text(account->pw_name);
	}
}

/* --at is the instant of the first look at the clock; it runs from there. */
static time_t
clock_now(void)
{
	static bool is_running;
	static struct timespec began;
	struct timespec now = {0};

	if (pretended_at == 0) {
		return time(NULL);
	}
	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	if (!is_running) {
		is_running = true;
		began = now;
	}
	return pretended_at + (now.tv_sec - began.tv_sec) -
	       (now.tv_nsec < began.tv_nsec);
}

/* What Icinga 2 is told to pass, else what Nagios passes if it is allowed. */
static const char *
from_environment(const char *ours, const char *theirs)
{
	const char *text = getenv(ours);

	return text == NULL ? getenv(theirs) : text;
}

static bool
run_ingest(const struct deliver_settings *deliver,
	const struct handler_options *options, struct error *err)
{
	const struct ingest_settings settings = {
		.deliver = deliver,
		.options = options,
		.author = from_environment(
			"MBX_AUTHOR", "NAGIOS_NOTIFICATIONAUTHOR"),
		.comment = from_environment(
			"MBX_COMMENT", "NAGIOS_NOTIFICATIONCOMMENT"),
		.now = clock_now(),
	};

	return ingest(&settings, err);
}

static bool
run_worker(const struct deliver_settings *deliver,
	const struct handler_options *options, struct config *config,
	struct error *err)
{
	struct worker_settings settings = {
		.config = config,
		.config_path = deliver->config_path,
		.collector = installed_beside(program, "mailbox_expiry_collect",
				     collector)
				     ? collector
				     : NULL,
		.at = options->at,
		.clock = clock_now,
		.environment = deliver->environment,
		.lock = options->lock_is_inherited ? SPAWN_LOCK_DESCRIPTOR
						   : LOCK_NONE,
		.once = options->once,
		.say = stdout,
		.verbose = options->verbosity > 0,
	};

	return worker_run(&settings, config, err);
}

static bool
run_reconcile(const struct deliver_settings *deliver,
	const struct handler_options *options, struct error *err)
{
	const struct reconcile_settings settings = {
		.deliver = deliver,
		.now = clock_now(),
		.clock = clock_now,
		.say = stdout,
		.verbose = options->verbosity > 0,
	};

	return reconcile(&settings, err);
}

static bool
run_sync(const struct deliver_settings *deliver,
	const struct handler_options *options, struct error *err)
{
	const struct sync_settings settings = {
		.config = deliver->config,
		.config_path = deliver->config_path,
		.program = program,
		.at = options->at,
		.clock = clock_now,
		.say = stdout,
		.verbose = options->verbosity > 0,
	};

	pretended_at = 0; /* of the check alone */
	return sync_services(&settings, err);
}

static bool
run_log(const struct config *config, const struct handler_options *options,
	struct error *err)
{
	return log_print(
		&(struct log_settings){
			.config = config,
			.tenant = options->tenant,
			.since = options->since,
			.direct = options->direct,
			.out = stdout,
		},
		err);
}

static bool
is_interrupted(void)
{
	return interrupted != 0;
}

static void
on_interrupt(int signal_number)
{
	(void)signal_number;
	interrupted = 1;
}

static bool
run_by_hand(const struct deliver_settings *deliver,
	const struct handler_options *options, bool *refused, struct error *err)
{
	struct sigaction action = {.sa_handler = on_interrupt};
	const struct by_hand_settings settings = {
		.deliver = deliver,
		.options = options,
		.author = person,
		.clock = clock_now,
		.is_interrupted = is_interrupted,
		.in = isatty(STDIN_FILENO) ? stdin : NULL,
		.out = stdout,
		.is_terminal = isatty(STDOUT_FILENO),
	};
	enum by_hand_end end = BY_HAND_DONE;

	(void)sigaction(SIGINT, &action, NULL);
	if (!by_hand(&settings, &end, err)) {
		return false;
	}
	*refused = end == BY_HAND_REFUSED;
	return true;
}

static int
act(const struct deliver_settings *deliver,
	const struct handler_options *options, struct config *config)
{
	struct error err = {0};
	bool refused = false, ok = false;

	switch (options->command) {
	case COMMAND_INGEST:
		ok = run_ingest(deliver, options, &err);
		break;
	case COMMAND_WORKER:
		ok = run_worker(deliver, options, config, &err);
		break;
	case COMMAND_RECONCILE:
		ok = run_reconcile(deliver, options, &err);
		break;
	case COMMAND_SYNC:
		ok = run_sync(deliver, options, &err);
		break;
	case COMMAND_RESTORE:
	case COMMAND_RELEASE:
	case COMMAND_UNRELEASE:
	case COMMAND_PAUSE:
	case COMMAND_RESUME:
		ok = run_by_hand(deliver, options, &refused, &err);
		break;
	case COMMAND_STATUS:
		ok = status_print(deliver->config, options->tenant,
			options->format == FORMAT_JSON, stdout, &err);
		break;
	case COMMAND_LOG:
		ok = run_log(deliver->config, options, &err);
		break;
	case COMMAND_SELF_TEST:
		ok = true;
		refused = !self_test(&(struct self_test_settings){
			.config = config,
			.tenant = options->tenant,
			.environment = deliver->environment,
			.clock = clock_now,
			.out = stdout,
		});
		break;
	case COMMAND_NONE: /* was refused before */
		break;
	}
	if (!ok) {
		return complain(&err);
	}
	/* What nobody can read was not told. */
	return fflush(stdout) == 0 && ferror(stdout) == 0 && !refused
		       ? EXIT_DONE
		       : EXIT_FAILED;
}

static int
run(const struct handler_options *options)
{
	struct config config = {0};
	const struct deliver_settings deliver = {
		.config = &config,
		.config_path = options->config_path,
		.at = options->at,
		.program = program,
		.environment = (const char *const *)environ,
	};
	struct error err = {0};
	int code = EXIT_FAILED;

	if (options->command >= COMMAND_RESTORE &&
		options->command <= COMMAND_RESUME) {
		find_person();
	}
	if (!config_load(options->config_path, &config, &err) ||
		!config_check_tenant(&config, options->tenant, &err) ||
		!spawn_step_down(config.state_dir, config.owner,
			config.writing_group, &err)) {
		code = complain(&err);
	} else {
		installed_self(program);
		pretended_at = options->at;
		code = act(&deliver, options, &config);
	}
	config_release(&config);
	return code;
}

int
main(int argc, char **argv)
{
	struct handler_options options = {0};
	struct error err = {0};
	int code = EXIT_DONE;

	spawn_settle();
	(void)signal(SIGABRT, on_abort);
	spawn_leave_no_core();
	/* libcurl would write down there what opens our connections. */
	(void)unsetenv("SSLKEYLOGFILE");
	if (!handler_options_parse(argc, argv, &options, &err)) {
		return complain(&err);
	}
	if (options.action == HANDLER_HELP) {
		(void)fputs(handler_help(options.command), stdout);
		(void)fputs(handler_common_help, stdout);
		code = EXIT_HELP;
	} else if (options.action == HANDLER_VERSION) {
		(void)puts("handle_mailbox_expiry " VERSION);
		code = EXIT_HELP;
	} else if (options.command != COMMAND_INGEST ||
		   ingest_is_meant(&options)) {
		code = run(&options);
	}
	handler_options_release(&options);
	return code;
}
