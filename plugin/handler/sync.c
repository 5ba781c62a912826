// SPDX-License-Identifier: MIT
#include "handler/sync.h"

#include <stdlib.h>

#include "core/mem.h"
#include "core/text.h"
#include "core/timestamp.h"
#include "handler/installed.h"
#include "handler/monitor.h"
#include "handler/roster_read.h"
#include "handler/sync_site.h"
#include "process/capture.h"
#include "process/lock.h"

#define CHECK_LIMIT_S 20   /* its own */
#define CAPTURE_LIMIT_S 25 /* ours */

static int64_t
most_wanted(const struct config *config)
{
	int64_t most = 0;

	for (size_t i = 0; i < config->icinga2_count; i++) {
		const struct icinga2_site *site = &config->icinga2[i];
		if (site->services && site->services_limit > most) {
			most = site->services_limit;
		}
	}
	if (config->nagios.objects_file != NULL &&
		config->nagios.services_limit > most) {
		most = config->nagios.services_limit;
	}
	return most;
}

/* No secret of ours is in its environment: it needs none. */
static bool
ask_check(const struct sync_settings *settings, int64_t limit,
	struct roster *roster, struct error *err)
{
	static const char *const environment[] = {
		"PATH=/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL=C", NULL};
	char beside[INSTALLED_SIZE];
	const char *check = installed_beside(settings->program,
				    "check_mailbox_expiry", beside)
				    ? beside
				    : PLUGINDIR "/check_mailbox_expiry";
	char instant[TIMESTAMP_TEXT_SIZE];
	char *config = mem_print("--config=%s", settings->config_path);
	char *items = mem_print("--max-items=%lld", (long long)limit);
	char *time_limit = mem_print("--timeout=%d", CHECK_LIMIT_S);
	char *at = settings->at == 0
			   ? NULL
			   : mem_print("--at=%s",
				     timestamp_text(settings->at, instant));
	const char *const arguments[] = {check, config, "--discover=results",
		"--no-collect", items, time_limit, at, NULL};
	const struct capture_request request = {.argv = arguments,
		.environment = environment,
		.limit_bytes = ROSTER_READ_LIMIT_BYTES,
		.limit_s = CAPTURE_LIMIT_S};
	struct capture said = {0};
	bool ok = capture_run(&request, &said, err);

	if (ok && said.code != 0 && said.length > 0 && said.text[0] == '{') {
		ok = error_set(err, ERROR_WAIT, "%s: exit status %d", check,
			said.code);
	}
	ok = ok && roster_read(said.text, said.length, roster, err);
	free(said.text);
	free(config);
	free(items);
	free(time_limit);
	free(at);
	return ok;
}

static void
tell_tenants(const struct sync_settings *settings, const struct roster *roster)
{
	char problem[ERROR_TEXT_SIZE];

	for (size_t i = 0; i < roster->tenant_count; i++) {
		const struct roster_tenant *tenant = &roster->tenants[i];
		if (!tenant->is_judged) {
			(void)fprintf(settings->say,
				"tenant %s: nothing is removed: %s\n",
				tenant->name,
				text_clean(tenant->problem, true, problem,
					sizeof(problem)));
		}
	}
}

static void
tell_limit(const struct sync_work *work, const char *name, int64_t limit)
{
	int64_t known = 0;

	for (size_t i = 0; i < work->roster->tenant_count; i++) {
		known += work->roster->tenants[i].count;
	}
	if (known > limit) {
		(void)fprintf(work->settings->say,
			"%s: %lld mailboxes, services for the %lld most urgent "
			"(services_limit)\n",
			name, (long long)known, (long long)limit);
	}
}

static void
tell_left(const struct sync_work *work, const char *name,
	const struct sync_tally *tally)
{
	FILE *say = work->settings->say;

	if (tally->kept > 0) {
		(void)fprintf(say,
			"%s: %zu acknowledged services stay beyond "
			"services_limit: raise it\n",
			name, tally->kept);
	}
	if (tally->strays > 0) {
		(void)fprintf(say,
			"%s: %zu services stay that are of no tenant enabled "
			"here, such as %s: remove them where that is wrong\n",
			name, tally->strays, tally->stray);
	}
}

static void
tell_tally(const struct sync_work *work, const char *name,
	const struct sync_tally *tally)
{
	if (tally->created + tally->changed + tally->removed > 0 ||
		work->settings->verbose) {
		(void)fprintf(work->settings->say,
			"%s: %zu created, %zu changed, %zu removed, %zu "
			"results\n",
			name, tally->created, tally->changed, tally->removed,
			tally->told);
	}
	tell_left(work, name, tally);
}

/* What came of one of them; the first reason of all is kept. */
static void
take_end(const struct sync_tally *tally, bool ok, const struct error *why,
	const char *name, bool *failed, struct error *first)
{
	struct error said = *why;

	if (ok && tally->failed == 0) {
		return;
	}
	if (ok) {
		said = tally->first;
		if (tally->failed > 1) {
			(void)error_prefix(&said,
				"%zu services could not be handled; the first",
				tally->failed);
		}
	}
	(void)error_prefix(&said, "[%s]", name);
	if (!*failed) {
		*failed = true;
		*first = said;
	}
}

static bool
reach_icinga2(const struct sync_work *work, const struct icinga2_site *site,
	struct sync_tally *tally, struct error *err)
{
	struct monitor monitor = {0};
	bool ok = monitor_open(site, work->settings->clock, &monitor, err) &&
		  sync_icinga2(work, monitor.icinga2, site->services_limit,
			  tally, err);

	monitor_close(&monitor);
	return ok;
}

static bool
sync_all(const struct sync_work *work, struct error *err)
{
	const struct config *config = work->settings->config;
	struct error first = {0};
	bool failed = false;

	for (size_t i = 0; i < config->icinga2_count; i++) {
		const struct icinga2_site *site = &config->icinga2[i];
		struct sync_tally tally = {0};
		struct error why = {0};
		char *name = mem_print("icinga2 %s", site->name);

		if (site->services) {
			bool ok = reach_icinga2(work, site, &tally, &why);
			tell_limit(work, name, site->services_limit);
			tell_tally(work, name, &tally);
			take_end(&tally, ok, &why, name, &failed, &first);
		}
		free(name);
	}
	if (config->nagios.objects_file != NULL) {
		struct sync_tally tally = {0};
		struct error why = {0};
		bool ok = sync_nagios(work, &config->nagios, &tally, &why);

		tell_limit(work, "nagios", config->nagios.services_limit);
		tell_tally(work, "nagios", &tally);
		take_end(&tally, ok, &why, "nagios", &failed, &first);
	}
	if (failed) {
		*err = first;
	}
	return !failed;
}

static bool
sync_locked(
	const struct sync_settings *settings, int64_t limit, struct error *err)
{
	struct roster roster = {0};
	const struct sync_work work = {.settings = settings,
		.roster = &roster,
		.checked_at = settings->clock()};
	bool ok = ask_check(settings, limit, &roster, err);

	if (ok) {
		tell_tenants(settings, &roster);
		ok = sync_all(&work, err);
	}
	roster_release(&roster);
	return ok;
}

bool
sync_services(const struct sync_settings *settings, struct error *err)
{
	int64_t limit = most_wanted(settings->config);
	char *path = NULL;
	int lock = LOCK_NONE;
	bool taken = false;
	bool ok = false;

	if (limit == 0) {
		return error_set(err, ERROR_CONFIG,
			"nothing to do: the configuration has neither an "
			"[icinga2 NAME] with services = yes nor an "
			"objects_file in [nagios]");
	}
	path = mem_print("%s/sync.lock", settings->config->state_dir);
	ok = lock_open(path, &lock, err) && lock_try(lock, &taken, err);
	if (ok && taken) {
		ok = sync_locked(settings, limit, err);
	} else if (ok && settings->verbose) {
		(void)fputs("another one is at work\n", settings->say);
	}
	lock_close(lock);
	free(path);
	return ok;
}
