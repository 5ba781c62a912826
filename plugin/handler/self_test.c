// SPDX-License-Identifier: MIT
#include "handler/self_test.h"

#include <grp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/mem.h"
#include "core/text.h"
#include "graph/route.h"
#include "graph/trial.h"
#include "handler/kill_switch.h"
#include "handler/overview.h"
#include "process/inbox.h"
#include "process/lock.h"
#include "process/units.h"
#include "state/examine.h"
#include "state/handler.h"

#define CONNECT_LIMIT_S 10
#define STALL_S 15
#define INBOX_MODE 03770

/* ---- the inbox ---- */

static void
tell_inbox_mode(
	const char *path, const struct stat *status, struct findings *findings)
{
	const struct group *group = getgrgid(status->st_gid);
	char *advice = mem_print("chmod %04o %s", INBOX_MODE, path);
	unsigned mode = (unsigned)status->st_mode & 07777u;

	if ((mode & 0007) != 0) {
		finding_add(findings, FINDING_FAIL, "inbox", advice,
			"%s: mode %04o: everybody on this host may ask for "
			"mailboxes",
			path, mode);
	} else if (mode != INBOX_MODE) {
		finding_add(findings, FINDING_WARN, "inbox", advice,
			"%s: mode %04o, where %04o is meant: whoever may put "
			"requests down may not touch another's",
			path, mode, INBOX_MODE);
	} else {
		finding_ok(findings, "inbox",
			"%s: whoever is in the group %s may ask", path,
			group == NULL ? "?" : group->gr_name);
	}
	free(advice);
}

static void
tell_inbox(const struct self_test_settings *settings, struct findings *findings)
{
	char *path = inbox_path(settings->config->state_dir);
	struct stat status = {0};
	struct error err = {0};

	if (lstat(path, &status) != 0) {
		finding_add(findings, FINDING_WARN, "inbox",
			"handle_mailbox_expiry worker --once",
			"%s: not there before the worker has run once", path);
	} else if (!inbox_probe(path, &err)) {
		finding_add(findings, FINDING_FAIL, "inbox",
			"it has to belong to the worker, which makes it where "
			"it is missing",
			"%s", err.text);
	} else {
		tell_inbox_mode(path, &status, findings);
	}
	free(path);
}

static void
tell_lock(const struct self_test_settings *settings, struct findings *findings)
{
	char *path = handler_lock_path(settings->config->state_dir);
	int lock = LOCK_NONE;
	bool taken = false;
	struct stat status = {0};
	struct error err = {0};

	if (stat(path, &status) != 0) {
		finding_add(findings, FINDING_SKIP, "worker", NULL,
			"%s: not there before it has run once", path);
	} else if (!lock_open(path, &lock, &err) ||
		   !lock_try(lock, &taken, &err)) {
		finding_add(findings, FINDING_FAIL, "worker",
			"give it to the user of the worker (chown); on a "
			"network file system without locks, move state_dir to "
			"a local one",
			"%s", err.text);
	} else {
		finding_ok(findings, "worker", "%s",
			taken ? "can run; none is running now"
			      : "is running now");
	}
	lock_close(lock);
	free(path);
}

/* ---- systemd ---- */

static void
tell_unit(const struct self_test_settings *settings, const char *unit,
	const char *without, struct findings *findings)
{
	char *advice = mem_print("systemctl enable --now %s", unit);
	struct error err = {0};
	bool enabled = false;
	bool active = false;

	if (!units_are_managed()) {
		finding_add(findings, FINDING_SKIP, unit,
			"cron runs handle_mailbox_expiry reconcile each minute "
			"instead, which starts the worker",
			"no systemd here");
	} else if (!units_ask("is-enabled", unit, settings->environment,
			   &enabled, &err) ||
		   !units_ask("is-active", unit, settings->environment, &active,
			   &err)) {
		finding_add(findings, FINDING_SKIP, unit, NULL, "%s", err.text);
	} else if (enabled && active) {
		finding_ok(findings, unit, "enabled and active");
	} else {
		finding_add(findings, FINDING_WARN, unit, advice, "not %s: %s",
			active ? "enabled" : "active", without);
	}
	free(advice);
}

static bool
is_synced(const struct config *config)
{
	for (size_t i = 0; i < config->icinga2_count; i++) {
		if (config->icinga2[i].services) {
			return true;
		}
	}
	return config->nagios.objects_file != NULL;
}

static void
tell_units(const struct self_test_settings *settings, struct findings *findings)
{
	tell_unit(settings, "mailbox-expiry-handler.path",
		"nobody works on what is put down", findings);
	tell_unit(settings, "mailbox-expiry-handler.timer",
		"what is due later is not looked at", findings);
	tell_unit(settings, "mailbox-expiry-reconcile.timer",
		"acknowledgements that nobody told of are missed", findings);
	if (is_synced(settings->config)) {
		tell_unit(settings, "mailbox-expiry-sync.timer",
			"services of mailboxes neither come nor go", findings);
	}
}

/* ---- what stops it on purpose, and is forgotten ---- */

static void
tell_overview(const struct overview *overview, struct findings *findings)
{
	char name[ERROR_TEXT_SIZE];

	for (size_t i = 0; i < overview->pause_count; i++) {
		const char *tenant = overview->pauses[i].tenant;
		char *advice = NULL;

		(void)text_clean(tenant == NULL ? "everything" : tenant, true,
			name, sizeof(name));
		advice = mem_print("handle_mailbox_expiry resume%s%s",
			tenant == NULL ? "" : " --tenant ",
			tenant == NULL ? "" : name);
		finding_add(findings, FINDING_WARN, "pause", advice,
			"%s is paused: every acknowledgement will be refused",
			name);
		free(advice);
	}
	for (size_t i = 0; i < overview->kill_switches.count; i++) {
		finding_add(findings, FINDING_WARN, "kill_switch",
			"remove the file when it has done its work",
			"%s is there: every acknowledgement will be refused",
			overview->kill_switches.texts[i]);
	}
}

static void
tell_journal(
	const struct self_test_settings *settings, struct findings *findings)
{
	char *path = handler_database_path(settings->config->state_dir);
	struct overview overview = {0};
	struct error err = {0};

	if (!overview_read(
		    settings->config, settings->tenant, &overview, &err)) {
		finding_add(findings,
			err.code == ERROR_WAIT ? FINDING_WARN : FINDING_FAIL,
			"handler.db",
			err.code == ERROR_WAIT
				? "nothing: it passes with the next run"
				: "mailbox_expiry_collect --self-test says "
				  "more of it",
			"%s", err.text);
	} else if (access(path, F_OK) == 0 && !examine_may_write(path)) {
		finding_add(findings, FINDING_FAIL, "handler.db",
			EXAMINE_OWN_IT, "%s: user %u may not write it", path,
			(unsigned)geteuid());
	}
	free(path);
	tell_overview(&overview, findings);
	overview_release(&overview);
}

/* ---- the writer ---- */

static void
tell_authors(const struct tenant *tenant, struct findings *findings)
{
	char *what = mem_print("%s authors", tenant->name);

	if (tenant->policy.authors.count == 0) {
		finding_add(findings, FINDING_WARN, what,
			"authors = alice bob, as their names are in the "
			"monitoring system; * for everybody",
			"nobody may: every acknowledgement will be refused");
	} else {
		finding_ok(findings, what, "%zu may ask%s",
			tenant->policy.authors.count,
			tenant->policy.dry_run ? "; dry_run: nothing is done"
					       : "");
	}
	free(what);
}

static void
tell_writer(const struct self_test_settings *settings,
	const struct tenant *tenant, struct findings *findings)
{
	const struct route_settings route = {
		.tenant = tenant,
		.credential = &tenant->writer,
		.connect_limit_s = CONNECT_LIMIT_S,
		.stall_s = STALL_S,
		.clock = settings->clock,
	};
	struct directory_settings directory = {
		.tenant = tenant,
		.credential = &tenant->writer,
		.environment = settings->environment,
		.read_secret = config_read_secret,
		.read_token = config_read_token,
		.until = settings->clock() + (time_t)tenant->time_limit_s,
		.seed = (uint64_t)settings->clock(),
	};
	const struct trial_settings trial = {.directory = &directory,
		.is_writer = true,
		.now = settings->clock()};
	struct error err = {0};

	if (!config_credential_check(tenant, &tenant->writer, "writer", &err) ||
		!route_open(&route, &directory.transport, &err)) {
		finding_add(findings, FINDING_FAIL, tenant->name,
			"set what is missing in its section of the "
			"configuration",
			"%s", err.text);
	} else {
		tell_authors(tenant, findings);
		kill_switch_tell(tenant, findings);
		(void)trial_credential(&trial, findings);
		trial_connection(&trial, findings);
	}
	if (directory.transport != NULL) {
		directory.transport->ops->free(directory.transport);
	}
}

static void
print(void *context, const char *lines)
{
	FILE *out = context;

	(void)fprintf(out, "%s\n", lines);
	(void)fflush(out);
}

bool
self_test(const struct self_test_settings *settings)
{
	const struct config *config = settings->config;
	struct findings all = {.tell = print, .context = settings->out};
	struct findings *findings = &all;

	tell_inbox(settings, findings);
	tell_lock(settings, findings);
	tell_journal(settings, findings);
	tell_units(settings, findings);
	self_test_sites(settings, findings);
	for (size_t i = 0; i < config->tenant_count; i++) {
		const struct tenant *tenant = &config->tenants[i];

		if (settings->tenant == NULL
				? tenant->enabled
				: strcmp(tenant->name, settings->tenant) == 0) {
			tell_writer(settings, tenant, findings);
		}
	}
	return all.failures == 0;
}
