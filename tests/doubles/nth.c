// SPDX-License-Identifier: MIT
/* Allocates nothing, and calls nothing that is counted. */
#include "nth.h"

#include <execinfo.h>
#include <fcntl.h>
#include <link.h>
#include <signal.h>
#include <stdint.h>
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

#define PLACES_LIMIT 65536
#define FRAMES_LIMIT 64
/* Of those in libraries; OpenSSL alone allocates in thousands of ways. */
#define MEMORY_FRAMES 2

struct place {
	uint64_t id;
	long calls;
};

static long calls;
static struct place places[PLACES_LIMIT]; /* in the order of their first call */
static size_t place_count;

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

/*
 * How the program came here: the same wherever things are in memory this time.
 * All frames of the program itself count, and of libraries the innermost.
 */
static uint64_t
find_place(enum nth_kind kind)
{
	void *frames[FRAMES_LIMIT];
	int count = backtrace(frames, FRAMES_LIMIT);
	int left = kind == NTH_MEMORY ? MEMORY_FRAMES : FRAMES_LIMIT;
	struct dl_find_object object = {0};
	const struct link_map *ourselves = NULL;
	uint64_t id = 0xcbf29ce484222325; /* FNV-1a, a frame a step */

	for (int i = 0; i < count; i++) {
		const struct link_map *map = NULL;

		if (_dl_find_object(frames[i], &object) != 0) {
			break;
		}
		map = object.dlfo_link_map;
		ourselves = i == 0 ? map : ourselves;
		if (map == ourselves || (*map->l_name != '\0' && left-- <= 0)) {
			continue;
		}
		id = (id ^ ((uintptr_t)frames[i] - map->l_addr)) *
		     0x100000001b3;
	}
	return id;
}

static void
note_place(uint64_t id)
{
	size_t i = 0;

	while (i < place_count && places[i].id != id) {
		i++;
	}
	if (i == PLACES_LIMIT) {
		abort();
	}
	place_count += i == place_count;
	places[i].id = id;
	places[i].calls++;
}

static bool
is_counted(enum nth_kind kind)
{
	const char *wanted = getenv("NTH_PLACE");

	if (wanted != NULL) {
		return find_place(kind) == strtoull(wanted, NULL, 16);
	}
	if (getenv("NTH_PLACES_FILE") != NULL) {
		note_place(find_place(kind));
	}
	return true;
}

/* stdio would be counted itself. */
static void
write_text(const char *path, const char *text, int flags)
{
	int file = (int)syscall(SYS_openat, AT_FDCWD, path,
		O_WRONLY | O_CREAT | O_CLOEXEC | flags, 0600);
	size_t length = strlen(text);

	if (file >= 0 &&
		syscall(SYS_write, file, text, length) != (long)length) {
		abort();
	}
	(void)syscall(SYS_close, file);
}

static void
write_way_here(const char *path)
{
	void *frames[FRAMES_LIMIT];
	int file = (int)syscall(SYS_openat, AT_FDCWD, path,
		O_WRONLY | O_CREAT | O_CLOEXEC, 0600);

	if (file >= 0) {
		backtrace_symbols_fd(
			frames, backtrace(frames, FRAMES_LIMIT), file);
		(void)syscall(SYS_close, file);
	}
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

/* The file is looked for with a call that is not counted. */
static bool
has_begun(void)
{
	static bool begun;
	const char *path = getenv("NTH_AFTER");

	begun = begun || path == NULL || syscall(SYS_access, path, F_OK) == 0;
	return begun;
}

bool
nth_fails(enum nth_kind kind)
{
	const char *nth = NULL;
	char *behind = NULL;
	long number = 0;

	if (!is_kind(kind) || !is_meant() || !has_begun() ||
		!is_counted(kind)) {
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
	if (getenv("NTH_HIT_FILE") != NULL) {
		write_way_here(getenv("NTH_HIT_FILE"));
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
write_counts(void)
{
	const char *count_path = getenv("NTH_COUNT_FILE");
	const char *places_path = getenv("NTH_PLACES_FILE");
	char text[64];

	if (!is_meant()) {
		return;
	}
	if (count_path != NULL) {
		(void)snprintf(text, sizeof(text), "%ld\n", calls);
		write_text(count_path, text, O_TRUNC);
	}
	for (size_t i = 0; places_path != NULL && i < place_count; i++) {
		(void)snprintf(text, sizeof(text), "%016llx %ld\n",
			(unsigned long long)places[i].id, places[i].calls);
		write_text(places_path, text, O_APPEND);
	}
}
