// SPDX-License-Identifier: MIT
#include "process/inbox.h"

#include "test.h"

#include <dirent.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "core/mem.h"
#include "core/request.h"

#define TAKEN_LIMIT 16
#define HOUR_S 3600

static char directory[] = "/tmp/test_inbox.XXXXXX";

/* What was handed on, in its order. */
static struct {
	struct {
		char name[INBOX_NAME_SIZE];
		char *text;
		size_t length;
		char *refused;
		uid_t owner;
		time_t changed_at;
	} files[TAKEN_LIMIT];
	size_t count;
	size_t refuse_from; /* say no from this one on */
	bool left;
} taken;

static void
forget(void)
{
	for (size_t i = 0; i < taken.count; i++) {
		free(taken.files[i].text);
		free(taken.files[i].refused);
	}
	memset(&taken, 0, sizeof(taken));
	taken.refuse_from = TAKEN_LIMIT;
}

static bool
note(void *context, const struct inbox_file *file, struct error *err)
{
	size_t i = taken.count;

	assert_ptr_equal(context, &taken);
	assert_true(i < TAKEN_LIMIT);
	if (i >= taken.refuse_from) {
		return error_set(err, ERROR_DISK, "the disk is full");
	}
	assert_true((file->text == NULL) == (file->refused != NULL));
	memcpy(taken.files[i].name, file->name, sizeof(file->name));
	taken.files[i].text = mem_text(file->text);
	taken.files[i].length = file->length;
	taken.files[i].refused = mem_text(file->refused);
	taken.files[i].owner = file->owner;
	taken.files[i].changed_at = file->changed_at;
	taken.count++;
	return true;
}

static void
take(size_t limit)
{
	struct error err = {0};

	forget();
	if (!inbox_take("inbox", limit, note, &taken, &taken.left, &err)) {
		fail_msg("%s", err.text);
	}
}

static int
enter_directory(void **state)
{
	(void)state;
	return mkdtemp(directory) == NULL || chdir(directory) != 0;
}

static int
make_inbox(void **state)
{
	struct error err = {0};

	(void)state;
	forget();
	return !inbox_prepare("inbox", &err);
}

/* Whatever a test left behind, at most one level deep. */
static int
remove_inbox(void **state)
{
	static const char *const deeper[] = {
		"inbox/full/x", "inbox/full", "inbox", "elsewhere", "other"};
	DIR *listing = opendir("inbox");
	const struct dirent *entry = NULL;

	(void)state;
	forget();
	while (listing != NULL && (entry = readdir(listing)) != NULL) {
		char path[300];
		(void)snprintf(path, sizeof(path), "inbox/%s", entry->d_name);
		(void)remove(path);
		(void)snprintf(path, sizeof(path), "inbox/%s/x", entry->d_name);
		if (remove(path) == 0) {
			path[strlen(path) - 2] = '\0';
			(void)remove(path);
		}
	}
	if (listing != NULL) {
		(void)closedir(listing);
	}
	for (size_t i = 0; i < COUNT_OF(deeper); i++) {
		(void)remove(deeper[i]);
	}
	return access("inbox", F_OK) == 0;
}

static int
leave_directory(void **state)
{
	(void)state;
	return chdir("/") != 0 || rmdir(directory) != 0;
}

static void
put(const char *path, const char *text, size_t length)
{
	int file = open(path, O_WRONLY | O_CREAT | O_EXCL, 0640);

	assert_true(file >= 0);
	assert_int_equal(write(file, text, length), length);
	assert_int_equal(close(file), 0);
}

static void
put_text(const char *path, const char *text)
{
	put(path, text, strlen(text));
}

static void
drop(const char *text, char name[INBOX_NAME_SIZE])
{
	struct error err = {0};

	if (!inbox_drop("inbox", text, strlen(text), name, &err)) {
		fail_msg("%s", err.text);
	}
}

static size_t
count_entries(void)
{
	DIR *listing = opendir("inbox");
	size_t count = 0;

	assert_non_null(listing);
	while (readdir(listing) != NULL) {
		count++;
	}
	(void)closedir(listing);
	return count - 2;
}

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
make_link(const char *path)
{
	put_text("elsewhere", "not yours");
	assert_int_equal(symlink("../elsewhere", path), 0);
}

static void
make_broken_link(const char *path)
{
	assert_int_equal(symlink("/nonexistent", path), 0);
}

static void
make_second_name(const char *path)
{
	put_text("elsewhere", "not yours");
	assert_int_equal(link("elsewhere", path), 0);
}

static void
make_pipe(const char *path)
{
	assert_int_equal(mkfifo(path, 0666), 0);
}

static void
make_directory(const char *path)
{
	assert_int_equal(mkdir(path, 0755), 0);
}

static void
make_full_directory(const char *path)
{
	char inside[80];

	make_directory(path);
	(void)snprintf(inside, sizeof(inside), "%s/x", path);
	put_text(inside, "");
}

static void
make_socket(const char *path)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	int made = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	assert_true(made >= 0);
	(void)snprintf(address.sun_path, sizeof(address.sun_path), "%s", path);
	assert_int_equal(
		bind(made, (const struct sockaddr *)&address, sizeof(address)),
		0);
	assert_int_equal(close(made), 0);
}

static void
make_large(const char *path)
{
	char *text = mem_zeroed(REQUEST_LIMIT_BYTES + 1, 1);

	put(path, text, REQUEST_LIMIT_BYTES + 1);
	free(text);
}

static void
make_sparse(const char *path)
{
	put_text(path, "x");
	assert_int_equal(truncate(path, (off_t)1 << 40), 0);
}

static const struct {
	const char *name;
	void (*make)(const char *path);
	const char *refused;
} hostile[] = {
	{"a link", make_link, "a symbolic link"},
	{"a link to nowhere", make_broken_link, "a symbolic link"},
	{"a hard link", make_second_name,
		"a file with several names (hard links)"},
	{"a pipe nobody writes to", make_pipe, "a named pipe"},
	{"a directory", make_directory, "a directory"},
	{"a directory with something in it", make_full_directory,
		"a directory"},
	{"a socket", make_socket, "a socket"},
	{"a byte too many", make_large, "larger than 16 KiB"},
	{"a terabyte", make_sparse, "larger than 16 KiB"},
};

static void
test_hostile_entries_leave_refused(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(hostile); i++) {
		print_message("# %s\n", hostile[i].name);
		hostile[i].make("inbox/x");
		assert_false(inbox_is_empty("inbox"));
		take(10);
		assert_int_equal(taken.count, 1);
		assert_string_equal(taken.files[0].name, "x");
		assert_string_equal(taken.files[0].refused, hostile[i].refused);
		assert_int_equal(taken.files[0].owner, geteuid());
		assert_true(taken.files[0].changed_at > 0);
		assert_true(inbox_is_empty("inbox"));
		take(10);
		assert_int_equal(taken.count, 0);
		(void)unlink("elsewhere");
	}
}

static void
test_what_a_link_leads_to_stays(void **state)
{
	(void)state;
	make_link("inbox/x");
	take(10);
	assert_int_equal(access("elsewhere", F_OK), 0);
}

static void
test_sizes(void **state)
{
	char *text = mem_zeroed(REQUEST_LIMIT_BYTES + 1, 1);

	(void)state;
	memset(text, 'x', REQUEST_LIMIT_BYTES);
	put("inbox/most", text, REQUEST_LIMIT_BYTES);
	take(10);
	assert_int_equal(taken.files[0].length, REQUEST_LIMIT_BYTES);
	assert_string_equal(taken.files[0].text, text);
	put("inbox/nothing", text, 0);
	take(10);
	assert_int_equal(taken.files[0].length, 0);
	assert_string_equal(taken.files[0].text, "");
	free(text);
}

static void
test_bytes_arrive_as_they_are(void **state)
{
	static const char bytes[] = "a\0b\xff\n\033[2J";

	(void)state;
	put("inbox/x", bytes, sizeof(bytes) - 1);
	take(10);
	assert_int_equal(taken.files[0].length, sizeof(bytes) - 1);
}

static void
test_names_are_fit_for_a_terminal(void **state)
{
	static const struct {
		const char *path;
		const char *name;
	} names[] = {
		{"inbox/a\033[2J\nb", "a [2J b"},
		{"inbox/\xff\xfe", "??"},
		{"inbox/-rf *", "-rf *"},
		{"inbox/$(touch x)", "$(touch x)"},
	};
	char longest[sizeof("inbox/") + 255];

	(void)state;
	for (size_t i = 0; i < COUNT_OF(names); i++) {
		put_text(names[i].path, "");
		take(10);
		assert_string_equal(taken.files[0].name, names[i].name);
		assert_int_equal(count_entries(), 0);
	}
	memset(longest, 'n', sizeof(longest) - 1);
	longest[sizeof(longest) - 1] = '\0';
	memcpy(longest, "inbox/", 6);
	make_full_directory(longest);
	take(10);
	assert_int_equal(strlen(taken.files[0].name), INBOX_NAME_SIZE - 1);
	assert_true(inbox_is_empty("inbox"));
}

static void
test_work_in_progress_is_left_alone(void **state)
{
	struct timespec times[2] = {{0}};

	(void)state;
	put_text("inbox/.young", "half");
	put_text("inbox/.old", "half");
	make_directory("inbox/.old-directory");
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
test_an_inbox_that_is_none(void **state)
{
	char name[INBOX_NAME_SIZE] = "untouched";
	struct error err = {0};
	time_t oldest_at = 1;
	bool left = true;
	int watch = -1;

	(void)state;
	put_text("elsewhere", "");
	assert_int_equal(symlink("inbox", "other"), 0);
	assert_false(inbox_probe("elsewhere", &err));
	assert_string_equal(err.text, "inbox elsewhere: not a directory");
	assert_false(inbox_probe("other", &err));
	assert_string_equal(err.text, "inbox other: not a directory");
	assert_false(inbox_prepare("elsewhere", &err));
	assert_false(inbox_drop("other", "x", 1, name, &err));
	assert_string_equal(name, "untouched");
	assert_false(inbox_take("nowhere", 1, note, &taken, &left, &err));
	assert_non_null(strstr(err.text, "inbox nowhere: missing; run "));
	assert_true(left);
	assert_true(inbox_is_empty("nowhere"));
	assert_int_equal(inbox_count("nowhere", &oldest_at), 0);
	assert_int_equal(oldest_at, 0);
	assert_false(inbox_watch("nowhere", &watch, &err));
	assert_int_equal(watch, -1);
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
#define EACH(test)                                                             \
	cmocka_unit_test_setup_teardown(test, make_inbox, remove_inbox)
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_path),
		EACH(test_prepared_for_the_group),
		EACH(test_dropped_and_taken),
		EACH(test_names_differ),
		EACH(test_oldest_first),
		EACH(test_stays_until_it_is_taken),
		EACH(test_hostile_entries_leave_refused),
		EACH(test_what_a_link_leads_to_stays),
		EACH(test_sizes),
		EACH(test_bytes_arrive_as_they_are),
		EACH(test_names_are_fit_for_a_terminal),
		EACH(test_work_in_progress_is_left_alone),
		EACH(test_vanished_files_are_no_error),
		EACH(test_a_lease_keeps_nobody_out),
		EACH(test_an_inbox_that_is_none),
		EACH(test_full_is_full),
		EACH(test_waiting_ends_with_an_arrival),
	};

	return cmocka_run_group_tests_name(
		"inbox", tests, enter_directory, leave_directory);
}
