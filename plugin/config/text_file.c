// SPDX-License-Identifier: MIT
#include "config/text_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/mem.h"

/* Fills the buffer; one byte more than allowed shows that there is more. */
static bool
read_all(int file, char *buffer, size_t size, size_t *length, struct error *err)
{
	size_t filled = 0;

	while (filled < size) {
		ssize_t got = read(file, buffer + filled, size - filled);

		if (got == 0) {
			break;
		}
		if (got < 0 && errno != EINTR) {
			return error_set(
				err, ERROR_DISK, "%s", strerror(errno));
		}
		filled += got < 0 ? 0 : (size_t)got;
	}
	if (filled == size) {
		return error_set(
			err, ERROR_CONFIG, "larger than %zu bytes", size - 1);
	}
	*length = filled;
	return true;
}

bool
text_file_read(const char *path, size_t limit_bytes,
	bool (*check)(const struct stat *status, struct error *err),
	char **text, size_t *length, struct stat *status, struct error *err)
{
	char *buffer = NULL;
	size_t size = 0;
	size_t filled = 0;
	bool ok = false;
	/* A FIFO must not make us wait before it is refused. */
	int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);

	if (file < 0 || fstat(file, status) != 0) {
		(void)error_set(err, ERROR_CONFIG, "%s", strerror(errno));
		goto out;
	}
	if (!check(status, err)) {
		goto out;
	}
	size = status->st_size < 0 || (size_t)status->st_size > limit_bytes
		       ? limit_bytes + 1
		       : (size_t)status->st_size + 1;
	buffer = mem_zeroed(size + 1, 1);
	if (!read_all(file, buffer, size, &filled, err)) {
		goto out;
	}
	*text = buffer;
	*length = filled;
	buffer = NULL;
	ok = true;
out:
	if (buffer != NULL) {
		explicit_bzero(buffer, size);
		free(buffer);
	}
	if (file >= 0) {
		(void)close(file);
	}
	return ok;
}

bool
text_file_check_settings(const struct stat *status, struct error *err)
{
	if (!S_ISREG(status->st_mode)) {
		return error_set(err, ERROR_CONFIG, "not a regular file");
	}
	if ((status->st_mode & S_IWOTH) != 0) {
		return error_set(
			err, ERROR_CONFIG, "everybody may write it; chmod o-w");
	}
	return true;
}
