// SPDX-License-Identifier: MIT
#include "graph/batch.h"

#include <stdio.h>
#include <string.h>

#include "test.h"

#include "graph_fixture.h"

#define PART(id, status, more) "{\"id\":\"" id "\",\"status\":" status more "}"
#define PARTS(parts)                                                           \
	{                                                                      \
		.url = "/$batch", .body = "{\"responses\":[" parts "]}"        \
	}
#define AFTER(s) ",\"headers\":{\"retry-after\":\"" s "\"}"

static void
ask(void *context, size_t index, struct batch_request *request)
{
	(void)context;
	(void)snprintf(request->url, BATCH_URL_SIZE, "/users/%zu", index);
}

static bool
see_answer(void *context, size_t index, const struct batch_answer *answer,
	struct error *err)
{
	char word[32];

	(void)err;
	(void)snprintf(word, sizeof(word), "%zu:%d", index, answer->status);
	graph_fixture_note(context, word);
	return true;
}

static const struct {
	const char *name;
	size_t count;
	struct scripted_answer answers[4];
	const char *seen; /* NULL: failed */
	int64_t waited_s;
	const char *text;
} cases[] = {
	{"none", 0, {{0}}, "", 0, ""},
	{"in any order", 3,
		{PARTS(PART("2", "404", "") "," PART("0", "200", "") "," PART(
			"1", "403", ""))},
		"0:200 1:403 2:404", 0, ""},
	{"one is throttled on its own", 2,
		{PARTS(PART("0", "429", AFTER("4")) "," PART("1", "200", "")),
			PARTS(PART("0", "200", ""))},
		"1:200 0:200", 5, ""},
	{"the longest wait counts", 2,
		{PARTS(PART("0", "429", AFTER("4")) "," PART(
			 "1", "503", AFTER("9.5"))),
			PARTS(PART("0", "200", "") "," PART("1", "200", ""))},
		"0:200 1:200", 11, ""},
	{"given up after three tries", 1,
		{PARTS(PART("0", "500", AFTER("1"))),
			PARTS(PART("0", "500", AFTER("1"))),
			PARTS(PART("0", "500", AFTER("1")))},
		"0:500", 4, ""},
	{"all of it is throttled", 1,
		{{.url = "/$batch", .status = 429, .retry_after = "3"},
			PARTS(PART("0", "200", ""))},
		"0:200", 4, ""},
	{"the token of a part is refused", 1,
		{PARTS(PART("0", "401", "")),
			{.url = "/token",
				.body = "{\"access_token\":\"b\","
					"\"expires_in\":3599}"},
			PARTS(PART("0", "200", ""))},
		"0:200", 0, ""},
	{"twice", 1,
		{PARTS(PART("0", "401", "")),
			{.url = "/token",
				.body = "{\"access_token\":\"b\","
					"\"expires_in\":3599}"},
			PARTS(PART("0", "401", ""))},
		"0:401", 0, ""},
	{"number as id", 1, {PARTS("{\"id\":0,\"status\":\"200\"}")}, "0:200",
		0, ""},
	{"a part is missing", 2, {PARTS(PART("1", "200", ""))}, NULL, 0,
		"not answered"},
	{"a part twice", 1,
		{PARTS(PART("0", "200", "") "," PART("0", "200", ""))}, NULL, 0,
		"no usable id"},
	{"a part nobody asked for", 1, {PARTS(PART("7", "200", ""))}, NULL, 0,
		"no usable id"},
	{"no status", 1, {PARTS("{\"id\":\"0\"}")}, NULL, 0, "no usable id"},
	{"null", 1, {PARTS("null")}, NULL, 0, "no usable id"},
	{"no list", 1, {{.url = "/$batch", .body = "{}"}}, NULL, 0,
		"without a list"},
	{"refused", 1, {{.url = "/$batch", .status = 400}}, NULL, 0,
		"HTTP status 400"},
	{"longer than the run", 1, {PARTS(PART("0", "429", AFTER("900")))},
		NULL, 0, "left alone"},
};

static void
test_batches(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct scripted_answer answers[5] = {FIXTURE_TOKEN};
		struct graph_fixture f;
		struct client client;
		struct batch batch = {.what = "users",
			.count = cases[i].count,
			.tries = 3,
			.request = ask,
			.answer = see_answer,
			.context = &f};
		bool ok = false;
		memcpy(answers + 1, cases[i].answers, sizeof(cases[i].answers));
		graph_fixture_open(&f, answers, COUNT_OF(answers));
		client_init(&client, &f.settings);
		ok = batch_send(&client, &batch, &f.err);
		if (ok != (cases[i].seen != NULL) ||
			(ok && strcmp(f.seen, cases[i].seen) != 0) ||
			strstr(f.err.text, cases[i].text) == NULL ||
			f.script->now - FIXTURE_NOW != cases[i].waited_s) {
			fail_msg("%s: [%s] waited %lld: %s", cases[i].name,
				f.seen,
				(long long)(f.script->now - FIXTURE_NOW),
				f.err.text);
		}
		client_release(&client);
		graph_fixture_close(&f);
	}
}

/* Twenty at a time. */
static void
test_size(void **state)
{
	static char bodies[3][4096];
	struct scripted_answer answers[4] = {FIXTURE_TOKEN};
	struct graph_fixture f;
	struct client client;
	struct batch batch = {.what = "users",
		.count = 45,
		.tries = 3,
		.request = ask,
		.answer = see_answer,
		.context = &f};

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		size_t used = (size_t)snprintf(
			bodies[i], sizeof(bodies[i]), "{\"responses\":[");
		for (size_t k = 0; k < (i < 2 ? 20u : 5u); k++) {
			used += (size_t)snprintf(bodies[i] + used,
				sizeof(bodies[i]) - used,
				"%s{\"id\":\"%zu\",\"status\":200}",
				k == 0 ? "" : ",", k);
		}
		(void)snprintf(
			bodies[i] + used, sizeof(bodies[i]) - used, "]}");
		answers[i + 1] = (struct scripted_answer){.body = bodies[i]};
	}
	graph_fixture_open(&f, answers, COUNT_OF(answers));
	client_init(&client, &f.settings);
	assert_true(batch_send(&client, &batch, &f.err));
	assert_int_equal(f.script->request_count, 4);
	assert_non_null(strstr(f.seen, "44:200"));
	assert_string_equal(f.script->requests[3].body,
		"{\"requests\":["
		"{\"id\":\"0\",\"method\":\"GET\",\"url\":\"/users/40\"},"
		"{\"id\":\"1\",\"method\":\"GET\",\"url\":\"/users/41\"},"
		"{\"id\":\"2\",\"method\":\"GET\",\"url\":\"/users/42\"},"
		"{\"id\":\"3\",\"method\":\"GET\",\"url\":\"/users/43\"},"
		"{\"id\":\"4\",\"method\":\"GET\",\"url\":\"/users/44\"}]}");
	client_release(&client);
	graph_fixture_close(&f);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_batches),
		cmocka_unit_test(test_size),
	};

	return cmocka_run_group_tests_name("batch", tests, NULL, NULL);
}
