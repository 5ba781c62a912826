// SPDX-License-Identifier: MIT
#include "core/guid.h"

#include <string.h>

static int
hex_digit(char c)
{
	if (c >= '0' && c <= '9') {
		return c - '0';
	}
	if (c >= 'a' && c <= 'f') {
		return c - 'a' + 10;
	}
	if (c >= 'A' && c <= 'F') {
		return c - 'A' + 10;
	}
	return -1;
}

static bool
is_dash_position(size_t at)
{
	return at == 8 || at == 13 || at == 18 || at == 23;
}

bool
guid_parse(const char *text, size_t length, struct guid *guid)
{
	struct guid parsed = {0};
	size_t byte = 0;

	if (text == NULL || length != GUID_TEXT_SIZE - 1) {
		return false;
	}
	for (size_t at = 0; at < length; at += 2) {
		if (is_dash_position(at) && text[at++] != '-') {
			return false;
		}
		int high = hex_digit(text[at]);
		int low = hex_digit(text[at + 1]);
		if (high < 0 || low < 0) {
			return false;
		}
		parsed.bytes[byte++] = (unsigned char)(high << 4 | low);
	}
	*guid = parsed;
	return true;
}

const char *
guid_text(const struct guid *guid, char text[GUID_TEXT_SIZE])
{
	static const char digits[] = "0123456789abcdef";
	size_t at = 0;

	for (size_t byte = 0; byte < sizeof(guid->bytes); byte++) {
		if (is_dash_position(at)) {
			text[at++] = '-';
		}
		text[at++] = digits[guid->bytes[byte] >> 4];
		text[at++] = digits[guid->bytes[byte] & 15];
	}
	text[at] = '\0';
	return text;
}

int
guid_compare(const struct guid *a, const struct guid *b)
{
	return memcmp(a->bytes, b->bytes, sizeof(a->bytes));
}

bool
guid_equal(const struct guid *a, const struct guid *b)
{
	return guid_compare(a, b) == 0;
}

bool
guid_is_nil(const struct guid *guid)
{
	static const struct guid nil;

	return guid_equal(guid, &nil);
}
