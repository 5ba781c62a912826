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

/* net-snmp's, of which a program that has nothing to do with it knows nothing.
 */
typedef int snmp_call_fn(int major, int minor, void *sent, void *context);
int init_agent(const char *name);
void init_snmp(const char *name);
int snmp_register_callback(
	int major, int minor, snmp_call_fn *call, void *context);
int netsnmp_ds_set_string(int store, int which, const char *value);
struct variable_list;
void send_v2trap(struct variable_list *variables);
struct netsnmp_handler_registration_s;
struct netsnmp_handler_registration_s *netsnmp_create_handler_registration(
	const char *name, void *handler, const unsigned long *objects,
	size_t length, int modes);
int netsnmp_register_handler(
	struct netsnmp_handler_registration_s *registration);

static main_fn *real_main;
static bool is_counting;

static bool
fails(void)
{
	return is_counting && nth_fails(NTH_MEMORY);
}

static bool
stop_counting(void)
{
	bool was_counting = is_counting;

	is_counting = false;
	return was_counting;
}

/* It cannot be told, which is why mem_reserve_for_json() comes before it. */
struct json_object *
json_tokener_parse_ex(
	struct json_tokener *tokener, const char *text, int length)
{
	bool was_counting = stop_counting();
	struct json_object *value =
		NEXT(json_tokener_parse_ex)(tokener, text, length);

	is_counting = was_counting;
	return value;
}

/* Nor can these, which is why mem_reserve() comes before them. */
int
init_agent(const char *name)
{
	bool was_counting = stop_counting();
	int failed = NEXT(init_agent)(name);
	is_counting = was_counting;
	return failed;
}

void
init_snmp(const char *name)
{
	bool was_counting = stop_counting();

	NEXT(init_snmp)(name);
	is_counting = was_counting;
}

int
snmp_register_callback(int major, int minor, snmp_call_fn *call, void *context)
{
	bool was_counting = stop_counting();
	int failed = NEXT(snmp_register_callback)(major, minor, call, context);
	is_counting = was_counting;
	return failed;
}

int
netsnmp_ds_set_string(int store, int which, const char *value)
{
	bool was_counting = stop_counting();
	int failed = NEXT(netsnmp_ds_set_string)(store, which, value);
	is_counting = was_counting;
	return failed;
}

struct netsnmp_handler_registration_s *
netsnmp_create_handler_registration(const char *name, void *handler,
	const unsigned long *objects, size_t length, int modes)
{
	bool was_counting = stop_counting();
	struct netsnmp_handler_registration_s *made =
		NEXT(netsnmp_create_handler_registration)(
			name, handler, objects, length, modes);

	is_counting = was_counting;
	return made;
}

int
netsnmp_register_handler(struct netsnmp_handler_registration_s *registration)
{
	bool was_counting = stop_counting();
	int answer = NEXT(netsnmp_register_handler)(registration);

	is_counting = was_counting;
	return answer;
}

void
send_v2trap(struct variable_list *variables)
{
	bool was_counting = stop_counting();

	NEXT(send_v2trap)(variables);
	is_counting = was_counting;
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
