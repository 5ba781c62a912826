// SPDX-License-Identifier: MIT
#include "handler/reload.h"

#include "process/lock.h"
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

/* The worker, as a script of what it returns: 'c'hanged, 'd'one, 'f'ailed. */
static const char *script;
static size_t runs;
static int locks[4]; /* that each was given */

bool
worker_run(const struct worker_settings *settings, bool *changed,
	struct error *err)
{
	assert_true(runs < COUNT_OF(locks));
	locks[runs] = settings->lock;
	switch (script[runs++]) {
	case 'f':
		return error_set(err, ERROR_DISK, "no disk");
	case 'c':
		*changed = true;
		return true;
	}
	*changed = false;
	return true;
}

static const struct {
	const char *script;
	const char *file;
	bool ok;
	size_t runs;
} workers[] = {
	{"d", WRONG, true, 1},
	{"cd", RIGHT, true, 2},
	{"ccd", RIGHT, true, 3},
	{"f", RIGHT, false, 1},
	{"cf", RIGHT, false, 2},
	{"cd", WRONG, false, 1},
};

/* The lock it came with is its first run's only. */
static void
test_workers(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(workers); i++) {
		struct config config = {0};
		struct worker_settings settings = {
			.config_path = path, .config = &config, .lock = 7};
		struct error err = {0};

		script = workers[i].script;
		runs = 0;
		write_file(workers[i].file);
		assert_int_equal(
			reload_worker(&settings, &config, &err), workers[i].ok);
		assert_int_equal(err.code != ERROR_NONE, !workers[i].ok);
		assert_int_equal(runs, workers[i].runs);
		assert_int_equal(locks[0], 7);
		if (runs > 1) {
			assert_int_equal(config.tenant_count, 1);
			assert_int_equal(locks[1], LOCK_NONE);
		}
		config_release(&config);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_at_once),
		cmocka_unit_test(test_a_moment_later),
		cmocka_unit_test(test_wrong_for_good),
		cmocka_unit_test(test_workers),
	};

	return cmocka_run_group_tests(tests, enter, leave);
}
