// SPDX-License-Identifier: MIT
/*
 * Command lines: macros of a monitoring system are in them, and with them what
 * people have typed there.  The first byte says whose; a line is an argument.
 */
#include <getopt.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "check/options.h"
#include "collect/options.h"
#include "core/mem.h"
#include "snmp/options.h"

#define ARGUMENTS 24

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
/* Its header and that of the check cannot be in one file. */
bool fuzz_options_of_handler(int argc, char **argv, struct error *err);

static void
expect(bool holds)
{
	if (!holds) {
		abort();
	}
}

static bool
try_check(int argc, char **argv, struct error *err)
{
	const struct extra_opts line = {.argc = argc, .argv = argv};
	struct check_options options = {0};
	bool ok = check_options_parse(&line, &options, err);

	expect(!ok || (options.timeout_s > 0 && options.jobs > 0));
	check_options_release(&options);
	return ok;
}

static bool
try_collect(int argc, char **argv, struct error *err)
{
	struct collect_options options = {0};
	bool ok = collect_options_parse(argc, argv, &options, err);

	expect(!ok || (options.jobs > 0 && options.config_path != NULL));
	return ok;
}

static bool
try_agentx(int argc, char **argv, struct error *err)
{
	struct agentx_options options = {0};
	bool ok = agentx_options_parse(argc, argv, &options, err);

	expect(!ok || options.config_path != NULL);
	return ok;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static bool (*const programs[])(int, char **, struct error *) = {
		try_check, try_collect, fuzz_options_of_handler, try_agentx};
	char *text = NULL;
	char *at = NULL;
	char *argv[ARGUMENTS + 2] = {(char *)(uintptr_t) "program"};
	int argc = 1;
	struct error err = {0};
	bool ok = false;

	if (size == 0) {
		return 0;
	}
	text = mem_text_n((const char *)data + 1, size - 1);
	at = *text == '\0' ? NULL : text;
	while (at != NULL && argc <= ARGUMENTS) {
		argv[argc++] = at;
		at = strchr(at, '\n');
		if (at != NULL) {
			*at++ = '\0';
		}
	}
	/* What getopt() remembers of the line before: forgotten, with glibc. */
	optind = 0;
	(void)getopt(1, argv, "");
	optind = 1;
	ok = programs[*data % 4](argc, argv, &err);
	expect(ok == (err.code == ERROR_NONE));
	expect(ok || err.code == ERROR_USAGE);
	free(text);
	return 0;
}
