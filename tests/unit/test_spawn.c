// SPDX-License-Identifier: MIT
#include "process/spawn.h"

#include "test.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "process/lock.h"

#define WAIT_MS 20000

static char directory[] = "/tmp/test_spawn.XXXXXX";

/* ---- the child: this program again, with an argument --------------------- */

static bool
leads_to_dev_null(int descriptor)
{
	struct stat here = {0};
	struct stat null = {0};

	return fstat(descriptor, &here) == 0 && stat("/dev/null", &null) == 0 &&
	       here.st_rdev == null.st_rdev;
}

static bool
ignores_a_signal(void)
{
	for (int number = 1; number < NSIG; number++) {
		struct sigaction action = {0};

		if (sigaction(number, NULL, &action) == 0 &&
			action.sa_handler == SIG_IGN) {
			return true;
		}
	}
	return false;
}

/* Writes what it finds around it to the file `report`. */
static int
report_surroundings(const char *report)
{
	char open_ones[1024] = "";
	sigset_t blocked;
	FILE *out = NULL;

	for (int i = 0; i < 200; i++) {
		size_t used = strlen(open_ones);

		if (fcntl(i, F_GETFD) >= 0) {
			(void)snprintf(open_ones + used,
				sizeof(open_ones) - used, " %d", i);
		}
	}
	(void)sigemptyset(&blocked);
	(void)sigprocmask(SIG_SETMASK, NULL, &blocked);
	out = fopen(report, "we");
	if (out == NULL) {
		return 1;
	}
	(void)fprintf(out,
		"open%s\nnull %d%d%d\nleader %d\nblocked %d\n"
		"ignored %d\nWORD=%s\n",
		open_ones, leads_to_dev_null(0), leads_to_dev_null(1),
		leads_to_dev_null(2), getsid(0) == getpid(),
		sigismember(&blocked, SIGTERM), ignores_a_signal(),
		getenv("WORD"));
	return fclose(out) == 0 ? 0 : 1;
}

/* ---- the tests ----------------------------------------------------------- */

static char *
read_report(char text[2048])
{
	FILE *in = fopen("report", "re");
	size_t length = 0;

	assert_non_null(in);
	length = fread(text, 1, 2047, in);
	text[length] = '\0';
	(void)fclose(in);
	return text;
}

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
	(void)unlink("report");
	(void)unlink("a.lock");
	return chdir("/") != 0 || rmdir(directory) != 0;
}

static pid_t
start(const char *const argv[], int lock)
{
	const char *const environment[] = {"WORD=heard", NULL};
	struct error err = {0};
	pid_t child = 0;

	if (!spawn_detached(argv, environment, lock, &child, &err)) {
		fail_msg("%s", err.text);
	}
	return child;
}

static void
run_reporter(int lock)
{
	static char self[4096];
	const char *const argv[] = {self, "--report", "report", NULL};
	ssize_t length = readlink("/proc/self/exe", self, sizeof(self) - 1);
	pid_t child = 0;
	int status = 0;

	assert_true(length > 0);
	child = start(argv, lock);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
}

static void
test_surroundings(void **state)
{
	char text[2048];
	int spare[2] = {-1, -1}; /* not close-on-exec, as from a bad parent */
	sigset_t term;

	(void)state;
	assert_int_equal(pipe(spare), 0);
	(void)sigemptyset(&term);
	(void)sigaddset(&term, SIGTERM);
	(void)sigprocmask(SIG_BLOCK, &term, NULL);
	(void)signal(SIGHUP, SIG_IGN);
	run_reporter(LOCK_NONE);
	(void)sigprocmask(SIG_UNBLOCK, &term, NULL);
	(void)signal(SIGHUP, SIG_DFL);
	(void)close(spare[0]);
	(void)close(spare[1]);
	assert_string_equal(read_report(text),
		"open 0 1 2\nnull 111\nleader 1\nblocked 0\nignored 0\n"
		"WORD=heard\n");
}

static void
check_lock_at(int place)
{
	char text[2048];
	struct error err = {0};
	int opened = LOCK_NONE;
	int lock = LOCK_NONE;

	assert_true(lock_open("a.lock", &opened, &err));
	lock = fcntl(opened, F_DUPFD_CLOEXEC, place);
	lock_close(opened);
	run_reporter(lock);
	lock_close(lock);
	assert_non_null(strstr(read_report(text), "open 0 1 2 3\nnull 111\n"));
}

/* The same number needs its close-on-exec mark taken off. */
static void
test_lock_is_descriptor_3(void **state)
{
	(void)state;
	check_lock_at(3);
	check_lock_at(40);
}

static void
test_lock_lives_with_the_child(void **state)
{
	const char *const argv[] = {"/bin/sleep", "60", NULL};
	struct error err = {0};
	int mine = LOCK_NONE;
	int other = LOCK_NONE;
	bool yes = false;
	pid_t child = 0;

	(void)state;
	assert_true(lock_open("a.lock", &mine, &err));
	assert_true(lock_open("a.lock", &other, &err));
	assert_true(lock_try(mine, &yes, &err) && yes);
	child = start(argv, mine);
	lock_close(mine);
	assert_true(lock_is_held(other, &yes, &err) && yes);
	assert_int_equal(kill(child, SIGKILL), 0);
	assert_int_equal(waitpid(child, NULL, 0), child);
	assert_true(lock_is_held(other, &yes, &err) && !yes);
	lock_close(other);
}

/* What a monitoring core waits for: the end of its plugin's output. */
static void
test_pipe_ends_with_the_parent(void **state)
{
	const char *const argv[] = {"/bin/sleep", "60", NULL};
	int output[2] = {-1, -1};
	struct pollfd end = {.events = POLLIN};
	char byte = 0;
	pid_t child = 0;

	(void)state;
	assert_int_equal(pipe(output), 0);
	child = start(argv, LOCK_NONE);
	(void)close(output[1]);
	end.fd = output[0];
	assert_int_equal(poll(&end, 1, WAIT_MS), 1);
	assert_int_equal(read(output[0], &byte, 1), 0);
	assert_int_equal(kill(child, SIGKILL), 0);
	assert_int_equal(waitpid(child, NULL, 0), child);
	(void)close(output[0]);
}

static void
test_missing_program(void **state)
{
	const char *const argv[] = {"/nonexistent/program", NULL};
	const char *const environment[] = {NULL};
	struct error err = {0};
	pid_t child = 7;

	(void)state;
	assert_false(
		spawn_detached(argv, environment, LOCK_NONE, &child, &err));
	assert_string_equal(err.text, "cannot start /nonexistent/program: "
				      "No such file or directory");
	assert_int_equal(child, 7);
}

int
main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_surroundings),
		cmocka_unit_test(test_lock_is_descriptor_3),
		cmocka_unit_test(test_lock_lives_with_the_child),
		cmocka_unit_test(test_pipe_ends_with_the_parent),
		cmocka_unit_test(test_missing_program),
	};

	if (argc == 3 && strcmp(argv[1], "--report") == 0) {
		return report_surroundings(argv[2]);
	}
	return cmocka_run_group_tests_name(
		"spawn", tests, enter_directory, leave_directory);
}
