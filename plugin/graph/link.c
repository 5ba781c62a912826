// SPDX-License-Identifier: MIT
#include "graph/link.h"

#include <string.h>
#include <strings.h>

#include "core/mem.h"

struct origin {
	const char *scheme;
	size_t scheme_length;
	const char *host;
	size_t host_length; /* without a default port */
};

static bool
parse_origin(const char *url, struct origin *origin)
{
	const char *separator = strstr(url, "://");

	if (separator == NULL) {
		return false;
	}
	origin->scheme = url;
	origin->scheme_length = (size_t)(separator - url);
	origin->host = separator + 3;
	origin->host_length = strcspn(origin->host, "/?#");
	if (memchr(origin->host, '@', origin->host_length) != NULL ||
		memchr(origin->host, '\\', origin->host_length) != NULL) {
		return false;
	}
	if (origin->scheme_length == 5 && origin->host_length > 4 &&
		strncmp(origin->host + origin->host_length - 4, ":443", 4) ==
			0) {
		origin->host_length -= 4;
	}
	return origin->host_length > 0;
}

static bool
is_url_text(const char *text, size_t length)
{
	for (size_t i = 0; i < length; i++) {
		if (text[i] <= ' ' || text[i] > '~' || text[i] == '"') {
			return false;
		}
	}
	return true;
}

bool
link_accept(const char *text, size_t length, const char *graph_url, char **link,
	struct error *err)
{
	struct origin ours = {0};
	struct origin theirs = {0};

	if (!is_url_text(text, length) || !parse_origin(text, &theirs) ||
		!parse_origin(graph_url, &ours)) {
		return error_set(err, ERROR_REMOTE,
			"the link to the next page is not a URL");
	}
	if (ours.scheme_length != theirs.scheme_length ||
		ours.host_length != theirs.host_length ||
		strncasecmp(ours.scheme, theirs.scheme, ours.scheme_length) !=
			0 ||
		strncasecmp(ours.host, theirs.host, ours.host_length) != 0) {
		return error_set(err, ERROR_REMOTE,
			"refused to follow a link to another host (%.*s)",
			(int)(theirs.host_length < 100 ? theirs.host_length
						       : 100),
			theirs.host);
	}
	*link = mem_text_n(text, length);
	return true;
}
