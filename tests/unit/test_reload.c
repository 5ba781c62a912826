// SPDX-License-Identifier: MIT
#include "handler/reload.h"

#include "test.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define RIGHT                                                                  \
	"[tenant contoso]\n"                                                   \
	"tenant_id = 11111111-2222-3333-4444-555555555555\n"
#define WRONG "[tenant contoso]\ntenant_id"

static char folder[] = "/tmp/test_reload.XXXXXX";
static char path[sizeof(folder) + 8];

static void
write_file(const char *text)
{
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	(void)fprintf(file, "[defaults]\nstate_dir = %s\n%s", folder, text);
	assert_int_equal(fclose(file), 0);
	assert_int_equal(chmod(path, 0600), 0);
}

static int
enter(void **state)
{
	(void)state;
	if (mkdtemp(folder) == NULL) {
		return -1;
	}
	(void)snprintf(path, sizeof(path), "%s/conf", folder);
	return 0;
}

static int
leave(void **state)
{
	(void)state;
	(void)unlink(path);
	return rmdir(folder);
}

static void
test_at_once(void **state)
{
	struct config config = {0};
	struct error err = {0};

	(void)state;
	write_file(RIGHT);
	if (!reload_config(path, &config, &err)) {
		fail_msg("%s", err.text);
	}
	assert_int_equal(config.tenant_count, 1);
	config_release(&config);
}

/* Somebody is in the middle of writing it. */
static void
test_a_moment_later(void **state)
{
	struct config config = {0};
	struct error err = {0};
	pid_t child = 0;
	int status = 0;

	(void)state;
	write_file(WRONG);
	child = fork();
	if (child == 0) {
		(void)poll(NULL, 0, 250);
		write_file(RIGHT);
		_exit(0);
	}
	assert_true(child > 0);
	if (!reload_config(path, &config, &err)) {
		fail_msg("%s", err.text);
	}
	assert_int_equal(config.tenant_count, 1);
	config_release(&config);
	assert_int_equal(waitpid(child, &status, 0), child);
}

static void
test_wrong_for_good(void **state)
{
	struct config config = {0};
	struct error err = {0};

	(void)state;
	write_file(WRONG);
	assert_false(reload_config(path, &config, &err));
	assert_int_equal(err.code, ERROR_CONFIG);
	assert_non_null(strstr(err.text, path));
	assert_int_equal(config.tenant_count, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_at_once),
		cmocka_unit_test(test_a_moment_later),
		cmocka_unit_test(test_wrong_for_good),
	};

	return cmocka_run_group_tests(tests, enter, leave);
}
