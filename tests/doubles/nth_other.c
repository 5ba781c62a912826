// SPDX-License-Identifier: MIT
/*
 * nth_other - what changes no file: read, opening to read, locks, processes and
 * sockets.  open itself is in nth_call.c.  See nth.h.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdarg.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

#include "nth.h"

/* True when the call is to fail; else `*size` is what to ask for. */
static bool
fails_to_read(int file, size_t *size)
{
	if (!nth_fails_on(NTH_READS, file)) {
		return false;
	}
	if (errno != NTH_SHORT) {
		return true;
	}
	*size = (*size + 1) / 2;
	return false;
}

ssize_t
read(int file, void *data, size_t size)
{
	return fails_to_read(file, &size) ? -1 : NEXT(read)(file, data, size);
}

ssize_t
pread(int file, void *data, size_t size, off_t at)
{
	return fails_to_read(file, &size) ? -1
					  : NEXT(pread)(file, data, size, at);
}

ssize_t
pread64(int file, void *data, size_t size, off64_t at)
{
	return fails_to_read(file, &size) ? -1
					  : NEXT(pread64)(file, data, size, at);
}

/* ---- opening ---- */

DIR *
opendir(const char *path)
{
	return nth_fails(NTH_OPENS) ? NULL : NEXT(opendir)(path);
}

DIR *
fdopendir(int folder)
{
	return nth_fails(NTH_OPENS) ? NULL : NEXT(fdopendir)(folder);
}

FILE *
fopen(const char *path, const char *mode)
{
	return nth_fails(NTH_OPENS) ? NULL : NEXT(fopen)(path, mode);
}

FILE *
fopen64(const char *path, const char *mode)
{
	return nth_fails(NTH_OPENS) ? NULL : NEXT(fopen64)(path, mode);
}

/* ---- locks ---- */

static bool
fails_to_lock(int command)
{
	return (command == F_SETLK || command == F_SETLKW ||
		       command == F_GETLK || command == F_OFD_SETLK ||
		       command == F_OFD_SETLKW || command == F_OFD_GETLK) &&
	       nth_fails(NTH_LOCKS);
}

int
fcntl(int file, int command, ...)
{
	va_list arguments;
	void *argument = NULL;

	va_start(arguments, command);
	argument = va_arg(arguments, void *);
	va_end(arguments);
	return fails_to_lock(command) ? -1
				      : NEXT(fcntl)(file, command, argument);
}

int
fcntl64(int file, int command, ...)
{
	va_list arguments;
	void *argument = NULL;

	va_start(arguments, command);
	argument = va_arg(arguments, void *);
	va_end(arguments);
	return fails_to_lock(command) ? -1
				      : NEXT(fcntl64)(file, command, argument);
}

/* ---- processes ---- */

int
posix_spawn(pid_t *pid, const char *path,
	const posix_spawn_file_actions_t *actions,
	const posix_spawnattr_t *attributes, char *const arguments[],
	char *const environment[])
{
	return nth_fails(NTH_PROCESSES)
		       ? errno
		       : NEXT(posix_spawn)(pid, path, actions, attributes,
				 arguments, environment);
}

int
posix_spawnp(pid_t *pid, const char *file,
	const posix_spawn_file_actions_t *actions,
	const posix_spawnattr_t *attributes, char *const arguments[],
	char *const environment[])
{
	return nth_fails(NTH_PROCESSES)
		       ? errno
		       : NEXT(posix_spawnp)(pid, file, actions, attributes,
				 arguments, environment);
}

int
pipe2(int ends[2], int flags)
{
	return nth_fails(NTH_PROCESSES) ? -1 : NEXT(pipe2)(ends, flags);
}

/* ---- sockets ---- */

int
socket(int domain, int type, int protocol)
{
	return nth_fails(NTH_SOCKETS) ? -1
				      : NEXT(socket)(domain, type, protocol);
}

int
connect(int file, const struct sockaddr *address, socklen_t length)
{
	return nth_fails(NTH_SOCKETS) ? -1
				      : NEXT(connect)(file, address, length);
}

ssize_t
send(int file, const void *data, size_t size, int flags)
{
	return nth_fails(NTH_SOCKETS) ? -1
				      : NEXT(send)(file, data, size, flags);
}

ssize_t
recv(int file, void *data, size_t size, int flags)
{
	return nth_fails(NTH_SOCKETS) ? -1
				      : NEXT(recv)(file, data, size, flags);
}

ssize_t
sendmsg(int file, const struct msghdr *message, int flags)
{
	return nth_fails(NTH_SOCKETS) ? -1
				      : NEXT(sendmsg)(file, message, flags);
}

ssize_t
recvmsg(int file, struct msghdr *message, int flags)
{
	return nth_fails(NTH_SOCKETS) ? -1
				      : NEXT(recvmsg)(file, message, flags);
}
