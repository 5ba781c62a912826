// SPDX-License-Identifier: MIT
#include "alert/nagios.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "alert/command_line.h"

/* No O_CREAT: while Nagios is down a file would swallow what it is told. */
static int
open_pipe(const char *path, struct error *err)
{
	struct stat status = {0};
	int pipe = open(path, O_WRONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);

	if (pipe < 0 && (errno == ENOENT || errno == ENXIO)) {
		(void)error_set(err, ERROR_WAIT,
			"nobody reads it (%s): is Nagios running?",
			strerror(errno));
		return -1;
	}
	if (pipe < 0 && (errno == EACCES || errno == EPERM)) {
		(void)error_set(err, ERROR_PERMISSION,
			"%s: let this user be in the group of the file",
			strerror(errno));
		return -1;
	}
	if (pipe < 0) {
		(void)error_set(err, ERROR_CONFIG, "%s", strerror(errno));
		return -1;
	}
	if (fstat(pipe, &status) != 0 || !S_ISFIFO(status.st_mode)) {
		(void)close(pipe);
		(void)error_set(err, ERROR_CONFIG,
			"it is no named pipe: remove it and restart Nagios");
		return -1;
	}
	return pipe;
}

/*
 * Nagios may go away between open() and write(): that must not end us, so the
 * signal is held back and then taken away.
 */
static ssize_t
write_without_signal(int pipe, const char *line, size_t length)
{
	static const struct timespec at_once = {0};
	sigset_t broken;
	sigset_t before;
	sigset_t pending;
	ssize_t written = 0;
	int number = 0;

	(void)sigemptyset(&broken);
	(void)sigaddset(&broken, SIGPIPE);
	(void)sigemptyset(&pending);
	(void)sigpending(&pending);
	(void)sigprocmask(SIG_BLOCK, &broken, &before);
	do {
		written = write(pipe, line, length);
	} while (written < 0 && errno == EINTR);
	number = errno;
	if (written < 0 && number == EPIPE &&
		sigismember(&pending, SIGPIPE) == 0) {
		while (sigtimedwait(&broken, NULL, &at_once) < 0 &&
			errno == EINTR) {
		}
	}
	(void)sigprocmask(SIG_SETMASK, &before, NULL);
	errno = number;
	return written;
}

static bool
write_line(const struct nagios_site *site, const char *line, size_t length,
	struct error *err)
{
	ssize_t written = 0;
	int pipe = -1;

	if (site->command_file == NULL) {
		return error_set(err, ERROR_CONFIG,
			"[nagios] of the configuration has no command_file");
	}
	pipe = open_pipe(site->command_file, err);
	if (pipe < 0) {
		return error_prefix(err, "command_file %s", site->command_file);
	}
	written = write_without_signal(pipe, line, length);
	/* At most PIPE_BUF bytes: all of them, or none. */
	if (written < 0) {
		(void)error_set(err, ERROR_WAIT, "%s: is Nagios running?",
			errno == EAGAIN ? "the pipe is full" : strerror(errno));
	}
	(void)close(pipe);
	return written >= 0 ||
	       error_prefix(err, "command_file %s", site->command_file);
}

bool
nagios_tell(const struct nagios_site *site, const struct alert_message *message,
	time_t now, struct error *err)
{
	char line[COMMAND_LINE_SIZE];
	size_t length = 0;

	return command_line(message, now, line, &length, err) &&
	       write_line(site, line, length, err);
}

bool
nagios_restart(const struct nagios_site *site, time_t now, struct error *err)
{
	char line[COMMAND_LINE_SIZE];
	int length = snprintf(
		line, sizeof(line), "[%lld] RESTART_PROGRAM\n", (long long)now);

	return write_line(site, line, (size_t)length, err);
}

bool
nagios_listens(const struct nagios_site *site, struct error *err)
{
	int pipe = open_pipe(site->command_file, err);

	if (pipe < 0) {
		return error_prefix(err, "command_file %s", site->command_file);
	}
	(void)close(pipe);
	return true;
}
