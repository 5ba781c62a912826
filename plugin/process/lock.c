// SPDX-License-Identifier: MIT
#include "process/lock.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define LOCK_MODE 0660
#define LOCK_OPEN_FLAGS (O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)

/* Who may not write can still see whether somebody collects. */
static int
open_file(const char *path)
{
	int lock = open(path, O_RDWR | O_CREAT | LOCK_OPEN_FLAGS, LOCK_MODE);
	int why = errno;

	if (lock < 0 && (why == EACCES || why == EPERM || why == EROFS)) {
		lock = open(path, O_RDONLY | LOCK_OPEN_FLAGS);
		errno = why; /* not that it is missing, but why it has to be */
	}
	return lock;
}

static const char *
reason(int number)
{
	switch (number) {
	case ELOOP:
		return "is a symbolic link";
	case EACCES:
	case EROFS:
		return "no right to write there; the user that collects has to "
		       "own state_dir";
	default:
		return strerror(number);
	}
}

bool
lock_open(const char *path, int *lock, struct error *err)
{
	struct stat status = {0};
	int opened = open_file(path);
	bool ok = false;

	if (opened < 0 || fstat(opened, &status) != 0) {
		(void)error_set(err, ERROR_DISK, "%s", reason(errno));
		goto out;
	}
	if (!S_ISREG(status.st_mode)) {
		(void)error_set(err, ERROR_DISK, "not a regular file");
		goto out;
	}
	/* Word of an attempt is left in it, and belongs into no other file. */
	if (status.st_nlink > 1) {
		(void)error_set(err, ERROR_DISK,
			"it has several names (hard links): remove it");
		goto out;
	}
	*lock = opened;
	opened = LOCK_NONE;
	ok = true;
out:
	lock_close(opened);
	return ok || error_prefix(err, "cannot open lock %s", path);
}

bool
lock_try(int lock, bool *taken, struct error *err)
{
	struct flock whole = {.l_type = F_WRLCK, .l_whence = SEEK_SET};

	if (fcntl(lock, F_OFD_SETLK, &whole) == 0) {
		*taken = true;
		return true;
	}
	if (errno == EAGAIN || errno == EACCES) {
		*taken = false;
		return true;
	}
	return error_set(err, ERROR_DISK, "cannot lock: %s",
		errno == EBADF ? "no right to write the lock file"
			       : strerror(errno));
}

bool
lock_is_held(int lock, bool *held, struct error *err)
{
	struct flock whole = {.l_type = F_WRLCK, .l_whence = SEEK_SET};

	if (fcntl(lock, F_OFD_GETLK, &whole) != 0) {
		return error_set(err, ERROR_DISK, "cannot probe lock: %s",
			strerror(errno));
	}
	*held = whole.l_type != F_UNLCK;
	return true;
}

void
lock_leave_word(int lock, const char *text)
{
	char line[LOCK_WORD_SIZE + 1];
	int length = snprintf(line, sizeof(line), "%.*s\n", LOCK_WORD_SIZE - 1,
		text == NULL ? "" : text);

	/* Never empty: a file that has its block can be written on a full disk.
	 */
	if (length > 0 && pwrite(lock, line, (size_t)length, 0) == length) {
		(void)!ftruncate(lock, length);
	}
	(void)futimens(lock, NULL);
}

void
lock_look(const char *path, struct lock_look *look)
{
	int lock = open(path, O_RDONLY | LOCK_OPEN_FLAGS);
	struct stat status = {0};
	struct error ignored = {0};
	ssize_t length = 0;

	*look = (struct lock_look){0};
	if (lock < 0) {
		look->is_hidden = errno == EACCES || errno == EPERM;
		return;
	}
	if (fstat(lock, &status) == 0 && S_ISREG(status.st_mode) &&
		status.st_nlink == 1 &&
		lock_is_held(lock, &look->held, &ignored)) {
		/* An empty file was only just created. */
		look->word_at_ns =
			status.st_size == 0
				? 0
				: (int64_t)status.st_mtim.tv_sec * 1000000000 +
					  status.st_mtim.tv_nsec;
		length = pread(lock, look->word, sizeof(look->word) - 1, 0);
		look->word[length < 0 ? 0 : length] = '\0';
		look->word[strcspn(look->word, "\n")] = '\0';
	}
	(void)close(lock);
}

void
lock_close(int lock)
{
	if (lock != LOCK_NONE) {
		(void)close(lock);
	}
}
