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

/* Takes away what a cut left of the last UTF-8 sequence of a long text. */
static void
drop_half_character(char *text, size_t length)
{
	/* The least byte that begins more than the one, two, three left. */
	static const unsigned char leads[] = {0xc0, 0xe0, 0xf0};

	for (size_t left = 1; left <= sizeof(leads); left++) {
		if ((unsigned char)text[length - left] >= leads[left - 1]) {
			text[length - left] = '\0';
			return;
		}
	}
}

bool
error_set(struct error *err, enum error_code code, const char *format, ...)
{
	va_list arguments;
	int length = 0;

	err->code = code;
	va_start(arguments, format);
	length = vsnprintf(err->text, sizeof(err->text), format, arguments);
	va_end(arguments);
	if (length < 0) {
		err->text[0] = '\0';
	} else if ((size_t)length >= sizeof(err->text)) {
		drop_half_character(err->text, sizeof(err->text) - 1);
	}
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
	length = vsnprintf(prefix, sizeof(prefix), format, arguments);
	va_end(arguments);
	if (length <= 0 || (size_t)length + 2 + cause_size > sizeof(prefix)) {
		return false;
	}
	replace_control_characters(prefix);
	prefix[length++] = ':';
	prefix[length++] = ' ';
	memmove(err->text + length, err->text, cause_size);
	memcpy(err->text, prefix, (size_t)length);
	return false;
}
