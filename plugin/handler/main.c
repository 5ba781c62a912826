// SPDX-License-Identifier: MIT
/*
 * handle_mailbox_expiry - brings mailboxes back: when their alert is
 * acknowledged, by policy, or by hand.  The clock, the environment, the
 * terminal and the exit code are here.
 */
#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "config/config.h"
#include "handler/deliver.h"
#include "handler/ingest.h"
#include "handler/log.h"
#include "handler/options.h"
#include "handler/reconcile.h"
#include "handler/status.h"
#include "handler/worker.h"
#include "process/lock.h"
#include "process/spawn.h"

#define EXIT_DONE 0
#define EXIT_FAILED 1
#define EXIT_USAGE 2
#define EXIT_HELP 3

static char program[PATH_MAX];
static time_t pretended_at; /* --at; 0: the clock is as it is */

static int
complain(const struct error *err)
{
	(void)fprintf(stderr, "handle_mailbox_expiry: %s\n", err->text);
	return err->code == ERROR_USAGE || err->code == ERROR_CONFIG
		       ? EXIT_USAGE
		       : EXIT_FAILED;
}

static int
print_help(enum handler_command command)
{
	(void)fputs(handler_help(command), stdout);
	(void)fputs(handler_common_help, stdout);
	return EXIT_HELP;
}

/* This very file, whatever it is called and wherever it was found. */
static void
find_program(void)
{
	ssize_t length =
		readlink("/proc/self/exe", program, sizeof(program) - 1);

	program[length < 0 ? 0 : length] = '\0';
	if (program[0] != '/' || access(program, X_OK) != 0) {
		(void)snprintf(program, sizeof(program), "/proc/self/exe");
	}
}

/* The one that was installed with us: beside this program. */
static const char *
find_collector(void)
{
	static const char name[] = "mailbox_expiry_collect";
	static char path[PATH_MAX + sizeof(name)];
	const char *slash = strrchr(program, '/');

	(void)snprintf(path, sizeof(path), "%.*s%s", (int)(slash + 1 - program),
		program, name);
	return access(path, X_OK) == 0 ? path : NULL;
}

static time_t
uptime_s(long *rest_ns)
{
	struct timespec now = {0};

	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	*rest_ns = now.tv_nsec;
	return now.tv_sec;
}

/* --at is the instant of the first look at the clock; it runs from there. */
static time_t
clock_now(void)
{
	static bool is_running;
	static time_t began_s;
	static long began_ns;
	long now_ns = 0;
	time_t now_s = 0;

	if (pretended_at == 0) {
		return time(NULL);
	}
	now_s = uptime_s(&now_ns);
	if (!is_running) {
		is_running = true;
		began_s = now_s;
		began_ns = now_ns;
	}
	return pretended_at + (now_s - began_s) - (now_ns < began_ns);
}

/* What Icinga 2 is told to pass, else what Nagios passes if it is allowed. */
static const char *
typed(const char *ours, const char *theirs)
{
	const char *text = getenv(ours);

	return text == NULL ? getenv(theirs) : text;
}

static int
run_ingest(const struct deliver_settings *deliver,
	const struct handler_options *options)
{
	const struct ingest_settings settings = {
		.deliver = deliver,
		.options = options,
		.author = typed("MBX_AUTHOR", "NAGIOS_NOTIFICATIONAUTHOR"),
		.comment = typed("MBX_COMMENT", "NAGIOS_NOTIFICATIONCOMMENT"),
		.now = clock_now(),
	};
	struct error err = {0};

	return ingest(&settings, &err) ? EXIT_DONE : complain(&err);
}

/* Somebody may be in the middle of writing it. */
static bool
reload(const char *path, struct config *config, struct error *err)
{
	for (int i = 0; i < 10; i++) {
		if (config_load(path, config, err)) {
			return true;
		}
		(void)poll(NULL, 0, 100);
	}
	return false;
}

/* `config` is read anew whenever the file changes. */
static int
run_worker(const struct deliver_settings *deliver,
	const struct handler_options *options, struct config *config)
{
	struct worker_settings settings = {
		.config = config,
		.config_path = deliver->config_path,
		.collector = find_collector(),
		.at = options->at,
		.clock = clock_now,
		.environment = deliver->environment,
		.lock = options->lock_is_inherited ? SPAWN_LOCK_DESCRIPTOR
						   : LOCK_NONE,
		.once = options->once,
		.say = stdout,
		.verbose = options->verbosity > 0,
	};
	struct error err = {0};
	bool changed = true;

	while (changed) {
		if (!worker_run(&settings, &changed, &err) ||
			(changed &&
				!reload(options->config_path, config, &err))) {
			return complain(&err);
		}
		settings.lock = LOCK_NONE; /* given back meanwhile */
	}
	return EXIT_DONE;
}

static int
run_reconcile(const struct deliver_settings *deliver,
	const struct handler_options *options)
{
	const struct reconcile_settings settings = {
		.deliver = deliver,
		.now = clock_now(),
		.clock = clock_now,
		.say = stdout,
		.verbose = options->verbosity > 0,
	};
	struct error err = {0};

	return reconcile(&settings, &err) ? EXIT_DONE : complain(&err);
}

/* What nobody can read was not told. */
static int
end_printing(void)
{
	return fflush(stdout) == 0 && ferror(stdout) == 0 ? EXIT_DONE
							  : EXIT_FAILED;
}

static int
run_status(const struct config *config, const struct handler_options *options)
{
	struct overview overview = {0};
	struct error err = {0};
	int code = EXIT_DONE;

	if (!overview_read(config, options->tenant, &overview, &err)) {
		code = complain(&err);
	} else if (options->format == FORMAT_JSON) {
		status_print_json(&overview, stdout);
		code = end_printing();
	} else {
		status_print_text(&overview, stdout);
		code = end_printing();
	}
	overview_release(&overview);
	return code;
}

static int
run_log(const struct config *config, const struct handler_options *options)
{
	const struct log_settings settings = {
		.config = config,
		.tenant = options->tenant,
		.since = options->since,
		.out = stdout,
	};
	struct error err = {0};
	bool ok = options->direct ? log_print_direct(&settings, &err)
				  : log_print(&settings, &err);

	return ok ? end_printing() : complain(&err);
}

static int
act(const struct deliver_settings *deliver,
	const struct handler_options *options, struct config *config)
{
	switch (options->command) {
	case COMMAND_INGEST:
		return run_ingest(deliver, options);
	case COMMAND_WORKER:
		return run_worker(deliver, options, config);
	case COMMAND_RECONCILE:
		return run_reconcile(deliver, options);
	case COMMAND_NONE:
	case COMMAND_RESTORE:
	case COMMAND_RELEASE:
	case COMMAND_UNRELEASE:
	case COMMAND_PAUSE:
	case COMMAND_RESUME:
		break;
	case COMMAND_STATUS:
		return run_status(deliver->config, options);
	case COMMAND_LOG:
		return run_log(deliver->config, options);
	}
	return EXIT_FAILED;
}

static bool
check_tenant(const struct config *config, const struct handler_options *options,
	struct error *err)
{
	return options->tenant == NULL ||
	       config_tenant(config, options->tenant) != NULL ||
	       error_set(err, ERROR_USAGE,
		       "--tenant \"%.60s\": the configuration has no "
		       "[tenant %.60s]",
		       options->tenant, options->tenant);
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

	if (!config_load(options->config_path, &config, &err) ||
		!check_tenant(&config, options, &err) ||
		!spawn_step_down(config.state_dir, &err)) {
		code = complain(&err);
	} else {
		find_program();
		pretended_at = options->at;
		code = act(&deliver, options, &config);
	}
	config_release(&config);
	return code;
}

/* A token or a key may be in memory when something aborts. */
static void
keep_secrets_out_of_cores(void)
{
	const struct rlimit none = {0, 0};

	(void)setrlimit(RLIMIT_CORE, &none);
}

int
main(int argc, char **argv)
{
	struct handler_options options = {0};
	struct error err = {0};
	int code = EXIT_DONE;

	spawn_settle();
	keep_secrets_out_of_cores();
	if (!handler_options_parse(argc, argv, &options, &err)) {
		return complain(&err);
	}
	if (options.action == HANDLER_HELP) {
		code = print_help(options.command);
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
