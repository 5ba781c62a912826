// SPDX-License-Identifier: MIT
/*
 * nth_memory - every allocation once main() has begun, those of libc and all
 * libraries among them.  A library of its own, as a sanitizer wants to be the
 * only one that does this.  See nth.h.
 */
#include <errno.h>
#include <stddef.h>

#include "nth.h"

typedef int main_fn(int argc, char **argv, char **environment);

/* glibc's own, under the names that nobody replaces. */
void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *old, size_t size);
void *__libc_memalign(size_t alignment, size_t size);
int __libc_start_main(main_fn *main, int argc, char **argv, void (*init)(void),
	void (*fini)(void), void (*rtld_fini)(void), void *stack_end);

static main_fn *real_main;
static bool has_begun;

static bool
fails(void)
{
	return has_begun && nth_fails(NTH_MEMORY);
}

static int
begin_main(int argc, char **argv, char **environment)
{
	has_begun = true;
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
