// SPDX-License-Identifier: MIT
/* Each fault, met by a single write and by one of a batch. */
#include "graph/licensing.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "test.h"

#include "graph_fixture.h"
#include "write_names.h"

#define U1 "01010101-0101-0101-0101-010101010101"
#define U2 "02020202-0202-0202-0202-020202020202"
#define PART(id, status, more) "{\"id\":\"" id "\",\"status\":" status more "}"
#define DONE(id, user) PART(id, "200", ",\"body\":{\"id\":\"" user "\"}")
#define PARTS(parts) "{\"responses\":[" parts "]}"
#define AFTER(s) ",\"headers\":{\"Retry-After\":" s "}"
#define SAID(message)                                                          \
	"{\"error\":{\"code\":\"Request_BadRequest\",\"message\":\"" message   \
	"\"}}"
#define BOTH_DONE                                                              \
	{                                                                      \
		.url = "/$batch",                                              \
		.body = PARTS(DONE("1", U2) "," DONE("0", U1))                 \
	}
#define ONE_DONE                                                               \
	{                                                                      \
		.url = "/assignLicense", .body = "{\"id\":\"" U1 "\"}"         \
	}
#define SECOND_TOKEN                                                           \
	{                                                                      \
		.url = "/token",                                               \
		.body = "{\"access_token\":\"second\",\"expires_in\":3599}"    \
	}
#define NO_SEAT SAID("SKU x does not have any available licenses.")

static bool
see(void *context, size_t index, const struct licensing_answer *answer,
	struct error *err)
{
	struct graph_fixture *f = context;
	char word[64];

	(void)err;
	(void)snprintf(word, sizeof(word), "%zu:%s", index,
		write_names[answer->result]);
	graph_fixture_note(f, word);
	if (answer->result != WRITE_DONE) {
		memcpy(f->err.text, answer->text, sizeof(answer->text));
	}
	return true;
}

static const struct {
	const char *name;
	size_t writes;
	struct scripted_answer answers[4];
	const char *seen;
	size_t asked; /* of Graph */
	int64_t waited_s;
	const char *text; /* part of the last refusal's */
} cases[] = {
	{"one", 1, {ONE_DONE}, "0:DONE", 1, 0, ""},
	{"two", 2, {BOTH_DONE}, "0:DONE 1:DONE", 1, 0, ""},
	/* throttled: it had no effect, so it goes out again */
	{"one, 429", 1,
		{{.url = "/assign", .status = 429, .retry_after = "2.128"},
			ONE_DONE},
		"0:DONE", 2, 4, ""},
	{"one, 429 with a date", 1,
		{{.url = "/assign",
			 .status = 429,
			 .retry_after = "Fri, 15 Jan 2027 08:00:30 GMT"},
			ONE_DONE},
		"0:DONE", 2, 31, ""},
	{"one, 429 alone", 1, {{.url = "/assign", .status = 429}, ONE_DONE},
		"0:DONE", 2, 2, ""},
	{"one, 429 for longer than there is time", 1,
		{{.url = "/assign", .status = 429, .retry_after = "900"}},
		"0:BUSY", 1, 0, "left alone until"},
	{"one, 429 again and again", 1,
		{{.url = "/assign",
			 .status = 429,
			 .retry_after = "1",
			 .times = 40},
			ONE_DONE},
		"0:DONE", 41, 80, ""},
	{"two, all of it 429", 2,
		{{.url = "/$batch", .status = 429, .retry_after = "7"},
			BOTH_DONE},
		"0:DONE 1:DONE", 2, 8, ""},
	{"two, one 429 by itself", 2,
		{{.url = "/$batch",
			 .body = PARTS(PART("0", "429",
				 AFTER("\"2.128\"")) "," DONE("1", U2))},
			ONE_DONE},
		"1:DONE 0:DONE", 2, 4, ""},
	{"two, one 429 with a number", 2,
		{{.url = "/$batch",
			 .body = PARTS(PART("0", "429", AFTER("5")) "," DONE(
				 "1", U2))},
			ONE_DONE},
		"1:DONE 0:DONE", 2, 6, ""},
	{"two, one 429 alone", 2,
		{{.url = "/$batch",
			 .body = PARTS(PART("0", "429", "") "," DONE("1", U2))},
			ONE_DONE},
		"1:DONE 0:DONE", 2, 2, ""},
	{"two, one 429 for too long", 2,
		{{.url = "/$batch",
			.body = PARTS(PART("0", "429", AFTER("900")) "," DONE(
				"1", U2))}},
		"1:DONE 0:BUSY", 1, 0, "left alone until"},
	/* the token: it had no effect either */
	{"one, 401", 1,
		{{.url = "/assign", .status = 401}, SECOND_TOKEN, ONE_DONE},
		"0:DONE", 2, 0, ""},
	{"one, 401 twice", 1,
		{{.url = "/assign", .status = 401}, SECOND_TOKEN,
			{.url = "/assign", .status = 401}},
		"0:FORBIDDEN", 2, 0, "refused twice"},
	{"two, 401", 2,
		{{.url = "/$batch", .status = 401}, SECOND_TOKEN, BOTH_DONE},
		"0:DONE 1:DONE", 2, 0, ""},
	{"two, 401 twice", 2,
		{{.url = "/$batch", .status = 401}, SECOND_TOKEN,
			{.url = "/$batch", .status = 401}},
		"0:FORBIDDEN 1:FORBIDDEN", 2, 0, "refused twice"},
	{"two, 401 of one", 2,
		{{.url = "/$batch",
			 .body = PARTS(PART("0", "401", "") "," DONE("1", U2))},
			SECOND_TOKEN, ONE_DONE},
		"1:DONE 0:DONE", 2, 0, ""},
	/* refused */
	{"one, no seat", 1,
		{{.url = "/assign", .status = 400, .body = NO_SEAT}},
		"0:NO_SEAT", 1, 0, "no seat is free"},
	{"two, no seat for one", 2,
		{{.url = "/$batch",
			.body = PARTS(DONE("0", U1) "," PART(
				"1", "400", ",\"body\":" NO_SEAT))}},
		"0:DONE 1:NO_SEAT", 1, 0, "no seat is free"},
	{"one, forbidden", 1, {{.url = "/assign", .status = 403}},
		"0:FORBIDDEN", 1, 0, "LicenseAssignment.ReadWrite.All"},
	{"two, forbidden", 2, {{.url = "/$batch", .status = 403}},
		"0:FORBIDDEN 1:FORBIDDEN", 1, 0, "conditional access"},
	{"two, no batch", 2, {{.url = "/$batch", .status = 404}},
		"0:REFUSED 1:REFUSED", 1, 0, "HTTP status 404"},
	{"two, malformed batch", 2,
		{{.url = "/$batch", .status = 400, .body = SAID("no")}},
		"0:REFUSED 1:REFUSED", 1, 0, "HTTP status 400"},
	{"one, redirected", 1, {{.url = "/assign", .status = 302}}, "0:REFUSED",
		1, 0, "302"},
	{"two, redirected", 2, {{.url = "/$batch", .status = 302}},
		"0:REFUSED 1:REFUSED", 1, 0, "redirected"},
	/* never left */
	{"one, unreachable", 1,
		{{.url = "/assign",
			 .failure = TRANSPORT_UNREACHABLE,
			 .is_unsent = true},
			ONE_DONE},
		"0:DONE", 2, 2, ""},
	{"two, unreachable", 2,
		{{.url = "/$batch",
			 .failure = TRANSPORT_UNREACHABLE,
			 .is_unsent = true},
			BOTH_DONE},
		"0:DONE 1:DONE", 2, 2, ""},
	{"two, not secure", 2,
		{{.url = "/$batch",
			.failure = TRANSPORT_TLS,
			.is_unsent = true}},
		"0:BUSY 1:BUSY", 1, 0, "nothing was changed"},
	/* may have taken effect: once, and never again */
	{"one, reset", 1,
		{{.url = "/assign", .failure = TRANSPORT_UNREACHABLE},
			ONE_DONE},
		"0:LOST", 1, 0, "no answer"},
	{"two, reset", 2,
		{{.url = "/$batch", .failure = TRANSPORT_UNREACHABLE},
			BOTH_DONE},
		"0:LOST 1:LOST", 1, 0, "no answer"},
	{"one, timeout", 1,
		{{.url = "/assign", .failure = TRANSPORT_TIMEOUT}, ONE_DONE},
		"0:LOST", 1, 0, "no answer"},
	{"two, truncated", 2,
		{{.url = "/$batch", .failure = TRANSPORT_TRUNCATED}, BOTH_DONE},
		"0:LOST 1:LOST", 1, 0, "no answer"},
	{"two, too large", 2,
		{{.url = "/$batch", .failure = TRANSPORT_TOO_LARGE}, BOTH_DONE},
		"0:LOST 1:LOST", 1, 0, "may have"},
	{"one, 500", 1, {{.url = "/assign", .status = 500}, ONE_DONE}, "0:LOST",
		1, 0, "HTTP status 500"},
	{"one, 503 that says when", 1,
		{{.url = "/assign", .status = 503, .retry_after = "2"},
			ONE_DONE},
		"0:LOST", 1, 0, "HTTP status 503"},
	{"two, 503", 2,
		{{.url = "/$batch", .status = 503, .retry_after = "2"},
			BOTH_DONE},
		"0:LOST 1:LOST", 1, 0, "HTTP status 503"},
	{"two, 504", 2, {{.url = "/$batch", .status = 504}, BOTH_DONE},
		"0:LOST 1:LOST", 1, 0, "HTTP status 504"},
	{"two, 503 of one", 2,
		{{.url = "/$batch",
			.body = PARTS(PART("0", "503", AFTER("1")) "," DONE(
				"1", U2))}},
		"0:LOST 1:DONE", 1, 0, "HTTP status 503"},
	/* nonsense */
	{"one, nothing", 1, {{.url = "/assign"}}, "0:LOST", 1, 0, "may have"},
	{"one, half", 1, {{.url = "/assign", .body = "{\"id\":\"0101"}},
		"0:LOST", 1, 0, "may have"},
	{"one, a web page", 1,
		{{.url = "/assign", .body = "<html>Please log in"}}, "0:LOST",
		1, 0, "captive portal"},
	{"one, a web page that refuses", 1,
		{{.url = "/assign", .status = 403, .body = "<html>no"}},
		"0:FORBIDDEN", 1, 0, "nothing was changed: HTTP status 403"},
	{"two, a web page", 2, {{.url = "/$batch", .body = "<html>"}},
		"0:LOST 1:LOST", 1, 0, "captive portal"},
	{"two, half", 2, {{.url = "/$batch", .body = "{\"responses\":[{\"id"}},
		"0:LOST 1:LOST", 1, 0, "not JSON"},
	{"two, no list", 2, {{.url = "/$batch", .body = "{}"}}, "0:LOST 1:LOST",
		1, 0, "without a list"},
	{"two, accepted", 2, {{.url = "/$batch", .status = 202}},
		"0:LOST 1:LOST", 1, 0, "HTTP status 202"},
	{"two, one left out", 2,
		{{.url = "/$batch", .body = PARTS(DONE("1", U2))}},
		"0:LOST 1:DONE", 1, 0, "leaves this part out"},
	{"two, one answered twice", 2,
		{{.url = "/$batch",
			.body = PARTS(DONE("0", U1) "," DONE("1", U2) "," PART(
				"0", "429", ""))}},
		"0:LOST 1:DONE", 1, 0, "contradicts itself"},
	{"two, a stranger among them", 2,
		{{.url = "/$batch",
			.body = PARTS(DONE("7", U1) ",null,7," DONE(
				"1", U2) "," DONE("0", U1))}},
		"0:DONE 1:DONE", 1, 0, ""},
	{"two, no status", 2,
		{{.url = "/$batch",
			.body = PARTS("{\"id\":\"0\"}," DONE("1", U2))}},
		"0:LOST 1:DONE", 1, 0, "leaves this part out"},
	{"two, swapped", 2,
		{{.url = "/$batch",
			.body = PARTS(DONE("0", U2) "," DONE("1", U1))}},
		"0:LOST 1:LOST", 1, 0, "another user"},
};

static void
fill(struct licensing_write *writes, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		writes[i] = (struct licensing_write){.kind = WRITE_ASSIGN};
		memset(&writes[i].user, (int)(i + 1), sizeof(struct guid));
		memset(&writes[i].sku, 0xee, sizeof(struct guid));
	}
}

/* All requests for writes are marked as such. */
static bool
all_once(const struct scripted_transport *script)
{
	for (size_t i = 0; i < script->request_count; i++) {
		if (script->requests[i].once !=
			(strstr(script->requests[i].url, "/token") == NULL)) {
			return false;
		}
	}
	return true;
}

static void
test_faults(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct scripted_answer answers[5] = {{.url = "/token",
			.body = "{\"access_token\":\"a.e30.c\","
				"\"expires_in\":3599}"}};
		struct licensing_write writes[2];
		struct graph_fixture f;
		struct directory *directory = NULL;
		bool ok = false;
		memcpy(answers + 1, cases[i].answers, sizeof(cases[i].answers));
		graph_fixture_open(&f, answers, COUNT_OF(answers));
		assert_true(directory_open(&f.settings, &directory, &f.err));
		fill(writes, 2);
		ok = licensing_send(
			directory, writes, cases[i].writes, see, &f, &f.err);
		if (!ok || strcmp(f.seen, cases[i].seen) != 0 ||
			strstr(f.err.text, cases[i].text) == NULL ||
			scripted_asked(f.script, "/v1.0/") != cases[i].asked ||
			f.script->now - FIXTURE_NOW != cases[i].waited_s ||
			!all_once(f.script)) {
			fail_msg("%s: [%s] asked %zu waited %lld: %s",
				cases[i].name, f.seen,
				scripted_asked(f.script, "/v1.0/"),
				(long long)(f.script->now - FIXTURE_NOW),
				f.err.text);
		}
		directory_free(directory);
		graph_fixture_close(&f);
	}
}

/* ---- what is sent ---- */

static const struct guid disabled[] = {{{0xd1}}, {{0xd2}}};

static const struct {
	struct licensing_write write;
	const char *url;
	const char *body; /* NULL: it is not sent */
} bodies[] = {
	{{.kind = WRITE_RESTORE, .user = {{1}}},
		"/v1.0/directory/deletedItems/"
		"01000000-0000-0000-0000-000000000000/restore",
		"{}"},
	{{.kind = WRITE_ASSIGN, .user = {{1}}, .sku = {{0xaa}}},
		"/v1.0/users/01000000-0000-0000-0000-000000000000/"
		"assignLicense",
		"{\"addLicenses\":[{\"skuId\":\"aa000000-0000-0000-0000-"
		"000000000000\",\"disabledPlans\":[]}],\"removeLicenses\":[]}"},
	{{.kind = WRITE_ASSIGN,
		 .user = {{1}},
		 .sku = {{0xaa}},
		 .disabled_plans = disabled,
		 .disabled_count = 2},
		"/assignLicense",
		"{\"addLicenses\":[{\"skuId\":\"aa000000-0000-0000-0000-"
		"000000000000\",\"disabledPlans\":[\"d1000000-0000-0000-0000-"
		"000000000000\",\"d2000000-0000-0000-0000-000000000000\"]}],"
		"\"removeLicenses\":[]}"},
	{{.kind = WRITE_LOCATE, .user = {{1}}, .usage_location = "DE"},
		"/v1.0/users/01000000-0000-0000-0000-000000000000",
		"{\"usageLocation\":\"DE\"}"},
	{{.kind = WRITE_BLOCK, .user = {{1}}},
		"/v1.0/users/01000000-0000-0000-0000-000000000000",
		"{\"accountEnabled\":false}"},
	{{.kind = WRITE_LOCATE, .user = {{1}}, .usage_location = "D\""}, "",
		NULL},
	{{.kind = WRITE_LOCATE, .user = {{1}}, .usage_location = "DEU"}, "",
		NULL},
	{{.kind = WRITE_LOCATE, .user = {{1}}}, "", NULL},
	{{.kind = WRITE_ASSIGN, .user = {{1}}}, "", NULL},
	{{.kind = WRITE_RESTORE}, "", NULL},
};

static void
test_bodies(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(bodies); i++) {
		const struct scripted_answer answers[] = {FIXTURE_TOKEN,
			{.url = "/v1.0/", .body = "{}", .status = 200}};
		struct graph_fixture f;
		struct directory *directory = NULL;
		graph_fixture_open(&f, answers, COUNT_OF(answers));
		assert_true(directory_open(&f.settings, &directory, &f.err));
		assert_true(licensing_send(
			directory, &bodies[i].write, 1, see, &f, &f.err));
		if (bodies[i].body == NULL) {
			assert_int_equal(f.script->request_count, 0);
			assert_string_equal(f.seen, "0:REFUSED");
		} else {
			const struct scripted_request *sent =
				&f.script->requests[1];
			assert_string_equal(f.seen, "0:DONE");
			assert_string_equal(sent->body, bodies[i].body);
			assert_non_null(strstr(sent->url, bodies[i].url));
			assert_int_equal(sent->method,
				bodies[i].write.kind == WRITE_ASSIGN ||
						bodies[i].write.kind ==
							WRITE_RESTORE
					? HTTP_POST
					: HTTP_PATCH);
			assert_non_null(strstr(sent->headers,
				"Content-Type: application/json\n"));
		}
		directory_free(directory);
		graph_fixture_close(&f);
	}
}

/* Those that make no sense do not shift the others. */
static void
test_a_mixed_batch(void **state)
{
	const struct scripted_answer answers[] = {
		FIXTURE_TOKEN,
		{.url = "/$batch",
			.sent = "{\"requests\":[{\"id\":\"0\",\"method\":"
				"\"POST\",\"url\":\"/directory/deletedItems/"
				"01000000-0000-0000-0000-000000000000/restore"
				"\",\"headers\":{\"Content-Type\":"
				"\"application/json\"},\"body\":{}},{\"id\":"
				"\"1\",\"method\":\"PATCH\",\"url\":\"/users/"
				"03000000-0000-0000-0000-000000000000\","
				"\"headers\":{\"Content-Type\":"
				"\"application/json\"},\"body\":"
				"{\"accountEnabled\":false}}]}",
			.body = PARTS(PART("1", "204", "") "," PART("0", "200",
				",\"body\":{},\"headers\":{\"request-id\":"
				"\"r\"}"))},
	};
	const struct licensing_write writes[] = {
		{.kind = WRITE_RESTORE, .user = {{1}}},
		{.kind = WRITE_ASSIGN, .user = {{2}}},
		{.kind = WRITE_BLOCK, .user = {{3}}},
	};
	struct graph_fixture f;
	struct directory *directory = NULL;

	(void)state;
	graph_fixture_open(&f, answers, COUNT_OF(answers));
	assert_true(directory_open(&f.settings, &directory, &f.err));
	assert_true(licensing_send(directory, writes, 3, see, &f, &f.err));
	assert_string_equal(f.seen, "1:REFUSED 0:DONE 2:DONE");
	assert_int_equal(f.script->unscripted, 0);
	directory_free(directory);
	graph_fixture_close(&f);
}

static void
test_no_token(void **state)
{
	const struct scripted_answer answers[] = {{.url = "/token",
		.status = 401,
		.body = "{\"error\":\"invalid_client\"}"}};
	struct licensing_write writes[2];
	struct graph_fixture f;
	struct directory *directory = NULL;

	(void)state;
	fill(writes, 2);
	graph_fixture_open(&f, answers, COUNT_OF(answers));
	assert_true(directory_open(&f.settings, &directory, &f.err));
	assert_false(licensing_send(directory, writes, 2, see, &f, &f.err));
	assert_string_equal(f.seen, "");
	assert_int_equal(scripted_asked(f.script, "/v1.0/"), 0);
	directory_free(directory);
	graph_fixture_close(&f);
}

struct nesting {
	struct directory *directory;
	bool refused;
};

static bool
ask_more(void *context, size_t index, const struct licensing_answer *answer,
	struct error *err)
{
	struct nesting *nesting = context;
	struct sku_list list = {0};

	(void)index;
	(void)answer;
	nesting->refused = !directory_skus(nesting->directory, &list, err) &&
			   err->code == ERROR_INTERNAL;
	sku_list_release(&list);
	return true;
}

static void
test_nobody_asks_from_within(void **state)
{
	const struct scripted_answer answers[] = {
		FIXTURE_TOKEN, ONE_DONE, {.body = "{\"value\":[]}"}};
	struct licensing_write write;
	struct nesting nesting = {0};
	struct graph_fixture f;

	(void)state;
	fill(&write, 1);
	graph_fixture_open(&f, answers, COUNT_OF(answers));
	assert_true(directory_open(&f.settings, &nesting.directory, &f.err));
	assert_true(licensing_send(
		nesting.directory, &write, 1, ask_more, &nesting, &f.err));
	assert_true(nesting.refused);
	directory_free(nesting.directory);
	graph_fixture_close(&f);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_faults),
		cmocka_unit_test(test_bodies),
		cmocka_unit_test(test_a_mixed_batch),
		cmocka_unit_test(test_no_token),
		cmocka_unit_test(test_nobody_asks_from_within),
	};

	return cmocka_run_group_tests_name("licensing", tests, NULL, NULL);
}
