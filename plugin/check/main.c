// SPDX-License-Identifier: MIT
/*
 * check_mailbox_expiry - a check for Nagios, Icinga and their kin.  The clocks,
 * the environment, the limit of time and the exit code are here.  Nothing goes
 * to stderr: Icinga would take it for performance data.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "check/discover.h"
#include "check/options.h"
#include "check/refresh.h"
#include "check/report.h"
#include "check/view.h"
#include "config/config.h"
#include "core/mem.h"
#include "process/spawn.h"

/* Left for judging and printing when waiting for a collector ends. */
#define MAIN_RESERVE_MS 1000

#define LATE                                                                   \
	"no answer within the time limit (-t); the disk of state_dir may hang"

static int timeout_exit = CHECK_UNKNOWN;
static bool timeout_page;

static int64_t
clock_ms(void)
{
	struct timespec now = {0};

	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Nothing but write(2), _exit(2) and the like is safe in these. */
static void
on_abort(int signal_number)
{
	static const char memory[] =
		"UNKNOWN: out of memory; this host or its limits leave "
		"check_mailbox_expiry too little\n";
	static const char ours[] =
		"UNKNOWN: internal error in check_mailbox_expiry, please "
		"report it\n";

	(void)signal_number;
	(void)!(errno == ENOMEM
			? write(STDOUT_FILENO, memory, sizeof(memory) - 1)
			: write(STDOUT_FILENO, ours, sizeof(ours) - 1));
	_exit(CHECK_UNKNOWN);
}

static void
say_late(const char *text)
{
	(void)!write(STDOUT_FILENO, text, strlen(text));
}

static void
on_alarm(int signal_number)
{
	const char *state = check_state_text((enum check_state)timeout_exit);

	(void)signal_number;
	if (timeout_page) {
		/* A screen that shows it asks again, too. */
		say_late("<!DOCTYPE html><html lang=\"en\">"
			 "<meta charset=\"utf-8\">"
			 "<meta http-equiv=\"Content-Security-Policy\" "
			 "content=\"default-src 'none'\">"
			 "<meta http-equiv=\"refresh\" content=\"60\"><title>");
		say_late(state);
		say_late("</title><h1>");
		say_late(state);
		say_late("</h1><p>" LATE "</p></html>\n");
	} else {
		say_late(state);
		say_late(": " LATE "\n");
	}
	_exit(timeout_exit);
}

static void
settle(void)
{
	struct sigaction action = {.sa_handler = on_abort};
	int null = -1;

	spawn_settle();
	(void)sigaction(SIGABRT, &action, NULL);
	action.sa_handler = on_alarm;
	(void)sigaction(SIGALRM, &action, NULL);
	null = open("/dev/null", O_WRONLY | O_CLOEXEC);
	if (null >= 0) {
		(void)dup2(null, STDERR_FILENO);
		(void)close(null);
	}
}

/* What nobody can read is no OK, whichever write it was that failed. */
static int
finish(int code)
{
	return fflush(stdout) == 0 && ferror(stdout) == 0 ? code
							  : CHECK_UNKNOWN;
}

/* `options` is NULL until they are known. */
static int
complain(const struct error *err, const struct check_options *options)
{
	if (options != NULL && options->format == FORMAT_HTML &&
		options->discover == DISCOVER_NONE) {
		report_html_problem(err->text, stdout);
	} else {
		(void)printf("UNKNOWN: %s\n", err->text);
	}
	return finish(CHECK_UNKNOWN);
}

static int
print_discovery(const struct report *report)
{
	struct error err = {0};

	if (!discover_print(report, stdout, &err)) {
		return complain(&err, report->options);
	}
	return finish(CHECK_OK);
}

static int
print_report(const struct check_options *options, const struct view *views,
	size_t count, time_t as_of)
{
	const struct report report = {
		.options = options,
		.views = views,
		.count = count,
		.state = report_state(views, count),
		.as_of = as_of,
	};

	if (options->discover != DISCOVER_NONE) {
		return print_discovery(&report);
	}
	if (options->format == FORMAT_JSON) {
		report_json(&report, stdout);
	} else if (options->format == FORMAT_HTML) {
		report_html(&report, stdout);
	} else if (options->list) {
		report_list(&report, stdout);
	} else {
		report_text(&report, stdout);
	}
	return finish((int)report.state);
}

static size_t
choose_tenants(const struct config *config, const struct check_options *options,
	struct view *views, time_t as_of, time_t now)
{
	size_t count = 0;

	for (size_t i = 0; i < config->tenant_count; i++) {
		const struct tenant *tenant = &config->tenants[i];
		bool chosen =
			options->tenant == NULL
				? tenant->enabled
				: strcmp(options->tenant, tenant->name) == 0;
		if (chosen) {
			view_init(&views[count++], tenant, options, as_of, now);
		}
	}
	return count;
}

static int
no_tenant(const struct check_options *options, const struct config *config)
{
	struct error err = {0};

	if (config_check_tenant(config, options->tenant, &err)) {
		(void)error_set(&err, ERROR_CONFIG,
			"%s has no enabled [tenant NAME]",
			options->config_path);
	}
	return complain(&err, options);
}

static void
judge_views(struct view *views, size_t count, const struct config *config)
{
	for (size_t i = 0; i < count; i++) {
		if (views[i].is_judged) {
			continue;
		}
		views[i].now = time(NULL);
		if (views[i].options->at == 0) {
			views[i].as_of = views[i].now;
		}
		view_judge(&views[i], config);
	}
}

/* Nobody knows which of them it is that hangs. */
static enum check_state
worst_timeout_state(const struct view *views, size_t count)
{
	enum check_state worst =
		count > 0 ? views[0].tenant->timeout_state : CHECK_UNKNOWN;

	for (size_t i = 1; i < count; i++) {
		worst = check_state_worst(
			worst, views[i].tenant->timeout_state);
	}
	return worst;
}

static int
check(const struct config *config, const struct check_options *options,
	int64_t began_ms)
{
	time_t now = time(NULL);
	time_t as_of = options->at != 0 ? options->at : now;
	struct view *views = mem_zeroed(config->tenant_count, sizeof(*views));
	size_t count = choose_tenants(config, options, views, as_of, now);
	const struct refresh_settings refresh = {
		.config = config,
		.options = options,
		.environment = (const char *const *)environ,
		.clock_ms = clock_ms,
		.until_ms = began_ms + (int64_t)options->timeout_s * 1000 -
			    MAIN_RESERVE_MS,
	};
	int code = CHECK_UNKNOWN;

	/* Half a list is none, whatever the operator thinks of time. */
	if (options->discover == DISCOVER_NONE) {
		timeout_exit = (int)worst_timeout_state(views, count);
	}
	/* Most often the data are fresh: then they are read but once. */
	judge_views(views, count, config);
	if (!options->no_collect && options->at == 0) {
		refresh_views(&refresh, views, count);
		judge_views(views, count, config);
	}
	code = count == 0 ? no_tenant(options, config)
			  : print_report(options, views, count, as_of);
	for (size_t i = 0; i < count; i++) {
		view_release(&views[i]);
	}
	free(views);
	return code;
}

static int
run(const struct check_options *options, int64_t began_ms)
{
	struct config config = {0};
	struct error err = {0};
	int code = CHECK_UNKNOWN;

	switch (options->action) {
	case CHECK_HELP:
		(void)fputs(check_help, stdout);
		return CHECK_UNKNOWN;
	case CHECK_VERSION:
		(void)puts("check_mailbox_expiry " VERSION);
		return CHECK_UNKNOWN;
	case CHECK_RUN:
		break;
	}
	timeout_page = options->format == FORMAT_HTML &&
		       options->discover == DISCOVER_NONE;
	(void)alarm((unsigned)options->timeout_s);
	if (!config_load(options->config_path, &config, &err) ||
		!spawn_step_down(config.state_dir, config.owner,
			config.writing_group, &err)) {
		code = complain(&err, options);
	} else {
		code = check(&config, options, began_ms);
	}
	config_release(&config);
	return code;
}

int
main(int argc, char **argv)
{
	const struct extra_opts_settings extra = {
		.program = "check_mailbox_expiry",
		.known = check_long_options,
		.search_path = getenv("NAGIOS_CONFIG_PATH"),
	};
	struct extra_opts line = {0};
	struct check_options options = {0};
	struct error err = {0};
	int64_t began_ms = clock_ms();
	int code = CHECK_UNKNOWN;

	settle();
	if (!extra_opts_expand(argc, argv, &extra, &line, &err) ||
		!check_options_parse(&line, &options, &err)) {
		code = complain(&err, NULL);
	} else {
		code = run(&options, began_ms);
	}
	check_options_release(&options);
	extra_opts_release(&line);
	return code;
}
