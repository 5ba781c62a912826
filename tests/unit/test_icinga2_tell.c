// SPDX-License-Identifier: MIT
#include "alert/icinga2.h"

#include <stdlib.h>
#include <string.h>

#include "test.h"

#include "core/mem.h"
#include "scripted_transport.h"

#define NOW 1800000000

/* Says one thing to a script of answers; false with `err`. */
static bool
tell(const struct alert_message *message, const struct scripted_answer *answers,
	size_t count, char **sent, struct error *err)
{
	struct scripted_transport *script = scripted_new(NOW, answers, count);
	struct icinga2_site site = {.name = (char *)(uintptr_t) "main",
		.url = (char *)(uintptr_t) "https://node:5665",
		.user = (char *)(uintptr_t) "us"};
	struct icinga2_settings settings = {.site = &site,
		.password = "hush",
		.transport = &script->base,
		.limit_s = 20};
	struct icinga2 *icinga2 = NULL;
	bool ok = false;

	assert_true(icinga2_open(&settings, &icinga2, err));
	ok = icinga2_tell(icinga2, message, err);
	assert_int_equal(scripted_left(script), 0);
	assert_null(strstr(err->text, "hush"));
	*sent = mem_print("%s %s", script->requests[0].url + 17,
		script->requests[0].body);
	assert_null(strstr(script->requests[0].headers, "Override"));
	icinga2_free(icinga2);
	scripted_free(script);
	return ok;
}

#define DONE "{\"results\":[{\"code\":200.0,\"status\":\"Successfully\"}]}"
#define NAMED(name) "{\"type\":\"Service\",\"service\":\"" name "\""

static const struct {
	struct alert_message message;
	const char *sent;
} messages[] = {
	{{ALERT_COMMENT, "h", "s", "restored"},
		"/v1/actions/add-comment " NAMED(
			"h!s") ",\"author\":\"mailbox-expiry\",\"comment\":"
			       "\"restored\",\"expiry\":1807776000}"},
	{{ALERT_COMMENT, "h", "s", "a\n\033[1m|\xff \"q\\ \xc3\xa4"},
		"/v1/actions/add-comment " NAMED(
			"h!s") ",\"author\":\"mailbox-expiry\",\"comment\":"
			       "\"a  (1m ? \\\"q\\\\ "
			       "\xc3\xa4\",\"expiry\":1807776000}"},
	/* Icinga Web takes it for Markdown: no links, pictures nor code. */
	{{ALERT_COMMENT, "h", "s", "![x](y) `[y][z]`"},
		"/v1/actions/add-comment " NAMED(
			"h!s") ",\"author\":\"mailbox-expiry\",\"comment\":"
			       "\"!(x)(y) '(y)(z)'\","
			       "\"expiry\":1807776000}"},
	{{ALERT_UNACKNOWLEDGE, "h", "s", NULL},
		"/v1/actions/remove-acknowledgement " NAMED("h!s") "}"},
	{{ALERT_RECHECK, "ho\"st'", "se\\r\xc3\xa4 v", NULL},
		"/v1/actions/reschedule-check " NAMED(
			"ho\\\"st'!se\\\\r\xc3\xa4 v") ",\"force\":true}"},
};

static void
test_messages(void **state)
{
	const struct scripted_answer done = {.body = DONE};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(messages); i++) {
		struct error err = {0};
		char *sent = NULL;
		assert_true(tell(&messages[i].message, &done, 1, &sent, &err));
		assert_string_equal(sent, messages[i].sent);
		free(sent);
	}
}

static void
test_long_comment(void **state)
{
	const struct scripted_answer done = {.body = DONE};
	struct alert_message message = {ALERT_COMMENT, "h", "s", NULL};
	struct error err = {0};
	char *text = mem_zeroed(5001, 1);
	char *sent = NULL;

	(void)state;
	memset(text, 'x', 5000);
	message.text = text;
	assert_true(tell(&message, &done, 1, &sent, &err));
	assert_int_equal(
		strspn(strstr(sent, "xxx"), "x"), ALERT_COMMENT_LIMIT - 3);
	assert_non_null(strstr(sent, "x...\""));
	free(sent);
	free(text);
}

#define NO_OBJECTS                                                             \
	.status = 404,                                                         \
	.body = "{\"error\":404,\"status\":\"No objects found.\"}"

static const struct {
	const char *name;
	struct scripted_answer answers[2];
	enum error_code code;
	const char *text;
} refusals[] = {
	{"no right",
		{{NO_OBJECTS}, {.url = "objects/services",
				       .sent = "\"h!s\"",
				       .body = "{\"results\":[{}]}"}},
		ERROR_PERMISSION,
		"icinga2 main: removing the acknowledgement is not permitted: "
		"grant the ApiUser actions/remove-acknowledgement"},
	{"gone", {{NO_OBJECTS}, {NO_OBJECTS}}, ERROR_REMOTE,
		"no service h!s, or"},
	{"forbidden", {{.status = 403}, {.body = "{\"results\":[{}]}"}},
		ERROR_PERMISSION, "actions/remove-acknowledgement"},
	{"down then", {{NO_OBJECTS}, {.failure = TRANSPORT_UNREACHABLE}},
		ERROR_WAIT, "looking for the service: scripted failure"},
	{"reloading",
		{{.status = 503,
			.body = "{\"results\":[{\"code\":503,\"status\":"
				"\"Icinga is reloading.\"}]}"}},
		ERROR_WAIT, "HTTP status 503: Icinga is reloading."},
	{"cannot", {{.status = 500, .body = "{\"results\":[]}"}}, ERROR_WAIT,
		"HTTP status 500: no reason given"},
	{"conflict",
		{{.status = 409,
			.body = "{\"results\":[{\"code\":409,"
				"\"status\":\"is OK\"}]}"}},
		ERROR_REMOTE, "HTTP status 409: is OK"},
	{"not done",
		{{.body = "{\"results\":[{\"code\":500,\"status\":\"x\"}"
			  "]}"}},
		ERROR_REMOTE, "not done (500): x"},
	{"nothing done", {{.body = "{\"results\":[]}"}}, ERROR_REMOTE,
		"not done (0): no reason given"},
	{"nothing said", {{.body = "[]"}}, ERROR_REMOTE, "not done (0)"},
	{"an answer without a word", {{.body = ""}}, ERROR_WAIT,
		"an empty answer"},
	{"no JSON", {{.body = "{\"results\":["}}, ERROR_REMOTE, "not done (0)"},
	{"credentials", {{.status = 401, .body = "x"}}, ERROR_CONFIG,
		"check user and password_file"},
	{"lost", {{.failure = TRANSPORT_TRUNCATED}}, ERROR_WAIT,
		"scripted failure"},
};

static void
test_refusals(void **state)
{
	const struct alert_message message = {
		ALERT_UNACKNOWLEDGE, "h", "s", NULL};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(refusals); i++) {
		struct error err = {0};
		char *sent = NULL;
		const struct scripted_answer *second = &refusals[i].answers[1];
		size_t count = second->status != 0 || second->body != NULL ||
					       second->failure != TRANSPORT_OK
				       ? 2
				       : 1;
		if (tell(&message, refusals[i].answers, count, &sent, &err) ||
			err.code != refusals[i].code ||
			strstr(err.text, refusals[i].text) == NULL) {
			fail_msg("%s: %d %s", refusals[i].name, (int)err.code,
				err.text);
		}
		free(sent);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_messages),
		cmocka_unit_test(test_long_comment),
		cmocka_unit_test(test_refusals),
	};

	return cmocka_run_group_tests_name("icinga2_tell", tests, NULL, NULL);
}
