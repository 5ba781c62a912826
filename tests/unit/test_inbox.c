// SPDX-License-Identifier: MIT
#include "inbox_scene.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define HOUR_S 3600

static void
test_path(void **state)
{
	char *path = inbox_path("/var/lib/mailbox-expiry");

	(void)state;
	assert_string_equal(path, "/var/lib/mailbox-expiry/inbox");
	free(path);
}

static void
test_prepared_for_the_group(void **state)
{
	struct stat status = {0};
	struct error err = {0};

	(void)state;
	assert_int_equal(stat("inbox", &status), 0);
	assert_int_equal(status.st_mode & 07777, 03770);
	/* An administrator's own mode stays. */
	assert_int_equal(chmod("inbox", 0700), 0);
	assert_true(inbox_prepare("inbox", &err));
	assert_int_equal(stat("inbox", &status), 0);
	assert_int_equal(status.st_mode & 07777, 0700);
}

static void
test_dropped_and_taken(void **state)
{
	char name[INBOX_NAME_SIZE] = "";
	struct stat status = {0};
	char path[80];

	(void)state;
	assert_true(inbox_is_empty("inbox"));
	drop("one\n", name);
	assert_int_equal(strlen(name), 36);
	assert_int_equal(name[14], '4'); /* a random UUID */
	assert_false(inbox_is_empty("inbox"));
	assert_int_equal(count_entries(), 1);
	(void)snprintf(path, sizeof(path), "inbox/%s", name);
	assert_int_equal(stat(path, &status), 0);
	assert_int_equal(status.st_mode & 07777, 0640);
	take(10);
	assert_int_equal(taken.count, 1);
	assert_string_equal(taken.files[0].name, name);
	assert_string_equal(taken.files[0].text, "one\n");
	assert_int_equal(taken.files[0].length, 4);
	assert_int_equal(taken.files[0].owner, geteuid());
	assert_int_equal(taken.files[0].changed_at, status.st_ctim.tv_sec);
	assert_false(taken.left);
	assert_int_equal(count_entries(), 0);
}

static void
test_names_differ(void **state)
{
	char a[INBOX_NAME_SIZE] = "";
	char b[INBOX_NAME_SIZE] = "";

	(void)state;
	drop("one\n", a);
	drop("one\n", b);
	assert_string_not_equal(a, b);
}

/* Waits until files made now are newer than `path`: clocks tick slowly. */
static void
tick_after(const char *path)
{
	struct stat before = {0};
	struct stat after = {0};

	assert_int_equal(stat(path, &before), 0);
	do {
		put_text("other", "");
		assert_int_equal(stat("other", &after), 0);
		assert_int_equal(unlink("other"), 0);
	} while (before.st_ctim.tv_sec == after.st_ctim.tv_sec &&
		 before.st_ctim.tv_nsec == after.st_ctim.tv_nsec);
}

static void
test_oldest_first(void **state)
{
	struct stat status = {0};
	time_t oldest_at = 0;

	(void)state;
	put_text("inbox/c", "first");
	tick_after("inbox/c");
	put_text("inbox/a", "second");
	tick_after("inbox/a");
	put_text("inbox/b", "third");
	put_text("inbox/.half", "");
	assert_int_equal(inbox_count("inbox", &oldest_at), 3);
	assert_int_equal(stat("inbox/c", &status), 0);
	assert_int_equal(oldest_at, status.st_ctim.tv_sec);
	take(2);
	assert_int_equal(taken.count, 2);
	assert_true(taken.left);
	assert_string_equal(taken.files[0].text, "first");
	assert_string_equal(taken.files[1].text, "second");
	take(2);
	assert_int_equal(taken.count, 1);
	assert_false(taken.left);
	assert_string_equal(taken.files[0].text, "third");
}

static void
test_stays_until_it_is_taken(void **state)
{
	struct error err = {0};

	(void)state;
	put_text("inbox/a", "first");
	tick_after("inbox/a");
	put_text("inbox/b", "second");
	taken.refuse_from = 1;
	taken.left = true;
	assert_false(inbox_take("inbox", 10, note, &taken, &taken.left, &err));
	assert_string_equal(err.text, "inbox inbox: the disk is full");
	assert_true(taken.left); /* untouched */
	assert_int_equal(count_entries(), 1);
	assert_int_equal(access("inbox/b", F_OK), 0);
}

static void
test_work_in_progress_is_left_alone(void **state)
{
	struct timespec times[2] = {{0}};

	(void)state;
	put_text("inbox/.young", "half");
	put_text("inbox/.old", "half");
	assert_int_equal(mkdir("inbox/.old-directory", 0755), 0);
	assert_int_equal(clock_gettime(CLOCK_REALTIME, &times[1]), 0);
	times[1].tv_sec -= HOUR_S + 10;
	times[0] = times[1];
	assert_int_equal(utimensat(AT_FDCWD, "inbox/.old", times, 0), 0);
	assert_int_equal(
		utimensat(AT_FDCWD, "inbox/.old-directory", times, 0), 0);
	assert_true(inbox_is_empty("inbox"));
	take(10);
	assert_int_equal(taken.count, 0);
	assert_int_equal(access("inbox/.young", F_OK), 0);
	assert_int_equal(access("inbox/.old", F_OK), -1);
	assert_int_equal(access("inbox/.old-directory", F_OK), -1);
}

/* Its owner may take a file back at any time. */
static bool
take_back(void *context, const struct inbox_file *file, struct error *err)
{
	(void)context;
	(void)err;
	assert_int_equal(unlink("inbox/a"), 0);
	(void)unlink("inbox/b");
	taken.count += file->text != NULL;
	return true;
}

static void
test_vanished_files_are_no_error(void **state)
{
	struct error err = {0};
	bool left = true;

	(void)state;
	put_text("inbox/a", "first");
	tick_after("inbox/a");
	put_text("inbox/b", "second");
	assert_true(inbox_take("inbox", 10, take_back, NULL, &left, &err));
	assert_int_equal(taken.count, 1);
	assert_false(left);
}

static void
test_a_lease_keeps_nobody_out(void **state)
{
	int held = -1;

	(void)state;
	put_text("inbox/a", "mine");
	held = open("inbox/a", O_RDWR | O_CLOEXEC);
	assert_true(held >= 0);
	if (fcntl(held, F_SETLEASE, F_WRLCK) != 0) {
		(void)close(held);
		skip(); /* not on this file system */
	}
	(void)signal(SIGIO, SIG_IGN);
	take(10);
	assert_string_equal(taken.files[0].refused, "held open by its owner");
	assert_int_equal(count_entries(), 0);
	(void)close(held);
}

static void
test_waiting_ends_with_an_arrival(void **state)
{
	char name[INBOX_NAME_SIZE] = "";
	struct pollfd arrival = {.events = POLLIN};
	struct error err = {0};

	(void)state;
	assert_true(inbox_watch("inbox", &arrival.fd, &err));
	inbox_wait(arrival.fd, 0); /* nothing yet; does not hang */
	assert_int_equal(poll(&arrival, 1, 0), 0);
	/* What is only being written wakes nobody. */
	put_text("inbox/.half", "");
	(void)unlink("inbox/.half");
	assert_int_equal(poll(&arrival, 1, 0), 0);
	drop("one\n", name);
	assert_int_equal(poll(&arrival, 1, 10000), 1);
	inbox_wait(arrival.fd, 10000);
	assert_int_equal(poll(&arrival, 1, 0), 0); /* all told at once */
	assert_int_equal(close(arrival.fd), 0);
}

/* What waits is kept. */
static void
test_full_is_full(void **state)
{
	struct error err = {0};
	char name[INBOX_NAME_SIZE] = "";
	char path[80];

	(void)state;
	put_text("inbox/.large", "");
	assert_int_equal(truncate("inbox/.large", INBOX_LIMIT_BYTES), 0);
	assert_false(inbox_drop("inbox", "x", 1, name, &err));
	assert_int_equal(err.code, ERROR_WAIT);
	assert_non_null(strstr(err.text, "inbox inbox: it is full"));
	assert_int_equal(truncate("inbox/.large", INBOX_LIMIT_BYTES - 1), 0);
	assert_true(inbox_drop("inbox", "x", 1, name, &err));
	(void)unlink("inbox/.large");
	for (int i = 2; i < INBOX_LIMIT; i++) {
		(void)snprintf(path, sizeof(path), "inbox/%d", i);
		put_text(path, "");
	}
	assert_true(inbox_drop("inbox", "x", 1, name, &err));
	assert_false(inbox_drop("inbox", "x", 1, name, &err));
	assert_non_null(strstr(err.text, "10000 requests"));
	assert_int_equal(count_entries(), INBOX_LIMIT);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_path),
		EACH(test_prepared_for_the_group),
		EACH(test_dropped_and_taken),
		EACH(test_names_differ),
		EACH(test_oldest_first),
		EACH(test_stays_until_it_is_taken),
		EACH(test_work_in_progress_is_left_alone),
		EACH(test_vanished_files_are_no_error),
		EACH(test_a_lease_keeps_nobody_out),
		EACH(test_full_is_full),
		EACH(test_waiting_ends_with_an_arrival),
	};

	return cmocka_run_group_tests_name(
		"inbox", tests, enter_directory, leave_directory);
}
