// SPDX-License-Identifier: MIT
#include "core/stream.h"

#include "test.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

static void
test_empty(void **state)
{
	char *text = NULL;
	size_t size = 5;
	FILE *out = stream_open(&text, &size);

	(void)state;
	assert_int_equal(fclose(out), 0);
	assert_string_equal(text, "");
	assert_int_equal(size, 0);
	free(text);
}

/* Longer than any buffer of stdio, in pieces of all sizes. */
static void
test_whole(void **state)
{
	char *text = NULL;
	size_t size = 0;
	size_t wanted = 0;
	FILE *out = stream_open(&text, &size);

	(void)state;
	for (int i = 0; i < 1000; i++) {
		assert_int_equal(fprintf(out, "%*s", i, "x"), i == 0 ? 1 : i);
		wanted += i == 0 ? 1 : (size_t)i;
	}
	assert_int_equal(fclose(out), 0);
	assert_int_equal(size, wanted);
	assert_int_equal(strlen(text), wanted);
	assert_int_equal(text[size - 1], 'x');
	free(text);
}

/* Half a text is none: the process ends by SIGABRT. */
static void
test_no_memory(void **state)
{
	int status = 0;
	pid_t child = fork();

	(void)state;
	assert_true(child >= 0);
	if (child == 0) {
		const struct rlimit no_core = {0, 0};
		const struct rlimit little = {
			(rlim_t)64 << 20, (rlim_t)64 << 20};
		static char block[1 << 20];
		char *text = NULL;
		size_t size = 0;
		FILE *out = stream_open(&text, &size);
		(void)setrlimit(RLIMIT_CORE, &no_core);
		(void)setrlimit(RLIMIT_AS, &little);
		(void)signal(SIGABRT, SIG_DFL);
		(void)close(STDERR_FILENO); /* of a sanitizer */
		for (int i = 0; i < 100; i++) {
			(void)fwrite(block, 1, sizeof(block), out);
		}
		(void)fclose(out);
		_exit(0);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_false(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_empty),
		cmocka_unit_test(test_whole),
		cmocka_unit_test(test_no_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
