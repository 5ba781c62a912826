// SPDX-License-Identifier: MIT
/*
 * ask_url URL [ca|certificate|key|name=VALUE]... - asks the curl transport for
 * URL, and prints how that ended: "STATUS BODY", or "tls|unreachable|...: why".
 */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "net/curl_transport.h"

#define ASK_LIMIT_S 20
#define ANSWER_LIMIT_BYTES 100000

static const char *const failure_names[] = {
	[TRANSPORT_OK] = "ok",
	[TRANSPORT_UNREACHABLE] = "unreachable",
	[TRANSPORT_TLS] = "tls",
	[TRANSPORT_TIMEOUT] = "timeout",
	[TRANSPORT_TOO_LARGE] = "too large",
	[TRANSPORT_TRUNCATED] = "truncated",
};

static time_t
wall_clock(void)
{
	return time(NULL);
}

static bool
read_argument(const char *argument, struct curl_transport_settings *settings)
{
	const struct {
		const char *name;
		const char **value;
	} known[] = {
		{"ca=", &settings->ca_file},
		{"certificate=", &settings->certificate_file},
		{"key=", &settings->key_file},
		{"name=", &settings->server_name},
	};

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		size_t length = strlen(known[i].name);
		if (strncmp(argument, known[i].name, length) == 0) {
			*known[i].value = argument + length;
			return true;
		}
	}
	return false;
}

static int
ask(struct transport *transport, const char *url)
{
	const time_t until = time(NULL) + ASK_LIMIT_S;
	const struct http_request request = {
		.method = HTTP_GET,
		.url = url,
		.answer_limit_bytes = ANSWER_LIMIT_BYTES,
		.until = until,
	};
	struct http_response response = {0};
	struct error err = {0};

	if (!transport->ops->start(transport, &request, &err)) {
		(void)printf("not started: %s\n", err.text);
		return 1;
	}
	if (!transport->ops->next(transport, &response, until)) {
		(void)printf("no answer\n");
		return 1;
	}
	if (response.failure != TRANSPORT_OK) {
		(void)printf("%s: %s\n", failure_names[response.failure],
			response.reason);
		return 1;
	}
	(void)printf("%d %s\n", response.status, response.body);
	return 0;
}

int
main(int argc, char **argv)
{
	struct curl_transport_settings settings = {
		.proxy = "",
		.connect_limit_s = ASK_LIMIT_S,
		.clock = wall_clock,
	};
	struct transport *transport = NULL;
	struct error err = {0};
	int code = 1;

	for (int i = 2; i < argc; i++) {
		if (!read_argument(argv[i], &settings)) {
			argc = 0;
		}
	}
	if (argc < 2) {
		(void)fprintf(stderr, "usage: ask_url URL "
				      "[ca|certificate|key|name=VALUE]...\n");
		return 2;
	}
	if (!curl_transport_new(&settings, &transport, &err)) {
		(void)printf("not made: %s\n", err.text);
		return 1;
	}
	code = ask(transport, argv[1]);
	transport->ops->free(transport);
	return code;
}
