// SPDX-License-Identifier: MIT
/* The filter, the recycle bin, products, probes and the audit. */
#include "graph/directory.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "test.h"

#include "graph_fixture.h"

#define ID(n) "00000000-0000-0000-0000-0000000000" n
#define PLAN "efb87545-963c-4e0d-99df-69c6916d9eb0"
#define DATED "\"deletedDateTime\":\"2026-11-01T00:00:00Z\","
#define LOST(n)                                                                \
	"{\"id\":\"" ID(n) "\",\"userPrincipalName\":\"u" n "\"," DATED        \
			   "\"assignedLicenses\":[],\"assignedPlans\":[{"      \
			   "\"capabilityStatus\":"                             \
			   "\"Deleted\",\"servicePlanId\":\"" PLAN "\"}]}"
#define COUNTED(count, users)                                                  \
	"{\"@odata.count\":" count ",\"value\":[" users "]}"
#define CODE(code) "{\"error\":{\"code\":\"" code "\",\"message\":\"m\"}}"

static struct directory *
open_directory(struct graph_fixture *f, const struct scripted_answer *answers,
	size_t count)
{
	struct directory *directory = NULL;

	graph_fixture_open(f, answers, count);
	assert_true(directory_open(&f->settings, &directory, &f->err));
	return directory;
}

static void
close_directory(struct graph_fixture *f, struct directory *directory)
{
	directory_free(directory);
	graph_fixture_close(f);
}

static bool
see_user(void *context, const struct user *user, struct error *err)
{
	(void)err;
	graph_fixture_note(context, user->upn == NULL ? "?" : user->upn);
	return true;
}

/* Ten plans in three states, fifteen branches a query: two queries. */
static void
test_filtered(void **state)
{
	const struct scripted_answer answers[] = {
		FIXTURE_TOKEN,
		{.url = "$count=true",
			.body = "{\"@odata.count\":2,\"@odata.nextLink\":"
				"\"https://graph.test/v1.0/users?next\","
				"\"value\":[" LOST("01") "]}"},
		{.url = "?next", .body = "{\"value\":[" LOST("02") "]}"},
		{.url = "$count=true", .body = COUNTED("1", LOST("01"))},
	};
	struct graph_fixture f;
	struct directory *directory =
		open_directory(&f, answers, COUNT_OF(answers));
	struct directory_listing listing = {0};

	(void)state;
	assert_int_equal(f.tenant.plans.count, 10);
	assert_true(directory_lost_users_filtered(
		directory, see_user, &f, &listing, &f.err));
	assert_string_equal(f.seen, "u01 u02 u01");
	assert_true(listing.has_count);
	assert_false(listing.refused);
	assert_int_equal(listing.users, 3);
	assert_int_equal(listing.listed, 3);
	for (size_t i = 1; i < f.script->request_count; i++) {
		assert_non_null(strstr(f.script->requests[i].headers,
			"ConsistencyLevel: eventual\n"));
	}
	assert_non_null(strstr(f.script->requests[1].url,
		"&$filter=assignedPlans%2Fany%28a%3Aa%2FservicePlanId%20eq%20"
		"efb87545-963c-4e0d-99df-69c6916d9eb0%20and%20a%2F"
		"capabilityStatus%20eq%20%27Deleted%27%29%20or%20"));
	assert_int_equal(f.script->unscripted, 0);
	close_directory(&f, directory);
}

static const struct {
	const char *name;
	struct scripted_answer first;
	bool ok;
	bool refused;
} worthless[] = {
	{"no count", {.body = "{\"value\":[]}"}, true, false},
	{"refused", {.status = 400, .body = CODE("Request_UnsupportedQuery")},
		true, true},
	{"not permitted", {.status = 403, .body = CODE("Denied")}, false,
		false},
};

static void
test_filter_is_worthless(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(worthless); i++) {
		const struct scripted_answer answers[] = {
			FIXTURE_TOKEN, worthless[i].first};
		struct graph_fixture f;
		struct directory *directory =
			open_directory(&f, answers, COUNT_OF(answers));
		struct directory_listing listing = {.has_count = true};
		bool ok = directory_lost_users_filtered(
			directory, see_user, &f, &listing, &f.err);
		if (ok != worthless[i].ok ||
			(ok && (listing.refused != worthless[i].refused ||
				       listing.has_count))) {
			fail_msg("%s: %s", worthless[i].name, f.err.text);
		}
		assert_int_equal(f.script->request_count, 2);
		close_directory(&f, directory);
	}
}

/* Refusing a later page is not refusing the filter. */
static void
test_late_refusal(void **state)
{
	const struct scripted_answer answers[] = {
		FIXTURE_TOKEN,
		{.body = "{\"@odata.count\":9,\"value\":[],"
			 "\"@odata.nextLink\":\"https://graph.test/2\"}"},
		{.status = 400, .body = CODE("Directory_ExpiredPageToken")},
	};
	struct graph_fixture f;
	struct directory *directory =
		open_directory(&f, answers, COUNT_OF(answers));
	struct directory_listing listing = {0};

	(void)state;
	assert_false(directory_lost_users_filtered(
		directory, see_user, &f, &listing, &f.err));
	assert_non_null(strstr(f.err.text,
		"listing of users by filter, page 2: HTTP status 400"));
	close_directory(&f, directory);
}

static void
test_deleted(void **state)
{
	const struct scripted_answer answers[] = {
		FIXTURE_TOKEN,
		{.url = "/directory/deletedItems/microsoft.graph.user?$top=999",
			.body = "{\"value\":[{" DATED
				"\"id\":\"" ID("01") "\"}," LOST("02") "]}"},
	};
	struct graph_fixture f;
	struct directory *directory =
		open_directory(&f, answers, COUNT_OF(answers));
	struct directory_listing listing = {0};

	(void)state;
	assert_true(directory_deleted_users(
		directory, see_user, &f, &listing, &f.err));
	assert_string_equal(f.seen, "? u02");
	assert_int_equal(listing.users, 2);
	assert_non_null(strstr(f.script->requests[1].url, "deletedDateTime"));
	close_directory(&f, directory);
}

static void
test_skus(void **state)
{
	const struct scripted_answer answers[] = {
		FIXTURE_TOKEN,
		{.url = "/subscribedSkus",
			.body = "{\"value\":[{\"skuId\":\"" PLAN "\","
				"\"servicePlans\":[]},{\"skuId\":\"" ID(
					"01") "\",\"servicePlans\":[]}]}"},
		{.url = "/subscribedSkus",
			.body = "{\"value\":[{\"skuId\":\"" PLAN "\","
				"\"servicePlans\":[]},{}]}"},
	};
	struct graph_fixture f;
	struct directory *directory =
		open_directory(&f, answers, COUNT_OF(answers));
	struct sku_list list = {0};

	(void)state;
	assert_true(directory_skus(directory, &list, &f.err));
	assert_int_equal(list.count, 2);
	assert_null(strstr(f.script->requests[1].url, "$top"));
	sku_list_release(&list);
	assert_false(directory_skus(directory, &list, &f.err));
	assert_int_equal(list.count, 0);
	close_directory(&f, directory);
}

static bool
see_probe(void *context, const struct guid *id, enum probe_answer answer,
	struct error *err)
{
	static const char *const names[] = {"never", "user", "shared",
		"not-found", "no-user", "denied", "failed"};

	(void)id;
	(void)err;
	graph_fixture_note(context, names[answer]);
	return true;
}

#define PART(id, status, body)                                                 \
	"{\"id\":\"" id "\",\"status\":" status ",\"body\":" body "}"

static void
test_probe(void **state)
{
	static const struct guid ids[9];
	const struct scripted_answer answers[] = {
		FIXTURE_TOKEN,
		{.sent = "/mailboxSettings/userPurpose",
			.body = "{\"responses\":[" PART("0", "200",
				"{\"value\":\"user\"}") "," PART("1", "200",
				"{\"value\":\"room\"}") "," PART("2", "200",
				"{\"value\":\"newer\"}") "," PART("3", "404",
				CODE("MailboxNotEnabledForRESTAPI")) "," PART("4",
				"404",
				CODE("Request_ResourceNotFound")) "," PART("5",
				"403", "null") "," PART("6", "404",
				CODE("Other")) "," PART("7", "200",
				"{\"value\":null}") "," PART("8", "418",
				"\"tea\"") "]}"},
	};
	struct graph_fixture f;
	struct directory *directory =
		open_directory(&f, answers, COUNT_OF(answers));

	(void)state;
	assert_true(directory_probe(
		directory, ids, COUNT_OF(ids), see_probe, &f, &f.err));
	assert_string_equal(f.seen, "user shared user not-found no-user denied "
				    "failed failed failed");
	close_directory(&f, directory);
}

static bool
see_record(void *context, const struct audit_record *record, struct error *err)
{
	(void)err;
	graph_fixture_note(
		context, record->activity == AUDIT_USER_DELETED ? "d" : "l");
	return true;
}

#define RECORD(activity, at)                                                   \
	"{\"activityDisplayName\":\"" activity "\",\"activityDateTime\":\"" at \
	"\",\"result\":\"success\",\"targetResources\":[{\"type\":\"User\","   \
	"\"id\":\"" ID("01") "\"}]}"

static void
test_removals(void **state)
{
	const struct scripted_answer answers[] = {
		FIXTURE_TOKEN,
		{.url = "/auditLogs/directoryAudits?$top=999&$filter="
			"activityDateTime%20ge%202027-01-01T00%3A00%3A00Z%20",
			.body = "{\"value\":[" RECORD("Delete user",
				"2027-01-09T00:00:00Z") "," RECORD("Update "
								   "user",
				"2027-01-03T00:00:00Z") "," RECORD("Change "
								   "user "
								   "license",
				"2027-01-05T00:00:00Z") "," RECORD("Add user",
				"2027-01-02T00:00:00Z") "]}"},
		{.url = "activityDateTime",
			.status = 400,
			.body = CODE("BadRequest")},
		{.url = "$filter=%28activityDisplayName",
			.status = 403,
			.body = CODE("Denied")},
	};
	struct graph_fixture f;
	struct directory *directory =
		open_directory(&f, answers, COUNT_OF(answers));
	time_t covered_from = 0;
	bool permitted = false;

	(void)state;
	assert_true(directory_removals(directory, 1798761600, see_record, &f,
		&covered_from, &permitted, &f.err));
	assert_string_equal(f.seen, "d l");
	assert_true(permitted);
	assert_int_equal(covered_from, 1798934400);
	assert_true(directory_removals(directory, 1798761600, see_record, &f,
		&covered_from, &permitted, &f.err));
	assert_false(permitted);
	assert_int_equal(covered_from, 0);
	close_directory(&f, directory);
}

/* A token must not travel in the clear. */
static void
test_only_https(void **state)
{
	struct graph_fixture f;
	struct directory *directory = NULL;

	(void)state;
	graph_fixture_open(&f, NULL, 0);
	f.tenant.graph_url[4] = ':'; /* http:... */
	assert_false(directory_open(&f.settings, &directory, &f.err));
	assert_int_equal(f.err.code, ERROR_CONFIG);
	assert_null(directory);
	graph_fixture_close(&f);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_filtered),
		cmocka_unit_test(test_filter_is_worthless),
		cmocka_unit_test(test_late_refusal),
		cmocka_unit_test(test_deleted),
		cmocka_unit_test(test_skus),
		cmocka_unit_test(test_probe),
		cmocka_unit_test(test_removals),
		cmocka_unit_test(test_only_https),
	};

	return cmocka_run_group_tests_name(
		"directory_queries", tests, NULL, NULL);
}
