// SPDX-License-Identifier: MIT
#include "alert/status_reader.h"

#include <stdlib.h>
#include <string.h>

#include "test.h"

#include "alert/nagios.h"
#include "core/mem.h"

#define CREATED "info {\n\tcreated=1800000000\n\tversion=4.4.6\n\t}\n\n"
#define SERVICE(more)                                                          \
	"servicestatus {\n\thost_name=h\n\tservice_description=s\n"            \
	"\tcurrent_state=2\n\tstate_type=1\n"                                  \
	"\tplugin_output=x=y}\n\tlong_plugin_output=\\n\t}\n"                  \
	"\tlast_check=1799998000\n\tlast_time_ok=1799990000\n"                 \
	"\tproblem_has_been_acknowledged=1\n\tacknowledgement_type=2\n"        \
	"\tscheduled_downtime_depth=0\n\t_MBX_TENANT=0;t\n" more "\t}\n\n"
#define COMMENT(author, text, at, more)                                        \
	"servicecomment {\n\thost_name=h\n\tservice_description=s\n"           \
	"\tentry_type=4\n\tcomment_id=1\n\tentry_time=" at                     \
	"\n\tauthor=" author "\n\tcomment_data=" text "\n" more "\t}\n\n"

static bool
see(void *context, const struct acknowledgement *a, struct error *err)
{
	char **seen = context;
	char *longer = mem_print("%s%s!%s %s %s %s: %s; %s %s%s%s %lld %lld "
				 "%lld\n",
		*seen, a->host, a->service, a->tenant == NULL ? "-" : a->tenant,
		a->mailbox == NULL ? "-" : a->mailbox,
		a->author == NULL ? "-" : a->author,
		a->comment == NULL ? "-" : a->comment,
		check_state_text(a->state), a->is_hard ? "hard" : "soft",
		a->in_downtime ? " downtime" : "",
		a->is_acknowledged ? "" : " not acknowledged",
		(long long)a->acked_at, (long long)a->expires_at,
		(long long)a->checked_at);

	(void)err;
	free(*seen);
	*seen = longer;
	return true;
}

#define SEEN(rest, at) "h!s t - " rest "; CRITICAL hard " at " 0 1799998000\n"

static const struct {
	const char *name;
	const char *text;
	const char *seen;
} files[] = {
	{"nothing", CREATED, ""},
	{"one", CREATED SERVICE("") COMMENT("a", "c; d=e", "1799999000", ""),
		SEEN("a: c; d=e", "1799999000")},
	{"without a comment", CREATED SERVICE(""), SEEN("-: -", "0")},
	{"the comment of an earlier one",
		CREATED SERVICE("") COMMENT("a", "#restore", "1799989999", ""),
		SEEN("-: -", "0")},
	{"the newest",
		CREATED SERVICE("") COMMENT("a", "1", "1799999000", "")
			COMMENT("b", "2", "1799999001", "")
				COMMENT("c", "3", "1799998999", ""),
		SEEN("b: 2", "1799999001")},
	{"the newest of one second",
		CREATED SERVICE("") COMMENT(
			"a", "1", "1799999000", "\tcomment_id=7\n")
			COMMENT("b", "2", "1799999000", "\tcomment_id=6\n"),
		SEEN("a: 1", "1799999000")},
	{"no acknowledgement",
		CREATED SERVICE("")
			COMMENT("a", "c", "1799999000", "\tentry_type=1\n"),
		SEEN("-: -", "0")},
	{"another's comment",
		CREATED SERVICE("") COMMENT(
			"a", "c", "1799999000", "\tservice_description=x\n"),
		SEEN("-: -", "0")},
	{"a host's comment",
		CREATED SERVICE("") "hostcomment {\n\thost_name=h\n"
				    "\tentry_type=4\n\tentry_time=1799999000\n"
				    "\tauthor=a\n\tcomment_data=c\n\t}\n",
		SEEN("-: -", "0")},
	{"everything else it may be",
		CREATED SERVICE("\tcurrent_state=3\n\tstate_type=0\n"
				"\tscheduled_downtime_depth=2\n"
				"\t_MBX_ID=1;i;j\n"
				"\tacknowledgement_end_time=1800000001\n"),
		"h!s t i;j -: -; UNKNOWN soft downtime 0 1800000001 "
		"1799998000\n"},
	{"it has ended",
		CREATED SERVICE("\tacknowledgement_end_time=1800000000\n"), ""},
	{"not acknowledged",
		CREATED SERVICE("\tproblem_has_been_acknowledged=0\n"), ""},
	{"no tenant", CREATED SERVICE("\t_MBX_TENANT=0;\n"), ""},
	{"an empty id", CREATED SERVICE("\t_MBX_ID=0;\n"), SEEN("-: -", "0")},
	{"a number that is none",
		CREATED SERVICE("\tlast_check=-1\n\tcurrent_state=1x\n"),
		"h!s t - -: -; OK hard 0 0 0\n"},
	{"a number that does not fit",
		CREATED SERVICE("\tlast_check=9999999999999999999\n"
				"\tcurrent_state=99\n"),
		"h!s t - -: -; UNKNOWN hard 0 0 0\n"},
	{"no name",
		CREATED "servicestatus {\n\tservice_description=s\n"
			"\tproblem_has_been_acknowledged=1\n"
			"\t_MBX_TENANT=0;t\n\t}\n",
		""},
	{"a line without a value, blocks that nobody asked for",
		"\n\n}\n" CREATED "programstatus {\n\thost_name=x\n\tx\n\t}\n"
		"hoststatus {\n\thost_name=h\n"
		"\tproblem_has_been_acknowledged=1\n\t_MBX_TENANT=0;t\n\t}"
		"\n" SERVICE("\todd\n\t=\n"),
		SEEN("-: -", "0")},
};

/* The outcome does not depend on how it arrives. */
static char *
read_in_pieces(const char *text, size_t piece)
{
	struct status_reader reader;
	struct error err = {0};
	char *seen = mem_text("");
	size_t length = strlen(text);

	status_reader_init(&reader, NULL, NULL);
	for (size_t at = 0; at < length; at += piece) {
		size_t size = length - at < piece ? length - at : piece;
		/* Of exactly its size, so that reading past the end is seen. */
		char *exact = mem_resize(NULL, size, 1);
		memcpy(exact, text + at, size);
		assert_true(status_reader_feed(&reader, exact, size, &err));
		free(exact);
	}
	assert_true(status_reader_finish(&reader, &err));
	assert_true(acknowledged_visit(&reader.all, see, &seen, &err));
	status_reader_release(&reader);
	return seen;
}

static void
test_files(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(files); i++) {
		for (size_t piece = 1; piece < 2000; piece += piece) {
			char *seen = read_in_pieces(files[i].text, piece);
			if (strcmp(seen, files[i].seen) != 0) {
				fail_msg("%s, %zu bytes at a time: %s",
					files[i].name, piece, seen);
			}
			free(seen);
		}
	}
}

static const struct {
	const char *name;
	const char *text;
	enum error_code code;
	const char *reason;
} broken[] = {
	{"empty", "", ERROR_CONFIG, "no status.dat"},
	{"something else", "root:x:0:0\n", ERROR_CONFIG, "no status.dat"},
	{"without a date", SERVICE(""), ERROR_CONFIG, "no status.dat"},
	{"cut in a line", CREATED "servicestatus {\n\thost_n", ERROR_WAIT,
		"ends in the middle"},
	{"cut behind a line", CREATED "servicestatus {\n", ERROR_WAIT,
		"ends in the middle"},
	{"cut in a head", CREATED "servicest", ERROR_WAIT,
		"ends in the middle"},
	{"out of order",
		CREATED COMMENT("a", "c", "1799999000", "") SERVICE(""),
		ERROR_REMOTE, "a service behind comments"},
};

static void
test_broken(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(broken); i++) {
		char *seen = mem_text("");
		time_t created_at = 7;
		struct error err = {0};
		if (nagios_read_status(broken[i].text, strlen(broken[i].text),
			    see, &seen, &created_at, &err) ||
			err.code != broken[i].code ||
			strstr(err.text, broken[i].reason) == NULL) {
			fail_msg("%s: %s", broken[i].name, err.text);
		}
		assert_int_equal(created_at, 7);
		assert_string_equal(seen, "");
		free(seen);
	}
}

static void
test_one_service(void **state)
{
	static const char text[] = CREATED
		"servicestatus {\n\thost_name=h\n\tservice_description=s\n"
		"\tcurrent_state=1\n\t}\n"
		"servicestatus {\n\thost_name=h\n\tservice_description=s2\n"
		"\tproblem_has_been_acknowledged=1\n\t}\n" COMMENT(
			"a", "c", "1799999000", "");
	static const struct {
		const char *host;
		const char *service;
		const char *seen;
	} wanted[] = {
		{"h", "s",
			"h!s - - -: -; WARNING soft not acknowledged 0 0 0\n"},
		{"h", "s2", "h!s2 - - -: -; OK soft 0 0 0\n"},
		{"h", "s3", ""},
		{"", "", ""},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(wanted); i++) {
		struct status_reader reader;
		struct error err = {0};
		char *seen = mem_text("");
		status_reader_init(&reader, wanted[i].host, wanted[i].service);
		assert_true(status_reader_feed(
			&reader, text, sizeof(text) - 1, &err));
		assert_true(status_reader_finish(&reader, &err));
		assert_true(acknowledged_visit(&reader.all, see, &seen, &err));
		assert_string_equal(seen, wanted[i].seen);
		status_reader_release(&reader);
		free(seen);
	}
}

/* Lines of any length, and a NUL that would hide the rest. */
static void
test_long_lines(void **state)
{
	size_t size = 3 * STATUS_LINE_LIMIT;
	char *text = mem_zeroed(size + 1, 1);
	char *file = NULL;
	char *seen = mem_text("");
	time_t created_at = 0;
	struct error err = {0};

	(void)state;
	memset(text, 'x', size);
	file = mem_print(CREATED
		"servicestatus {\n\thost_name=h\n\tservice_description=s\n"
		"\tplugin_output=%s\n\tproblem_has_been_acknowledged=1\n"
		"\t_MBX_TENANT=0;t\n\t}\n"
		"servicecomment {\n\thost_name=h\n\tservice_description=s\n"
		"\tentry_type=4\n\tentry_time=5\n\tauthor=%s\n"
		"\tcomment_data=%s\n\t}\n",
		text, text, text);
	assert_true(nagios_read_status(
		file, strlen(file), see, &seen, &created_at, &err));
	assert_int_equal(created_at, 1800000000);
	assert_int_equal(
		strspn(strchr(seen, 'x'), "x"), REQUEST_NAME_LIMIT + 1);
	assert_int_equal(strspn(strstr(seen, ": x") + 2, "x"),
		REQUEST_COMMENT_LIMIT + 1);
	free(seen);
	free(file);
	free(text);
}

static void
test_nul_hides_nothing(void **state)
{
	char text[] =
		CREATED SERVICE("") COMMENT("aNice", "c", "1799999000", "");
	char *seen = mem_text("");
	time_t created_at = 0;
	struct error err = {0};

	(void)state;
	*strchr(strstr(text, "aNice"), 'N') = '\0';
	assert_true(nagios_read_status(
		text, sizeof(text) - 1, see, &seen, &created_at, &err));
	assert_string_equal(seen, SEEN("a?ice: c", "1799999000"));
	free(seen);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_files),
		cmocka_unit_test(test_broken),
		cmocka_unit_test(test_one_service),
		cmocka_unit_test(test_long_lines),
		cmocka_unit_test(test_nul_hides_nothing),
	};

	return cmocka_run_group_tests_name("status_reader", tests, NULL, NULL);
}
