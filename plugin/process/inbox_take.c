// SPDX-License-Identifier: MIT
#include "process/inbox.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/mem.h"
#include "core/request.h"
#include "core/text.h"
#include "core/timestamp.h"
#include "process/inbox_folder.h"

/* Whoever floods the directory gets its files taken in any order. */
#define SORTED_LIMIT 10000

struct entry {
	char *name;
	struct timespec changed;
};

struct entries {
	struct entry *entries;
	size_t count;
	size_t capacity;
};

static void
entries_release(struct entries *entries)
{
	for (size_t i = 0; i < entries->count; i++) {
		free(entries->entries[i].name);
	}
	free(entries->entries);
}

/* By the time of the rename, which an owner cannot forge. */
static int
compare_entries(const void *left, const void *right)
{
	const struct entry *a = left;
	const struct entry *b = right;

	if (a->changed.tv_sec != b->changed.tv_sec) {
		return a->changed.tv_sec < b->changed.tv_sec ? -1 : 1;
	}
	if (a->changed.tv_nsec != b->changed.tv_nsec) {
		return a->changed.tv_nsec < b->changed.tv_nsec ? -1 : 1;
	}
	return strcmp(a->name, b->name);
}

/*
 * Now, by the clock that dates the files: ours may be moved, or be another
 * host's.  Where the directory is not ours, the last change in it.
 */
static time_t
folder_now(int folder)
{
	struct stat status = {0};

	(void)futimens(folder, NULL);
	return fstat(folder, &status) == 0 ? status.st_mtim.tv_sec : 0;
}

/* Killed while it was written, long ago. */
static void
clear_hidden(int folder, const char *name)
{
	struct stat status = {0};

	if (strcmp(name, ".") != 0 && strcmp(name, "..") != 0 &&
		fstatat(folder, name, &status, AT_SYMLINK_NOFOLLOW) == 0 &&
		status.st_mtim.tv_sec < folder_now(folder) - TIMESTAMP_HOUR_S) {
		(void)unlinkat(folder, name,
			S_ISDIR(status.st_mode) ? AT_REMOVEDIR : 0);
	}
}

static void
note_entry(struct entries *entries, int folder, const char *name)
{
	struct stat status = {0};

	if (fstatat(folder, name, &status, AT_SYMLINK_NOFOLLOW) != 0) {
		return; /* its owner took it back */
	}
	entries->entries = mem_grow(entries->entries, entries->count,
		&entries->capacity, sizeof(*entries->entries));
	entries->entries[entries->count++] = (struct entry){
		.name = mem_text(name),
		.changed = status.st_ctim,
	};
}

static bool
list_entries(int folder, struct entries *entries, struct error *err)
{
	int second = openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *listing = second < 0 ? NULL : fdopendir(second);
	const struct dirent *entry = NULL;

	if (listing == NULL) {
		(void)error_set(
			err, ERROR_DISK, "cannot list: %s", strerror(errno));
		if (second >= 0) {
			(void)close(second);
		}
		return false;
	}
	while (entries->count < SORTED_LIMIT &&
		(entry = readdir(listing)) != NULL) {
		if (entry->d_name[0] == '.') {
			clear_hidden(folder, entry->d_name);
		} else {
			note_entry(entries, folder, entry->d_name);
		}
	}
	(void)closedir(listing);
	if (entries->count > 0) {
		qsort(entries->entries, entries->count,
			sizeof(*entries->entries), compare_entries);
	}
	return true;
}

static const char *
refuse_kind(const struct stat *status)
{
	switch (status->st_mode & S_IFMT) {
	case S_IFREG:
		if (status->st_nlink != 1) {
			return "a file with several names (hard links)";
		}
		return status->st_size > (off_t)REQUEST_LIMIT_BYTES
			       ? "larger than 16 KiB"
			       : NULL;
	case S_IFLNK:
		return "a symbolic link";
	case S_IFDIR:
		return "a directory";
	case S_IFIFO:
		return "a named pipe";
	case S_IFSOCK:
		return "a socket";
	default:
		return "a device";
	}
}

/* What was opened is what is judged, not what had that name before. */
static bool
read_open(int opened, char *text, struct inbox_file *file, struct error *err)
{
	struct stat status = {0};
	size_t used = 0;
	ssize_t got = 0;

	if (fstat(opened, &status) != 0) {
		return error_set(err, ERROR_DISK, "%s", strerror(errno));
	}
	file->owner = status.st_uid;
	file->changed_at = status.st_ctim.tv_sec;
	file->refused = refuse_kind(&status);
	if (file->refused != NULL) {
		return true;
	}
	do {
		got = read(opened, text + used, REQUEST_LIMIT_BYTES + 1 - used);
		if (got < 0 && errno != EINTR) {
			return error_set(
				err, ERROR_DISK, "%s", strerror(errno));
		}
		used += got > 0 ? (size_t)got : 0;
	} while (got != 0 && used <= REQUEST_LIMIT_BYTES);
	if (used > REQUEST_LIMIT_BYTES) {
		file->refused = "larger than 16 KiB, and growing";
		return true;
	}
	text[used] = '\0';
	file->text = text;
	file->length = used;
	return true;
}

/*
 * `why` it cannot be opened: a lease of its owner (EAGAIN) is no better than a
 * link.  Short of descriptors or memory a later attempt may.
 */
static bool
refuse_unopened(int folder, const char *name, int why, struct inbox_file *file,
	bool *gone, struct error *err)
{
	struct stat status = {0};

	if (fstatat(folder, name, &status, AT_SYMLINK_NOFOLLOW) != 0) {
		*gone = true;
		return true;
	}
	if (why != ELOOP && why != ENXIO && why != ENODEV && why != EACCES &&
		why != EPERM && why != EAGAIN) {
		return error_set(err, ERROR_DISK, "%s", strerror(why));
	}
	file->owner = status.st_uid;
	file->changed_at = status.st_ctim.tv_sec;
	file->refused = refuse_kind(&status);
	if (file->refused == NULL) {
		file->refused = why == EAGAIN
					? "held open by its owner"
					: "not readable; the inbox has to be "
					  "setgid and of a group of the worker";
	}
	return true;
}

static bool
read_entry(int folder, const char *name, char *text, struct inbox_file *file,
	bool *gone, struct error *err)
{
	int opened = openat(folder, name,
		O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	int why = errno;
	bool ok = false;

	(void)text_clean(name, false, file->name, sizeof(file->name));
	if (opened < 0) {
		return refuse_unopened(folder, name, why, file, gone, err);
	}
	ok = read_open(opened, text, file, err);
	(void)close(opened);
	return ok;
}

/* A directory that is not empty: out of the way, for somebody to look at. */
static bool
set_aside(int folder, const char *name)
{
	struct error ignored = {0};
	char drawn[INBOX_NAME_SIZE];
	char hidden[INBOX_NAME_SIZE + 1];

	if (!inbox_draw_name(drawn, &ignored)) {
		return false;
	}
	(void)snprintf(hidden, sizeof(hidden), ".%s", drawn);
	return renameat(folder, name, folder, hidden) == 0;
}

static bool
remove_entry(int folder, const char *name, struct error *err)
{
	bool ok = unlinkat(folder, name, 0) == 0 || errno == ENOENT;

	if (!ok && errno == EISDIR) {
		ok = unlinkat(folder, name, AT_REMOVEDIR) == 0 ||
		     set_aside(folder, name);
	}
	return ok ||
	       error_set(err, ERROR_DISK, "cannot remove: %s%s",
		       strerror(errno),
		       errno == EPERM || errno == EACCES
			       ? "; the inbox has to belong to the user of the "
				 "worker"
			       : "");
}

static bool
take_entry(int folder, const char *name, char *text, inbox_take_fn *take,
	void *context, struct error *err)
{
	struct inbox_file file = {0};
	bool gone = false;

	if (!read_entry(folder, name, text, &file, &gone, err)) {
		return error_prefix(err, "%s", file.name);
	}
	if (gone) {
		return true;
	}
	return take(context, &file, err) &&
	       (remove_entry(folder, name, err) ||
		       error_prefix(err, "%s", file.name));
}

bool
inbox_take(const char *path, size_t limit, inbox_take_fn *take, void *context,
	bool *left, struct error *err)
{
	struct entries entries = {0};
	char *text = mem_zeroed(REQUEST_LIMIT_BYTES + 1, 1);
	int folder = -1;
	bool ok = false;

	if (!inbox_open_folder(path, &folder, err)) {
		goto out;
	}
	ok = list_entries(folder, &entries, err);
	for (size_t i = 0; i < entries.count && i < limit && ok; i++) {
		ok = take_entry(folder, entries.entries[i].name, text, take,
			context, err);
	}
	if (ok) {
		*left = entries.count > limit;
	} else {
		(void)error_prefix(err, "inbox %s", path);
	}
	(void)close(folder);
out:
	entries_release(&entries);
	free(text);
	return ok;
}
