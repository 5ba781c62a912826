// SPDX-License-Identifier: MIT
/* What anybody who may write there can put into an inbox, or in its place. */
#include "inbox_scene.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "core/mem.h"
#include "core/request.h"

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

int
main(void)
{
	const struct CMUnitTest tests[] = {
		EACH(test_hostile_entries_leave_refused),
		EACH(test_what_a_link_leads_to_stays),
		EACH(test_sizes),
		EACH(test_bytes_arrive_as_they_are),
		EACH(test_names_are_fit_for_a_terminal),
		EACH(test_an_inbox_that_is_none),
	};

	return cmocka_run_group_tests_name(
		"inbox_hostile", tests, enter_directory, leave_directory);
}
