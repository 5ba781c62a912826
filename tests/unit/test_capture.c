// SPDX-License-Identifier: MIT
#include "process/capture.h"

#include "test.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

static const struct {
	const char *name;
	const char *script;
	size_t limit_bytes;
	const char *text; /* NULL: it fails */
	int code;
	const char *complaint;
} runs[] = {
	{"nothing", "exit 0", 100, "", 0, NULL},
	{"a line", "echo hi", 100, "hi\n", 0, NULL},
	{"both outputs", "echo a; echo b >&2", 100, "a\nb\n", 0, NULL},
	{"an exit code", "echo no; exit 3", 100, "no\n", 3, NULL},
	{"no input", "cat; echo end", 100, "end\n", 0, NULL},
	{"its environment alone", "echo $SET-$HOME", 100, "yes-\n", 0, NULL},
	{"as much as may be", "printf %0100d 0", 100,
		"0000000000000000000000000000000000000000000000000000000000000"
		"000000000000000000000000000000000000000",
		0, NULL},
	{"more than may be", "printf %0101d 0", 100, NULL, 0,
		"it says more than 100 bytes"},
	{"without end", "while :; do echo x; done", 100000, NULL, 0,
		"it says more than 100000 bytes"},
	{"ended by a signal", "echo x; kill -9 $$", 100, NULL, 0,
		"ended by signal 9"},
	{"too long", "sleep 60", 100, NULL, 0, "not done within 1 seconds"},
	{"too long, its output closed", "exec >&- 2>&-; sleep 60", 100, NULL, 0,
		"not done within 1 seconds"},
	{"too long, and stubborn", "trap '' TERM; sleep 60", 100, NULL, 0,
		"not done within 1 seconds"},
	{"a child that stays", "sleep 60 & echo x", 100, NULL, 0,
		"not done within 1 seconds"},
};

static void
test_runs(void **state)
{
	static const char *const environment[] = {
		"PATH=/usr/bin:/bin", "SET=yes", NULL};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(runs); i++) {
		const char *const argv[] = {
			"/bin/sh", "-c", runs[i].script, NULL};
		const struct capture_request request = {.argv = argv,
			.environment = environment,
			.limit_bytes = runs[i].limit_bytes,
			.limit_s = runs[i].text == NULL ? 1 : 20};
		struct capture said = {0};
		struct error err = {0};
		bool ok = capture_run(&request, &said, &err);

		if (ok != (runs[i].text != NULL) ||
			(ok && (strcmp(said.text, runs[i].text) != 0 ||
				       said.length != strlen(runs[i].text) ||
				       said.code != runs[i].code)) ||
			(!ok && strstr(err.text, runs[i].complaint) == NULL)) {
			fail_msg("%s: %s%s", runs[i].name, ok ? said.text : "",
				err.text);
		}
		free(said.text);
	}
}

static void
test_no_program(void **state)
{
	const char *const argv[] = {"/nonexistent/program", NULL};
	const char *const environment[] = {NULL};
	const struct capture_request request = {.argv = argv,
		.environment = environment,
		.limit_bytes = 10,
		.limit_s = 1};
	struct capture said = {0};
	struct error err = {0};

	(void)state;
	assert_false(capture_run(&request, &said, &err));
	assert_int_equal(err.code, ERROR_CONFIG);
	assert_string_equal(err.text,
		"/nonexistent/program: cannot be started: No such file or "
		"directory");
	assert_null(said.text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_runs),
		cmocka_unit_test(test_no_program),
	};

	return cmocka_run_group_tests_name("capture", tests, NULL, NULL);
}
