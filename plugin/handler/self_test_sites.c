// SPDX-License-Identifier: MIT
#include "handler/self_test.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "alert/nagios.h"
#include "alert/nagios_objects.h"
#include "core/mem.h"
#include "handler/monitor.h"

#define STATUS_OLD_S 300

static bool
count_one(void *context, const struct acknowledgement *acknowledgement,
	struct error *err)
{
	size_t *count = context;

	(void)acknowledgement;
	(void)err;
	(*count)++;
	return true;
}

static void
tell_missing(const char *what, const struct text_list *missing,
	struct findings *findings)
{
	for (size_t i = 0; i < missing->count; i++) {
		finding_add(findings, FINDING_FAIL, what,
			"add it to the ApiUser; contrib/icinga2/api-user.conf "
			"has all of them; then reload Icinga",
			"the ApiUser lacks the permission %s",
			missing->texts[i]);
	}
}

static const char *
advice_for(const struct error *err)
{
	return err->code == ERROR_WAIT
		       ? "see that Icinga runs with its API (icinga2 feature "
			 "enable api), and that url is host and port of it"
	       : err->code == ERROR_PERMISSION
		       ? "see contrib/icinga2/api-user.conf"
		       : "correct the section in the configuration, or the "
			 "ApiUser";
}

static void
tell_icinga2(const struct self_test_settings *settings,
	const struct icinga2_site *site, struct findings *findings)
{
	char *what = mem_print("icinga2 %s", site->name);
	struct text_list missing = {0};
	struct monitor monitor = {0};
	size_t count = 0;
	struct error err = {0};

	if (!monitor_open(site, settings->clock, &monitor, &err) ||
		!icinga2_missing_rights(monitor.icinga2, &missing, &err)) {
		finding_add(findings, FINDING_FAIL, what, advice_for(&err),
			"%s", err.text);
	} else if (missing.count > 0) {
		tell_missing(what, &missing, findings);
	} else if (!icinga2_acknowledged(
			   monitor.icinga2, count_one, &count, &err)) {
		finding_add(findings, FINDING_FAIL, what, advice_for(&err),
			"%s", err.text);
	} else {
		finding_ok(findings, what,
			"%s knows us and permits what is needed; %zu of our "
			"services acknowledged",
			site->url, count);
	}
	text_list_release(&missing);
	monitor_close(&monitor);
	free(what);
}

static void
tell_command_file(const struct nagios_site *site, struct findings *findings)
{
	const char *what = "nagios command_file";
	struct error err = {0};

	if (site->command_file == NULL) {
		finding_add(findings, FINDING_WARN, what,
			"set it to command_file of nagios.cfg",
			"not set: Nagios is not told what came of it");
	} else if (nagios_listens(site, &err)) {
		finding_ok(findings, what, "%s is read by Nagios",
			site->command_file);
	} else {
		finding_add(findings, FINDING_FAIL, what,
			err.code == ERROR_PERMISSION
				? "put the user of the worker into the group "
				  "of that file (contrib/README.md)"
				: "start Nagios, with "
				  "check_external_commands=1; set it to "
				  "command_file of nagios.cfg",
			"%s", err.text);
	}
}

static void
tell_status_file(const struct self_test_settings *settings,
	const struct nagios_site *site, struct findings *findings)
{
	const char *what = "nagios status_file";
	size_t count = 0;
	time_t created_at = 0;
	long long age_s = 0;
	struct error err = {0};

	if (site->status_file == NULL) {
		finding_add(findings, FINDING_WARN, what,
			"set it to status_file of nagios.cfg",
			"not set: authors are known only from environment "
			"macros, and reconcile has nobody to ask");
		return;
	}
	if (!nagios_acknowledged(site, count_one, &count, &created_at, &err)) {
		finding_add(findings, FINDING_FAIL, what,
			"set it to status_file of nagios.cfg, and let the user "
			"of the worker read it",
			"%s", err.text);
		return;
	}
	age_s = (long long)(settings->clock() - created_at);
	if (age_s > STATUS_OLD_S) {
		finding_add(findings, FINDING_WARN, what,
			"see that Nagios runs, and status_update_interval",
			"%s was written %lld s ago", site->status_file, age_s);
	} else {
		finding_ok(findings, what,
			"%s; %zu of our services acknowledged",
			site->status_file, count);
	}
}

/* What is replaced needs its directory, not itself. */
static void
tell_objects_file(const struct nagios_site *site, struct findings *findings)
{
	const char *what = "nagios objects_file";
	char *folder = mem_text(site->objects_file);
	char *slash = strrchr(folder, '/');
	char *text = NULL;
	struct error err = {0};

	if (slash != NULL) {
		slash[slash == folder ? 1 : 0] = '\0';
	}
	if (!nagios_objects_read(site->objects_file, &text, &err)) {
		finding_add(findings, FINDING_FAIL, what,
			"name a file of its own, no other file", "%s",
			err.text);
	} else if (access(slash == NULL ? "." : folder, W_OK | X_OK) != 0) {
		finding_add(findings, FINDING_FAIL, what,
			"make it a directory that the user of sync may write",
			"%s: %s", folder, strerror(errno));
	} else {
		finding_ok(findings, what, "%s can be written",
			site->objects_file);
	}
	free(text);
	free(folder);
}

static void
tell_check_results(const struct nagios_site *site, struct findings *findings)
{
	const char *what = "nagios check_result_path";
	const char *path = site->check_result_path;
	struct stat status = {0};

	if (stat(path, &status) != 0 || !S_ISDIR(status.st_mode)) {
		finding_add(findings, FINDING_FAIL, what,
			"set it to check_result_path of nagios.cfg", "%s: %s",
			path,
			status.st_mode != 0 ? "not a directory"
					    : strerror(errno));
	} else if (access(path, W_OK | X_OK) != 0) {
		finding_add(findings, FINDING_FAIL, what,
			"put the user of sync into its group, which may write",
			"%s: %s", path, strerror(errno));
	} else {
		finding_ok(findings, what, "%s can be written", path);
	}
}

void
self_test_sites(
	const struct self_test_settings *settings, struct findings *findings)
{
	const struct config *config = settings->config;
	const struct nagios_site *nagios = &config->nagios;
	bool has_nagios =
		nagios->command_file != NULL || nagios->status_file != NULL;

	for (size_t i = 0; i < config->icinga2_count; i++) {
		tell_icinga2(settings, &config->icinga2[i], findings);
	}
	if (has_nagios) {
		tell_command_file(nagios, findings);
		tell_status_file(settings, nagios, findings);
	}
	if (nagios->objects_file != NULL) {
		tell_objects_file(nagios, findings);
	}
	if (nagios->check_result_path != NULL) {
		tell_check_results(nagios, findings);
	}
	if (config->icinga2_count == 0 && !has_nagios) {
		finding_add(findings, FINDING_WARN, "monitoring",
			"describe it in [icinga2 NAME] or [nagios]",
			"none is configured: nobody is told what came of an "
			"acknowledgement");
	}
}
