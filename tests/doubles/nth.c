// SPDX-License-Identifier: MIT
/* Allocates nothing, and calls nothing that is counted. */
#include "nth.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

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
	{"EAGAIN", EAGAIN},
	{"ENOLCK", ENOLCK},
	{"ENOMEM", ENOMEM},
	{"ECONNREFUSED", ECONNREFUSED},
	{"ECONNRESET", ECONNRESET},
	{"SHORT", NTH_SHORT},
};

static const char *const kinds[] = {
	"changes", "reads", "opens", "locks", "processes", "sockets", "memory"};

static long calls;

static bool
is_meant(void)
{
	const char *program = getenv("NTH_PROGRAM");

	return program == NULL ||
	       strcmp(program, program_invocation_short_name) == 0;
}

static bool
is_kind(enum nth_kind kind)
{
	const char *wanted = getenv("NTH_KIND");

	return strcmp(wanted == NULL ? "changes" : wanted, kinds[kind]) == 0;
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

bool
nth_fails(enum nth_kind kind)
{
	const char *nth = NULL;
	char *behind = NULL;
	long number = 0;

	if (!is_kind(kind) || !is_meant()) {
		return false;
	}
	calls++;
	nth = getenv("NTH_CALL");
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

bool
nth_fails_on(enum nth_kind kind, int file)
{
	const char *only = getenv("NTH_ONLY");
	struct stat status = {0};

	if (only != NULL && strcmp(only, "files") == 0 &&
		(fstat(file, &status) != 0 ||
			(!S_ISREG(status.st_mode) &&
				!S_ISDIR(status.st_mode)))) {
		return false;
	}
	return nth_fails(kind);
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
	file = (int)syscall(SYS_openat, AT_FDCWD, path,
		O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	if (file >= 0) {
		if (syscall(SYS_write, file, text, (size_t)length) != length) {
			abort();
		}
		(void)close(file);
	}
}
