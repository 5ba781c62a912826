// SPDX-License-Identifier: MIT
#include "process/lock.h"

#include "test.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static char directory[] = "/tmp/test_lock.XXXXXX";

static int
enter_directory(void **state)
{
	(void)state;
	return mkdtemp(directory) == NULL || chdir(directory) != 0;
}

static int
leave_directory(void **state)
{
	static const char *const names[] = {"a.lock", "link", "fifo"};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(names); i++) {
		(void)unlink(names[i]);
	}
	return chdir("/") != 0 || rmdir(directory) != 0;
}

static int
open_lock(void)
{
	struct error err = {0};
	int lock = LOCK_NONE;

	if (!lock_open("a.lock", &lock, &err)) {
		fail_msg("%s", err.text);
	}
	return lock;
}

static bool
take(int lock)
{
	struct error err = {0};
	bool taken = false;

	assert_true(lock_try(lock, &taken, &err));
	return taken;
}

static bool
held(int lock)
{
	struct error err = {0};
	bool is_held = false;

	assert_true(lock_is_held(lock, &is_held, &err));
	return is_held;
}

static void
test_one_of_two_gets_it(void **state)
{
	int a = open_lock();
	int b = open_lock();

	(void)state;
	assert_false(held(a));
	assert_true(take(a));
	assert_false(held(a)); /* somebody else, that is */
	assert_true(held(b));
	assert_false(take(b));
	assert_true(take(a)); /* again is fine */
	lock_close(a);
	assert_false(held(b));
	assert_true(take(b));
	lock_close(b);
	lock_close(LOCK_NONE);
}

static void
test_child_keeps_it(void **state)
{
	int mine = open_lock();
	int other = open_lock();
	int gate[2] = {-1, -1};
	pid_t child = 0;

	(void)state;
	assert_true(take(mine));
	assert_int_equal(pipe(gate), 0);
	child = fork();
	if (child == 0) { /* holds the lock until the gate closes */
		char end = 0;

		(void)close(gate[1]);
		_exit(read(gate[0], &end, 1) == 0 ? 0 : 1);
	}
	assert_true(child > 0);
	(void)close(gate[0]);
	lock_close(mine);
	assert_true(held(other));
	assert_false(take(other));
	(void)close(gate[1]);
	assert_int_equal(waitpid(child, NULL, 0), child);
	assert_false(held(other));
	lock_close(other);
}

static void
test_close_on_exec(void **state)
{
	int lock = open_lock();

	(void)state;
	assert_int_equal(fcntl(lock, F_GETFD) & FD_CLOEXEC, FD_CLOEXEC);
	lock_close(lock);
}

static void
test_read_only_can_probe(void **state)
{
	struct error err = {0};
	bool taken = false;
	int writer = open_lock();
	int reader = open("a.lock", O_RDONLY | O_CLOEXEC);

	(void)state;
	assert_true(reader >= 0);
	assert_false(held(reader));
	assert_true(take(writer));
	assert_true(held(reader));
	lock_close(writer);
	assert_false(lock_try(reader, &taken, &err));
	assert_string_equal(
		err.text, "cannot lock: no right to write the lock file");
	lock_close(reader);
}

static void
test_word_of_an_attempt(void **state)
{
	struct lock_look first = {0};
	struct lock_look second = {0};
	char text[2 * LOCK_WORD_SIZE];
	int lock = LOCK_NONE;

	(void)state;
	lock_look("none.lock", &first);
	assert_int_equal(first.word_at_ns, 0);
	(void)unlink("a.lock");
	lock = open_lock();
	assert_true(take(lock));
	lock_look("a.lock", &first);
	assert_int_equal(first.word_at_ns, 0);
	lock_leave_word(lock, "a long reason, then a short one");
	lock_leave_word(lock, "the disk is full");
	lock_look("a.lock", &first);
	assert_true(first.held);
	assert_string_equal(first.word, "the disk is full");
	assert_int_equal(futimens(lock, (struct timespec[2]){{0}, {0}}), 0);
	lock_leave_word(lock, NULL);
	lock_look("a.lock", &second);
	assert_string_equal(second.word, "");
	assert_true(second.word_at_ns >= first.word_at_ns);

	for (size_t i = 0; i < sizeof(text); i++) {
		text[i] = i + 1 < sizeof(text) ? 'x' : '\0';
	}
	lock_leave_word(lock, text);
	lock_close(lock);
	lock_look("a.lock", &second);
	assert_false(second.held);
	assert_int_equal(strlen(second.word), LOCK_WORD_SIZE - 1);
}

static void
refused(const char *path, const char *text)
{
	struct error err = {0};
	int lock = 77;

	assert_false(lock_open(path, &lock, &err));
	assert_int_equal(err.code, ERROR_DISK);
	assert_string_equal(err.text, text);
	assert_int_equal(lock, 77);
}

static void
test_odd_files(void **state)
{
	(void)state;
	assert_int_equal(symlink("a.lock", "link"), 0);
	assert_int_equal(mkfifo("fifo", 0600), 0);
	refused("link", "cannot open lock link: is a symbolic link");
	refused("fifo", "cannot open lock fifo: not a regular file");
	assert_int_equal(link("a.lock", "second"), 0);
	refused("second", "cannot open lock second: it has several names (hard "
			  "links): remove it");
	assert_int_equal(unlink("second"), 0);
	refused(".", "cannot open lock .: Is a directory");
	refused("none/a.lock",
		"cannot open lock none/a.lock: No such file or directory");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_one_of_two_gets_it),
		cmocka_unit_test(test_child_keeps_it),
		cmocka_unit_test(test_close_on_exec),
		cmocka_unit_test(test_read_only_can_probe),
		cmocka_unit_test(test_word_of_an_attempt),
		cmocka_unit_test(test_odd_files),
	};

	return cmocka_run_group_tests_name(
		"lock", tests, enter_directory, leave_directory);
}
