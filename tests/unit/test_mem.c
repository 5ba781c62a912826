// SPDX-License-Identifier: MIT
#include "core/mem.h"

#include "test.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

static void
test_zeroed(void **state)
{
	char *block = mem_zeroed(0, 5);

	(void)state;
	assert_non_null(block);
	free(block);
	block = mem_zeroed(3, 5);
	for (size_t i = 0; i < 15; i++) {
		assert_int_equal(block[i], 0);
	}
	free(block);
}

static void
test_texts(void **state)
{
	char *text = NULL;

	(void)state;
	assert_null(mem_text(NULL));
	text = mem_text("ada");
	assert_string_equal(text, "ada");
	mem_replace_text(&text, text);
	assert_string_equal(text, "ada");
	mem_replace_text(&text, NULL);
	assert_null(text);
	text = mem_text_n("adamant", 3);
	assert_string_equal(text, "ada");
	mem_wipe_free(text);
	mem_wipe_free(NULL);
	text = mem_print("%s-%d", "a", 5);
	assert_string_equal(text, "a-5");
	free(text);
	text = mem_print("%s", "");
	assert_string_equal(text, "");
	free(text);
}

static void
test_grow(void **state)
{
	size_t capacity = 0;
	size_t grown = 0;
	int *array = NULL;

	(void)state;
	array = mem_grow(array, 0, &capacity, sizeof(*array));
	assert_int_equal(capacity, 16);
	array = mem_grow(array, 16, &capacity, sizeof(*array));
	assert_int_equal(capacity, 48);
	for (size_t i = 0; i < 1000; i++) {
		size_t before = capacity;
		array = mem_grow(array, i, &capacity, sizeof(*array));
		grown += capacity != before ? 1 : 0;
		assert_true(capacity > i);
		array[i] = (int)i;
	}
	assert_int_equal(array[999], 999);
	assert_true(grown <= 7);
	array = mem_resize(array, 0, sizeof(*array));
	assert_non_null(array);
	free(array);
}

/* Whatever cannot be had ends the process by SIGABRT. */
static void
abort_of(void (*exhaust)(void))
{
	int status = 0;
	pid_t child = fork();

	assert_true(child >= 0);
	if (child == 0) {
		const struct rlimit no_core = {0, 0};
		(void)setrlimit(RLIMIT_CORE, &no_core);
		(void)signal(SIGABRT, SIG_DFL);
		(void)close(STDERR_FILENO); /* of a sanitizer */
		exhaust();
		_exit(0);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_false(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

/* Not known to the compiler, so that it does not complain of the size. */
static volatile size_t huge = SIZE_MAX / 2;

static void
exhaust_zeroed(void)
{
	free(mem_zeroed(huge, 1));
}

static void
exhaust_zeroed_by_overflow(void)
{
	free(mem_zeroed(huge, 4));
}

static void
exhaust_resize(void)
{
	free(mem_resize(NULL, huge, 1));
}

static void
exhaust_resize_by_overflow(void)
{
	free(mem_resize(NULL, huge, 4));
}

static void
exhaust_for_json(void)
{
	mem_reserve_for_json(huge / 64);
}

/* A text that is short itself. */
static void
exhaust_for_its_tree(void)
{
	const struct rlimit little = {(rlim_t)64 << 20, (rlim_t)64 << 20};

	(void)setrlimit(RLIMIT_AS, &little);
	mem_reserve_for_json((size_t)8 << 20);
}

static void
print_the_unprintable(void)
{
	free(mem_print("%ls", L"\x110000"));
}

static void
tell_why(int signal_number)
{
	(void)signal_number;
	_exit(errno == ENOMEM ? 42 : 1);
}

/* Whoever catches it can tell it from other ends. */
static void
test_reason(void **state)
{
	int status = 0;
	pid_t child = fork();

	(void)state;
	assert_true(child >= 0);
	if (child == 0) {
		(void)signal(SIGABRT, tell_why);
		errno = 0;
		mem_exhausted();
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 42);
}

static void
test_exhaustion(void **state)
{
	(void)state;
	abort_of(exhaust_zeroed);
	abort_of(exhaust_zeroed_by_overflow);
	abort_of(exhaust_resize);
	abort_of(exhaust_resize_by_overflow);
	abort_of(exhaust_for_json);
	abort_of(exhaust_for_its_tree);
	abort_of(print_the_unprintable);
	mem_reserve_for_json(1000);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_zeroed),
		cmocka_unit_test(test_texts),
		cmocka_unit_test(test_grow),
		cmocka_unit_test(test_exhaustion),
		cmocka_unit_test(test_reason),
	};

	return cmocka_run_group_tests_name("mem", tests, NULL, NULL);
}
