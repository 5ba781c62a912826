// SPDX-License-Identifier: MIT
#include "graph/directory.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "test.h"

#include "graph_fixture.h"

#define TOKEN FIXTURE_TOKEN
#define LINK(n) "\"@odata.nextLink\":\"https://graph.test/v1.0/users?p=" n "\""
#define OWN_LINK                                                               \
	"{\"value\":[],\"@odata.nextLink\":\"https://graph.test/v1.0/users"    \
	"?$top=999&$select=id,userPrincipalName,displayName,mail,"             \
	"accountEnabled,userType,usageLocation,onPremisesSyncEnabled,"         \
	"createdDateTime,assignedLicenses,assignedPlans\"}"
#define ID(n) "00000000-0000-0000-0000-0000000000" n
#define PLAN "efb87545-963c-4e0d-99df-69c6916d9eb0"
#define USER(n, status)                                                        \
	"{\"id\":\"" ID(                                                       \
		n) "\",\"userPrincipalName\":\"u" n "@c.test\","               \
		   "\"deletedDateTime\":\"2026-11-01T00:00:00Z\","             \
		   "\"assignedLicenses\":[],\"assignedPlans\":[{"              \
		   "\"assignedDateTime\":"                                     \
		   "\"2026-01-01T00:00:00Z\",\"capabilityStatus\":\"" status   \
		   "\","                                                       \
		   "\"service\":\"exchange\",\"servicePlanId\":\"" PLAN        \
		   "\"}]}"
#define PART(id, status, body)                                                 \
	"{\"id\":\"" id "\",\"status\":" status                                \
	",\"headers\":{},\"body\":" body "}"
#define CODE(code) "{\"error\":{\"code\":\"" code "\",\"message\":\"m\"}}"

struct fixture {
	struct graph_fixture graph; /* first: visitors note into it */
	struct directory *directory;
};

static void
fixture_open(struct fixture *fixture, const struct scripted_answer *answers,
	size_t count)
{
	graph_fixture_open(&fixture->graph, answers, count);
	assert_true(directory_open(&fixture->graph.settings,
		&fixture->directory, &fixture->graph.err));
}

static void
fixture_close(struct fixture *fixture)
{
	directory_free(fixture->directory);
	graph_fixture_close(&fixture->graph);
}

static bool
see_user(void *context, const struct user *user, struct error *err)
{
	(void)err;
	graph_fixture_note(context, user->upn == NULL ? "?" : user->upn);
	return true;
}

static void
expect_all_used(const struct fixture *fixture)
{
	assert_int_equal(scripted_left(fixture->graph.script), 0);
	assert_int_equal(fixture->graph.script->unscripted, 0);
}

static void
test_whole(void **state)
{
	static const char first[] = "{" LINK("2") ",\"value\":[" USER(
		"01", "Enabled") "," USER("02", "Deleted") "]}";
	static const struct scripted_answer answers[] = {
		TOKEN,
		{.url = "/users?$top=999", .body = first, .head_bytes = 80},
		{.url = "p=2", .body = "{\"value\":[]," LINK("3") "}"},
		{.url = "p=3",
			.body = "{\"value\":[" USER("03", "Suspended") "]}"},
	};
	struct fixture f;
	struct directory_listing listing = {0};
	struct directory_facts facts = {0};

	(void)state;
	fixture_open(&f, answers, COUNT_OF(answers));
	assert_true(directory_lost_users_whole(
		f.directory, see_user, &f, &listing, &f.graph.err));
	assert_string_equal(f.graph.seen, "u02@c.test u03@c.test");
	assert_int_equal(listing.users, 2);
	directory_facts(f.directory, &facts);
	assert_int_equal(facts.pages, 3);
	assert_non_null(strstr(f.graph.script->requests[1].headers,
		"Authorization: Bearer secret.token\n"));
	assert_null(strstr(f.graph.script->requests[1].headers, "eventual"));
	assert_non_null(strstr(
		f.graph.script->requests[0].body, "client_secret=hush%26hush"));
	expect_all_used(&f);
	fixture_close(&f);
}

/* That nobody is there is never good news. */
static void
test_nobody(void **state)
{
	static const struct scripted_answer answers[] = {
		TOKEN, {.url = "/users?$top=999", .body = "{\"value\":[]}"}};
	struct fixture f;
	struct directory_listing listing = {0};

	(void)state;
	fixture_open(&f, answers, COUNT_OF(answers));
	assert_false(directory_lost_users_whole(
		f.directory, see_user, &f, &listing, &f.graph.err));
	assert_int_equal(f.graph.err.code, ERROR_REMOTE);
	assert_non_null(strstr(f.graph.err.text, "no user at all"));
	fixture_close(&f);
}

/* A chain that breaks is a failure, whatever was seen before. */
static void
test_broken_chains(void **state)
{
	static const struct {
		const char *name;
		struct scripted_answer second;
		enum error_code code;
		const char *text;
	} cases[] = {
		{"not found", {.status = 404, .body = CODE("X")}, ERROR_REMOTE,
			"HTTP status 404"},
		{"too large", {.failure = TRANSPORT_TOO_LARGE}, ERROR_REMOTE,
			"scripted"},
		{"truncated", {.failure = TRANSPORT_TRUNCATED, .times = 99},
			ERROR_WAIT, "no answer for users after 10 tries"},
		{"cut", {.body = "{\"value\":["}, ERROR_REMOTE, "cut off"},
		{"no value", {.body = "{}"}, ERROR_REMOTE, "no array"},
		{"an error", {.body = CODE("x")}, ERROR_REMOTE,
			"page 2: HTTP status 200 for users: x: m"},
		{"a user that is none", {.body = "{\"value\":[{}]}"},
			ERROR_REMOTE, "page 2: cannot read a user"},
		{"no JSON", {.body = "<html>"}, ERROR_REMOTE, "web page"},
		{"forbidden", {.status = 403, .body = CODE("X")},
			ERROR_PERMISSION, "User.Read.All"},
		{"foreign",
			{.body = "{\"value\":[],\"@odata.nextLink\":"
				 "\"https://evil.test/v1.0/users\"}"},
			ERROR_REMOTE,
			"refused to follow a link to another host"},
		{"its own link", {.url = "never"}, ERROR_REMOTE, "circle"},
		{"circle", {.body = "{\"value\":[]," LINK("2") "}", .times = 9},
			ERROR_REMOTE, "circle"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct scripted_answer answers[] = {TOKEN,
			{.url = "$top", .body = "{\"value\":[]," LINK("2") "}"},
			cases[i].second};
		struct fixture f;
		struct directory_listing listing = {0};
		if (strcmp(cases[i].name, "its own link") == 0) {
			answers[1].body = OWN_LINK;
		}
		fixture_open(&f, answers, COUNT_OF(answers));
		if (directory_lost_users_whole(f.directory, see_user, &f,
			    &listing, &f.graph.err) ||
			f.graph.err.code != cases[i].code ||
			strstr(f.graph.err.text, cases[i].text) == NULL) {
			fail_msg("%s: %s", cases[i].name, f.graph.err.text);
		}
		fixture_close(&f);
	}
}

/* Wherever the circle begins and however long it is; no page without end. */
static void
test_circles(void **state)
{
	static const int shapes[][2] = {/* pages before it, pages in it */
		{0, 1}, {0, 2}, {0, 5}, {1, 1}, {1, 2}, {3, 3}, {5, 1}, {2, 7},
		{9, 8}, {16, 1}};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(shapes); i++) {
		struct scripted_answer answers[64] = {TOKEN};
		int before = shapes[i][0];
		int around = shapes[i][1];
		int most = 3 * (before + around);
		char bodies[64][100];
		struct fixture f;
		struct directory_listing listing = {0};
		for (int page = 0; page < most; page++) {
			int next =
				page + 1 < before
					? page + 1
					: before + (page + 1 - before) % around;
			(void)snprintf(bodies[page], sizeof(bodies[page]),
				"{\"value\":[]," LINK("%d") "}", next);
			answers[page + 1].body = bodies[page];
		}
		fixture_open(&f, answers, (size_t)most + 1);
		if (directory_lost_users_whole(f.directory, see_user, &f,
			    &listing, &f.graph.err) ||
			strstr(f.graph.err.text, "circle") == NULL) {
			fail_msg("%d+%d: %s", before, around, f.graph.err.text);
		}
		fixture_close(&f);
	}
}

/* The answer to the page asked for early may come first, or fail first. */
static void
test_early_page(void **state)
{
	static const char first[] =
		"{\"@odata.nextLink\":\"https://graph.test/"
		"2\",\"value\":[" USER("01", "Deleted") "]}";
	const struct scripted_answer scripts[][4] = {
		{TOKEN,
			{.url = "/users",
				.body = first,
				.takes_s = 5,
				.head_bytes = 60},
			{.url = "test/2",
				.times = 2,
				.body = "{\"value\":[" USER(
					"02", "Deleted") "]}"}},
		{TOKEN,
			{.url = "/users",
				.body = first,
				.takes_s = 5,
				.head_bytes = 60},
			{.url = "test/2", .status = 429},
			{.url = "test/2",
				.body = "{\"value\":[" USER(
					"02", "Deleted") "]}"}},
		{TOKEN,
			{.url = "/users",
				.body = first,
				.head_bytes = 60,
				.failure = TRANSPORT_TRUNCATED},
			{.url = "/users", .body = first},
			{.url = "test/2",
				.times = 2,
				.body = "{\"value\":[" USER(
					"02", "Deleted") "]}"}},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(scripts); i++) {
		struct fixture f;
		struct directory_listing listing = {0};
		fixture_open(&f, scripts[i], COUNT_OF(scripts[i]));
		if (!directory_lost_users_whole(f.directory, see_user, &f,
			    &listing, &f.graph.err) ||
			strcmp(f.graph.seen, "u01@c.test u02@c.test") != 0) {
			fail_msg("%zu: [%s] %s", i, f.graph.seen,
				f.graph.err.text);
		}
		fixture_close(&f);
	}
}

static bool
see_found(void *context, const struct guid *id, enum directory_where where,
	const struct user *user, struct error *err)
{
	static const char *const names[] = {"active", "deleted", "gone"};
	char text[GUID_TEXT_SIZE];

	(void)err;
	graph_fixture_note(context, names[where]);
	graph_fixture_note(context, guid_text(id, text) + 34);
	assert_int_equal(user == NULL, where == DIRECTORY_GONE);
	return true;
}

static const struct guid ids[] = {
	{{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}},
	{{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2}},
	{{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 3}},
};

static void
test_by_id(void **state)
{
	static const struct scripted_answer answers[] = {
		TOKEN,
		{.url = "/$batch",
			.body = "{\"responses\":[" PART("2", "404",
				CODE("Request_ResourceNotFound")) "," PART("0",
				"200", USER("01", "Enabled")) "," PART("1",
				"404", CODE("Request_ResourceNotFound")) "]}"},
		{.url = "/$batch",
			.sent = "deletedItems",
			.body = "{\"responses\":[" PART(
				"1", "200", USER("03", "Enabled")) "," PART("0",
				"404", CODE("Request_ResourceNotFound")) "]}"},
	};
	struct fixture f;

	(void)state;
	fixture_open(&f, answers, COUNT_OF(answers));
	assert_true(directory_users_by_id(
		f.directory, ids, COUNT_OF(ids), see_found, &f, &f.graph.err));
	assert_string_equal(f.graph.seen, "active 01 gone 02 deleted 03");
	expect_all_used(&f);
	fixture_close(&f);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_whole),
		cmocka_unit_test(test_nobody),
		cmocka_unit_test(test_broken_chains),
		cmocka_unit_test(test_circles),
		cmocka_unit_test(test_early_page),
		cmocka_unit_test(test_by_id),
	};

	return cmocka_run_group_tests_name("directory", tests, NULL, NULL);
}
