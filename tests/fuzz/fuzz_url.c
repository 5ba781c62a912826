// SPDX-License-Identifier: MIT
/*
 * Where somebody else says to go: an address of the configuration, a link to
 * the next page, the place a managed identity asks for its token.  The token
 * goes to the host we mean, or nowhere.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "config/url.h"
#include "core/mem.h"
#include "graph/identity.h"
#include "graph/link.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
expect(bool holds)
{
	if (!holds) {
		abort();
	}
}

static void
try_config(const char *text)
{
	static const char *const schemes[] = {"https", "http", NULL};
	size_t length = 0;

	if (url_check(text, schemes, &length)) {
		expect(length <= strlen(text) && length > 7);
		expect(strpbrk(text, " @\"\\\r\n#?") == NULL);
	}
	if (url_is_host_name(text, strlen(text))) {
		expect(*text != '\0' && strpbrk(text, ":/@ []") == NULL);
	}
}

static void
try_link(const char *text, const char *graph_url)
{
	size_t length = strlen(graph_url);
	struct error err = {0};
	char *link = NULL;

	if (!link_accept(text, strlen(text), graph_url, &link, &err)) {
		expect(err.code == ERROR_REMOTE && link == NULL);
		return;
	}
	expect(strcmp(link, text) == 0 && strpbrk(link, " \"\r\n") == NULL);
	/* As libcurl will understand it. */
	expect(strncasecmp(link, graph_url, length) == 0 &&
		(link[length] == '\0' || strchr("/?#:", link[length]) != NULL));
	if (link[length] == ':') {
		expect(strncmp(link + length, ":443", 4) == 0 &&
			(link[length + 4] == '\0' ||
				strchr("/?#", link[length + 4]) != NULL));
	}
	free(link);
}

static void
try_identity(const char *text)
{
	struct tenant tenant;
	struct identity_request request = {0};

	tenant_init(&tenant, "t");
	tenant.graph_url = mem_text("https://graph.test");
	identity_request_init(&request, &tenant, text, text, text);
	expect(strncmp(request.url, text, strlen(text)) == 0);
	identity_request_release(&request);
	tenant_release(&tenant);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = mem_text_n((const char *)data, size);

	try_config(text);
	try_link(text, "https://graph.test");
	try_identity(text);
	free(text);
	return 0;
}
