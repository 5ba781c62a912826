// SPDX-License-Identifier: MIT
#include "base64.h"

static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstu"
			       "vwxyz0123456789-_";

void
base64url_add(struct text *out, const unsigned char *data, size_t size)
{
	unsigned bits = 0;
	unsigned pending = 0;

	for (size_t i = 0; i < size; i++) {
		bits = (bits << 8 | data[i]) & 0xffff;
		pending += 8;
		while (pending >= 6) {
			pending -= 6;
			text_add(out, &alphabet[bits >> pending & 63], 1);
		}
	}
	if (pending > 0) {
		text_add(out, &alphabet[bits << (6 - pending) & 63], 1);
	}
}

bool
base64url_decode(struct text *out, const char *data, size_t size)
{
	unsigned bits = 0;
	unsigned pending = 0;

	for (size_t i = 0; i < size; i++) {
		const char *found =
			data[i] != '\0' ? strchr(alphabet, data[i]) : NULL;

		if (found == NULL) {
			return false;
		}
		bits = (bits << 6 | (unsigned)(found - alphabet)) & 0xffff;
		pending += 6;
		if (pending >= 8) {
			char byte;

			pending -= 8;
			byte = (char)(bits >> pending & 255);
			text_add(out, &byte, 1);
		}
	}
	return true;
}
