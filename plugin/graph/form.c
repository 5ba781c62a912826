// SPDX-License-Identifier: MIT
#include "graph/form.h"

#include <string.h>

#include "core/mem.h"

char *
form_encode(const char *text)
{
	static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "abcdefghijklmnopqrstuvwxyz0123456789-._~";
	static const char digits[] = "0123456789ABCDEF";
	char *encoded = mem_zeroed(strlen(text) + 1, 3);
	char *to = encoded;

	for (const char *from = text; *from != '\0'; from++) {
		unsigned char byte = (unsigned char)*from;
		if (strchr(plain, *from) != NULL) {
			*to++ = *from;
			continue;
		}
		*to++ = '%';
		*to++ = digits[byte >> 4];
		*to++ = digits[byte & 15];
	}
	return encoded;
}
