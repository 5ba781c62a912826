// SPDX-License-Identifier: MIT
#include "alert/nagios.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "test.h"

#include "core/mem.h"

#define NOW 1800000000

struct world {
	char directory[32];
	struct nagios_site site;
	struct error err;
};

static int
open_world(void **state)
{
	struct world *w = mem_zeroed(1, sizeof(*w));

	(void)snprintf(w->directory, sizeof(w->directory), "/tmp/mbx.XXXXXX");
	assert_non_null(mkdtemp(w->directory));
	w->site.command_file = mem_print("%s/pipe", w->directory);
	w->site.status_file = mem_print("%s/status.dat", w->directory);
	*state = w;
	return 0;
}

static int
close_world(void **state)
{
	struct world *w = *state;

	(void)unlink(w->site.command_file);
	(void)unlink(w->site.status_file);
	assert_int_equal(rmdir(w->directory), 0);
	free(w->site.command_file);
	free(w->site.status_file);
	free(w);
	return 0;
}

static int
open_reader(struct world *w)
{
	int reader = -1;

	assert_int_equal(mkfifo(w->site.command_file, 0600), 0);
	reader = open(w->site.command_file, O_RDONLY | O_NONBLOCK);
	assert_true(reader >= 0);
	return reader;
}

static const struct {
	struct alert_message message;
	const char *line;
} lines[] = {
	{{ALERT_COMMENT, "h", "s", "restored; 3 seats left"},
		"[1800000000] ADD_SVC_COMMENT;h;s;1;mailbox-expiry;restored, 3 "
		"seats left\n"},
	{{ALERT_COMMENT, "h", "s",
		 "a\n[1] RESTART_PROGRAM;\r\t\x7f\033[1m|\xff\xc3\xa4"},
		"[1800000000] ADD_SVC_COMMENT;h;s;1;mailbox-expiry;a [1] "
		"RESTART_PROGRAM,    [1m ?\xc3\xa4\n"},
	{{ALERT_UNACKNOWLEDGE, "host one", "s", NULL},
		"[1800000000] REMOVE_SVC_ACKNOWLEDGEMENT;host one;s\n"},
	{{ALERT_RECHECK, "h", "s", NULL},
		"[1800000000] SCHEDULE_FORCED_SVC_CHECK;h;s;1800000000\n"},
};

static void
test_lines(void **state)
{
	struct world *w = *state;
	int reader = open_reader(w);

	for (size_t i = 0; i < COUNT_OF(lines); i++) {
		char got[PIPE_BUF] = "";
		assert_true(
			nagios_tell(&w->site, &lines[i].message, NOW, &w->err));
		assert_true(read(reader, got, sizeof(got) - 1) > 0);
		assert_string_equal(got, lines[i].line);
	}
	(void)close(reader);
}

/* However long: one line, in one piece. */
static void
test_longest(void **state)
{
	struct world *w = *state;
	int reader = open_reader(w);
	char name[256] = "";
	char *text = mem_zeroed(100001, 1);
	char got[PIPE_BUF + 1] = "";
	struct alert_message message = {ALERT_COMMENT, name, name, text};

	memset(name, 'n', sizeof(name) - 1);
	memset(text, 'x', 100000);
	assert_true(nagios_tell(&w->site, &message, NOW, &w->err));
	assert_true(read(reader, got, sizeof(got) - 1) <= PIPE_BUF);
	assert_string_equal(got + strlen(got) - 5, "x...\n");
	assert_ptr_equal(strchr(got, '\n'), got + strlen(got) - 1);
	(void)close(reader);
	free(text);
}

static void
test_names(void **state)
{
	static const char *const names[] = {"", "a;b", "a\nb", "a\tb", "a\x7f"};
	struct world *w = *state;
	int reader = open_reader(w);
	char got[2] = "";

	for (size_t i = 0; i < COUNT_OF(names); i++) {
		struct alert_message host = {
			ALERT_UNACKNOWLEDGE, names[i], "s", NULL};
		struct alert_message service = {
			ALERT_UNACKNOWLEDGE, "h", names[i], NULL};
		assert_false(nagios_tell(&w->site, &host, NOW, &w->err));
		assert_int_equal(w->err.code, ERROR_REMOTE);
		assert_false(nagios_tell(&w->site, &service, NOW, &w->err));
		assert_int_equal(w->err.code, ERROR_REMOTE);
	}
	assert_int_equal(read(reader, got, 1), 0);
	(void)close(reader);
}

static const struct alert_message unack = {ALERT_UNACKNOWLEDGE, "h", "s", NULL};

static void
test_nobody_there(void **state)
{
	struct world *w = *state;
	struct stat status = {0};

	assert_false(nagios_tell(&w->site, &unack, NOW, &w->err));
	assert_int_equal(w->err.code, ERROR_WAIT);
	assert_non_null(strstr(w->err.text, "is Nagios running?"));
	assert_int_equal(stat(w->site.command_file, &status), -1);
	assert_int_equal(mkfifo(w->site.command_file, 0600), 0);
	assert_false(nagios_tell(&w->site, &unack, NOW, &w->err));
	assert_int_equal(w->err.code, ERROR_WAIT);
}

static void
test_no_pipe(void **state)
{
	struct world *w = *state;
	struct nagios_site none = {0};
	struct stat status = {0};
	int file =
		open(w->site.command_file, O_WRONLY | O_CREAT | O_EXCL, 0600);

	assert_true(file >= 0);
	assert_int_equal(write(file, "x", 1), 1);
	(void)close(file);
	assert_false(nagios_tell(&w->site, &unack, NOW, &w->err));
	assert_int_equal(w->err.code, ERROR_CONFIG);
	assert_non_null(strstr(w->err.text, "no named pipe"));
	assert_int_equal(stat(w->site.command_file, &status), 0);
	assert_int_equal(status.st_size, 1);
	assert_false(nagios_tell(&none, &unack, NOW, &w->err));
	assert_int_equal(w->err.code, ERROR_CONFIG);
}

/* A Nagios that hangs: its pipe fills, and nobody waits for it. */
static void
test_full(void **state)
{
	struct world *w = *state;
	int reader = open_reader(w);
	int told = 0;

	while (told < 100000 && nagios_tell(&w->site, &unack, NOW, &w->err)) {
		told++;
	}
	assert_in_range(told, 100, 99999);
	assert_int_equal(w->err.code, ERROR_WAIT);
	assert_non_null(strstr(w->err.text, "the pipe is full"));
	(void)close(reader);
}

static bool
count(void *context, const struct acknowledgement *a, struct error *err)
{
	int *seen = context;

	(void)err;
	assert_string_equal(a->host, "h");
	(*seen)++;
	return true;
}

static bool
refuse(void *context, const struct acknowledgement *a, struct error *err)
{
	(void)context;
	(void)a;
	return error_set(err, ERROR_DISK, "enough");
}

static void
put(const struct world *w, const char *text)
{
	FILE *out = fopen(w->site.status_file, "w");

	assert_non_null(out);
	assert_true(fputs(text, out) >= 0);
	assert_int_equal(fclose(out), 0);
}

static void
test_status_file(void **state)
{
	struct world *w = *state;
	int seen = 0;
	bool found = true;
	time_t created_at = 0;

	put(w, "info {\n\tcreated=5\n\t}\nservicestatus {\n\thost_name=h\n"
	       "\tservice_description=s\n\tproblem_has_been_acknowledged=1\n"
	       "\t_MBX_TENANT=0;t\n\t}\nservicestatus {\n\thost_name=h\n"
	       "\tservice_description=x\n\t}\n");
	assert_true(nagios_acknowledged(
		&w->site, count, &seen, &created_at, &w->err));
	assert_int_equal(seen, 1);
	assert_int_equal(created_at, 5);
	assert_true(nagios_find(&w->site, "h", "x", count, &seen, &found,
		&created_at, &w->err));
	assert_true(found);
	assert_int_equal(seen, 2);
	assert_true(nagios_find(&w->site, "h", "y", count, &seen, &found,
		&created_at, &w->err));
	assert_false(found);
	assert_int_equal(seen, 2);
	created_at = 7;
	assert_false(nagios_acknowledged(
		&w->site, refuse, NULL, &created_at, &w->err));
	assert_string_equal(w->err.text, "enough");
	assert_int_equal(created_at, 7);
}

static void
test_no_status_file(void **state)
{
	struct world *w = *state;
	struct nagios_site site = {0};
	time_t created_at = 0;

	assert_false(nagios_acknowledged(
		&w->site, count, NULL, &created_at, &w->err));
	assert_int_equal(w->err.code, ERROR_WAIT);
	assert_false(
		nagios_acknowledged(&site, count, NULL, &created_at, &w->err));
	assert_int_equal(w->err.code, ERROR_CONFIG);
	site.status_file = w->directory;
	assert_false(
		nagios_acknowledged(&site, count, NULL, &created_at, &w->err));
	assert_non_null(strstr(w->err.text, "no regular file"));
	/* It would never end. */
	assert_int_equal(mkfifo(w->site.status_file, 0600), 0);
	assert_false(nagios_acknowledged(
		&w->site, count, NULL, &created_at, &w->err));
	assert_non_null(strstr(w->err.text, "no regular file"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			test_lines, open_world, close_world),
		cmocka_unit_test_setup_teardown(
			test_longest, open_world, close_world),
		cmocka_unit_test_setup_teardown(
			test_names, open_world, close_world),
		cmocka_unit_test_setup_teardown(
			test_nobody_there, open_world, close_world),
		cmocka_unit_test_setup_teardown(
			test_no_pipe, open_world, close_world),
		cmocka_unit_test_setup_teardown(
			test_full, open_world, close_world),
		cmocka_unit_test_setup_teardown(
			test_status_file, open_world, close_world),
		cmocka_unit_test_setup_teardown(
			test_no_status_file, open_world, close_world),
	};

	return cmocka_run_group_tests_name("nagios", tests, NULL, NULL);
}
