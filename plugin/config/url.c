// SPDX-License-Identifier: MIT
#include "config/url.h"

#include <string.h>

#define ALPHANUMERIC                                                           \
	"abcdefghijklmnopqrstuvwxyz"                                           \
	"ABCDEFGHIJKLMNOPQRSTUVWXYZ"                                           \
	"0123456789"
#define HOST_LIMIT 253 /* RFC 1035 section 2.3.4, as text */
#define LABEL_LIMIT 63

static bool
is_label(const char *text, size_t length)
{
	return length > 0 && length <= LABEL_LIMIT &&
	       strspn(text, ALPHANUMERIC "-") >= length && text[0] != '-' &&
	       text[length - 1] != '-';
}

bool
url_is_host_name(const char *text, size_t length)
{
	const char *end = text + length;

	if (length > HOST_LIMIT) {
		return false;
	}
	for (;;) {
		const char *dot = memchr(text, '.', (size_t)(end - text));
		const char *stop = dot == NULL ? end : dot;

		if (!is_label(text, (size_t)(stop - text))) {
			return false;
		}
		if (dot == NULL) {
			return true;
		}
		text = dot + 1;
	}
}

/* The length of a host at `text`, or 0. */
static size_t
host_length(const char *text)
{
	size_t length = 0;

	if (text[0] == '[') { /* RFC 3986 section 3.2.2 */
		length = 1 + strspn(text + 1, "0123456789abcdefABCDEF:.");
		return length > 2 && text[length] == ']' ? length + 1 : 0;
	}
	length = strcspn(text, ":/");
	return url_is_host_name(text, length) ? length : 0;
}

/* Skips ":PORT", which may be missing. */
static bool
skip_port(const char **at)
{
	size_t digits = 0;
	unsigned port = 0;

	if (**at != ':') {
		return true;
	}
	digits = strspn(*at + 1, "0123456789");
	if (digits == 0 || digits > 5) {
		return false;
	}
	for (size_t i = 1; i <= digits; i++) {
		port = port * 10 + (unsigned)((*at)[i] - '0');
	}
	*at += 1 + digits;
	return port > 0 && port <= 65535;
}

static const char *
skip_scheme(const char *text, const char *const schemes[])
{
	for (size_t i = 0; schemes[i] != NULL; i++) {
		size_t length = strlen(schemes[i]);

		if (strncmp(text, schemes[i], length) == 0 &&
			strncmp(text + length, "://", 3) == 0) {
			return text + length + 3;
		}
	}
	return NULL;
}

bool
url_check(const char *text, const char *const schemes[], size_t *length)
{
	const char *at = skip_scheme(text, schemes);
	const char *end = text + strlen(text);
	size_t host = at == NULL ? 0 : host_length(at);

	if (host == 0) {
		return false;
	}
	at += host;
	if (!skip_port(&at) || (*at != '\0' && *at != '/') ||
		at[strspn(at, ALPHANUMERIC "/-._~%+,;=!$'()*:")] != '\0') {
		return false;
	}
	while (end > at && end[-1] == '/') {
		end--;
	}
	*length = (size_t)(end - text);
	return true;
}
