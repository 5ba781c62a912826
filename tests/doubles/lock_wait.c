// SPDX-License-Identifier: MIT
/*
 * lock_wait - a library to preload that tells how long SQLite waited to commit:
 * from the first time that readers were in the way until they were not, with
 *the pauses of 700 ms between attempts.  What was given up without a pause
 *(progress, which is not worth waiting for) does not count.
 *
 *	LOCK_WAIT_FILE=	where a line is added at exit: the longest wait and how
 *			long all of them took, in ms
 */
#include <dlfcn.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define NEXT(name) ((__typeof__(&(name)))dlsym(RTLD_NEXT, #name))

/* The bytes that readers share, as SQLite's file format has them. */
#define SHARED_FIRST 0x40000002
#define SHARED_SIZE 510

static double began_ms;	 /* this attempt; 0: nobody is in the way */
static double failed_ms; /* the attempt before it took */
static double paused_ms; /* all before this attempt, with their pauses */
static double longest_ms;
static double sum_ms;

static double
clock_ms(void)
{
	struct timespec now = {0};

	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec * 1000 + (double)now.tv_nsec / 1e6;
}

static void
note(const struct flock *lock, bool taken)
{
	if (lock->l_type == F_UNLCK && lock->l_start == 0 && began_ms != 0) {
		failed_ms = clock_ms() - began_ms;
		began_ms = 0;
	}
	if (lock->l_type != F_WRLCK || lock->l_start != SHARED_FIRST ||
		lock->l_len != SHARED_SIZE) {
		return;
	}
	if (!taken && began_ms == 0) {
		began_ms = clock_ms();
	}
	if (taken) {
		double waited_ms =
			paused_ms + (began_ms == 0 ? 0 : clock_ms() - began_ms);
		sum_ms += waited_ms;
		if (waited_ms > longest_ms) {
			longest_ms = waited_ms;
		}
		began_ms = 0;
		paused_ms = 0;
		failed_ms = 0;
	}
}

int
nanosleep(const struct timespec *wanted, struct timespec *left)
{
	if (wanted->tv_sec == 0 && wanted->tv_nsec == 700000000 &&
		failed_ms != 0) {
		paused_ms += failed_ms + 700;
		failed_ms = 0;
	}
	return NEXT(nanosleep)(wanted, left);
}

int
fcntl64(int file, int command, ...)
{
	va_list arguments;
	void *argument = NULL;
	int result = 0;

	va_start(arguments, command);
	argument = va_arg(arguments, void *);
	va_end(arguments);
	result = NEXT(fcntl64)(file, command, argument);
	if (command == F_SETLK) {
		note(argument, result == 0);
	}
	return result;
}

__attribute__((destructor)) static void
tell(void)
{
	const char *path = getenv("LOCK_WAIT_FILE");
	FILE *file = path == NULL ? NULL : fopen(path, "a");

	if (file != NULL) {
		(void)fprintf(file, "%.0f %.0f\n", longest_ms, sum_ms);
		(void)fclose(file);
	}
}
