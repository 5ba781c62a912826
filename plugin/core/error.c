// SPDX-License-Identifier: MIT
#include "core/error.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static void
replace_control_characters(char *text)
{
	for (char *c = text; *c != '\0'; c++) {
		if ((unsigned char)*c < ' ' || *c == 0x7f) {
			*c = ' ';
		}
	}
}

bool
error_set(struct error *err, enum error_code code, const char *format, ...)
{
	va_list arguments;

	err->code = code;
	va_start(arguments, format);
	if (vsnprintf(err->text, sizeof(err->text), format, arguments) < 0) {
		err->text[0] = '\0';
	}
	va_end(arguments);
	replace_control_characters(err->text);
	return false;
}

bool
error_prefix(struct error *err, const char *format, ...)
{
	char prefix[ERROR_TEXT_SIZE];
	va_list arguments;
	int length = 0;
	size_t cause_size = strlen(err->text) + 1;

	va_start(arguments, format);
	length = vsnprintf(prefix, sizeof(prefix) - 2, format, arguments);
	va_end(arguments);
	if (length < 0 || (size_t)length >= sizeof(prefix) - 2) {
		return false;
	}
	replace_control_characters(prefix);
	prefix[length++] = ':';
	prefix[length++] = ' ';
	if ((size_t)length + cause_size > sizeof(err->text)) {
		return false;
	}
	memmove(err->text + length, err->text, cause_size);
	memcpy(err->text, prefix, (size_t)length);
	return false;
}
