// SPDX-License-Identifier: MIT
/*
 * nth_memory - every allocation once main() has begun, those of libc and all
 * libraries among them.  A library of its own, as a sanitizer wants to be the
 * only one that does this.  See nth.h.
 */
#include <errno.h>
#include <execinfo.h>
#include <signal.h>
#include <stddef.h>
#include <unistd.h>

#include "nth.h"

typedef int main_fn(int argc, char **argv, char **environment);

/* glibc's own, under the names that nobody replaces. */
void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *old, size_t size);
void *__libc_memalign(size_t alignment, size_t size);
int __libc_start_main(main_fn *main, int argc, char **argv, void (*init)(void),
	void (*fini)(void), void (*rtld_fini)(void), void *stack_end);

struct json_object;
struct json_tokener;
struct json_object *json_tokener_parse_ex(
	struct json_tokener *tokener, const char *text, int length);

static main_fn *real_main;
static bool is_counting;

static bool
fails(void)
{
	return is_counting && nth_fails(NTH_MEMORY);
}

/* It cannot be told, which is why mem_reserve_for_json() comes before it. */
struct json_object *
json_tokener_parse_ex(
	struct json_tokener *tokener, const char *text, int length)
{
	struct json_object *value = NULL;

	is_counting = false;
	value = NEXT(json_tokener_parse_ex)(tokener, text, length);
	is_counting = true;
	return value;
}

/* Whose code it was that followed NULL: OpenSSL does, where it is set up. */
static void
on_crash(int number)
{
	void *frames[32];

	backtrace_symbols_fd(frames, backtrace(frames, 32), STDERR_FILENO);
	_exit(128 + number);
}

static void
watch_crashes(void)
{
	void *frame = NULL;

	(void)backtrace(&frame, 1); /* loads what it needs */
	(void)signal(SIGSEGV, on_crash);
}

static int
begin_main(int argc, char **argv, char **environment)
{
	watch_crashes();
	is_counting = true;
	return real_main(argc, argv, environment);
}

int
__libc_start_main(main_fn *main, int argc, char **argv, void (*init)(void),
	void (*fini)(void), void (*rtld_fini)(void), void *stack_end)
{
	real_main = main;
	return NEXT(__libc_start_main)(
		begin_main, argc, argv, init, fini, rtld_fini, stack_end);
}

void *
malloc(size_t size)
{
	return fails() ? NULL : __libc_malloc(size);
}

void *
calloc(size_t count, size_t size)
{
	return fails() ? NULL : __libc_calloc(count, size);
}

void *
realloc(void *old, size_t size)
{
	return fails() ? NULL : __libc_realloc(old, size);
}

void *
reallocarray(void *old, size_t count, size_t size)
{
	size_t bytes = 0;

	if (__builtin_mul_overflow(count, size, &bytes)) {
		errno = ENOMEM;
		return NULL;
	}
	return fails() ? NULL : __libc_realloc(old, bytes);
}

void *
aligned_alloc(size_t alignment, size_t size)
{
	return fails() ? NULL : __libc_memalign(alignment, size);
}

int
posix_memalign(void **block, size_t alignment, size_t size)
{
	void *made = fails() ? NULL : __libc_memalign(alignment, size);

	if (made == NULL) {
		return ENOMEM;
	}
	*block = made;
	return 0;
}
