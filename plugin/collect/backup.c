// SPDX-License-Identifier: MIT
#include "collect/backup.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/mem.h"
#include "core/text_list.h"
#include "core/timestamp.h"
#include "process/lock.h"
#include "state/copy.h"
#include "state/handler.h"

#define BACKUP_MODE 0700
#define BACKUP_LIMIT 20000 /* databases */
/* The subagent may be another user, with a directory of its own. */
#define AGENTX_NAME "agentx.db"
#define AGENTX_FOLDER "agentx"
#define UNFINISHED ".unfinished"

static bool
is_database_name(const char *name)
{
	size_t length = strlen(name);

	return length > 3 && name[0] != '.' &&
	       strcmp(name + length - 3, ".db") == 0;
}

static int
by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Also where it may not be looked into: then that is told. */
static bool
has_agentx(const char *state_dir)
{
	char *path = mem_print("%s/" AGENTX_FOLDER "/" AGENTX_NAME, state_dir);
	bool has = access(path, F_OK) == 0 || errno == EACCES;

	free(path);
	return has;
}

/* It may be in a directory of its own. */
static void
add_handler(const char *state_dir, struct text_list *names)
{
	char *path = handler_database_path(state_dir);
	const char *name = path + strlen(state_dir) + 1;

	if (strchr(name, '/') != NULL && access(path, F_OK) == 0) {
		text_list_add(names, name);
	}
	free(path);
}

static bool
list_databases(const char *path, struct text_list *names, struct error *err)
{
	DIR *folder = opendir(path);
	const struct dirent *entry = NULL;

	if (folder == NULL) {
		return error_set(err, ERROR_DISK, "state_dir %s: %s", path,
			strerror(errno));
	}
	while ((entry = readdir(folder)) != NULL) {
		if (is_database_name(entry->d_name) &&
			names->count < BACKUP_LIMIT) {
			text_list_add(names, entry->d_name);
		}
	}
	(void)closedir(folder);
	if (has_agentx(path)) {
		text_list_add(names, AGENTX_FOLDER "/" AGENTX_NAME);
	}
	add_handler(path, names);
	if (names->count > 0) {
		qsort(names->texts, names->count, sizeof(*names->texts),
			by_name);
	}
	return names->count > 0 ||
	       error_set(err, ERROR_DISK, "state_dir %s: no database in there",
		       path);
}

static bool
sync_folder(const char *path, struct error *err)
{
	int folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool ok = folder >= 0 && fsync(folder) == 0;
	int why = errno;

	if (folder >= 0) {
		(void)close(folder);
	}
	return ok || error_set(err, ERROR_DISK, "%s: %s", path, strerror(why));
}

/* Of a backup that was killed.  Only files are in there; a link is no backup
 * of ours, and what it leads to is none of our business. */
static void
remove_folder(const char *path)
{
	int file = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	DIR *folder = file < 0 ? NULL : fdopendir(file);
	const struct dirent *entry = NULL;

	if (folder == NULL) {
		if (file >= 0) {
			(void)close(file);
		}
		(void)unlink(path);
		return;
	}
	while ((entry = readdir(folder)) != NULL) {
		if (strcmp(entry->d_name, ".") != 0 &&
			strcmp(entry->d_name, "..") != 0) {
			(void)unlinkat(dirfd(folder), entry->d_name, 0);
		}
	}
	(void)closedir(folder);
	(void)rmdir(path);
}

static bool
make_folder(const char *path, struct error *err)
{
	remove_folder(path);
	return mkdir(path, BACKUP_MODE) == 0 ||
	       error_set(err, ERROR_DISK, "cannot make %s: %s", path,
		       strerror(errno));
}

/* One backup at a time: another one's unfinished folder is not ours. */
static bool
take_turn(const char *directory, int *lock, struct error *err)
{
	char *path = mem_print("%s/.lock", directory);
	struct stat status = {0};
	bool taken = false;
	bool ok = stat(directory, &status) == 0 && S_ISDIR(status.st_mode);

	if (!ok) {
		(void)error_set(err, ERROR_USAGE,
			"--backup \"%.200s\": no such directory", directory);
	} else if (access(directory, W_OK | X_OK) != 0) {
		ok = error_set(err, ERROR_USAGE,
			"--backup \"%.200s\": user %u, the owner of state_dir, "
			"has no right to write there",
			directory, (unsigned)geteuid());
	} else if ((status.st_mode & (S_IWGRP | S_IWOTH)) != 0 ||
		   (status.st_uid != geteuid() && status.st_uid != 0)) {
		/* He would say where the copies go. */
		ok = error_set(err, ERROR_USAGE,
			"--backup \"%.200s\": somebody else may write there",
			directory);
	} else {
		ok = lock_open(path, lock, err) && lock_try(*lock, &taken, err);
		if (ok && !taken) {
			ok = error_set(err, ERROR_WAIT,
				"another backup is being made in %.200s",
				directory);
		}
	}
	free(path);
	return ok;
}

static void
tell_copied(const char *name, const struct examined *examined,
	struct findings *findings)
{
	char *text = examine_text(examined);

	finding_ok(findings, name, "%s%s", text,
		examined->simulated ? " (SIMULATED)" : "");
	free(text);
}

/*
 * What cannot be read is left out; but where the original is fine the copy's
 * disk is not, and there is no backup.
 */
static bool
copy_one(const struct backup_settings *settings, const char *folder,
	const char *name, struct findings *findings, size_t *copied,
	struct error *err)
{
	const char *slash = strrchr(name, '/');
	const char *base = slash == NULL ? name : slash + 1;
	char *from = mem_print("%s/%s", settings->state_dir, name);
	char *to = mem_print("%s/%s", folder, base);
	struct examined examined = {0};
	struct error why = {0};
	struct error ignored = {0};
	bool ok = true;

	if (copy_database(from, to, &examined, &why)) {
		tell_copied(name, &examined, findings);
		(*copied)++;
	} else if (examine_database(from, &examined, &ignored)) {
		*err = why;
		ok = false;
	} else {
		(void)unlink(to);
		finding_add(findings,
			strcmp(base, AGENTX_NAME) == 0 ? FINDING_WARN
						       : FINDING_FAIL,
			name,
			"it is not in this backup: let the user that runs this "
			"read it, let its program run once, or copy it as root "
			"while that is stopped",
			"%s", why.text);
	}
	free(from);
	free(to);
	return ok;
}

/* From here on it counts as a backup. */
static bool
give_name(const struct backup_settings *settings, const char *folder,
	struct findings *findings, struct error *err)
{
	char instant[TIMESTAMP_TEXT_SIZE];
	char *path = mem_print("%s/%s", settings->directory,
		timestamp_text(settings->now, instant));
	bool ok = sync_folder(folder, err);

	if (ok && rename(folder, path) != 0) {
		ok = error_set(err, ERROR_DISK, "cannot name it %s: %s", path,
			errno == ENOTEMPTY || errno == EEXIST
				? "there is one; try again in a second"
				: strerror(errno));
	}
	ok = ok && sync_folder(settings->directory, err);
	if (ok) {
		finding_ok(findings, "backup", "%s", path);
	}
	free(path);
	return ok;
}

bool
backup_make(const struct backup_settings *settings, struct findings *findings,
	struct error *err)
{
	char *folder = mem_print("%s/" UNFINISHED, settings->directory);
	struct text_list names = {0};
	int lock = LOCK_NONE;
	size_t copied = 0;
	bool ok = false;

	if (!take_turn(settings->directory, &lock, err) ||
		!list_databases(settings->state_dir, &names, err) ||
		!make_folder(folder, err)) {
		goto out;
	}
	ok = true;
	for (size_t i = 0; i < names.count && ok; i++) {
		ok = copy_one(settings, folder, names.texts[i], findings,
			&copied, err);
	}
	ok = ok && (copied > 0 || error_set(err, ERROR_DISK,
					  "nothing could be copied"));
	ok = ok && give_name(settings, folder, findings, err);
	if (!ok) {
		remove_folder(folder);
	}
out:
	text_list_release(&names);
	lock_close(lock);
	free(folder);
	return ok || error_prefix(err, "no backup was made");
}
