// SPDX-License-Identifier: MIT
/*
 * What is done in Icinga 2, over a script of answers: every failure, at every
 * step, and never is anything removed that was not to go.
 */
#include "handler/sync_site.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "test.h"

#include "core/mem.h"
#include "handler/roster_read.h"
#include "scripted_transport.h"

#define NOW 1800000000
#define ID(letter)                                                             \
	letter letter letter letter letter letter letter letter                \
		"-0000-4000-8000-000000000000"
#define SERVICE(name, letter, rank)                                            \
	"{\"host\":\"contoso\",\"service\":\"" name                            \
	"\",\"display_name\":\"who\",\"mbx_tenant\":\"contoso\",\"mbx_id\":"   \
	"\"" ID(letter) "\",\"mbx_cause\":\"license-removed\",\"mbx_"          \
			"account\":"                                           \
			"\"enabled\",\"rank\":" rank                           \
			",\"exit_status\":2,\"output\":\"CRITICAL: x\\ny\","   \
			"\"performance_data\":\"a=1 b=2\"}"
#define ROSTER(judged, more)                                                   \
	"{\"tenants\":[{\"tenant\":\"contoso\",\"judged\":" judged             \
	",\"problem\":\"old\",\"count\":2,\"services\":[" more "]}]}"
#define BOTH SERVICE("mbx-a", "a", "2") "," SERVICE("mbx-b", "b", "1")
#define FOUND(name, letter, package, tenant, more)                             \
	"{\"attrs\":{\"name\":\"" name                                         \
	"\",\"host_name\":\"contoso\",\"display_name\":\"else\","              \
	"\"package\":\"" package "\",\"vars\":{\"mbx_tenant\":\"" tenant       \
	"\",\"mbx_id\":\"" ID(letter) "\"}" more "}}"
#define THERE                                                                  \
	FOUND("mbx-a", "a", "_api", "contoso", "")                             \
	"," FOUND("mbx-c", "c", "_api", "contoso", "") "," FOUND("mbx-d", "d", \
		"_etc", "contoso", "") "," FOUND("mailbox-e", "e", "_api",     \
		"contoso", "") "," FOUND("mbx-f", "f", "_api", "fabrikam", "")
#define LIST(services) "{\"results\":[" services "]}"
#define DONE "{\"results\":[{\"code\":200.0,\"status\":\"Fine.\"}]}"

static time_t
now(void)
{
	return NOW;
}

struct outcome {
	bool ok;
	struct error err;
	struct sync_tally tally;
	char *sent; /* "PUT mbx-b, FEED mbx-b, ..." */
	char *bodies;
};

/* In short what a request was. */
static void
note(struct outcome *outcome, const struct scripted_request *request)
{
	const char *slash = strrchr(request->url, '!');
	const char *body = request->body;
	const char *method = strstr(request->headers, "Override: ");
	const char *name = slash;
	char *longer = NULL;

	if (name == NULL) {
		name = strchr(body, '!');
	}
	name = name == NULL ? " all" : name + 1;
	longer = mem_print("%s%.*s %.*s, ", outcome->sent,
		method == NULL ? 4 : (int)strcspn(method + 10, "\r\n"),
		method == NULL ? "FEED" : method + 10,
		(int)strcspn(name, "?\""), name);
	free(outcome->sent);
	outcome->sent = longer;
	longer = mem_print("%s%s\n", outcome->bodies, body);
	free(outcome->bodies);
	outcome->bodies = longer;
}

static void
run(const char *roster_text, const struct scripted_answer *answers,
	size_t count, struct outcome *outcome)
{
	struct scripted_transport *script = scripted_new(NOW, answers, count);
	struct icinga2_site site = {.name = (char *)(uintptr_t) "main",
		.url = (char *)(uintptr_t) "https://node:5665",
		.certificate_file = (char *)(uintptr_t) "/c"};
	const struct icinga2_settings settings = {
		.site = &site, .transport = &script->base, .limit_s = 5};
	const struct sync_settings sync = {.clock = now, .say = stderr};
	struct roster roster = {0};
	const struct sync_work work = {
		.settings = &sync, .roster = &roster, .checked_at = NOW - 1};
	struct icinga2 *icinga2 = NULL;

	*outcome =
		(struct outcome){.sent = mem_text(""), .bodies = mem_text("")};
	assert_true(roster_read(
		roster_text, strlen(roster_text), &roster, &outcome->err));
	assert_true(icinga2_open(&settings, &icinga2, &outcome->err));
	outcome->ok = sync_icinga2(
		&work, icinga2, 1000, &outcome->tally, &outcome->err);
	for (size_t i = 0; i < script->request_count; i++) {
		note(outcome, &script->requests[i]);
	}
	icinga2_free(icinga2);
	scripted_free(script);
	roster_release(&roster);
}

static void
release(struct outcome *outcome)
{
	free(outcome->sent);
	free(outcome->bodies);
}

/* All steps of a run in which everything is to be done, in their order. */
enum { LISTING, CREATING, FEEDING_B, DESCRIBING, FEEDING_A, REMOVING, STEPS };
static const struct scripted_answer steps[STEPS] = {
	[LISTING] = {.url = "/v1/objects/services",
		.sent = "last_check_result",
		.body = LIST(THERE)},
	[CREATING] = {.url = "contoso!mbx-b", .body = DONE},
	[FEEDING_B] = {.url = "process-check-result",
		.sent = "contoso!mbx-b",
		.body = DONE},
	[DESCRIBING] = {.url = "contoso!mbx-a", .body = DONE},
	[FEEDING_A] = {.url = "process-check-result",
		.sent = "contoso!mbx-a",
		.body = DONE},
	[REMOVING] = {.url = "contoso!mbx-c?cascade=1", .body = DONE},
};
#define ALL_SENT                                                               \
	"GET  all, PUT mbx-b, FEED mbx-b, POST mbx-a, FEED mbx-a, DELETE "     \
	"mbx-c, "

static void
test_everything(void **state)
{
	struct outcome outcome;

	(void)state;
	run(ROSTER("true", BOTH), steps, STEPS, &outcome);
	assert_string_equal(outcome.err.text, "");
	assert_true(outcome.ok);
	assert_string_equal(outcome.sent, ALL_SENT);
	assert_int_equal(outcome.tally.created, 1);
	assert_int_equal(outcome.tally.changed, 1);
	assert_int_equal(outcome.tally.told, 2);
	assert_int_equal(outcome.tally.removed, 1);
	assert_int_equal(outcome.tally.failed, 0);
	assert_non_null(strstr(outcome.bodies,
		"{\"templates\":[\"mailbox-expiry-mailbox\"],\"attrs\":{"
		"\"display_name\":\"who\",\"vars.mbx_cause\":"
		"\"license-removed\",\"vars.mbx_account\":\"enabled\","
		"\"vars.mbx_tenant\":\"contoso\",\"vars.mbx_id\":\"" ID(
			"b") "\"},\"ignore_on_error\":true}\n"));
	assert_non_null(strstr(outcome.bodies,
		"{\"type\":\"Service\",\"service\":\"contoso!mbx-b\","
		"\"exit_status\":2,\"plugin_output\":\"CRITICAL: x\\ny\","
		"\"performance_data\":\"a=1 b=2\",\"ttl\":900,"
		"\"check_source\":\"mailbox-expiry\",\"execution_start\":"
		"1799999999,\"execution_end\":1799999999}\n"));
	release(&outcome);
}

static const struct {
	const char *name;
	struct scripted_answer answer; /* what differs */
	bool is_of_one; /* what is about one service: the others go on */
} failures[] = {
	{"unreachable", {.failure = TRANSPORT_UNREACHABLE}, false},
	{"no end", {.failure = TRANSPORT_TIMEOUT}, false},
	{"cut", {.failure = TRANSPORT_TRUNCATED}, false},
	{"another certificate", {.failure = TRANSPORT_TLS}, false},
	{"401", {.status = 401, .body = "x"}, false},
	{"403", {.status = 403, .body = "{\"error\":403}"}, false},
	{"404, and it is there", {.status = 404, .body = "{\"error\":404}"},
		false},
	{"500, nothing said", {.status = 500, .body = ""}, false},
	{"503",
		{.status = 503,
			.body = "{\"results\":[{\"code\":503,\"status\":"
				"\"reloading\"}]}"},
		false},
	{"302", {.status = 302, .body = "x"}, true},
	{"500 for this one",
		{.status = 500,
			.body = "{\"results\":[{\"code\":500,\"errors\":"
				"[\"exists already\"]}]}"},
		true},
	{"no JSON", {.body = "<html>"}, true},
	{"an empty list", {.body = "{\"results\":[]}"}, true},
	{"half of it", {.body = "{\"results\":[{\"code\":200"}, true},
};

static void
check_failure(size_t at, size_t step)
{
	struct scripted_answer answers[STEPS + 1];
	struct outcome outcome;
	bool goes_on = failures[at].is_of_one && step != LISTING;
	bool is_empty = step == LISTING &&
			strcmp(failures[at].name, "an empty list") == 0;

	memcpy(answers, steps, sizeof(steps));
	answers[step].body = failures[at].answer.body;
	answers[step].status = failures[at].answer.status;
	answers[step].failure = failures[at].answer.failure;
	answers[step].times = 2;
	answers[STEPS] = (struct scripted_answer){
		.sent = "[\"name\"]", .body = "{\"results\":[{}]}"};
	run(ROSTER("true", BOTH), answers, STEPS + 1, &outcome);
	if (is_empty) {
		/* Then there is nothing to remove. */
		assert_null(strstr(outcome.sent, "DELETE"));
	} else if ((outcome.ok && outcome.tally.failed == 0) ||
		   outcome.ok != goes_on ||
		   (!goes_on && step != REMOVING &&
			   strstr(outcome.sent, "DELETE") != NULL) ||
		   (goes_on && strstr(outcome.sent, "DELETE") == NULL) ||
		   (step == REMOVING && outcome.tally.removed > 0)) {
		fail_msg("%s at step %zu: %s %s", failures[at].name, step,
			outcome.sent, outcome.err.text);
	}
	/* Whatever happens: nobody but who was to go. */
	for (const char *one = strstr(outcome.sent, "DELETE"); one != NULL;
		one = strstr(one + 1, "DELETE")) {
		assert_memory_equal(one, "DELETE mbx-c,", 13);
	}
	release(&outcome);
}

static void
test_failures(void **state)
{
	(void)state;
	for (size_t at = 0; at < COUNT_OF(failures); at++) {
		for (size_t step = 0; step < STEPS; step++) {
			check_failure(at, step);
		}
	}
}

static const struct {
	size_t step;
	const char *right;
} rights[] = {
	{LISTING, "objects/query/Service"},
	{CREATING, "objects/create/Service"},
	{FEEDING_B, "actions/process-check-result"},
	{DESCRIBING, "objects/modify/Service"},
	{REMOVING, "objects/delete/Service"},
};

static void
test_rights(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(rights); i++) {
		for (int status = 403; status <= 404; status++) {
			struct scripted_answer answers[STEPS + 1];
			struct outcome outcome;

			memcpy(answers, steps, sizeof(steps));
			answers[rights[i].step].status = status;
			answers[rights[i].step].body = "{}";
			answers[rights[i].step].times = 2;
			answers[STEPS] =
				(struct scripted_answer){.sent = "[\"name\"]",
					.body = "{\"results\":[{}]}"};
			run(ROSTER("true", BOTH), answers, STEPS + 1, &outcome);
			assert_false(outcome.ok);
			assert_int_equal(outcome.err.code, ERROR_PERMISSION);
			assert_non_null(
				strstr(outcome.err.text, rights[i].right));
			release(&outcome);
		}
	}
}

static const struct {
	const char *name;
	const char *roster;
	const char *there;
	const char *sent;
} cases[] = {
	{"not judged: nothing goes", ROSTER("false", ""), THERE, "GET  all, "},
	{"judged, and nobody is left: all of ours go", ROSTER("true", ""),
		THERE, "GET  all, DELETE mbx-a, DELETE mbx-c, "},
	{"a list without tenants: nothing goes", "{\"tenants\":[]}", THERE,
		"GET  all, "},
	{"gone meanwhile", ROSTER("true", SERVICE("mbx-a", "a", "1")),
		FOUND("mbx-c", "c", "_api", "contoso", ""),
		"GET  all, PUT mbx-a, FEED mbx-a, DELETE mbx-c, GET mbx-c, "},
	{"up to date", ROSTER("true", SERVICE("mbx-a", "a", "1")),
		"{\"attrs\":{\"name\":\"mbx-old\",\"host_name\":\"contoso\","
		"\"display_name\":\"who\",\"package\":\"_api\",\"state_type\":"
		"1,\"vars\":{\"mbx_tenant\":\"contoso\",\"mbx_id\":\"" ID(
			"a") "\",\"mbx_cause\":\"license-removed\","
			     "\"mbx_account\":\"enabled\"},"
			     "\"last_check_result\":{\"state\":2,"
			     "\"execution_end\":1799999990.5,\"output\":"
			     "\"CRITICAL: x\\ny\"}}}",
		"GET  all, "},
};

static void
test_cases(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		char *list = mem_print("{\"results\":[%s]}", cases[i].there);
		bool is_gone = strcmp(cases[i].name, "gone meanwhile") == 0;
		const struct scripted_answer answers[] = {
			{.sent = "last_check_result", .body = list},
			{.url = "mbx-c?",
				.status = is_gone ? 404 : 200,
				.body = DONE},
			{.sent = "[\"name\"]", .status = 404, .body = "{}"},
			{.body = DONE, .times = 9},
		};
		struct outcome outcome;

		run(cases[i].roster, answers, COUNT_OF(answers), &outcome);
		if (!outcome.ok || outcome.tally.failed > 0 ||
			strcmp(outcome.sent, cases[i].sent) != 0) {
			fail_msg("%s: %s %s", cases[i].name, outcome.sent,
				outcome.err.text);
		}
		release(&outcome);
		free(list);
	}
}

static const struct {
	const char *text;
	const char *complaint;
} answers_of_a_check[] = {
	{"", "nothing was said"},
	{"\n", "nothing was said"},
	{"UNKNOWN: no\nmore", "UNKNOWN: no"},
	{"[]", "[]"},
	{"{", "\"tenants\" is missing or wrong"},
	{"{}", "\"tenants\" is missing or wrong"},
	{"{\"tenants\":{}}", "\"tenants\" is missing"},
	{"{\"tenants\":[]} x", "\"tenants\" is missing"},
	{"{\"tenants\":[1]}", "\"judged\" is missing"},
	{"{\"tenants\":[{\"judged\":1,\"services\":[]}]}", "\"judged\""},
	{"{\"tenants\":[{\"judged\":true,\"services\":{}}]}", "\"services\""},
	{"{\"tenants\":[{\"judged\":true,\"services\":[]}]}", "\"tenant\""},
	{"{\"tenants\":[{\"judged\":true,\"services\":[],\"tenant\":\"a\"}]}",
		"\"count\""},
	{"{\"tenants\":[{\"judged\":false,\"services\":[],\"tenant\":\"a\","
	 "\"count\":0,\"problem\":null}]}",
		"\"problem\""},
	{ROSTER("true", "{}"), "\"host\""},
	{ROSTER("true", BOTH ",7"), "\"host\""},
	{ROSTER("true", SERVICE("mbx-a", "a", "-1")), "\"rank\""},
	{ROSTER("true", SERVICE("mbx-a", "a", "1.5")), "\"rank\""},
	{ROSTER("true", SERVICE("mbx-a\\u0000", "a", "1")), "\"service\""},
	{ROSTER("true", SERVICE("mbx-a!b", "a", "1")), "is no name"},
	{ROSTER("true", SERVICE("mbx-a", "g", "1")), "of no mailbox"},
	{ROSTER("true",
		 SERVICE("mbx-a", "a", "1") "," SERVICE("mbx-b", "a", "2")),
		"of one mailbox"},
};

static void
test_answers_of_a_check(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(answers_of_a_check); i++) {
		const char *text = answers_of_a_check[i].text;
		struct roster roster = {0};
		struct error err = {0};

		if (roster_read(text, strlen(text), &roster, &err) ||
			strstr(err.text, answers_of_a_check[i].complaint) ==
				NULL) {
			fail_msg("%s: %s", text, err.text);
		}
		assert_null(roster.services);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_everything),
		cmocka_unit_test(test_failures),
		cmocka_unit_test(test_rights),
		cmocka_unit_test(test_cases),
		cmocka_unit_test(test_answers_of_a_check),
	};

	return cmocka_run_group_tests_name("sync", tests, NULL, NULL);
}
