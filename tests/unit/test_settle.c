// SPDX-License-Identifier: MIT
/* The half of process/spawn.h that a program does to itself. */
#include "process/spawn.h"

#include "test.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define NOBODY 65534

static char directory[] = "/tmp/test_settle.XXXXXX";

static int
enter_directory(void **state)
{
	(void)state;
	return mkdtemp(directory) == NULL || chdir(directory) != 0;
}

static int
leave_directory(void **state)
{
	(void)state;
	return chdir("/") != 0 || rmdir(directory) != 0;
}

/* Runs `body` in a child of its own; its result is what the child returned. */
static int
in_child(int (*body)(void))
{
	int status = 0;
	pid_t child = fork();

	if (child == 0) {
		_exit(body());
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static int
settle_badly_started(void)
{
	sigset_t mask;
	struct sigaction pipe_action = {0};
	struct sigaction hangup_action = {0};

	(void)sigfillset(&mask);
	(void)sigprocmask(SIG_SETMASK, &mask, NULL);
	(void)signal(SIGHUP, SIG_IGN);
	(void)close(0);
	(void)close(2);
	spawn_settle();
	(void)sigprocmask(SIG_SETMASK, NULL, &mask);
	(void)sigaction(SIGPIPE, NULL, &pipe_action);
	(void)sigaction(SIGHUP, NULL, &hangup_action);
	if (fcntl(0, F_GETFD) < 0 || fcntl(1, F_GETFD) < 0 ||
		fcntl(2, F_GETFD) < 0) {
		return 1;
	}
	if (sigismember(&mask, SIGTERM) != 0 ||
		pipe_action.sa_handler != SIG_IGN ||
		hangup_action.sa_handler != SIG_DFL) {
		return 2;
	}
	return umask(0) == 027 ? 0 : 3;
}

static void
test_settle(void **state)
{
	(void)state;
	assert_int_equal(in_child(settle_badly_started), 0);
}

static int
step_down_here(void)
{
	struct error err = {0};

	if (!spawn_step_down(".", 0, 0, &err)) {
		return 1;
	}
	if (getuid() != NOBODY || geteuid() != NOBODY || getgid() == 0 ||
		setuid(0) == 0) {
		return 2;
	}
	/* Twice is fine: we are somebody else already. */
	return spawn_step_down(".", 0, 0, &err) ? 0 : 3;
}

static int
stay_root(void)
{
	struct error err = {0};

	return spawn_step_down("/", 0, 0, &err) && geteuid() == 0 ? 0 : 1;
}

/* Said by somebody else: root becomes nobody for it, and does nothing. */
static int
disobey(void)
{
	struct error err = {0};

	if (spawn_step_down("/", NOBODY, 0, &err) ||
		strstr(err.text, "whom root does not obey") == NULL) {
		return 1;
	}
	if (spawn_step_down("/", 0, NOBODY, &err) ||
		strstr(err.text, "may write the configuration") == NULL) {
		return 2;
	}
	if (spawn_step_down(".", NOBODY + 1, 0, &err) ||
		spawn_step_down(".", 0, NOBODY + 1, &err)) {
		return 3;
	}
	if (geteuid() != 0) {
		return 4;
	}
	return spawn_step_down(".", NOBODY, NOBODY, &err) ? 0 : 5;
}

static void
test_step_down(void **state)
{
	struct error err = {0};

	(void)state;
	assert_false(spawn_step_down("/nonexistent", 0, 0, &err));
	assert_string_equal(err.text,
		"state_dir /nonexistent: No such file or directory; create it "
		"for the user that collects");
	assert_false(spawn_step_down("/dev/null", 0, 0, &err));
	assert_string_equal(err.text, "state_dir /dev/null: not a directory");
	if (geteuid() != 0) {
		assert_true(spawn_step_down("/", 0, 0, &err));
		skip(); /* the rest needs root */
	}
	assert_int_equal(in_child(stay_root), 0);
	assert_int_equal(chown(".", NOBODY, NOBODY), 0);
	assert_int_equal(in_child(step_down_here), 0);
	assert_int_equal(in_child(disobey), 0);
	assert_int_equal(chown(".", NOBODY, 0), 0);
	assert_int_equal(in_child(step_down_here), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_settle),
		cmocka_unit_test(test_step_down),
	};

	return cmocka_run_group_tests_name(
		"settle", tests, enter_directory, leave_directory);
}
