// SPDX-License-Identifier: MIT
#include "process/capture.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/timerfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/mem.h"

#define BLOCK_BYTES ((size_t)64 * 1024)

/* Its own group, so that all it has started can be ended with it. */
static int
spawn(const struct capture_request *request, int output, pid_t *child)
{
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;
	sigset_t none;
	sigset_t all;
	int result = posix_spawn_file_actions_init(&actions);

	if (result != 0) {
		return result;
	}
	result = posix_spawnattr_init(&attributes);
	if (result != 0) {
		(void)posix_spawn_file_actions_destroy(&actions);
		return result;
	}
	(void)sigemptyset(&none);
	(void)sigfillset(&all);
	(void)posix_spawnattr_setflags(
		&attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK |
				     POSIX_SPAWN_SETSIGDEF);
	(void)posix_spawnattr_setsigmask(&attributes, &none);
	(void)posix_spawnattr_setsigdefault(&attributes, &all);
	result = posix_spawn_file_actions_addopen(
		&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
	for (int i = STDOUT_FILENO; i <= STDERR_FILENO && result == 0; i++) {
		result = posix_spawn_file_actions_adddup2(&actions, output, i);
	}
	if (result == 0) {
		/* POSIX: the vectors are not written to, only typed so. */
		result = posix_spawn(child, request->argv[0], &actions,
			&attributes, (char *const *)(uintptr_t)request->argv,
			(char *const *)(uintptr_t)request->environment);
	}
	(void)posix_spawnattr_destroy(&attributes);
	(void)posix_spawn_file_actions_destroy(&actions);
	return result;
}

/* Whether there is something to read, or its end, before the time is up. */
static bool
wait_for_text(int pipe, int timer)
{
	struct pollfd wanted[] = {{.fd = timer, .events = POLLIN},
		{.fd = pipe, .events = POLLIN}};

	while (poll(wanted, 2, -1) < 0) {
		if (errno != EINTR) {
			return false;
		}
	}
	return wanted[0].revents == 0;
}

/* It can be read once so many seconds have passed, whoever sets the clock. */
static int
start_timer(int limit_s)
{
	const struct itimerspec limit = {.it_value = {.tv_sec = limit_s}};
	int timer = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC);

	if (timer >= 0 && timerfd_settime(timer, 0, &limit, NULL) != 0) {
		(void)close(timer);
		timer = -1;
	}
	return timer;
}

static bool
read_all(int pipe, const struct capture_request *request, int timer,
	struct capture *capture, struct error *err)
{
	size_t capacity = 0;

	for (;;) {
		ssize_t got = 0;

		if (!wait_for_text(pipe, timer)) {
			return error_set(err, ERROR_WAIT,
				"not done within %d seconds", request->limit_s);
		}
		if (capacity - capture->length < BLOCK_BYTES) {
			capacity = capacity * 2 + BLOCK_BYTES;
			capture->text =
				mem_resize(capture->text, capacity + 1, 1);
		}
		got = read(pipe, capture->text + capture->length, BLOCK_BYTES);
		if (got < 0 && errno == EINTR) {
			continue;
		}
		if (got < 0) {
			return error_set(
				err, ERROR_DISK, "%s", strerror(errno));
		}
		capture->length += (size_t)got;
		capture->text[capture->length] = '\0';
		if (got == 0) {
			return true;
		}
		if (capture->length > request->limit_bytes) {
			return error_set(err, ERROR_REMOTE,
				"it says more than %zu bytes",
				request->limit_bytes);
		}
	}
}

/* Its output may have ended before it has. */
static bool
wait_for_end(pid_t child, int timer, int *status)
{
	struct pollfd wanted = {.fd = timer, .events = POLLIN};

	for (;;) {
		pid_t ended = waitpid(child, status, WNOHANG);

		if (ended == child) {
			return true;
		}
		if ((ended < 0 && errno != EINTR) || poll(&wanted, 1, 5) > 0) {
			return false;
		}
	}
}

static bool
follow(int pipe, pid_t child, const struct capture_request *request,
	struct capture *capture, struct error *err)
{
	int timer = start_timer(request->limit_s);
	int status = 0;
	bool ok = timer >= 0 ||
		  error_set(err, ERROR_WAIT, "no timer: %s", strerror(errno));

	ok = ok && read_all(pipe, request, timer, capture, err);
	if (ok && !wait_for_end(child, timer, &status)) {
		ok = error_set(err, ERROR_WAIT, "not done within %d seconds",
			request->limit_s);
	}
	if (timer >= 0) {
		(void)close(timer);
	}
	if (!ok) {
		(void)kill(-child, SIGKILL);
		while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
		}
		return false;
	}
	if (!WIFEXITED(status)) {
		return error_set(err, ERROR_INTERNAL, "ended by signal %d",
			WTERMSIG(status));
	}
	capture->code = WEXITSTATUS(status);
	return true;
}

bool
capture_run(const struct capture_request *request, struct capture *capture,
	struct error *err)
{
	struct capture said = {0};
	int ends[2] = {-1, -1};
	pid_t child = 0;
	int result = 0;
	bool ok = false;

	assert(request->argv[0] != NULL && request->argv[0][0] == '/');
	if (pipe2(ends, O_CLOEXEC) != 0) {
		return error_set(err, ERROR_WAIT, "%s: no pipe: %s",
			request->argv[0], strerror(errno));
	}
	result = spawn(request, ends[1], &child);
	(void)close(ends[1]);
	if (result != 0) {
		(void)error_set(err,
			result == EAGAIN || result == ENOMEM ? ERROR_WAIT
							     : ERROR_CONFIG,
			"cannot be started: %s", strerror(result));
	} else {
		ok = follow(ends[0], child, request, &said, err);
	}
	(void)close(ends[0]);
	if (ok) {
		*capture = said;
		return true;
	}
	free(said.text);
	return error_prefix(err, "%s", request->argv[0]);
}
