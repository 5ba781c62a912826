// SPDX-License-Identifier: MIT
/* Against a systemctl of ours, which is found first. */
#include "process/units.h"

#include "test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[] = "/tmp/test_units.XXXXXX";
static char program[sizeof(folder) + 16];

static void
write_program(const char *text)
{
	FILE *file = fopen(program, "w");

	assert_non_null(file);
	(void)fputs(text, file);
	assert_int_equal(fclose(file), 0);
	assert_int_equal(chmod(program, 0700), 0);
}

static int
enter(void **state)
{
	(void)state;
	if (mkdtemp(folder) == NULL || setenv("PATH", folder, 1) != 0) {
		return -1;
	}
	(void)snprintf(program, sizeof(program), "%s/systemctl", folder);
	return 0;
}

static int
leave(void **state)
{
	(void)state;
	(void)unlink(program);
	return rmdir(folder);
}

static const struct {
	const char *name;
	const char *script;
	bool yes;
} answers[] = {
	{"yes", "exit 0", true},
	{"no", "exit 3", false},
	{"killed", "kill -9 $$", false},
	{"asked for just that", "[ \"$*\" = 'is-active --quiet -- a.timer' ]",
		true},
	{"its environment alone", "[ \"$SET-$HOME\" = yes- ]", true},
	{"what it says is not seen", "echo x; echo y >&2; exit 0", true},
};

static void
test_answers(void **state)
{
	static const char *const environment[] = {"SET=yes", NULL};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(answers); i++) {
		char text[256];
		struct error err = {0};
		bool yes = !answers[i].yes;

		(void)snprintf(text, sizeof(text), "#!/bin/sh\n%s\n",
			answers[i].script);
		write_program(text);
		if (!units_ask(
			    "is-active", "a.timer", environment, &yes, &err) ||
			yes != answers[i].yes) {
			fail_msg("%s: %d %s", answers[i].name, yes, err.text);
		}
	}
}

static void
test_there_is_none(void **state)
{
	static const char *const environment[] = {NULL};
	struct error err = {0};
	bool yes = false;

	(void)state;
	(void)unlink(program);
	assert_false(
		units_ask("is-enabled", "a.path", environment, &yes, &err));
	assert_int_equal(err.code, ERROR_DISK);
	assert_non_null(strstr(err.text, "cannot start systemctl"));
}

static void
test_is_managed(void **state)
{
	struct stat status = {0};

	(void)state;
	assert_int_equal(units_are_managed(),
		lstat("/run/systemd/system", &status) == 0 &&
			S_ISDIR(status.st_mode));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_answers),
		cmocka_unit_test(test_there_is_none),
		cmocka_unit_test(test_is_managed),
	};

	return cmocka_run_group_tests(tests, enter, leave);
}
