// SPDX-License-Identifier: MIT
#include "process/spawn.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include "process/lock.h"

#ifdef __GLIBC_PREREQ
#if __GLIBC_PREREQ(2, 34)
#define HAVE_CLOSE_FROM 1
#endif
#endif

#ifdef HAVE_CLOSE_FROM
static int
close_others(posix_spawn_file_actions_t *actions, int first)
{
	return posix_spawn_file_actions_addclosefrom_np(actions, first);
}
#else
#define DESCRIPTOR_LIMIT 65536

/* We need none of them after exec ourselves, so the mark may stay. */
static int
close_others(posix_spawn_file_actions_t *actions, int first)
{
	long limit = sysconf(_SC_OPEN_MAX);

	(void)actions;
	(void)first; /* dup2 to 3 leaves that one unmarked in the child */
	if (limit < 0 || limit > DESCRIPTOR_LIMIT) {
		limit = DESCRIPTOR_LIMIT;
	}
	for (int i = STDERR_FILENO + 1; i < limit; i++) {
		(void)fcntl(i, F_SETFD, FD_CLOEXEC);
	}
	return 0;
}
#endif

/* The lock goes first: it might be one of the descriptors that follow. */
static int
plan_descriptors(posix_spawn_file_actions_t *actions, int lock)
{
	int result = 0;
	int first_closed = SPAWN_LOCK_DESCRIPTOR;

	if (lock != LOCK_NONE) {
		result = posix_spawn_file_actions_adddup2(
			actions, lock, SPAWN_LOCK_DESCRIPTOR);
		first_closed++;
	}
	for (int i = STDIN_FILENO; i <= STDERR_FILENO && result == 0; i++) {
		result = posix_spawn_file_actions_addopen(actions, i,
			"/dev/null", i == STDIN_FILENO ? O_RDONLY : O_WRONLY,
			0);
	}
	return result != 0 ? result : close_others(actions, first_closed);
}

static int
plan_attributes(posix_spawnattr_t *attributes)
{
	sigset_t none;
	sigset_t all;
	int result = posix_spawnattr_setflags(
		attributes, POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGMASK |
				    POSIX_SPAWN_SETSIGDEF);

	(void)sigemptyset(&none);
	(void)sigfillset(&all);
	if (result == 0) {
		result = posix_spawnattr_setsigmask(attributes, &none);
	}
	if (result == 0) {
		result = posix_spawnattr_setsigdefault(attributes, &all);
	}
	return result;
}

static int
start(const char *const argv[], const char *const environment[],
	const posix_spawn_file_actions_t *actions, pid_t *child)
{
	posix_spawnattr_t attributes;
	int result = posix_spawnattr_init(&attributes);

	if (result != 0) {
		return result;
	}
	result = plan_attributes(&attributes);
	if (result == 0) {
		/* POSIX: the vectors are not written to, only typed so. */
		result = posix_spawn(child, argv[0], actions, &attributes,
			(char *const *)(uintptr_t)argv,
			(char *const *)(uintptr_t)environment);
	}
	(void)posix_spawnattr_destroy(&attributes);
	return result;
}

static int
start_with_lock(const char *const argv[], const char *const environment[],
	int lock, pid_t *child)
{
	posix_spawn_file_actions_t actions;
	int result = posix_spawn_file_actions_init(&actions);

	if (result != 0) {
		return result;
	}
	result = plan_descriptors(&actions, lock);
	if (result == 0) {
		result = start(argv, environment, &actions, child);
	}
	(void)posix_spawn_file_actions_destroy(&actions);
	return result;
}

bool
spawn_detached(const char *const argv[], const char *const environment[],
	int lock, pid_t *pid, struct error *err)
{
	pid_t child = 0;
	int result = 0;

	assert(argv[0] != NULL && argv[0][0] == '/');
	result = start_with_lock(argv, environment, lock, &child);
	if (result != 0) {
		return error_set(err,
			result == EAGAIN || result == ENOMEM ? ERROR_WAIT
							     : ERROR_DISK,
			"cannot start %s: %s", argv[0], strerror(result));
	}
	*pid = child;
	return true;
}
