// SPDX-License-Identifier: MIT
/*
 * nth_call - a library to preload that fails, or kills the program, at the nth
 * call that changes a file.
 *
 *	NTH_CALL=N	at which call, from 1; N+ at that and all later ones
 *	NTH_ACTION=	kill (SIGKILL, the default) or an error, EIO ENOSPC ...
 *	NTH_COUNT_FILE=	where to write, at exit, how many calls there were
 *	NTH_PROGRAM=	only in programs of this name
 *	NTH_ONLY=files	not what goes to sockets and pipes
 *
 * The call is not carried out.  Counted are write, pwrite, fsync, fdatasync,
 * ftruncate, fallocate, rename, link, unlink, mkdir and open with O_CREAT,
 *under all names programs call them by.  Calls from inside libc (stdio) are not
 *seen.
 */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

/* The function of that name that would have been called without us. */
#define NEXT(name) ((__typeof__(&(name)))dlsym(RTLD_NEXT, #name))

/* Fortified variants, which no header declares. */
int __open_2(const char *path, int flags);
int __open64_2(const char *path, int flags);
int __openat_2(int directory, const char *path, int flags);
int __openat64_2(int directory, const char *path, int flags);

static const struct {
	const char *name;
	int number;
} errors[] = {
	{"EIO", EIO},
	{"ENOSPC", ENOSPC},
	{"EDQUOT", EDQUOT},
	{"EROFS", EROFS},
	{"EACCES", EACCES},
	{"EPERM", EPERM},
	{"EMFILE", EMFILE},
	{"EINTR", EINTR},
};

static long calls;

static bool
is_meant(void)
{
	const char *program = getenv("NTH_PROGRAM");

	return program == NULL ||
	       strcmp(program, program_invocation_short_name) == 0;
}

/* The error to answer with; does not return when the action is to kill. */
static int
act(void)
{
	const char *action = getenv("NTH_ACTION");

	if (action == NULL || strcmp(action, "kill") == 0) {
		(void)raise(SIGKILL);
		abort(); /* not reached */
	}
	for (size_t i = 0; i < sizeof(errors) / sizeof(errors[0]); i++) {
		if (strcmp(action, errors[i].name) == 0) {
			return errors[i].number;
		}
	}
	(void)fprintf(stderr, "nth_call: NTH_ACTION=%s is unknown\n", action);
	abort();
}

/* Counts one call; true, with errno, when it is the one that fails. */
static bool
fails(void)
{
	const char *nth = getenv("NTH_CALL");
	char *behind = NULL;
	long number = 0;

	if (!is_meant()) {
		return false;
	}
	calls++;
	if (nth == NULL) {
		return false;
	}
	number = strtol(nth, &behind, 10);
	if (calls != number && (calls < number || *behind != '+')) {
		return false;
	}
	errno = act();
	return true;
}

/* The same for a call on an open file. */
static bool
fails_on(int file)
{
	const char *only = getenv("NTH_ONLY");
	struct stat status = {0};

	if (only != NULL && strcmp(only, "files") == 0 &&
		(fstat(file, &status) != 0 ||
			(!S_ISREG(status.st_mode) &&
				!S_ISDIR(status.st_mode)))) {
		return false;
	}
	return fails();
}

__attribute__((destructor)) static void
write_count(void)
{
	const char *path = getenv("NTH_COUNT_FILE");
	char text[32];
	int length = 0;
	int file = -1;

	if (path == NULL || !is_meant()) {
		return;
	}
	length = snprintf(text, sizeof(text), "%ld\n", calls);
	file = NEXT(open)(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	if (file >= 0) {
		if (NEXT(write)(file, text, (size_t)length) != length) {
			abort();
		}
		(void)close(file);
	}
}

/* ---- the calls ----------------------------------------------------------- */

/* What follows `flags`, when something does. */
static mode_t
take_mode(int flags, va_list arguments)
{
	if ((flags & O_CREAT) == 0 && (flags & O_TMPFILE) != O_TMPFILE) {
		return 0;
	}
	/* NOLINTNEXTLINE(clang-analyzer-valist.Uninitialized): callers did */
	return va_arg(arguments, mode_t);
}

static bool
fails_to_create(int flags)
{
	return (flags & O_CREAT) != 0 && fails();
}

int
open(const char *path, int flags, ...)
{
	va_list arguments;
	mode_t mode = 0;

	va_start(arguments, flags);
	mode = take_mode(flags, arguments);
	va_end(arguments);
	return fails_to_create(flags) ? -1 : NEXT(open)(path, flags, mode);
}

int
open64(const char *path, int flags, ...)
{
	va_list arguments;
	mode_t mode = 0;

	va_start(arguments, flags);
	mode = take_mode(flags, arguments);
	va_end(arguments);
	return fails_to_create(flags) ? -1 : NEXT(open64)(path, flags, mode);
}

int
openat(int directory, const char *path, int flags, ...)
{
	va_list arguments;
	mode_t mode = 0;

	va_start(arguments, flags);
	mode = take_mode(flags, arguments);
	va_end(arguments);
	return fails_to_create(flags)
		       ? -1
		       : NEXT(openat)(directory, path, flags, mode);
}

int
openat64(int directory, const char *path, int flags, ...)
{
	va_list arguments;
	mode_t mode = 0;

	va_start(arguments, flags);
	mode = take_mode(flags, arguments);
	va_end(arguments);
	return fails_to_create(flags)
		       ? -1
		       : NEXT(openat64)(directory, path, flags, mode);
}

/* These are what a call without a mode becomes, so they never create. */
int
__open_2(const char *path, int flags)
{
	return NEXT(__open_2)(path, flags);
}

int
__open64_2(const char *path, int flags)
{
	return NEXT(__open64_2)(path, flags);
}

int
__openat_2(int directory, const char *path, int flags)
{
	return NEXT(__openat_2)(directory, path, flags);
}

int
__openat64_2(int directory, const char *path, int flags)
{
	return NEXT(__openat64_2)(directory, path, flags);
}

int
creat(const char *path, mode_t mode)
{
	return fails() ? -1 : NEXT(creat)(path, mode);
}

int
creat64(const char *path, mode_t mode)
{
	return fails() ? -1 : NEXT(creat64)(path, mode);
}

ssize_t
write(int file, const void *data, size_t size)
{
	return fails_on(file) ? -1 : NEXT(write)(file, data, size);
}

ssize_t
pwrite(int file, const void *data, size_t size, off_t at)
{
	return fails_on(file) ? -1 : NEXT(pwrite)(file, data, size, at);
}

ssize_t
pwrite64(int file, const void *data, size_t size, off64_t at)
{
	return fails_on(file) ? -1 : NEXT(pwrite64)(file, data, size, at);
}

int
fsync(int file)
{
	return fails_on(file) ? -1 : NEXT(fsync)(file);
}

int
fdatasync(int file)
{
	return fails_on(file) ? -1 : NEXT(fdatasync)(file);
}

int
ftruncate(int file, off_t size)
{
	return fails_on(file) ? -1 : NEXT(ftruncate)(file, size);
}

int
ftruncate64(int file, off64_t size)
{
	return fails_on(file) ? -1 : NEXT(ftruncate64)(file, size);
}

int
posix_fallocate(int file, off_t at, off_t size)
{
	return fails_on(file) ? errno : NEXT(posix_fallocate)(file, at, size);
}

int
posix_fallocate64(int file, off64_t at, off64_t size)
{
	return fails_on(file) ? errno : NEXT(posix_fallocate64)(file, at, size);
}

int
rename(const char *from, const char *to)
{
	return fails() ? -1 : NEXT(rename)(from, to);
}

int
renameat(int from_directory, const char *from, int to_directory, const char *to)
{
	return fails() ? -1
		       : NEXT(renameat)(from_directory, from, to_directory, to);
}

int
renameat2(int from_directory, const char *from, int to_directory,
	const char *to, unsigned flags)
{
	return fails() ? -1
		       : NEXT(renameat2)(
				 from_directory, from, to_directory, to, flags);
}

int
link(const char *from, const char *to)
{
	return fails() ? -1 : NEXT(link)(from, to);
}

int
linkat(int from_directory, const char *from, int to_directory, const char *to,
	int flags)
{
	return fails() ? -1
		       : NEXT(linkat)(
				 from_directory, from, to_directory, to, flags);
}

int
unlink(const char *path)
{
	return fails() ? -1 : NEXT(unlink)(path);
}

int
unlinkat(int directory, const char *path, int flags)
{
	return fails() ? -1 : NEXT(unlinkat)(directory, path, flags);
}

int
mkdir(const char *path, mode_t mode)
{
	return fails() ? -1 : NEXT(mkdir)(path, mode);
}

int
mkdirat(int directory, const char *path, mode_t mode)
{
	return fails() ? -1 : NEXT(mkdirat)(directory, path, mode);
}
