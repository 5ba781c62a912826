// SPDX-License-Identifier: MIT
/* Against a child of ours on the loopback that misbehaves by path. */
#include "net/curl_transport.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>

#include "test.h"

#include "loopback_server.h"

#define ANSWER_LIMIT 100000

struct fixture {
	pid_t server;
	char origin[LOOPBACK_ORIGIN_SIZE];
	struct transport *transport;
};

static time_t
still(void)
{
	return 1800000000;
}

static int
setup(void **state)
{
	static struct fixture fixture;
	struct curl_transport_settings settings = {.proxy = "",
		.allow_http = true,
		.connect_limit_s = 10,
		.stall_s = 10,
		.clock = still};
	struct error err = {0};

	if (!curl_transport_new(&settings, &fixture.transport, &err)) {
		return -1;
	}
	fixture.server = loopback_server_start(fixture.origin);
	*state = &fixture;
	return fixture.server > 0 ? 0 : -1;
}

static int
teardown(void **state)
{
	struct fixture *fixture = *state;

	fixture->transport->ops->free(fixture->transport);
	(void)kill(fixture->server, SIGKILL);
	(void)waitpid(fixture->server, NULL, 0);
	return 0;
}

static void
start(struct fixture *fixture, const char *path, uint64_t tag, bool hurry)
{
	char url[128];
	struct http_request request = {.method = HTTP_GET,
		.url = url,
		.answer_limit_bytes = ANSWER_LIMIT,
		.until = 1800000060,
		.hurry = hurry,
		.tag = tag};
	struct error err = {0};

	(void)snprintf(url, sizeof(url), "%s%s", fixture->origin, path);
	assert_true(fixture->transport->ops->start(
		fixture->transport, &request, &err));
}

static struct http_response
take(struct fixture *fixture)
{
	struct http_response response = {0};

	assert_true(fixture->transport->ops->next(
		fixture->transport, &response, 1800000060));
	return response;
}

static void
start_write(struct fixture *fixture, const char *path, bool once)
{
	char url[128];
	struct http_request request = {.method = HTTP_POST,
		.url = url,
		.body = "a=b&cd",
		.body_length = 6,
		.answer_limit_bytes = ANSWER_LIMIT,
		.until = 1800000060,
		.once = once};
	struct error err = {0};

	(void)snprintf(url, sizeof(url), "%s%s", fixture->origin, path);
	assert_true(fixture->transport->ops->start(
		fixture->transport, &request, &err));
}

static const struct {
	const char *path;
	enum transport_failure failure;
	int status;
	const char *body;
} cases[] = {
	{"/ok", TRANSPORT_OK, 200, "hi"},
	{"/empty", TRANSPORT_OK, 200, ""},
	{"/cut", TRANSPORT_TRUNCATED, 0, NULL},
	{"/cut-chunk", TRANSPORT_TRUNCATED, 0, NULL},
	{"/nothing", TRANSPORT_TRUNCATED, 0, NULL},
	{"/moved", TRANSPORT_OK, 302, ""},
	{"/early", TRANSPORT_OK, 200, "hi"},
	{"/busy", TRANSPORT_OK, 503, ""},
	{"/endless", TRANSPORT_TOO_LARGE, 0, NULL},
	{"/ok", TRANSPORT_OK, 200, "hi"},
};

static void
test_answers(void **state)
{
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct http_response response = {0};
		start(*state, cases[i].path, i, false);
		response = take(*state);
		if (response.failure != cases[i].failure ||
			response.status != cases[i].status ||
			response.tag != i ||
			(cases[i].body != NULL &&
				strcmp(response.body, cases[i].body) != 0) ||
			(response.failure == TRANSPORT_OK) !=
				(response.reason[0] == '\0')) {
			fail_msg("%s: %d %d %s", cases[i].path,
				(int)response.failure, response.status,
				response.reason);
		}
	}
}

static void
test_headers(void **state)
{
	struct http_response response = {0};

	start(*state, "/ok", 1, false);
	response = take(*state);
	assert_string_equal(response.retry_after, "7");
	assert_string_equal(response.request_id, "r1");
	assert_string_equal(response.date, "d");
	assert_string_equal(response.content_type, "text/x");
	assert_null(response.location);
	start(*state, "/early", 1, false);
	response = take(*state);
	assert_null(response.retry_after);
}

static void
test_request(void **state)
{
	struct fixture *fixture = *state;
	static const char *const headers[] = {"X-One: 1", NULL};
	char url[128];
	struct http_request request = {.method = HTTP_POST,
		.url = url,
		.headers = headers,
		.body = "a=b&cd",
		.body_length = 6,
		.answer_limit_bytes = ANSWER_LIMIT,
		.until = 1800000060};
	struct http_response response = {0};
	struct error err = {0};

	(void)snprintf(url, sizeof(url), "%s/echo?x", fixture->origin);
	assert_true(fixture->transport->ops->start(
		fixture->transport, &request, &err));
	response = take(fixture);
	assert_non_null(strstr(response.body, "POST /echo?x HTTP/1.1\r\n"));
	assert_non_null(strstr(response.body, "X-One: 1\r\n"));
	assert_non_null(strstr(response.body, "Accept-Encoding: gzip\r\n"));
	assert_non_null(strstr(response.body, "\r\n\r\na=b&cd"));
}

/* libcurl by itself repeats what a kept connection did not answer. */
static void
test_a_write_is_sent_once(void **state)
{
	struct http_response response = {0};

	start(*state, "/count", 1, false);
	(void)take(*state);
	for (int once = 0; once < 2; once++) {
		start(*state, "/kept", 1, false);
		assert_int_equal(take(*state).status, 200);
		start_write(*state, "/ok", once == 1);
		response = take(*state);
		if (once == 1) {
			assert_int_not_equal(response.failure, TRANSPORT_OK);
			assert_false(response.is_unsent);
		} else {
			assert_int_equal(response.status, 200);
		}
		start(*state, "/count", 1, false);
		assert_string_equal(take(*state).body, once == 1 ? "1" : "2");
	}
	start_write(*state, "/echo", true);
	response = take(*state);
	assert_non_null(strstr(response.body, "POST /echo HTTP/1.1\r\n"));
	assert_non_null(strstr(response.body, "Content-Length: 6\r\n"));
	assert_non_null(strstr(response.body, "\r\n\r\na=b&cd"));
}

static void
test_what_never_left(void **state)
{
	struct fixture *fixture = *state;
	struct fixture nobody = *fixture;
	struct http_response response = {0};

	(void)snprintf(
		nobody.origin, sizeof(nobody.origin), "http://127.0.0.1:1");
	start_write(&nobody, "/ok", true);
	response = take(&nobody);
	assert_int_equal(response.failure, TRANSPORT_UNREACHABLE);
	assert_true(response.is_unsent);
	start_write(fixture, "/nothing", true);
	response = take(fixture);
	assert_int_equal(response.failure, TRANSPORT_TRUNCATED);
	assert_false(response.is_unsent);
}

struct listener {
	struct fixture *fixture;
	size_t told;
};

static bool
hear(void *context, uint64_t tag, const char *head, size_t length)
{
	struct listener *listener = context;

	assert_int_equal(tag, 1);
	assert_memory_equal(head, "hello", length);
	listener->told++;
	start(listener->fixture, "/ok", 2, false);
	return false;
}

/* Without the second request the first answer would never end. */
static void
test_next_is_asked_for_early(void **state)
{
	struct listener listener = {.fixture = *state};
	struct transport *transport = listener.fixture->transport;
	struct http_response response = {0};
	bool seen[3] = {false, false, false};

	transport->ops->on_head(transport, hear, &listener);
	start(*state, "/hurry", 1, true);
	for (int i = 0; i < 2; i++) {
		response = take(*state);
		assert_int_equal(response.failure, TRANSPORT_OK);
		assert_string_equal(
			response.body, response.tag == 1 ? "helloworld" : "hi");
		seen[response.tag] = true;
	}
	transport->ops->on_head(transport, NULL, NULL);
	assert_int_equal(listener.told, 1);
	assert_true(seen[1] && seen[2]);
}

static void
test_idle(void **state)
{
	struct fixture *fixture = *state;
	struct http_response response = {0};

	assert_false(fixture->transport->ops->next(
		fixture->transport, &response, 1800000060));
	start(fixture, "/hurry", 1, false);
	fixture->transport->ops->abandon(fixture->transport);
	assert_false(fixture->transport->ops->next(
		fixture->transport, &response, 1800000060));
}

static void
test_plain_http_must_be_allowed(void **state)
{
	struct curl_transport_settings settings = {
		.proxy = "", .connect_limit_s = 10, .clock = still};
	struct fixture secure = *(struct fixture *)*state;
	struct error err = {0};

	assert_true(curl_transport_new(&settings, &secure.transport, &err));
	start(&secure, "/ok", 1, false);
	assert_int_equal(take(&secure).failure, TRANSPORT_UNREACHABLE);
	secure.transport->ops->free(secure.transport);
}

/* Values come from environments and files; libcurl sends them as they are. */
static void
test_no_header_starts_another(void **state)
{
	static const char *const values[] = {"X-One: 1\r\nX-Two: 2",
		"X-One: 1\n", "X-One: \r", "X-One: \x1b"};
	struct fixture *fixture = *state;

	for (size_t i = 0; i < COUNT_OF(values); i++) {
		const char *const headers[] = {"X-Zero: 0", values[i], NULL};
		const struct http_request request = {
			.url = "http://127.0.0.1:1/",
			.headers = headers,
			.until = 1800000060};
		struct error err = {0};
		assert_false(fixture->transport->ops->start(
			fixture->transport, &request, &err));
		assert_int_equal(err.code, ERROR_CONFIG);
		assert_null(strstr(err.text, "X-Two"));
	}
}

/* Asked is the host of the URL, for the name. */
static void
test_named(void **state)
{
	const struct fixture *fixture = *state;
	struct curl_transport_settings settings = {.proxy = "",
		.server_name = "monitor.example",
		.allow_http = true,
		.connect_limit_s = 10,
		.stall_s = 10,
		.clock = still};
	struct fixture named = {0};
	struct http_response response = {0};
	struct http_request request = {.url = "no url?secret=1",
		.answer_limit_bytes = ANSWER_LIMIT,
		.until = 1800000060};
	struct error err = {0};

	memcpy(named.origin, fixture->origin, sizeof(named.origin));
	assert_true(curl_transport_new(&settings, &named.transport, &err));
	start(&named, "/echo", 1, false);
	response = take(&named);
	assert_int_equal(response.status, 200);
	assert_non_null(strstr(response.body, "\r\nHost: monitor.example:"));
	assert_false(
		named.transport->ops->start(named.transport, &request, &err));
	assert_string_equal(err.text, "not a URL: no url");
	named.transport->ops->free(named.transport);
}

static void
test_no_name_is_more_than_a_name(void **state)
{
	static const char *const names[] = {
		"", "a b", "a:1", "a/b", "a@b", "[::1]", "a\r\nb"};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(names); i++) {
		struct curl_transport_settings settings = {
			.server_name = names[i], .clock = still};
		struct transport *transport = NULL;
		struct error err = {0};
		assert_false(curl_transport_new(&settings, &transport, &err));
		assert_int_equal(err.code, ERROR_CONFIG);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_answers),
		cmocka_unit_test(test_headers),
		cmocka_unit_test(test_request),
		cmocka_unit_test(test_a_write_is_sent_once),
		cmocka_unit_test(test_what_never_left),
		cmocka_unit_test(test_next_is_asked_for_early),
		cmocka_unit_test(test_plain_http_must_be_allowed),
		cmocka_unit_test(test_idle),
		cmocka_unit_test(test_no_header_starts_another),
		cmocka_unit_test(test_named),
		cmocka_unit_test(test_no_name_is_more_than_a_name),
	};

	return cmocka_run_group_tests_name(
		"curl_transport", tests, setup, teardown);
}
