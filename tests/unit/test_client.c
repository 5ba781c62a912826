// SPDX-License-Identifier: MIT
#include "graph/client.h"

#include <string.h>

#include "test.h"

#include "graph_fixture.h"

#define LATE                                                                   \
	{                                                                      \
		.status = 429                                                  \
	}
#define OK                                                                     \
	{                                                                      \
		.url = "/v1.0/users", .body = "{}"                             \
	}
#define REFUSAL(code) "{\"error\":{\"code\":\"" code "\",\"message\":\"m\"}}"

/* Asks once, through all that the script has; the status, or 0. */
static int
ask(struct graph_fixture *f, const char *url, enum http_method method,
	struct directory_facts *facts)
{
	struct client client;
	struct question question = {.call = {.method = method,
					    .url = url,
					    .what = "users",
					    .limit_bytes = 1000,
					    .may_repeat = method == HTTP_GET}};
	struct http_response response = {0};
	int status = 0;

	client_init(&client, &f->settings);
	if (client_take(&client, &question, &response, &f->err)) {
		status = response.status;
		if (status != 200) {
			(void)client_refused(&question, &response, &f->err);
		}
	}
	*facts = client.exchange.facts;
	client_release(&client);
	return status;
}

static const struct {
	const char *name;
	struct scripted_answer answers[4];
	int status; /* 0: failed */
	int64_t waited_s;
	enum error_code code;
	const char *text; /* part of the error */
} cases[] = {
	{"at once", {OK}, 200, 0, ERROR_NONE, ""},
	{"whole seconds", {{.status = 429, .retry_after = "7"}, OK}, 200, 8,
		ERROR_NONE, ""},
	{"fraction", {{.status = 429, .retry_after = "2.128"}, OK}, 200, 4,
		ERROR_NONE, ""},
	{"date",
		{{.status = 503,
			 .retry_after = "Fri, 15 Jan 2027 08:00:30 GMT"},
			OK},
		200, 31, ERROR_NONE, ""},
	{"absent", {LATE, OK}, 200, 2, ERROR_NONE, ""},
	{"garbage", {{.status = 429, .retry_after = "soon"}, OK}, 200, 2,
		ERROR_NONE, ""},
	{"500 of a read", {{.status = 500}, OK}, 200, 2, ERROR_NONE, ""},
	{"502", {{.status = 502}, OK}, 200, 2, ERROR_NONE, ""},
	{"504", {{.status = 504, .body = "<html>"}, OK}, 200, 2, ERROR_NONE,
		""},
	{"reset", {{.failure = TRANSPORT_UNREACHABLE}, OK}, 200, 2, ERROR_NONE,
		""},
	{"truncated", {{.failure = TRANSPORT_TRUNCATED}, OK}, 200, 2,
		ERROR_NONE, ""},
	{"longer than the run", {{.status = 429, .retry_after = "700"}}, 0, 0,
		ERROR_WAIT, "left alone until 2027-01-15T08:11:41Z"},
	{"never", {{.status = 503, .retry_after = "1", .times = 99}}, 0, 18,
		ERROR_WAIT, "HTTP status 503 for users, 10 times"},
	{"certificate", {{.failure = TRANSPORT_TLS}}, 0, 0, ERROR_CONFIG,
		"ca_file"},
	{"too large", {{.failure = TRANSPORT_TOO_LARGE}}, 0, 0, ERROR_REMOTE,
		"answer for users"},
	{"forbidden",
		{{.status = 403, .body = REFUSAL("Authorization_Denied")}}, 403,
		0, ERROR_PERMISSION,
		"(Authorization_Denied): grant the application permission "
		"User.Read.All and give admin consent"},
	{"not found", {{.status = 404, .body = REFUSAL("Gone")}}, 404, 0,
		ERROR_REMOTE, "HTTP status 404 for users: Gone: m"},
	{"redirect", {{.status = 302}}, 302, 0, ERROR_REMOTE, "redirected"},
	{"no body", {{.status = 400}}, 400, 0, ERROR_REMOTE, "no code"},
	{"portal", {{.status = 200, .body = " <!DOCTYPE html>"}}, 0, 0,
		ERROR_REMOTE, "captive portal"},
	{"portal by its type",
		{{.status = 200, .content_type = "text/html; charset=utf-8"}},
		0, 0, ERROR_REMOTE, "captive portal"},
};

static void
test_answers(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct scripted_answer answers[5] = {FIXTURE_TOKEN};
		struct directory_facts facts = {0};
		struct graph_fixture f;
		int status = 0;
		memcpy(answers + 1, cases[i].answers, sizeof(cases[i].answers));
		for (size_t k = 1; k < COUNT_OF(answers); k++) {
			answers[k].url = "/v1.0/users";
		}
		graph_fixture_open(&f, answers, COUNT_OF(answers));
		status = ask(
			&f, "https://graph.test/v1.0/users", HTTP_GET, &facts);
		if (status != cases[i].status || f.err.code != cases[i].code ||
			f.script->now - FIXTURE_NOW != cases[i].waited_s ||
			strstr(f.err.text, cases[i].text) == NULL) {
			fail_msg("%s: status %d, waited %lld: %s",
				cases[i].name, status,
				(long long)(f.script->now - FIXTURE_NOW),
				f.err.text);
		}
		assert_null(strstr(f.err.text, "secret.token"));
		graph_fixture_close(&f);
	}
}

/* Who is told to wait for longer than the run leaves word of it. */
static void
test_not_before(void **state)
{
	const struct scripted_answer answers[] = {
		FIXTURE_TOKEN, {.status = 429, .retry_after = "3600"}};
	struct directory_facts facts = {0};
	struct graph_fixture f;

	(void)state;
	graph_fixture_open(&f, answers, COUNT_OF(answers));
	assert_int_equal(
		ask(&f, "https://graph.test/v1.0/users", HTTP_GET, &facts), 0);
	assert_int_equal(facts.not_before, FIXTURE_NOW + 3601);
	graph_fixture_close(&f);
}

/* A write whose fate is unknown is not sent again; one that was refused is. */
static void
test_writes(void **state)
{
	static const struct {
		const char *name;
		struct scripted_answer first;
		size_t asked;
	} writes[] = {
		{"lost", {.failure = TRANSPORT_TIMEOUT}, 1},
		{"500", {.status = 500}, 1},
		{"502", {.status = 502}, 1},
		{"504", {.status = 504}, 1},
		{"503", {.status = 503}, 1},
		{"reset", {.failure = TRANSPORT_UNREACHABLE}, 1},
		{"not even sent",
			{.failure = TRANSPORT_UNREACHABLE, .is_unsent = true},
			2},
		{"429", {.status = 429}, 2},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(writes); i++) {
		struct scripted_answer answers[] = {
			FIXTURE_TOKEN, writes[i].first, OK};
		struct directory_facts facts = {0};
		struct graph_fixture f;
		graph_fixture_open(&f, answers, COUNT_OF(answers));
		(void)ask(
			&f, "https://graph.test/v1.0/users", HTTP_POST, &facts);
		if (scripted_asked(f.script, "/v1.0/users") !=
			writes[i].asked) {
			fail_msg("%s", writes[i].name);
		}
		graph_fixture_close(&f);
	}
}

static void
test_token_is_renewed_once(void **state)
{
	const struct scripted_answer answers[] = {
		FIXTURE_TOKEN,
		{.url = "/users", .status = 401},
		{.url = "/token",
			.body = "{\"access_token\":\"second\",\"expires_in\":"
				"\"3599\"}"},
		{.url = "/users",
			.status = 401,
			.body = REFUSAL("InvalidAuthenticationToken")},
	};
	struct directory_facts facts = {0};
	struct graph_fixture f;

	(void)state;
	graph_fixture_open(&f, answers, COUNT_OF(answers));
	assert_int_equal(
		ask(&f, "https://graph.test/v1.0/users", HTTP_GET, &facts),
		401);
	assert_non_null(strstr(f.script->requests[3].headers,
		"Authorization: Bearer second\n"));
	assert_int_equal(f.err.code, ERROR_PERMISSION);
	assert_int_equal(f.script->unscripted, 0);
	graph_fixture_close(&f);
}

static void
test_facts(void **state)
{
	const struct scripted_answer answers[] = {
		{.url = "/token",
			.body = "{\"access_token\":\"t\",\"expires_in\":3599}",
			.date = "Fri, 15 Jan 2027 08:00:00 GMT"},
		{.date = "Fri, 15 Jan 2027 07:53:20 GMT",
			.body = "{}",
			.request_id = "abc-123\"<x>"},
	};
	struct directory_facts facts = {0};
	struct graph_fixture f;

	(void)state;
	graph_fixture_open(&f, answers, COUNT_OF(answers));
	assert_int_equal(
		ask(&f, "https://graph.test/v1.0/users", HTTP_GET, &facts),
		200);
	assert_true(facts.has_date);
	assert_int_equal(facts.clock_offset_s, -400);
	assert_string_equal(facts.request_id, "abc-123");
	assert_int_equal(facts.requests, 2);
	graph_fixture_close(&f);
}

static void
test_rights(void **state)
{
	static const struct {
		const char *url;
		const char *right;
	} rights[] = {
		{"/v1.0/users/1", " User.Read.All "},
		{"/v1.0/users/1/mailboxSettings/userPurpose",
			" MailboxSettings.Read "},
		{"/v1.0/directory/deletedItems/1", " User.Read.All "},
		{"/v1.0/directory/deletedItems/1/restore",
			" User.DeleteRestore.All "},
		{"/v1.0/users/1/assignLicense",
			" LicenseAssignment.ReadWrite.All "},
		{"/v1.0/subscribedSkus", " LicenseAssignment.Read.All "},
		{"/v1.0/auditLogs/directoryAudits", " AuditLog.Read.All "},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rights); i++) {
		struct error err = {0};
		assert_false(client_refused_part(
			"it", rights[i].url, 403, NULL, &err));
		assert_int_equal(err.code, ERROR_PERMISSION);
		if (strstr(err.text, rights[i].right) == NULL) {
			fail_msg("%s: %s", rights[i].url, err.text);
		}
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_answers),
		cmocka_unit_test(test_not_before),
		cmocka_unit_test(test_writes),
		cmocka_unit_test(test_token_is_renewed_once),
		cmocka_unit_test(test_facts),
		cmocka_unit_test(test_rights),
	};

	return cmocka_run_group_tests_name("client", tests, NULL, NULL);
}
