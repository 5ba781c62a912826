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

/* Answers for `count` requests, the first of them with `first`. */
static const char *
write_parts(char body[4096], const char *first, size_t count)
{
	size_t used = (size_t)snprintf(
		body, 4096, "{\"responses\":[{\"id\":\"0\",%s}", first);

	for (size_t i = 1; i < count; i++) {
		used += (size_t)snprintf(body + used, 4096 - used,
			",{\"id\":\"%zu\",\"status\":200}", i);
	}
	(void)snprintf(body + used, 4096 - used, "]}");
	return body;
}

struct counting {
	size_t seen;
	size_t fail_at; /* 0: never */
};

static bool
count_answer(void *context, size_t index, const struct batch_answer *answer,
	struct error *err)
{
	struct counting *counting = context;

	(void)index;
	assert_int_equal(answer->status, 200);
	if (++counting->seen == counting->fail_at) {
		return error_set(err, ERROR_DISK, "the disk is full");
	}
	return true;
}

static bool
read_many(struct graph_fixture *f, const struct scripted_answer *answers,
	size_t count, struct counting *counting)
{
	struct client client;
	struct batch batch = {.what = "users",
		.count = 400,
		.tries = 3,
		.request = ask,
		.answer = count_answer,
		.context = counting};
	bool ok = false;

	graph_fixture_open(f, answers, count);
	client_init(&client, &f->settings);
	ok = batch_send(&client, &batch, &f->err);
	assert_int_equal(f->script->busy, 0);
	client_release(&client);
	return ok;
}

static void
test_several_at_a_time(void **state)
{
	char body[4096];
	const struct scripted_answer answers[] = {FIXTURE_TOKEN,
		{.url = "/$batch",
			.body = write_parts(body, "\"status\":200", 20),
			.takes_s = 1,
			.times = 20}};
	struct counting counting = {0};
	struct graph_fixture f;

	(void)state;
	assert_true(read_many(&f, answers, COUNT_OF(answers), &counting));
	assert_int_equal(counting.seen, 400);
	assert_int_equal(f.script->busiest, BATCH_OPEN_LIMIT);
	assert_int_equal(f.script->now - FIXTURE_NOW, 3);
	graph_fixture_close(&f);
}

/* One is asked to wait: nobody starts until then, whatever was under way. */
static void
test_all_wait(void **state)
{
	char body[4096];
	char later[4096];
	char one[4096];
	static const char *const waits[] = {
		"\"status\":429,\"headers\":{\"Retry-After\":9}",
		"\"status\":503,\"headers\":{\"Retry-After\":\"8.5\"}"};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(waits); i++) {
		const struct scripted_answer answers[] = {FIXTURE_TOKEN,
			{.url = "/$batch",
				.body = write_parts(later, waits[i], 20),
				.takes_s = 1},
			{.url = "/$batch",
				.sent = "\"0\",\"method\":\"GET\",\"url\":"
					"\"/users/0\"}]",
				.body = write_parts(one, "\"status\":200", 1)},
			{.url = "/$batch",
				.body = write_parts(body, "\"status\":200", 20),
				.takes_s = 2,
				.times = 19}};
		struct counting counting = {0};
		struct graph_fixture f;
		assert_true(
			read_many(&f, answers, COUNT_OF(answers), &counting));
		assert_int_equal(counting.seen, 400);
		for (size_t k = 1; k < f.script->request_count; k++) {
			time_t at = f.script->requests[k].at - FIXTURE_NOW;
			assert_true(at == 0 || at >= 11);
		}
		assert_int_equal(f.script->request_count, 1 + 21);
		graph_fixture_close(&f);
	}
}

static void
test_one_refusal_ends_it(void **state)
{
	char body[4096];
	const struct scripted_answer answers[] = {FIXTURE_TOKEN,
		{.url = "/$batch",
			.body = write_parts(body, "\"status\":200", 20),
			.times = 3},
		{.url = "/$batch", .status = 403},
		{.url = "/$batch", .body = body, .takes_s = 1, .times = 99}};
	struct counting counting = {0};
	struct graph_fixture f;

	(void)state;
	assert_false(read_many(&f, answers, COUNT_OF(answers), &counting));
	assert_int_equal(f.err.code, ERROR_PERMISSION);
	assert_int_equal(counting.seen, 60);
	graph_fixture_close(&f);
}

static void
test_visitor_stops(void **state)
{
	char body[4096];
	const struct scripted_answer answers[] = {FIXTURE_TOKEN,
		{.url = "/$batch",
			.body = write_parts(body, "\"status\":200", 20),
			.times = 20}};
	struct counting counting = {.fail_at = 33};
	struct graph_fixture f;

	(void)state;
	assert_false(read_many(&f, answers, COUNT_OF(answers), &counting));
	assert_int_equal(f.err.code, ERROR_DISK);
	assert_int_equal(counting.seen, 33);
	graph_fixture_close(&f);
}

/* All tokens expire while eight batches are under way: one new one is got. */
static void
test_token_expires_in_between(void **state)
{
	char body[4096];
	const struct scripted_answer answers[] = {FIXTURE_TOKEN,
		{.url = "/$batch", .status = 401, .takes_s = 1, .times = 8},
		{.url = "/token",
			.body = "{\"access_token\":\"b\","
				"\"expires_in\":3599}"},
		{.url = "/$batch",
			.body = write_parts(body, "\"status\":200", 20),
			.takes_s = 1,
			.times = 20}};
	struct counting counting = {0};
	struct graph_fixture f;

	(void)state;
	assert_true(read_many(&f, answers, COUNT_OF(answers), &counting));
	assert_int_equal(counting.seen, 400);
	assert_int_equal(f.script->unscripted, 0);
	assert_int_equal(f.script->request_count, 1 + 8 + 1 + 20);
	graph_fixture_close(&f);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_batches),
		cmocka_unit_test(test_size),
		cmocka_unit_test(test_several_at_a_time),
		cmocka_unit_test(test_all_wait),
		cmocka_unit_test(test_one_refusal_ends_it),
		cmocka_unit_test(test_visitor_stops),
		cmocka_unit_test(test_token_expires_in_between),
	};

	return cmocka_run_group_tests_name("batch", tests, NULL, NULL);
}
