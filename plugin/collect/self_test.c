// SPDX-License-Identifier: MIT
#include "collect/self_test.h"

#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "core/mem.h"
#include "graph/route.h"
#include "graph/trial.h"
#include "process/lock.h"
#include "process/units.h"
#include "state/examine.h"
#include "state/handler.h"
#include "state/state.h"

#define CONNECT_LIMIT_S 10
#define STALL_S 15
#define ROOM_NEEDED_BYTES (UINT64_C(16) * 1024 * 1024)
#define INODES_NEEDED 100 /* journals, locks, requests */
#define ROOM_WANTED_BYTES (UINT64_C(256) * 1024 * 1024)

/* ---- the state directory ---- */

static void
tell_owner(
	const char *path, const struct stat *status, struct findings *findings)
{
	const struct passwd *account = getpwuid(status->st_uid);
	const char *name = account == NULL ? "?" : account->pw_name;
	char *advice = NULL;

	if (status->st_uid == 0 && geteuid() == 0) {
		finding_add(findings, FINDING_WARN, path,
			"make a user for it: adduser --system --group "
			"mailbox-expiry; chown -R mailbox-expiry: the "
			"directory",
			"belongs to root, so everything runs as root");
	} else if (access(path, R_OK | W_OK | X_OK) != 0) {
		advice = mem_print("run this as %s or as root: su -s /bin/sh "
				   "%s -c 'mailbox_expiry_collect --self-test'",
			name, name);
		finding_add(findings, FINDING_FAIL, path, advice,
			"belongs to %s; user %u, who runs this, may not write "
			"there",
			name, (unsigned)geteuid());
	} else {
		finding_ok(findings, path, "belongs to %s", name);
	}
	free(advice);
}

static void
tell_mode(
	const char *path, const struct stat *status, struct findings *findings)
{
	char *what = mem_print("%s mode", path);
	char *advice = mem_print("chmod 0750 %s", path);
	const struct group *group = getgrgid(status->st_gid);
	const char *name = group == NULL ? "?" : group->gr_name;
	unsigned mode = (unsigned)status->st_mode & 07777u;

	if ((mode & 0007) != 0) {
		finding_add(findings, FINDING_WARN, what, advice,
			"%04o: names and addresses in it are open to everybody "
			"on this host",
			mode);
	} else if ((mode & 0050) != 0050) {
		finding_add(findings, FINDING_WARN, what, advice,
			"%04o: the group %s cannot read it, so only its owner "
			"can run the check",
			mode, name);
	} else {
		finding_ok(findings, what, "%04o, read by the group %s", mode,
			name);
	}
	free(advice);
	free(what);
}

static void
tell_room(const char *path, struct findings *findings)
{
	char *what = mem_print("%s room", path);
	struct statvfs disk = {0};
	bool is_known = statvfs(path, &disk) == 0;
	uint64_t room = (uint64_t)disk.f_bavail * disk.f_frsize;

	if (!is_known) {
		finding_add(findings, FINDING_FAIL, what,
			"repair the file system", "%s", strerror(errno));
	} else if ((disk.f_flag & ST_RDONLY) != 0) {
		finding_add(findings, FINDING_FAIL, what,
			"mount it so that it can be written",
			"the file system is read-only");
	} else if (disk.f_files != 0 && disk.f_favail < INODES_NEEDED) {
		finding_add(findings, FINDING_FAIL, what,
			"remove files from it", "%llu inodes left",
			(unsigned long long)disk.f_favail);
	} else if (room < ROOM_WANTED_BYTES) {
		finding_add(findings,
			room < ROOM_NEEDED_BYTES ? FINDING_FAIL : FINDING_WARN,
			what, "make room on it", "%llu MiB left",
			(unsigned long long)(room >> 20));
	} else {
		finding_ok(findings, what, "%llu MiB left",
			(unsigned long long)(room >> 20));
	}
	free(what);
}

/* ---- databases and locks ---- */

static void
tell_content(const struct self_test_settings *settings,
	const struct examined *examined, const char *what, int64_t stale_s,
	struct findings *findings)
{
	char *text = examine_text(examined);
	long long age_s =
		(long long)(settings->clock() - examined->collected_at);

	if (examined->simulated != settings->simulated) {
		finding_add(findings, FINDING_FAIL, what,
			"move it out of state_dir: a real run begins a new one",
			"%s; it holds %s data", text,
			examined->simulated ? "simulated" : "real");
	} else if (examined->is_read_only && examined->kind == EXAMINE_TENANT) {
		finding_add(findings, FINDING_FAIL, what, EXAMINE_OWN_IT,
			"whole, but who runs this may not write it");
	} else if (examined->is_older) {
		finding_add(findings, FINDING_WARN, what,
			"nothing: the next run of its program upgrades it",
			"%s", text);
	} else if (examined->kind != EXAMINE_TENANT) {
		finding_ok(findings, what, "whole, %s", text);
	} else if (examined->collected_at == 0) {
		finding_add(findings, FINDING_WARN, what,
			"collect once, and read what it says: "
			"mailbox_expiry_collect --tenant NAME",
			"whole, but no run has ended well yet");
	} else if (age_s > stale_s) {
		finding_add(findings, FINDING_WARN, what,
			"see that the timer runs, and what "
			"mailbox_expiry_collect --tenant NAME says",
			"whole, %s, but %lld h old", text, age_s / 3600);
	} else {
		finding_ok(findings, what, "whole, %s, %lld min old", text,
			age_s / 60);
	}
	free(text);
}

static void
tell_database(const struct self_test_settings *settings, const char *path,
	const char *what, int64_t stale_s, struct findings *findings)
{
	struct examined examined = {0};
	struct error err = {0};

	if (access(path, F_OK) != 0 && errno == ENOENT) {
		finding_add(findings, FINDING_SKIP, what, NULL,
			"%s: not there before the first run", path);
	} else if (examine_database(path, &examined, &err)) {
		tell_content(settings, &examined, what, stale_s, findings);
	} else {
		finding_add(findings,
			err.code == ERROR_WAIT ? FINDING_WARN : FINDING_FAIL,
			what,
			err.code == ERROR_OUTDATED
				? "install the newer version again"
			: err.code == ERROR_WAIT
				? "nothing: it passes with the next run"
			: access(path, R_OK) != 0
				? EXAMINE_OWN_IT
				: "put a backup back (mailbox_expiry_collect(8)"
				  "), or move it away: what Graph still shows "
				  "is collected anew",
			"%s", err.text);
	}
}

static void
tell_lock(const char *path, const char *what, struct findings *findings)
{
	int lock = LOCK_NONE;
	bool taken = false;
	struct error err = {0};

	if (access(path, F_OK) != 0) {
		finding_add(findings, FINDING_SKIP, what, NULL,
			"%s: not there before the first run", path);
	} else if (!lock_open(path, &lock, &err) ||
		   !lock_try(lock, &taken, &err)) {
		finding_add(findings, FINDING_FAIL, what,
			"give it to the owner of state_dir (chown); on a "
			"network file system without locks, move state_dir to "
			"a local one",
			"%s", err.text);
	} else {
		finding_ok(findings, what, "%s: %s", path,
			taken ? "free" : "being collected right now");
	}
	lock_close(lock);
}

/* ---- systemd ---- */

static void
tell_timer(const struct self_test_settings *settings,
	const struct tenant *tenant, struct findings *findings)
{
	char *unit = mem_print("mailbox-expiry-collect@%s.timer", tenant->name);
	char *what = mem_print("%s timer", tenant->name);
	char *advice = mem_print("systemctl enable --now %s", unit);
	struct error err = {0};
	bool enabled = false;
	bool active = false;

	if (!units_are_managed()) {
		finding_add(findings, FINDING_SKIP, what,
			"let the check start the collector, or cron",
			"no systemd here");
	} else if (!units_ask("is-enabled", unit, settings->environment,
			   &enabled, &err) ||
		   !units_ask("is-active", unit, settings->environment, &active,
			   &err)) {
		finding_add(findings, FINDING_SKIP, what, NULL, "%s", err.text);
	} else if (enabled && active) {
		finding_ok(findings, what, "%s is enabled and active", unit);
	} else {
		finding_add(findings, FINDING_WARN, what, advice,
			"%s is not %s: nothing is collected %s", unit,
			!active ? "active" : "enabled",
			!active ? "unless the check does it"
				: "after the next start of this host");
	}
	free(advice);
	free(what);
	free(unit);
}

/* ---- Microsoft ---- */

static void
tell_reader(const struct self_test_settings *settings,
	const struct tenant *tenant, struct findings *findings)
{
	const struct route_settings route = {
		.tenant = tenant,
		.credential = &tenant->reader,
		.connect_limit_s = CONNECT_LIMIT_S,
		.stall_s = STALL_S,
		.clock = settings->clock,
	};
	struct directory_settings directory = {
		.tenant = tenant,
		.credential = &tenant->reader,
		.environment = settings->environment,
		.read_secret = config_read_secret,
		.read_token = config_read_token,
		.until = settings->clock() + (time_t)tenant->time_limit_s,
		.seed = (uint64_t)settings->clock(),
	};
	const struct trial_settings trial = {
		.directory = &directory, .now = settings->clock()};
	struct error err = {0};

	if (!config_credential_check(tenant, &tenant->reader, "reader", &err) ||
		!route_open(&route, &directory.transport, &err)) {
		finding_add(findings, FINDING_FAIL, tenant->name,
			"set what is missing in its section of the "
			"configuration",
			"%s", err.text);
	} else {
		(void)trial_credential(&trial, findings);
		trial_connection(&trial, findings);
	}
	if (directory.transport != NULL) {
		directory.transport->ops->free(directory.transport);
	}
}

/* Its key is not for the collector to read. */
static void
tell_writer(const struct tenant *tenant, struct findings *findings)
{
	char *what = mem_print("%s writer", tenant->name);
	char *advice = mem_print("handle_mailbox_expiry self-test --tenant %s, "
				 "as root or as the user of the worker",
		tenant->name);

	if (tenant->writer.client_id == NULL &&
		!tenant->writer.managed_identity) {
		finding_add(findings, FINDING_SKIP, what, NULL,
			"not configured: acknowledging brings nothing back");
	} else {
		finding_add(findings, FINDING_SKIP, what, advice,
			"its key is the handler's");
	}
	free(advice);
	free(what);
}

void
self_test_host(
	const struct self_test_settings *settings, struct findings *findings)
{
	const char *path = settings->config->state_dir;
	char *handler = handler_database_path(path);
	struct stat status = {0};

	self_test_config(settings, findings);
	if (stat(path, &status) == 0) {
		tell_owner(path, &status, findings);
		tell_mode(path, &status, findings);
		tell_room(path, findings);
		tell_database(settings, handler, "handler.db", 0, findings);
	}
	free(handler);
}

void
self_test_tenant(const struct self_test_settings *settings,
	const struct tenant *tenant, struct findings *findings)
{
	char *database =
		state_database_path(settings->config->state_dir, tenant->name);
	char *lock = state_lock_path(settings->config->state_dir, tenant->name);
	char *database_what = mem_print("%s database", tenant->name);
	char *lock_what = mem_print("%s lock", tenant->name);

	tell_database(settings, database, database_what, tenant->stale_after_s,
		findings);
	tell_lock(lock, lock_what, findings);
	tell_timer(settings, tenant, findings);
	tell_reader(settings, tenant, findings);
	tell_writer(tenant, findings);
	free(lock_what);
	free(database_what);
	free(lock);
	free(database);
}
