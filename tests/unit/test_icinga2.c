// SPDX-License-Identifier: MIT
#include "alert/icinga2.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "test.h"

#include "alert/icinga2_ask.h"
#include "core/mem.h"
#include "core/request.h"
#include "scripted_transport.h"

#define NOW 1800000000
#define FILTERED "\"filter\":"

struct world {
	struct icinga2_site site;
	struct scripted_transport *script;
	struct icinga2 *icinga2;
	struct error err;
	char *seen; /* a line a service */
};

static void
open_world(struct world *w, const struct scripted_answer *answers, size_t count)
{
	struct icinga2_settings settings = {
		.site = &w->site, .password = "pa:ss", .limit_s = 20};

	*w = (struct world){.seen = mem_text("")};
	w->site.name = mem_text("main");
	w->site.url = mem_text("https://node:5665");
	w->site.user = mem_text("us");
	w->script = scripted_new(NOW, answers, count);
	settings.transport = &w->script->base;
	assert_true(icinga2_open(&settings, &w->icinga2, &w->err));
}

static void
close_world(struct world *w)
{
	icinga2_free(w->icinga2);
	scripted_free(w->script);
	free(w->site.name);
	free(w->site.url);
	free(w->site.user);
	free(w->seen);
}

static bool
see(void *context, const struct acknowledgement *a, struct error *err)
{
	struct world *w = context;
	char *longer = mem_print("%s%s!%s %s %s %s: %s; %s %s%s%s %lld %lld "
				 "%lld\n",
		w->seen, a->host, a->service,
		a->tenant == NULL ? "(null)" : a->tenant,
		a->mailbox == NULL ? "-" : a->mailbox,
		a->author == NULL ? "-" : a->author,
		a->comment == NULL ? "-" : a->comment,
		check_state_text(a->state), a->is_hard ? "hard" : "soft",
		a->in_downtime ? " downtime" : "",
		a->is_acknowledged ? "" : " not acknowledged",
		(long long)a->acked_at, (long long)a->expires_at,
		(long long)a->checked_at);

	(void)err;
	free(w->seen);
	w->seen = longer;
	return true;
}

#define SERVICE(more)                                                          \
	"{\"attrs\":{\"name\":\"s\",\"host_name\":\"h\",\"state\":2,"          \
	"\"state_type\":1,\"acknowledgement\":1,\"acknowledgement_expiry\":0," \
	"\"acknowledgement_last_change\":1799999000.5,\"downtime_depth\":0,"   \
	"\"last_check\":1799998000.9,\"vars\":{\"mbx_tenant\":\"t\"}" more     \
	"},\"joins\":{},\"meta\":{}}"
#define COMMENT(author, text, at)                                              \
	"{\"attrs\":{\"host_name\":\"h\",\"service_name\":\"s\",\"author\":"   \
	"\"" author "\",\"text\":\"" text "\",\"entry_type\":4,"               \
	"\"entry_time\":" at "}}"
#define RESULTS(list) "{\"results\":[" list "]}"
#define SEEN(rest) "h!s t - " rest "; CRITICAL hard 1799999000 0 1799998000\n"

static const struct {
	const char *name;
	const char *services;
	const char *comments; /* NULL: not asked for */
	const char *seen;
} listings[] = {
	{"nothing", RESULTS(""), NULL, ""},
	{"one", RESULTS(SERVICE("")), RESULTS(COMMENT("a", "c", "1799999000")),
		SEEN("a: c")},
	{"blanks", " { \"results\" : [ " SERVICE("") " ] } ",
		RESULTS(COMMENT("a", "c", "1799999000")), SEEN("a: c")},
	{"its comment is gone", RESULTS(SERVICE("")), RESULTS(""),
		SEEN("-: -")},
	{"the comment of an earlier one", RESULTS(SERVICE("")),
		RESULTS(COMMENT("a", "#restore", "1799998900")), SEEN("-: -")},
	{"a comment that cannot be yet", RESULTS(SERVICE("")),
		RESULTS(COMMENT("a", "#restore", "1799999100")), SEEN("-: -")},
	{"the newest", RESULTS(SERVICE("")),
		RESULTS(COMMENT("a", "1", "1799998999.1") "," COMMENT("c", "3",
			"1799999000.3") "," COMMENT("b", "2", "1799999000.2")),
		SEEN("c: 3")},
	{"another's comment", RESULTS(SERVICE("")),
		RESULTS("{\"attrs\":{\"host_name\":\"h\",\"service_name\":"
			"\"x\",\"author\":\"a\",\"text\":\"t\",\"entry_type\":"
			"4,\"entry_time\":1799999000}}"),
		SEEN("-: -")},
	{"a host's comment", RESULTS(SERVICE("")),
		RESULTS("{\"attrs\":{\"host_name\":\"h\",\"service_name\":"
			"null,\"author\":\"a\",\"text\":\"t\",\"entry_type\":"
			"4,\"entry_time\":1799999000}}"),
		SEEN("-: -")},
	{"no acknowledgement", RESULTS(SERVICE("")),
		RESULTS("{\"attrs\":{\"host_name\":\"h\",\"service_name\":"
			"\"s\",\"author\":\"a\",\"text\":\"t\",\"entry_type\":"
			"1,\"entry_time\":1799999000}}"),
		SEEN("-: -")},
	{"a version that does not say when",
		RESULTS(SERVICE(",\"acknowledgement_last_change\":null")),
		RESULTS(COMMENT("a", "c", "1799990000.7")),
		"h!s t - a: c; CRITICAL hard 1799990000 0 1799998000\n"},
	{"everything else it may be",
		RESULTS(SERVICE(",\"state\":1,\"state_type\":0,"
				"\"acknowledgement\":2,\"downtime_depth\":2,"
				"\"acknowledgement_expiry\":1800000001.5,"
				"\"last_check\":-1,\"vars\":{\"mbx_tenant\":"
				"\"t\",\"mbx_id\":\"i\"}")),
		RESULTS(COMMENT("a", "c", "1799999000")),
		"h!s t i a: c; WARNING soft downtime 1799999000 1800000001 "
		"0\n"},
	{"it has ended",
		RESULTS(SERVICE(",\"acknowledgement_expiry\":1800000000")),
		NULL, ""},
	{"not acknowledged", RESULTS(SERVICE(",\"acknowledgement\":0")), NULL,
		""},
	{"no variables", RESULTS(SERVICE(",\"vars\":null")), NULL, ""},
	{"no tenant", RESULTS(SERVICE(",\"vars\":{\"mbx_tenant\":\"\"}")), NULL,
		""},
	{"an id that is none is no whole tenant",
		RESULTS(SERVICE(",\"vars\":{\"mbx_tenant\":\"t\",\"mbx_id\":"
				"[7]}")),
		RESULTS(""),
		"h!s t [ 7 ] -: -; CRITICAL hard 1799999000 0 "
		"1799998000\n"},
	{"one mailbox in the check's own words",
		RESULTS(SERVICE(",\"vars\":{\"mbx_tenant\":\"t\","
				"\"mailbox_expiry_mailbox\":\"a@b\"}")),
		RESULTS(""),
		"h!s t a@b -: -; CRITICAL hard 1799999000 0 1799998000\n"},
	{"those win, as they do in the check",
		RESULTS(SERVICE(",\"vars\":{\"mbx_tenant\":\"t\","
				"\"mbx_id\":\"i\","
				"\"mailbox_expiry_tenant\":\"u\","
				"\"mailbox_expiry_mailbox\":\"a@b\"}")),
		RESULTS(""),
		"h!s u a@b -: -; CRITICAL hard 1799999000 0 1799998000\n"},
	{"written as it is by default",
		RESULTS(SERVICE(",\"vars\":{\"mbx_tenant\":\"t\","
				"\"mbx_id\":\"i\",\"mailbox_expiry_tenant"
				"\":\"$mbx_tenant$\",\"mailbox_expiry_mailbox"
				"\":\"$mbx_id$\"}")),
		RESULTS(""),
		"h!s t i -: -; CRITICAL hard 1799999000 0 1799998000\n"},
	{"a macro that only Icinga knows is nobody's",
		RESULTS(SERVICE(",\"vars\":{\"mbx_tenant\":\"t\","
				"\"mailbox_expiry_mailbox\":\"$who$\"}")),
		RESULTS(""),
		"h!s t $who$ -: -; CRITICAL hard 1799999000 0 1799998000\n"},
	{"a mailbox that the host knows",
		RESULTS("{\"attrs\":{\"name\":\"s\",\"host_name\":\"h\","
			"\"state\":2,\"state_type\":1,\"acknowledgement\":1,"
			"\"acknowledgement_last_change\":1799999000,"
			"\"last_check\":1799998000,\"vars\":{\"mbx_tenant\":"
			"\"t\"}},\"joins\":{\"host\":{\"vars\":{"
			"\"mbx_id\":\"i\"}}}}"),
		RESULTS(""),
		"h!s t i -: -; CRITICAL hard 1799999000 0 1799998000\n"},
	{"an id that is empty",
		RESULTS(SERVICE(",\"vars\":{\"mbx_tenant\":\"t\",\"mbx_id\":"
				"\"\"}")),
		RESULTS(""), SEEN("-: -")},
	{"a NUL hides nothing", RESULTS(SERVICE("")),
		RESULTS(COMMENT("al\\u0000ice", "c\\u0000d", "1799999000")),
		SEEN("al?ice: c?d")},
	{"a state nobody knows", RESULTS(SERVICE(",\"state\":7e40")),
		RESULTS(""), "h!s t - -: -; OK hard 1799999000 0 1799998000\n"},
	{"a state beyond", RESULTS(SERVICE(",\"state\":4")), RESULTS(""),
		"h!s t - -: -; UNKNOWN hard 1799999000 0 1799998000\n"},
	{"twice", RESULTS(SERVICE("") "," SERVICE("")),
		RESULTS(COMMENT("a", "c", "1799999000")), SEEN("a: c")},
	{"in order", RESULTS(SERVICE(",\"name\":\"z\"") "," SERVICE("")),
		RESULTS(COMMENT("a", "c", "1799999000")),
		SEEN("a: c") "h!z t - -: -; CRITICAL hard 1799999000 0 "
			     "1799998000\n"},
	{"a tenant that the host knows",
		RESULTS("{\"attrs\":{\"name\":\"s\",\"host_name\":\"h\","
			"\"state\":2,\"state_type\":1,\"acknowledgement\":1,"
			"\"acknowledgement_last_change\":1799999000,"
			"\"last_check\":1799998000,\"vars\":{\"mbx_tenant\":"
			"\"$host.vars.x$\"}},\"joins\":{\"host\":{\"vars\":{"
			"\"x\":\"t\"}}}}"),
		RESULTS(""), SEEN("-: -")},
	{"a tenant that nobody tells",
		RESULTS(SERVICE(",\"vars\":{\"mbx_tenant\":"
				"\"$host.vars.x$\"}")),
		RESULTS(""),
		"h!s $host.vars.x$ - -: -; CRITICAL hard 1799999000 0 "
		"1799998000\n"},
	{"no name", RESULTS(SERVICE(",\"name\":null")), NULL, ""},
	{"nothing in it", RESULTS("{}"), NULL, ""},
	{"attributes that are none", RESULTS("{\"attrs\":[1]}"), NULL, ""},
};

static void
test_listings(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(listings); i++) {
		struct world w;
		const struct scripted_answer answers[] = {
			{.url = "/v1/objects/services",
				.sent = FILTERED,
				.body = listings[i].services},
			{.url = "/v1/objects/comments",
				.sent = FILTERED,
				.body = listings[i].comments},
		};
		open_world(&w, answers,
			listings[i].comments == NULL ? 1 : COUNT_OF(answers));
		if (!icinga2_acknowledged(w.icinga2, see, &w, &w.err) ||
			strcmp(w.seen, listings[i].seen) != 0 ||
			scripted_left(w.script) != 0) {
			fail_msg("%s: %s%s", listings[i].name, w.seen,
				w.err.text);
		}
		close_world(&w);
	}
}

static const struct {
	const char *name;
	struct scripted_answer services;
	enum error_code code;
	const char *text;
} refusals[] = {
	{"credentials", {.status = 401, .body = "{\"error\":401}"},
		ERROR_CONFIG, "does not know us: check user and password_file"},
	{"reloading",
		{.status = 503,
			.body = "{\"error\":503,\"status\":\"x"
				"\\u001b[0m\"}"},
		ERROR_WAIT, "HTTP status 503: x [0m"},
	{"elsewhere", {.status = 302, .body = "x"}, ERROR_REMOTE, "check url"},
	{"no JSON", {.body = "<html>"}, ERROR_REMOTE,
		"is this the API of an Icinga 2?"},
	{"other JSON", {.body = "{\"result\":[]}"}, ERROR_REMOTE,
		"without results"},
	{"cut", {.body = "{\"results\":[{\"attrs\":{}}"}, ERROR_REMOTE, "cut"},
	{"cut earlier", {.body = "{\"results\":[{\"attrs\":{"}, ERROR_REMOTE,
		"a result that is none"},
	{"no object", {.body = "{\"results\":[null]}"}, ERROR_REMOTE,
		"a result that is none"},
	{"no RFC 8259", {.body = "{\"results\":[{\"attrs\":'x'}]}"},
		ERROR_REMOTE, "a result that is none"},
	{"a comma too many", {.body = "{\"results\":[{},]}"}, ERROR_REMOTE,
		"a result that is none"},
	{"unreachable", {.failure = TRANSPORT_UNREACHABLE}, ERROR_WAIT,
		"scripted failure"},
	{"certificate", {.failure = TRANSPORT_TLS}, ERROR_CONFIG,
		"the host of url is its NodeName"},
	{"large", {.failure = TRANSPORT_TOO_LARGE}, ERROR_REMOTE,
		"more than 16777216 bytes"},
	{"slow", {.takes_s = 30}, ERROR_WAIT, "no answer within 20 seconds"},
};

static void
test_refusals(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(refusals); i++) {
		struct world w;
		open_world(&w, &refusals[i].services, 1);
		if (icinga2_acknowledged(w.icinga2, see, &w, &w.err) ||
			w.err.code != refusals[i].code ||
			strstr(w.err.text, refusals[i].text) == NULL ||
			strncmp(w.err.text,
				"icinga2 main: listing services: ", 32) != 0) {
			fail_msg("%s: %d %s", refusals[i].name, (int)w.err.code,
				w.err.text);
		}
		assert_string_equal(w.seen, "");
		close_world(&w);
	}
}

#define NO_OBJECTS                                                             \
	{                                                                      \
		.status = 404,                                                 \
		.body = "{\"error\":404,\"status\":\"No objects found.\"}"     \
	}

/* Without the right to filter everything is listed. */
static void
test_filters_refused(void **state)
{
	static const int statuses[] = {400, 403, 404};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(statuses); i++) {
		const struct scripted_answer answers[] = {
			{.sent = "service.acknowledgement != 0",
				.status = statuses[i],
				.body = "{}"},
			{.url = "services",
				.body = RESULTS(SERVICE("") "," SERVICE(
					",\"name\":\"not\","
					"\"acknowledgement\":0"))},
			{.sent = "comment.entry_type == 4",
				.status = statuses[i],
				.body = "{}"},
			{.url = "comments",
				.body = RESULTS(
					COMMENT("a", "c", "1799999000"))},
		};
		struct world w;
		open_world(&w, answers, COUNT_OF(answers));
		assert_true(icinga2_acknowledged(w.icinga2, see, &w, &w.err));
		assert_string_equal(w.seen, SEEN("a: c"));
		assert_int_equal(scripted_left(w.script), 0);
		assert_null(strstr(w.script->requests[1].body, FILTERED));
		assert_null(strstr(w.script->requests[3].body, FILTERED));
		close_world(&w);
	}
}

static void
test_right_is_named(void **state)
{
	const struct scripted_answer none[] = {NO_OBJECTS, NO_OBJECTS};
	const struct scripted_answer no_comments[] = {
		{.body = RESULTS(SERVICE(""))}, NO_OBJECTS, NO_OBJECTS};
	struct world w;

	(void)state;
	open_world(&w, none, COUNT_OF(none));
	assert_false(icinga2_acknowledged(w.icinga2, see, &w, &w.err));
	assert_int_equal(w.err.code, ERROR_PERMISSION);
	assert_non_null(strstr(w.err.text, "objects/query/Service"));
	close_world(&w);
	open_world(&w, no_comments, COUNT_OF(no_comments));
	assert_false(icinga2_acknowledged(w.icinga2, see, &w, &w.err));
	assert_int_equal(w.err.code, ERROR_PERMISSION);
	assert_non_null(strstr(w.err.text, "objects/query/Comment"));
	assert_string_equal(w.seen, "");
	close_world(&w);
}

/* ---- one service ---- */

#define RIGHTS(list) RESULTS("{\"permissions\":[" list "]}")
#define COMMENTED                                                              \
	{                                                                      \
		.sent = "\"mbx_service\":\"s\"",                               \
		.body = RESULTS(COMMENT("a", "c", "1799999000"))               \
	}

static const struct {
	const char *name;
	struct scripted_answer answers[3];
	size_t count;
	const char *seen; /* NULL: not found */
	enum error_code code;
	const char *text;
} looks[] = {
	{"acknowledged",
		{{.sent = "\"service\":\"h!s\"", .body = RESULTS(SERVICE(""))},
			COMMENTED},
		2, SEEN("a: c"), ERROR_NONE, NULL},
	{"not acknowledged",
		{{.body = RESULTS(SERVICE(",\"acknowledgement\":0"))}}, 1,
		"h!s t - -: -; CRITICAL hard not acknowledged 1799999000 0 "
		"1799998000\n",
		ERROR_NONE, NULL},
	{"whether it is acknowledged is not said",
		{{.body = RESULTS(SERVICE(",\"acknowledgement\":null"))}}, 1,
		NULL, ERROR_NONE, NULL},
	{"or in a way nobody knows",
		{{.body = RESULTS(SERVICE(",\"acknowledgement\":\"yes\""))}}, 1,
		NULL, ERROR_NONE, NULL},
	{"it has ended",
		{{.body = RESULTS(
			  SERVICE(",\"acknowledgement_expiry\":1799999999"))},
			COMMENTED},
		2,
		"h!s t - a: c; CRITICAL hard 1799999000 1799999999 "
		"1799998000\n",
		ERROR_NONE, NULL},
	{"without a tenant",
		{{.body = RESULTS(SERVICE(",\"vars\":null"))}, COMMENTED}, 2,
		"h!s (null) - a: c; CRITICAL hard 1799999000 0 1799998000\n",
		ERROR_NONE, NULL},
	{"gone",
		{{.status = 404, .body = "{}"},
			{.url = "/v1/",
				.body = RIGHTS("\"objects/query/*\",\"actions/"
					       "*\"")}},
		2, NULL, ERROR_NONE, NULL},
	{"not permitted",
		{{.status = 404, .body = "{}"},
			{.url = "/v1/", .body = RIGHTS("\"actions/*\"")}},
		2, NULL, ERROR_PERMISSION, "grant the ApiUser objects/query/S"},
	{"comments are not permitted",
		{{.body = RESULTS(SERVICE(""))}, {.url = "comments",
							 .status = 404,
							 .body = "{}",
							 .times = 2}},
		2, NULL, ERROR_PERMISSION, "grant the ApiUser objects/query/C"},
	{"away", {{.failure = TRANSPORT_UNREACHABLE}}, 1, NULL, ERROR_WAIT,
		"scripted failure"},
	{"away for the comments",
		{{.body = RESULTS(SERVICE(""))},
			{.failure = TRANSPORT_UNREACHABLE}},
		2, NULL, ERROR_WAIT, "scripted failure"},
	{"reloading", {{.status = 503, .body = "{}"}}, 1, NULL, ERROR_WAIT,
		"HTTP status 503"},
	{"nonsense", {{.body = "{}"}}, 1, NULL, ERROR_REMOTE,
		"without results"},
};

static void
test_looks_for_one(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(looks); i++) {
		struct world w;
		bool found = false;
		bool ok = false;
		open_world(&w, looks[i].answers, looks[i].count);
		ok = icinga2_find(w.icinga2, "h", "s", see, &w, &found, &w.err);
		if (ok != (looks[i].code == ERROR_NONE) ||
			found != (looks[i].seen != NULL) ||
			strcmp(w.seen, found ? looks[i].seen : "") != 0 ||
			scripted_left(w.script) != 0) {
			fail_msg("%s: %s%s", looks[i].name, w.seen, w.err.text);
		}
		if (!ok && (w.err.code != looks[i].code ||
				   strstr(w.err.text, looks[i].text) == NULL)) {
			fail_msg("%s: %d %s", looks[i].name, (int)w.err.code,
				w.err.text);
		}
		close_world(&w);
	}
}

static void
test_what_is_sent(void **state)
{
	const struct scripted_answer answer = {.body = RESULTS("")};
	struct world w;

	(void)state;
	open_world(&w, &answer, 1);
	assert_true(icinga2_acknowledged(w.icinga2, see, &w, &w.err));
	assert_string_equal(w.script->requests[0].url,
		"https://node:5665/v1/objects/services");
	assert_int_equal(w.script->requests[0].method, HTTP_POST);
	assert_string_equal(w.script->requests[0].headers,
		"Accept: application/json\n"
		"Content-Type: application/json\n"
		"X-HTTP-Method-Override: GET\n"
		"Authorization: Basic dXM6cGE6c3M=\n");
	close_world(&w);
}

static void
test_basic(void **state)
{
	static const struct {
		const char *password;
		const char *header;
	} rows[] = {
		{"", "dTo="},
		{"f", "dTpm"},
		{"fo", "dTpmbw=="},
		{"foo", "dTpmb28="},
		{"foob", "dTpmb29i"},
		{"\xfb\xff\xbf>?", "dTr7/78+Pw=="},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		char *header = icinga2_basic("u", rows[i].password);
		assert_int_equal(
			strncmp(header, "Authorization: Basic ", 21), 0);
		assert_string_equal(header + 21, rows[i].header);
		free(header);
	}
}

/* An empty answer to a question is asked again, once; to an action never. */
static void
test_empty_answers(void **state)
{
	const struct scripted_answer once[] = {
		{.body = ""}, {.body = RESULTS("")}};
	const struct scripted_answer twice[] = {{.body = "", .times = 2}};
	const struct alert_message message = {ALERT_RECHECK, "h", "s", NULL};
	struct world w;

	(void)state;
	open_world(&w, once, COUNT_OF(once));
	assert_true(icinga2_acknowledged(w.icinga2, see, &w, &w.err));
	assert_int_equal(w.script->request_count, 2);
	close_world(&w);
	open_world(&w, twice, COUNT_OF(twice));
	assert_false(icinga2_acknowledged(w.icinga2, see, &w, &w.err));
	assert_int_equal(w.err.code, ERROR_REMOTE);
	assert_int_equal(w.script->request_count, 2);
	close_world(&w);
	open_world(&w, twice, COUNT_OF(twice));
	assert_false(icinga2_tell(w.icinga2, &message, &w.err));
	assert_int_equal(w.script->request_count, 1);
	close_world(&w);
}

/* A service with a comment longer than a request takes is shown, and longer. */
static void
test_long_texts(void **state)
{
	char *text = mem_zeroed(100001, 1);
	char *comments = NULL;
	struct scripted_answer answers[] = {
		{.body = RESULTS(SERVICE(""))}, {.url = "comments"}};
	struct world w;

	(void)state;
	memset(text, 'x', 100000);
	comments = mem_print("{\"results\":[{\"attrs\":{\"host_name\":\"h\","
			     "\"service_name\":\"s\",\"author\":\"%s\","
			     "\"text\":\"%s\",\"entry_type\":4,"
			     "\"entry_time\":1799999000}}]}",
		text, text);
	answers[1].body = comments;
	open_world(&w, answers, COUNT_OF(answers));
	assert_true(icinga2_acknowledged(w.icinga2, see, &w, &w.err));
	assert_int_equal(
		strspn(strchr(w.seen, 'x'), "x"), REQUEST_NAME_LIMIT + 1);
	assert_int_equal(strspn(strstr(w.seen, ": x") + 2, "x"),
		REQUEST_COMMENT_LIMIT + 1);
	close_world(&w);
	free(comments);
	free(text);
}

static void
test_too_many(void **state)
{
	size_t size = 0;
	char *body = NULL;
	FILE *out = open_memstream(&body, &size);
	struct scripted_answer answer = {0};
	struct world w;

	(void)state;
	assert_non_null(out);
	(void)fputs("{\"results\":[", out);
	for (int i = 0; i <= ALERT_SERVICES_LIMIT; i++) {
		(void)fprintf(out,
			"%s{\"attrs\":{\"name\":\"%d\",\"host_name\":\"h\","
			"\"acknowledgement\":1,\"vars\":{\"mbx_tenant\":\"t\"}"
			"}}",
			i == 0 ? "" : ",", i);
	}
	(void)fputs("]}", out);
	assert_int_equal(fclose(out), 0);
	answer.body = body;
	open_world(&w, &answer, 1);
	assert_false(icinga2_acknowledged(w.icinga2, see, &w, &w.err));
	assert_non_null(strstr(w.err.text, "more than 20000 services"));
	assert_string_equal(w.seen, "");
	close_world(&w);
	free(body);
}

static void
test_credentials(void **state)
{
	struct scripted_transport *script = scripted_new(NOW, NULL, 0);
	struct icinga2_site site = {.name = (char *)(uintptr_t) "main",
		.url = (char *)(uintptr_t) "https://node:5665"};
	struct icinga2_settings settings = {
		.site = &site, .transport = &script->base, .limit_s = 5};
	struct icinga2 *icinga2 = NULL;
	struct error err = {0};

	(void)state;
	assert_false(icinga2_open(&settings, &icinga2, &err));
	assert_int_equal(err.code, ERROR_CONFIG);
	assert_non_null(strstr(err.text, "password_file nor certificate_file"));
	settings.password = "hush";
	assert_false(icinga2_open(&settings, &icinga2, &err));
	assert_non_null(strstr(err.text, "needs user"));
	site.user = (char *)(uintptr_t) "a:b";
	assert_false(icinga2_open(&settings, &icinga2, &err));
	assert_null(strstr(err.text, "hush"));
	settings.password = NULL;
	site.certificate_file = (char *)(uintptr_t) "/c.pem";
	assert_true(icinga2_open(&settings, &icinga2, &err));
	assert_false(icinga2_acknowledged(icinga2, see, NULL, &err));
	assert_null(strstr(script->requests[0].headers, "Authorization"));
	assert_non_null(strstr(err.text, "certificate_file and key_file"));
	icinga2_free(icinga2);
	icinga2_free(NULL);
	scripted_free(script);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_listings),
		cmocka_unit_test(test_refusals),
		cmocka_unit_test(test_filters_refused),
		cmocka_unit_test(test_right_is_named),
		cmocka_unit_test(test_looks_for_one),
		cmocka_unit_test(test_what_is_sent),
		cmocka_unit_test(test_basic),
		cmocka_unit_test(test_empty_answers),
		cmocka_unit_test(test_long_texts),
		cmocka_unit_test(test_too_many),
		cmocka_unit_test(test_credentials),
	};

	return cmocka_run_group_tests_name("icinga2", tests, NULL, NULL);
}
