// SPDX-License-Identifier: MIT
#include "core/text.h"

#include <stdio.h>
#include <string.h>

#include "core/timestamp.h"

/* RFC 3629: the code point at `at`, its length in bytes; 0 when invalid. */
static size_t
decode(const unsigned char *at, uint32_t *code)
{
	static const uint32_t least[] = {0x80, 0x800, 0x10000};
	size_t length = 0;

	if (at[0] < 0x80) {
		*code = at[0];
		return 1;
	}
	if (at[0] >= 0xc2 && at[0] <= 0xdf) {
		length = 2;
		*code = at[0] & 0x1fu;
	} else if ((at[0] & 0xf0) == 0xe0) {
		length = 3;
		*code = at[0] & 0x0fu;
	} else if (at[0] >= 0xf0 && at[0] <= 0xf4) {
		length = 4;
		*code = at[0] & 0x07u;
	} else {
		return 0;
	}
	for (size_t i = 1; i < length; i++) {
		if ((at[i] & 0xc0) != 0x80) {
			return 0;
		}
		*code = *code << 6 | (at[i] & 0x3fu);
	}
	if (*code < least[length - 2] || *code > 0x10ffff ||
		(*code >= 0xd800 && *code <= 0xdfff)) {
		return 0;
	}
	return length;
}

size_t
text_character_length(const char *text)
{
	uint32_t code = 0;

	return decode((const unsigned char *)text, &code);
}

/* Bidirectional controls, zero width and other format characters, tags. */
static bool
is_invisible(uint32_t code)
{
	return code == 0xad || code == 0x61c || code == 0x180e ||
	       (code >= 0x200b && code <= 0x200f) ||
	       (code >= 0x202a && code <= 0x202e) ||
	       (code >= 0x2060 && code <= 0x206f) || code == 0xfeff ||
	       (code >= 0xfff9 && code <= 0xfffb) ||
	       (code >= 0xe0000 && code <= 0xe0fff);
}

/* What is written instead of a character that means something elsewhere; 0 for
 * all others.  The CGIs of Nagios print a comment as it is, Icinga Web shows a
 * whole output as HTML if there is one tag in it. */
static char
stand_in(uint32_t code)
{
	if (code < 0x20 || (code >= 0x7f && code < 0xa0) || code == '|' ||
		code == 0x2028 || code == 0x2029) {
		return ' ';
	}
	switch (code) {
	case '<':
		return '(';
	case '>':
		return ')';
	default:
		return '\0';
	}
}

uint32_t
text_hidden_code(const char *text)
{
	uint32_t code = 0;

	if (decode((const unsigned char *)text, &code) == 0 || code == '|' ||
		(stand_in(code) != ' ' && !is_invisible(code))) {
		return 0;
	}
	return code;
}

const char *
text_clean(const char *from, bool utf8, char *to, size_t size)
{
	const unsigned char *at = (const unsigned char *)from;
	size_t used = 0;
	size_t keep = 0; /* where "..." still fits */

	if (from == NULL) {
		at = (const unsigned char *)"-";
	}
	while (*at != '\0') {
		uint32_t code = 0;
		size_t length = decode(at, &code);
		char piece[4] = "?";
		size_t piece_length = 1;
		if (length != 0 && is_invisible(code)) {
			at += length;
			continue;
		}
		if (length != 0 && stand_in(code) != '\0') {
			piece[0] = stand_in(code);
		} else if (length == 1 || (length > 1 && utf8)) {
			memcpy(piece, at, length);
			piece_length = length;
		}
		at += length == 0 ? 1 : length;
		if (used + piece_length >= size) {
			(void)snprintf(to + keep, size - keep, "...");
			return to;
		}
		memcpy(to + used, piece, piece_length);
		used += piece_length;
		if (used + 4 <= size) {
			keep = used;
		}
	}
	to[used] = '\0';
	return to;
}

const char *
text_duration(int64_t seconds, char text[TEXT_DURATION_SIZE])
{
	const char *sign = seconds < 0 ? "-" : "";
	int64_t left = seconds < 0 ? -seconds : seconds;
	long long days = left / TIMESTAMP_DAY_S;
	long long hours = left % TIMESTAMP_DAY_S / TIMESTAMP_HOUR_S;
	long long minutes = left % TIMESTAMP_HOUR_S / TIMESTAMP_MINUTE_S;

	if (days > 0 && hours > 0 && days < 100) {
		(void)snprintf(text, TEXT_DURATION_SIZE, "%s%lldd %lldh", sign,
			days, hours);
	} else if (days > 0) {
		(void)snprintf(text, TEXT_DURATION_SIZE, "%s%lldd", sign, days);
	} else if (hours > 0 && minutes > 0) {
		(void)snprintf(text, TEXT_DURATION_SIZE, "%s%lldh %lldm", sign,
			hours, minutes);
	} else if (hours > 0) {
		(void)snprintf(
			text, TEXT_DURATION_SIZE, "%s%lldh", sign, hours);
	} else if (minutes > 0) {
		(void)snprintf(
			text, TEXT_DURATION_SIZE, "%s%lldm", sign, minutes);
	} else {
		(void)snprintf(text, TEXT_DURATION_SIZE, "%s%llds", sign,
			(long long)left);
	}
	return text;
}
