// SPDX-License-Identifier: MIT
#include "guid.h"

#include <openssl/sha.h>
#include <stdio.h>
#include <string.h>

#include "text.h"

static int
digit_value(char digit)
{
	static const char digits[] = "0123456789abcdef0123456789ABCDEF";
	const char *found = digit != '\0' ? strchr(digits, digit) : NULL;

	return found != NULL ? (int)((found - digits) & 15) : -1;
}

static bool
is_dash(size_t position)
{
	return position == 8 || position == 13 || position == 18 ||
	       position == 23;
}

bool
guid_parse(const char *text, struct guid *guid)
{
	struct guid parsed;
	size_t out = 0;
	size_t i = 0;

	if (strnlen(text, GUID_TEXT_SIZE) != GUID_TEXT_SIZE - 1) {
		return false;
	}
	while (i < GUID_TEXT_SIZE - 1) {
		int high;
		int low;

		if (is_dash(i)) {
			if (text[i++] != '-') {
				return false;
			}
			continue;
		}
		high = digit_value(text[i]);
		low = digit_value(text[i + 1]);
		if (high < 0 || low < 0) {
			return false;
		}
		parsed.bytes[out++] = (unsigned char)(high * 16 + low);
		i += 2;
	}
	*guid = parsed;
	return true;
}

void
guid_format(const struct guid *guid, char text[GUID_TEXT_SIZE])
{
	static const char digits[] = "0123456789abcdef";
	size_t out = 0;

	for (size_t i = 0; i < sizeof(guid->bytes); i++) {
		if (is_dash(out)) {
			text[out++] = '-';
		}
		text[out++] = digits[guid->bytes[i] >> 4];
		text[out++] = digits[guid->bytes[i] & 15];
	}
	text[out] = '\0';
}

struct guid
guid_derive(uint64_t seed, const char *kind, const char *name)
{
	unsigned char digest[SHA256_DIGEST_LENGTH];
	struct text source = {0};
	struct guid guid;

	text_printf(
		&source, "%llu|%s|%s", (unsigned long long)seed, kind, name);
	SHA256((const unsigned char *)source.data, source.size, digest);
	text_release(&source);
	memcpy(guid.bytes, digest, sizeof(guid.bytes));
	guid.bytes[6] = (unsigned char)((guid.bytes[6] & 0x0f) | 0x40);
	guid.bytes[8] = (unsigned char)((guid.bytes[8] & 0x3f) | 0x80);
	return guid;
}

bool
guid_equal(const struct guid *left, const struct guid *right)
{
	return memcmp(left->bytes, right->bytes, sizeof(left->bytes)) == 0;
}
