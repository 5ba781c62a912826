// SPDX-License-Identifier: MIT
#include "config/config.h"

#include "test.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/mem.h"

#define LIMIT 65536
#define NOBODY 65534

static char directory[] = "/tmp/test_secret.XXXXXX";

static int
enter_directory(void **state)
{
	(void)state;
	return mkdtemp(directory) == NULL || chdir(directory) != 0;
}

static int
leave_directory(void **state)
{
	static const char *const names[] = {"secret", "link", "fifo"};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(names); i++) {
		(void)unlink(names[i]);
	}
	return chdir("/") != 0 || rmdir(directory) != 0;
}

static void
write_secret(const char *text, size_t length, mode_t mode)
{
	int file = -1;

	(void)unlink("secret"); /* it may be one we cannot write to */
	file = open("secret", O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	assert_true(file >= 0);
	assert_int_equal(write(file, text, length), length);
	assert_int_equal(fchmod(file, mode), 0);
	(void)close(file);
}

static void
accepted(const char *path, const char *expected)
{
	struct error err = {0};
	char *secret = NULL;

	if (!config_read_secret(path, &secret, &err)) {
		fail_msg("%s", err.text);
	}
	assert_string_equal(secret, expected);
	mem_wipe_free(secret);
}

static void
refused(const char *path, const char *expected)
{
	struct error err = {0};
	char *secret = NULL;

	assert_false(config_read_secret(path, &secret, &err));
	assert_null(secret);
	assert_int_equal(err.code, ERROR_CONFIG);
	assert_string_equal(err.text, expected);
}

static void
test_text(void **state)
{
	static const struct {
		const char *text;
		size_t length;
		const char *secret; /* NULL: refused, as follows */
		const char *error;
	} cases[] = {
		{"abc", 3, "abc", NULL},
		{"abc\n", 4, "abc", NULL},
		{"abc\r\n", 5, "abc", NULL},
		{"abc\n\n", 5, "abc", NULL},
		{" a b \n", 6, " a b ", NULL},
		{"one\ntwo\n", 8, "one\ntwo", NULL},
		{"", 0, NULL, "secret file secret: is empty"},
		{"\r\n", 2, NULL, "secret file secret: is empty"},
		{"a\0b\n", 4, NULL, "secret file secret: holds a NUL byte"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		write_secret(cases[i].text, cases[i].length, 0600);
		if (cases[i].secret != NULL) {
			accepted("secret", cases[i].secret);
		} else {
			refused("secret", cases[i].error);
		}
	}
}

static void
test_size(void **state)
{
	char *text = mem_zeroed(LIMIT + 2, 1);

	(void)state;
	memset(text, 'x', LIMIT + 1);
	write_secret(text, LIMIT + 1, 0600);
	refused("secret", "secret file secret: larger than 65536 bytes");
	write_secret(text, LIMIT, 0600);
	text[LIMIT] = '\0';
	accepted("secret", text);
	free(text);
}

static void
test_modes(void **state)
{
	static const struct {
		mode_t mode;
		bool is_fine;
	} cases[] = {
		{0600, true},
		{0400, true},
		{0700, true},
		{0640, true},
		{0440, true},
		{0660, false},
		{0620, false},
		{0604, false},
		{0602, false},
		{0644, false},
		{0666, false},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		char expected[128];

		write_secret("abc", 3, cases[i].mode);
		if (cases[i].is_fine) {
			accepted("secret", "abc");
			continue;
		}
		(void)snprintf(expected, sizeof(expected),
			"secret file secret: mode %04o lets others read or "
			"write it; chmod 0600",
			cases[i].mode);
		refused("secret", expected);
	}
}

static void
test_odd_files(void **state)
{
	(void)state;
	(void)unlink("secret");
	refused("secret", "secret file secret: No such file or directory");
	refused(".", "secret file .: not a regular file");
	assert_int_equal(mkfifo("fifo", 0600), 0);
	refused("fifo", "secret file fifo: not a regular file");
	refused("/dev/null", "secret file /dev/null: not a regular file");
}

/* Containers and credential stores deliver secrets as links. */
static void
test_link_is_judged_by_its_target(void **state)
{
	(void)state;
	write_secret("abc\n", 4, 0600);
	assert_int_equal(symlink("secret", "link"), 0);
	accepted("link", "abc");
	write_secret("abc\n", 4, 0604);
	refused("link", "secret file link: mode 0604 lets others read or write "
			"it; chmod 0600");
	assert_int_equal(unlink("secret"), 0);
	refused("link", "secret file link: No such file or directory");
}

static void
test_owner(void **state)
{
	(void)state;
	if (geteuid() != 0) {
		skip(); /* giving files away needs root */
	}
	write_secret("abc", 3, 0600);
	assert_int_equal(chown("secret", NOBODY, 0), 0);
	refused("secret", "secret file secret: belongs to user 65534; it must "
			  "belong to root or to user 0, who reads it");
	assert_int_equal(chown("secret", 0, NOBODY), 0);
	accepted("secret", "abc");
	assert_int_equal(chmod("secret", 0640), 0);
	refused("secret", "secret file secret: mode 0640 lets group 65534 read "
			  "it, which is not ours; chmod 0600");
}

/* Kubernetes leaves a projected token readable for everybody in the pod. */
static void
test_token_may_be_read_by_others(void **state)
{
	struct error err = {0};
	char *token = NULL;

	(void)state;
	write_secret("abc\n", 4, 0644);
	assert_true(config_read_token("secret", &token, &err));
	assert_string_equal(token, "abc");
	mem_wipe_free(token);
	token = NULL;
	write_secret("abc\n", 4, 0646);
	assert_false(config_read_token("secret", &token, &err));
	assert_string_equal(err.text,
		"token file secret: mode 0646 lets others write it; "
		"chmod go-w");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_text),
		cmocka_unit_test(test_size),
		cmocka_unit_test(test_modes),
		cmocka_unit_test(test_odd_files),
		cmocka_unit_test(test_link_is_judged_by_its_target),
		cmocka_unit_test(test_owner),
		cmocka_unit_test(test_token_may_be_read_by_others),
	};

	return cmocka_run_group_tests_name(
		"secret", tests, enter_directory, leave_directory);
}
