// SPDX-License-Identifier: MIT
#include "core/finding.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "core/mem.h"

#define FINDING_TEXT_SIZE 1024

static const char *const level_names[] = {
	[FINDING_OK] = "ok",
	[FINDING_SKIP] = "skip",
	[FINDING_WARN] = "warn",
	[FINDING_FAIL] = "FAIL",
};

static void
tell(struct findings *findings, enum finding_level level, const char *what,
	const char *text, const char *advice)
{
	char *lines = mem_print("%-4s  %s: %s%s%s", level_names[level], what,
		text, advice == NULL ? "" : "\n      do: ",
		advice == NULL ? "" : advice);

	findings->failures += level == FINDING_FAIL;
	findings->warnings += level == FINDING_WARN;
	findings->tell(findings->context, lines);
	free(lines);
}

void
finding_ok(struct findings *findings, const char *what, const char *format, ...)
{
	char text[FINDING_TEXT_SIZE];
	va_list arguments;

	va_start(arguments, format);
	(void)vsnprintf(text, sizeof(text), format, arguments);
	va_end(arguments);
	tell(findings, FINDING_OK, what, text, NULL);
}

void
finding_add(struct findings *findings, enum finding_level level,
	const char *what, const char *advice, const char *format, ...)
{
	char text[FINDING_TEXT_SIZE];
	va_list arguments;

	va_start(arguments, format);
	(void)vsnprintf(text, sizeof(text), format, arguments);
	va_end(arguments);
	tell(findings, level, what, text, advice);
}
