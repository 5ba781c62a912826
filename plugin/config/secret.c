// SPDX-License-Identifier: MIT
#include "config/config.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "config/text_file.h"
#include "core/mem.h"

#define SECRET_LIMIT_BYTES ((size_t)64 * 1024)

static bool
check_owner_and_mode(const struct stat *status, struct error *err)
{
	if (!S_ISREG(status->st_mode)) {
		return error_set(err, ERROR_CONFIG, "not a regular file");
	}
	if (status->st_uid != geteuid() && status->st_uid != 0) {
		return error_set(err, ERROR_CONFIG,
			"belongs to user %u; it must belong to root or to user "
			"%u, who reads it",
			(unsigned)status->st_uid, (unsigned)geteuid());
	}
	if ((status->st_mode & (S_IWGRP | S_IROTH | S_IWOTH)) != 0) {
		return error_set(err, ERROR_CONFIG,
			"mode %04o lets others read or write it; chmod 0600",
			(unsigned)status->st_mode & 07777u);
	}
	/* systemd shows the access lists of its credentials as root's group. */
	if ((status->st_mode & S_IRGRP) != 0 && status->st_gid != getegid() &&
		status->st_gid != 0) {
		return error_set(err, ERROR_CONFIG,
			"mode %04o lets group %u read it, which is not ours; "
			"chmod 0600",
			(unsigned)status->st_mode & 07777u,
			(unsigned)status->st_gid);
	}
	return true;
}

/* Kubernetes projects tokens as 0644 into a volume that is the pod's alone. */
static bool
check_nobody_writes(const struct stat *status, struct error *err)
{
	if (!S_ISREG(status->st_mode)) {
		return error_set(err, ERROR_CONFIG, "not a regular file");
	}
	if ((status->st_mode & (S_IWGRP | S_IWOTH)) != 0) {
		return error_set(err, ERROR_CONFIG,
			"mode %04o lets others write it; chmod go-w",
			(unsigned)status->st_mode & 07777u);
	}
	return true;
}

static bool
read_line(const char *path,
	bool (*check)(const struct stat *status, struct error *err),
	char **secret, struct error *err)
{
	struct stat status = {0};
	char *text = NULL;
	size_t length = 0;
	bool ok = false;

	if (!text_file_read(path, SECRET_LIMIT_BYTES, check, &text, &length,
		    &status, err)) {
		goto out;
	}
	if (strlen(text) != length) {
		(void)error_set(err, ERROR_CONFIG, "holds a NUL byte");
		goto out;
	}
	while (length > 0 &&
		(text[length - 1] == '\n' || text[length - 1] == '\r')) {
		text[--length] = '\0';
	}
	if (length == 0) {
		(void)error_set(err, ERROR_CONFIG, "is empty");
		goto out;
	}
	*secret = text;
	text = NULL;
	ok = true;
out:
	mem_wipe_free(text);
	return ok;
}

bool
config_read_secret(const char *path, char **secret, struct error *err)
{
	return read_line(path, check_owner_and_mode, secret, err) ||
	       error_prefix(err, "secret file %s", path);
}

bool
config_read_token(const char *path, char **token, struct error *err)
{
	return read_line(path, check_nobody_writes, token, err) ||
	       error_prefix(err, "token file %s", path);
}
