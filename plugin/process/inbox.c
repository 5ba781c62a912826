// SPDX-License-Identifier: MIT
#include "process/inbox.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/mem.h"
#include "core/timestamp.h"
#include "process/inbox_folder.h"

#define INBOX_MODE 03770 /* what is made in it gets its group */
#define FILE_MODE 0640	 /* for the worker, by the group */
#define WATCH_BUFFER_SIZE 4096

char *
inbox_path(const char *state_dir)
{
	return mem_print("%s/inbox", state_dir);
}

bool
inbox_open_folder(const char *path, int *folder, struct error *err)
{
	int opened =
		open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

	if (opened >= 0) {
		*folder = opened;
		return true;
	}
	switch (errno) {
	case ENOENT:
		return error_set(err, ERROR_DISK,
			"inbox %s: missing; run handle_mailbox_expiry worker "
			"once, which makes it",
			path);
	case EACCES:
		return error_set(err, ERROR_DISK,
			"inbox %s: no right to enter; put this user into the "
			"group of state_dir",
			path);
	case ELOOP:
	case ENOTDIR:
		return error_set(
			err, ERROR_DISK, "inbox %s: not a directory", path);
	default:
		return error_set(
			err, ERROR_DISK, "inbox %s: %s", path, strerror(errno));
	}
}

bool
inbox_prepare(const char *path, struct error *err)
{
	int folder = -1;

	if (mkdir(path, INBOX_MODE) != 0) {
		if (errno != EEXIST) {
			return error_set(err, ERROR_DISK,
				"cannot make inbox %s: %s", path,
				strerror(errno));
		}
		/* Whose it is and who may write is the administrator's. */
		if (!inbox_open_folder(path, &folder, err)) {
			return false;
		}
		(void)close(folder);
		return true;
	}
	/* The umask took something away. */
	if (chmod(path, INBOX_MODE) == 0) {
		return true;
	}
	(void)error_set(err, ERROR_DISK,
		"cannot open inbox %s to its group: %s", path, strerror(errno));
	(void)rmdir(path);
	return false;
}

static bool
probe(int folder, const char *path, struct error *err)
{
	if (faccessat(folder, ".", W_OK | X_OK, AT_EACCESS) == 0) {
		return true;
	}
	return error_set(err, ERROR_DISK, "inbox %s: %s", path,
		errno == EACCES ? "no right to write; put this user into the "
				  "group the directory belongs to"
				: strerror(errno));
}

bool
inbox_probe(const char *path, struct error *err)
{
	int folder = -1;
	bool ok = false;

	if (!inbox_open_folder(path, &folder, err)) {
		return false;
	}
	ok = probe(folder, path, err);
	(void)close(folder);
	return ok;
}

/* RFC 9562 section 5.4. */
bool
inbox_draw_name(char name[INBOX_NAME_SIZE], struct error *err)
{
	unsigned char bytes[16] = {0};
	size_t used = 0;

	if (getrandom(bytes, sizeof(bytes), 0) != (ssize_t)sizeof(bytes)) {
		return error_set(err, ERROR_INTERNAL, "no random numbers: %s",
			strerror(errno));
	}
	bytes[6] = (unsigned char)((bytes[6] & 0x0f) | 0x40);
	bytes[8] = (unsigned char)((bytes[8] & 0x3f) | 0x80);
	for (size_t i = 0; i < sizeof(bytes); i++) {
		used += (size_t)snprintf(name + used, INBOX_NAME_SIZE - used,
			"%s%02x",
			i == 4 || i == 6 || i == 8 || i == 10 ? "-" : "",
			bytes[i]);
	}
	return true;
}

static bool
write_whole(int file, const char *text, size_t length, struct error *err)
{
	while (length > 0) {
		ssize_t written = write(file, text, length);

		if (written < 0 && errno == EINTR) {
			continue;
		}
		if (written <= 0) {
			return error_set(err, ERROR_DISK, "cannot write: %s",
				strerror(errno));
		}
		text += written;
		length -= (size_t)written;
	}
	return fsync(file) == 0 ||
	       error_set(err, ERROR_DISK, "cannot sync: %s", strerror(errno));
}

/* Under a dot name, which whoever takes leaves alone. */
static bool
write_hidden(int folder, const char *hidden, const char *text, size_t length,
	struct error *err)
{
	int file = openat(folder, hidden,
		O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
		FILE_MODE);
	bool ok = false;

	if (file < 0) {
		return error_set(err, ERROR_DISK, "cannot create a file: %s",
			strerror(errno));
	}
	ok = write_whole(file, text, length, err);
	if (close(file) != 0 && ok) {
		ok = error_set(
			err, ERROR_DISK, "cannot write: %s", strerror(errno));
	}
	if (!ok) {
		(void)unlinkat(folder, hidden, 0);
	}
	return ok;
}

static bool
show(int folder, const char *hidden, struct error *err)
{
	if (renameat(folder, hidden, folder, hidden + 1) != 0) {
		(void)error_set(
			err, ERROR_DISK, "cannot rename: %s", strerror(errno));
		(void)unlinkat(folder, hidden, 0);
		return false;
	}
	/* It may be taken by now, so it is not taken back: what fails here
	 * promises nothing, and asking once more does no harm. */
	return fsync(folder) == 0 ||
	       error_set(err, ERROR_DISK, "cannot sync the directory: %s",
		       strerror(errno));
}

/* What cannot be listed is not full. */
static bool
has_room(int folder, struct error *err)
{
	int second = openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *entries = second < 0 ? NULL : fdopendir(second);
	const struct dirent *entry = NULL;
	struct stat status = {0};
	size_t count = 0;
	off_t bytes = 0;

	if (entries == NULL) {
		if (second >= 0) {
			(void)close(second);
		}
		return true;
	}
	while (count < INBOX_LIMIT && bytes < INBOX_LIMIT_BYTES &&
		(entry = readdir(entries)) != NULL) {
		if (fstatat(second, entry->d_name, &status,
			    AT_SYMLINK_NOFOLLOW) == 0 &&
			S_ISREG(status.st_mode)) {
			bytes += status.st_size < INBOX_LIMIT_BYTES
					 ? status.st_size
					 : INBOX_LIMIT_BYTES;
			count++;
		}
	}
	(void)closedir(entries);
	return (count < INBOX_LIMIT && bytes < INBOX_LIMIT_BYTES) ||
	       error_set(err, ERROR_WAIT,
		       "it is full: %zu requests or more wait, or 32 MiB of "
		       "them; does the worker run? See handle_mailbox_expiry "
		       "status",
		       count);
}

bool
inbox_drop(const char *path, const char *text, size_t length,
	char name[INBOX_NAME_SIZE], struct error *err)
{
	char drawn[INBOX_NAME_SIZE];
	char hidden[INBOX_NAME_SIZE + 1];
	int folder = -1;
	bool ok = false;

	if (!inbox_open_folder(path, &folder, err)) {
		return false;
	}
	if (inbox_draw_name(drawn, err) && probe(folder, path, err)) {
		(void)snprintf(hidden, sizeof(hidden), ".%s", drawn);
		ok = (has_room(folder, err) &&
			     write_hidden(folder, hidden, text, length, err) &&
			     show(folder, hidden, err)) ||
		     error_prefix(err, "inbox %s", path);
	}
	(void)close(folder);
	if (ok) {
		memcpy(name, drawn, sizeof(drawn));
	}
	return ok;
}

bool
inbox_is_empty(const char *path)
{
	DIR *entries = opendir(path);
	const struct dirent *entry = NULL;

	if (entries == NULL) {
		return true;
	}
	do {
		entry = readdir(entries);
	} while (entry != NULL && entry->d_name[0] == '.');
	(void)closedir(entries);
	return entry == NULL;
}

size_t
inbox_count(const char *path, time_t *oldest_at)
{
	DIR *entries = opendir(path);
	const struct dirent *entry = NULL;
	struct stat status = {0};
	size_t count = 0;

	*oldest_at = 0;
	while (entries != NULL && (entry = readdir(entries)) != NULL) {
		if (entry->d_name[0] != '.' &&
			fstatat(dirfd(entries), entry->d_name, &status,
				AT_SYMLINK_NOFOLLOW) == 0) {
			*oldest_at = timestamp_earliest(
				*oldest_at, status.st_ctim.tv_sec);
			count++;
		}
	}
	if (entries != NULL) {
		(void)closedir(entries);
	}
	return count;
}

bool
inbox_watch(const char *path, int *watch, struct error *err)
{
	int made = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);

	if (made >= 0 &&
		inotify_add_watch(made, path,
			IN_MOVED_TO | IN_ONLYDIR | IN_DONT_FOLLOW) >= 0) {
		*watch = made;
		return true;
	}
	(void)error_set(err, ERROR_DISK, "cannot watch inbox %s: %s", path,
		errno == ENOSPC	  ? "raise fs.inotify.max_user_watches"
		: errno == EMFILE ? "raise fs.inotify.max_user_instances"
				  : strerror(errno));
	if (made >= 0) {
		(void)close(made);
	}
	return false;
}

void
inbox_wait(int watch, int wait_ms)
{
	struct pollfd arrival = {.fd = watch, .events = POLLIN};
	char events[WATCH_BUFFER_SIZE];

	if (poll(&arrival, 1, wait_ms) > 0) {
		while (read(watch, events, sizeof(events)) > 0) {
		}
	}
}
