// SPDX-License-Identifier: MIT
#include "handler/installed.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define THIS_PROGRAM "/proc/self/exe"

void
installed_self(char path[INSTALLED_SIZE])
{
	ssize_t length = readlink(THIS_PROGRAM, path, PATH_MAX);

	path[length < 0 ? 0 : length] = '\0';
	/* Replaced by an upgrade meanwhile: the old one can still be run. */
	if (path[0] != '/' || access(path, X_OK) != 0) {
		(void)snprintf(path, INSTALLED_SIZE, THIS_PROGRAM);
	}
}

bool
installed_beside(const char *self, const char *name, char path[INSTALLED_SIZE])
{
	const char *slash = strrchr(self, '/');
	int length = snprintf(path, INSTALLED_SIZE, "%.*s%s",
		(int)(slash + 1 - self), self, name);

	return length < INSTALLED_SIZE && access(path, X_OK) == 0;
}
