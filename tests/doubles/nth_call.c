// SPDX-License-Identifier: MIT
/*
 * nth_call - the calls that change a file: write, pwrite, fsync, fdatasync,
 * ftruncate, fallocate, rename, link, unlink, mkdir and open with O_CREAT,
 * under all names programs call them by.  See nth.h.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "nth.h"

/* Fortified variants, which no header declares. */
int __open_2(const char *path, int flags);
int __open64_2(const char *path, int flags);
int __openat_2(int directory, const char *path, int flags);
int __openat64_2(int directory, const char *path, int flags);

static bool
fails(void)
{
	return nth_fails(NTH_CHANGES);
}

static bool
fails_on(int file)
{
	return nth_fails_on(NTH_CHANGES, file);
}

/* What is opened to be read is another kind. */
static bool
fails_to_open(int flags)
{
	return nth_fails((flags & O_CREAT) != 0 ? NTH_CHANGES : NTH_OPENS);
}

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

int
open(const char *path, int flags, ...)
{
	va_list arguments;
	mode_t mode = 0;

	va_start(arguments, flags);
	mode = take_mode(flags, arguments);
	va_end(arguments);
	return fails_to_open(flags) ? -1 : NEXT(open)(path, flags, mode);
}

int
open64(const char *path, int flags, ...)
{
	va_list arguments;
	mode_t mode = 0;

	va_start(arguments, flags);
	mode = take_mode(flags, arguments);
	va_end(arguments);
	return fails_to_open(flags) ? -1 : NEXT(open64)(path, flags, mode);
}

int
openat(int directory, const char *path, int flags, ...)
{
	va_list arguments;
	mode_t mode = 0;

	va_start(arguments, flags);
	mode = take_mode(flags, arguments);
	va_end(arguments);
	return fails_to_open(flags)
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
	return fails_to_open(flags)
		       ? -1
		       : NEXT(openat64)(directory, path, flags, mode);
}

/* These are what a call without a mode becomes, so they never create. */
int
__open_2(const char *path, int flags)
{
	return fails_to_open(flags) ? -1 : NEXT(__open_2)(path, flags);
}

int
__open64_2(const char *path, int flags)
{
	return fails_to_open(flags) ? -1 : NEXT(__open64_2)(path, flags);
}

int
__openat_2(int directory, const char *path, int flags)
{
	return fails_to_open(flags) ? -1
				    : NEXT(__openat_2)(directory, path, flags);
}

int
__openat64_2(int directory, const char *path, int flags)
{
	return fails_to_open(flags)
		       ? -1
		       : NEXT(__openat64_2)(directory, path, flags);
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
	if (fails_on(file)) {
		if (errno != NTH_SHORT) {
			return -1;
		}
		size = (size + 1) / 2;
	}
	return NEXT(write)(file, data, size);
}

ssize_t
pwrite(int file, const void *data, size_t size, off_t at)
{
	if (fails_on(file)) {
		if (errno != NTH_SHORT) {
			return -1;
		}
		size = (size + 1) / 2;
	}
	return NEXT(pwrite)(file, data, size, at);
}

ssize_t
pwrite64(int file, const void *data, size_t size, off64_t at)
{
	if (fails_on(file)) {
		if (errno != NTH_SHORT) {
			return -1;
		}
		size = (size + 1) / 2;
	}
	return NEXT(pwrite64)(file, data, size, at);
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
