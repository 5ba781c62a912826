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
	size_t tail = 0;
	unsigned char lead = 0;
	size_t needed = 1;

	while (tail < 3 &&
		((unsigned char)text[length - 1 - tail] & 0xc0) == 0x80) {
		tail++;
	}
	lead = (unsigned char)text[length - 1 - tail];
	if (lead >= 0xc0) {
		needed = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
	}
	if (tail + 1 < needed) {
		text[length - 1 - tail] = '\0';
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
	length = vsnprintf(prefix, sizeof(prefix) - 2, format, arguments);
	va_end(arguments);
	if ((size_t)length >= sizeof(prefix) - 2) { /* or negative */
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
