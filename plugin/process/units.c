// SPDX-License-Identifier: MIT
#include "process/units.h"

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

bool
units_are_managed(void)
{
	struct stat status = {0};

	return lstat("/run/systemd/system", &status) == 0 &&
	       S_ISDIR(status.st_mode);
}

/* What it says on the way is for other occasions. */
static int
start(const char *const argv[], const char *const environment[], pid_t *child)
{
	posix_spawn_file_actions_t actions;
	int result = posix_spawn_file_actions_init(&actions);

	if (result != 0) {
		return result;
	}
	for (int i = STDIN_FILENO; i <= STDERR_FILENO && result == 0; i++) {
		result = posix_spawn_file_actions_addopen(
			&actions, i, "/dev/null", O_RDWR, 0);
	}
	if (result == 0) {
		/* POSIX: the vectors are not written to, only typed so. */
		result = posix_spawnp(child, argv[0], &actions, NULL,
			(char *const *)(uintptr_t)argv,
			(char *const *)(uintptr_t)environment);
	}
	(void)posix_spawn_file_actions_destroy(&actions);
	return result;
}

bool
units_ask(const char *question, const char *unit,
	const char *const environment[], bool *yes, struct error *err)
{
	const char *const argv[] = {
		"systemctl", question, "--quiet", "--", unit, NULL};
	pid_t child = 0;
	int status = 0;
	int result = start(argv, environment, &child);

	if (result != 0) {
		return error_set(err, ERROR_DISK, "cannot start systemctl: %s",
			strerror(result));
	}
	while (waitpid(child, &status, 0) < 0) {
		if (errno != EINTR) {
			return error_set(err, ERROR_DISK,
				"cannot wait for systemctl: %s",
				strerror(errno));
		}
	}
	*yes = WIFEXITED(status) && WEXITSTATUS(status) == 0;
	return true;
}
