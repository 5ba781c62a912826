// SPDX-License-Identifier: MIT
#include "snmp/options.h"

#include "test.h"

#include <getopt.h>
#include <string.h>

#define ARGUMENTS 8

static const struct {
	const char *argv[ARGUMENTS];
	struct agentx_options options; /* texts that are NULL: as at first */
} lines[] = {
	{{"x"}, {.action = AGENTX_RUN}},
	{{"x", "-f", "/a", "-T", "contoso", "-x", "tcp:localhost:705"},
		{.config_path = "/a",
			.tenant = "contoso",
			.socket = "tcp:localhost:705"}},
	{{"x", "--config=/b", "--tenant=t", "--socket=unix:/s"},
		{.config_path = "/b", .tenant = "t", .socket = "unix:/s"}},
	{{"x", "-vv", "--verbose"}, {.verbosity = 3}},
	{{"x", "--at", "2027-01-15T08:00:00Z"}, {.at = 1800000000}},
	{{"x", "--print-mib"}, {.action = AGENTX_PRINT_MIB}},
	{{"x", "-V"}, {.action = AGENTX_VERSION}},
	{{"x", "--help"}, {.action = AGENTX_HELP}},
	{{"x", "-h", "-V"}, {.action = AGENTX_VERSION}},
};

static const struct {
	const char *argv[ARGUMENTS];
	const char *text; /* part of what is said */
} refused[] = {
	{{"x", "--at", "tomorrow"}, "--at \"tomorrow\": give an instant"},
	{{"x", "--tenant"}, "--tenant: give a value"},
	{{"x", "--tenant", ""}, "--tenant is empty"},
	{{"x", "-x", ""}, "--socket is empty"},
	{{"x", "--print-mib=1"}, "takes no value"},
	{{"x", "--nothing"}, "--nothing: unknown option"},
	{{"x", "-q"}, "-q: unknown option; see mailbox_expiry_agentx --help"},
	{{"x", "start"}, "unexpected argument \"start\""},
};

static bool
parse(const char *const argv[ARGUMENTS], struct agentx_options *options,
	struct error *err)
{
	char *copy[ARGUMENTS + 1] = {NULL};
	int argc = 0;

	while (argc < ARGUMENTS && argv[argc] != NULL) {
		copy[argc] = (char *)(uintptr_t)argv[argc];
		argc++;
	}
	optind = 0; /* glibc: begin anew */
	return agentx_options_parse(argc, copy, options, err);
}

static void
assert_text(const char *got, const char *wanted)
{
	if (wanted == NULL) {
		assert_null(got);
	} else {
		assert_string_equal(got, wanted);
	}
}

static void
test_lines(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(lines); i++) {
		const struct agentx_options *wanted = &lines[i].options;
		struct agentx_options options = {0};
		struct error err = {0};

		if (!parse(lines[i].argv, &options, &err)) {
			fail_msg("%zu: %s", i, err.text);
		}
		assert_int_equal(options.action, wanted->action);
		assert_string_equal(options.config_path,
			wanted->config_path == NULL ? SYSCONFDIR
				"/mailbox-expiry/mailbox-expiry.conf"
						    : wanted->config_path);
		assert_text(options.tenant, wanted->tenant);
		assert_text(options.socket, wanted->socket);
		assert_int_equal(options.at, wanted->at);
		assert_int_equal(options.verbosity, wanted->verbosity);
	}
}

static void
test_refused(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(refused); i++) {
		struct agentx_options options = {.verbosity = 77};
		struct error err = {0};

		assert_false(parse(refused[i].argv, &options, &err));
		assert_int_equal(err.code, ERROR_USAGE);
		if (strstr(err.text, refused[i].text) == NULL) {
			fail_msg("%zu: %s", i, err.text);
		}
		assert_int_equal(options.verbosity, 77);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_lines),
		cmocka_unit_test(test_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
