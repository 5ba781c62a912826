// SPDX-License-Identifier: MIT
#include "core/finding.h"

#include "test.h"

#include <stdio.h>
#include <string.h>

static void
hear(void *context, const char *lines)
{
	(void)snprintf(context, 256, "%s", lines);
}

static const struct {
	enum finding_level level;
	const char *advice;
	const char *lines;
	unsigned failures;
	unsigned warnings;
} cases[] = {
	{FINDING_OK, NULL, "ok    contoso token: 5 rights", 0, 0},
	{FINDING_SKIP, "later",
		"skip  contoso token: 5 rights\n      do: later", 0, 0},
	{FINDING_WARN, NULL, "warn  contoso token: 5 rights", 0, 1},
	{FINDING_FAIL, "grant it",
		"FAIL  contoso token: 5 rights\n      do: grant it", 1, 0},
};

static void
test_lines_and_counts(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		char heard[256] = "";
		struct findings findings = {.tell = hear, .context = heard};
		finding_add(&findings, cases[i].level, "contoso token",
			cases[i].advice, "%d %s", 5, "rights");
		assert_string_equal(heard, cases[i].lines);
		assert_int_equal(findings.failures, cases[i].failures);
		assert_int_equal(findings.warnings, cases[i].warnings);
	}
}

static void
test_what_is_fine(void **state)
{
	char heard[256] = "";
	struct findings findings = {
		.tell = hear, .context = heard, .failures = 2, .warnings = 3};

	(void)state;
	finding_ok(&findings, "inbox", "%s", "writable");
	assert_string_equal(heard, "ok    inbox: writable");
	assert_int_equal(findings.failures, 2);
	assert_int_equal(findings.warnings, 3);
	finding_add(&findings, FINDING_FAIL, "x", NULL, "y");
	finding_add(&findings, FINDING_WARN, "x", NULL, "y");
	assert_int_equal(findings.failures, 3);
	assert_int_equal(findings.warnings, 4);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_lines_and_counts),
		cmocka_unit_test(test_what_is_fine),
	};

	return cmocka_run_group_tests_name("finding", tests, NULL, NULL);
}
