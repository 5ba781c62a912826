// SPDX-License-Identifier: MIT
/*
 * mailbox_expiry_collect - the only program that reads Microsoft Graph for the
 * others.  The clock, the environment, the terminal and the exit code are here.
 */
#include <errno.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "collect/backup.h"
#include "collect/options.h"
#include "collect/run.h"
#include "collect/self_test.h"
#include "config/config.h"
#include "core/mem.h"
#include "process/spawn.h"

#define EXIT_COLLECTED 0
#define EXIT_NOT_FINE 1 /* of --self-test and --backup */
#define EXIT_NOT_COLLECTED 3

static time_t pretended_at; /* --at; 0: the clock is as it is */

/* By write(2) alone; abort() goes on.  Of any other end libc has told. */
static void
on_abort(int signal_number)
{
	static const char line[] =
		"mailbox_expiry_collect: " MEM_EXHAUSTED "\n";

	/* NOLINTNEXTLINE(bugprone-signal-handler): errno is this thread's */
	if (signal_number == SIGABRT && errno == ENOMEM) {
		(void)!write(STDERR_FILENO, line, sizeof(line) - 1);
	}
	/* Sent by somebody else it has to end us, too. */
	(void)signal(signal_number, SIG_DFL);
	(void)raise(signal_number);
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

static int
say(const char *line)
{
	return printf("%s\n", line) < 0 || fflush(stdout) != 0;
}

static int
complain(const struct error *err)
{
	(void)printf("UNKNOWN: %s\n", err->text);
	(void)fflush(stdout);
	return EXIT_NOT_COLLECTED;
}

static int
collect_one(const struct run_settings *settings)
{
	char *line = NULL;
	enum run_result result = run_tenant(settings, &line);

	(void)printf("%s: %s: %s\n",
		result == RUN_RESULT_FAILED ? "FAILED" : "OK",
		settings->tenant->name, line);
	(void)fflush(stdout);
	free(line);
	return result == RUN_RESULT_FAILED ? EXIT_NOT_COLLECTED
					   : EXIT_COLLECTED;
}

/* One process a tenant: a crash or a hang in one leaves the others alone. */
static bool
start_tenant(int argc, char **argv, const char *name)
{
	char **arguments = mem_zeroed((size_t)argc + 3, sizeof(*arguments));
	bool ok = false;
	pid_t pid = 0;
	size_t count = 0;

	for (int i = 0; i < argc; i++) {
		arguments[count++] = argv[i];
	}
	char *option = mem_print("--tenant=%s", name);
	arguments[count++] = option;
	ok = posix_spawn(&pid, "/proc/self/exe", NULL, NULL, arguments,
		     environ) == 0;
	free(option);
	free(arguments);
	return ok;
}

static int
wait_for_one(void)
{
	int status = 0;

	if (wait(&status) < 0 || !WIFEXITED(status)) {
		return EXIT_NOT_COLLECTED;
	}
	return WEXITSTATUS(status) == EXIT_COLLECTED ? EXIT_COLLECTED
						     : EXIT_NOT_COLLECTED;
}

static int
collect_all(int argc, char **argv, const struct config *config, int jobs)
{
	int running = 0;
	int worst = EXIT_COLLECTED;

	for (size_t i = 0; i < config->tenant_count; i++) {
		const struct tenant *tenant = &config->tenants[i];
		if (!tenant->enabled) {
			continue;
		}
		if (running == jobs) {
			worst |= wait_for_one();
			running--;
		}
		if (start_tenant(argc, argv, tenant->name)) {
			running++;
		} else {
			(void)printf("FAILED: %s: cannot start a process\n",
				tenant->name);
			(void)fflush(stdout);
			worst = EXIT_NOT_COLLECTED;
		}
	}
	while (running-- > 0) {
		worst |= wait_for_one();
	}
	return worst;
}

static size_t
count_enabled(const struct config *config, const struct tenant **only)
{
	size_t count = 0;

	for (size_t i = 0; i < config->tenant_count; i++) {
		if (config->tenants[i].enabled) {
			*only = &config->tenants[i];
			count++;
		}
	}
	return count;
}

static int
act(int argc, char **argv, const struct collect_options *options,
	const struct config *config)
{
	struct run_settings settings = {
		.config = config,
		.options = options,
		.environment = (const char *const *)environ,
		.clock = clock_now,
		.terminal = isatty(STDERR_FILENO) ? stderr : NULL,
	};
	struct error err = {0};

	if (!config_check_tenant(config, options->tenant, &err)) {
		return complain(&err);
	}
	if (options->tenant != NULL) {
		settings.tenant = config_tenant(config, options->tenant);
	} else if (count_enabled(config, &settings.tenant) != 1) {
		return collect_all(argc, argv, config, options->jobs);
	}
	if (options->accept_history) {
		if (!run_accept_history(&settings, &err)) {
			return complain(&err);
		}
		(void)say("OK: what was past when first seen is past");
		return EXIT_COLLECTED;
	}
	return collect_one(&settings);
}

/* ---- looking, and copying ---- */

static void
print_finding(void *context, const char *lines)
{
	(void)context;
	(void)say(lines);
}

static int
fail(const char *what, const char *advice, const struct error *err)
{
	struct findings findings = {.tell = print_finding};

	finding_add(&findings, FINDING_FAIL, what, advice, "%s", err->text);
	return EXIT_NOT_FINE;
}

static int
test_all(const struct collect_options *options, const struct config *config)
{
	struct findings findings = {.tell = print_finding};
	const struct self_test_settings settings = {
		.config = config,
		.config_path = options->config_path,
		.environment = (const char *const *)environ,
		.clock = clock_now,
		.simulated = options->at != 0,
	};

	self_test_host(&settings, &findings);
	for (size_t i = 0; i < config->tenant_count; i++) {
		const struct tenant *tenant = &config->tenants[i];
		if (options->tenant == NULL
				? tenant->enabled
				: strcmp(tenant->name, options->tenant) == 0) {
			self_test_tenant(&settings, tenant, &findings);
		}
	}
	/* What nobody can read is not fine either. */
	return findings.failures == 0 && fflush(stdout) == 0 &&
			       ferror(stdout) == 0
		       ? EXIT_COLLECTED
		       : EXIT_NOT_FINE;
}

static int
back_up(const struct collect_options *options, const struct config *config)
{
	struct findings findings = {.tell = print_finding};
	struct error err = {0};
	const struct backup_settings settings = {
		.state_dir = config->state_dir,
		.directory = options->backup,
		.now = clock_now(),
	};

	if (!backup_make(&settings, &findings, &err)) {
		return fail("backup",
			err.code == ERROR_USAGE
				? "install -d -o USER -m 0700 DIRECTORY, with "
				  "the owner of state_dir as USER"
			: err.code == ERROR_WAIT
				? "try again when it has ended"
				: "make room, or repair what is named; earlier "
				  "backups are as they were",
			&err);
	}
	return findings.failures == 0 ? EXIT_COLLECTED : EXIT_NOT_FINE;
}

/* Whatever is wrong is said in the same form. */
static int
look_or_copy(const struct collect_options *options)
{
	struct config config = {0};
	struct error err = {0};
	int code = EXIT_NOT_FINE;

	if (!config_load(options->config_path, &config, &err)) {
		code = fail("configuration",
			"correct it; mailbox-expiry.conf(5) explains each key",
			&err);
	} else if (options->tenant != NULL &&
		   config_tenant(&config, options->tenant) == NULL) {
		(void)error_set(&err, ERROR_USAGE, "there is no [tenant %.60s]",
			options->tenant);
		code = fail("configuration",
			"name one that is there, or add it", &err);
	} else if (!spawn_step_down(config.state_dir, config.owner,
			   config.writing_group, &err)) {
		code = fail("state_dir",
			"install -d -o mailbox-expiry -g mailbox-expiry -m "
			"0750 DIRECTORY; the rest is looked at with it",
			&err);
	} else if (options->action == COLLECT_BACKUP) {
		code = back_up(options, &config);
	} else {
		code = test_all(options, &config);
	}
	config_release(&config);
	return code;
}

int
main(int argc, char **argv)
{
	struct collect_options options = {0};
	struct config config = {0};
	struct error err = {0};
	int code = EXIT_NOT_COLLECTED;

	spawn_settle();
	(void)signal(SIGABRT, on_abort);
	spawn_leave_no_core();
	/* libcurl would write down there what opens our connections. */
	(void)unsetenv("SSLKEYLOGFILE");
	if (!collect_options_parse(argc, argv, &options, &err)) {
		return complain(&err);
	}
	switch (options.action) {
	case COLLECT_HELP:
		(void)fputs(collect_help, stdout);
		return EXIT_NOT_COLLECTED;
	case COLLECT_VERSION:
		(void)say("mailbox_expiry_collect " VERSION);
		return EXIT_NOT_COLLECTED;
	case COLLECT_RUN:
	case COLLECT_SELF_TEST:
	case COLLECT_BACKUP:
		break;
	}
	pretended_at = options.at;
	if (options.action != COLLECT_RUN) {
		return look_or_copy(&options);
	}
	if (!config_load(options.config_path, &config, &err) ||
		!spawn_step_down(config.state_dir, config.owner,
			config.writing_group, &err)) {
		code = complain(&err);
	} else {
		code = act(argc, argv, &options, &config);
	}
	config_release(&config);
	return code;
}
