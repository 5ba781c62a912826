// SPDX-License-Identifier: MIT
/* Which group a user was taken out of. */
#include "graph/licensing.h"

#include <stdlib.h>
#include <string.h>

#include "test.h"

#include "graph_fixture.h"

#define ME "01010101-0101-0101-0101-010101010101"
#define ADA "02020202-0202-0202-0202-020202020202"
#define FROM (FIXTURE_NOW - 3600)
#define TO FIXTURE_NOW
#define NAMED(name)                                                            \
	",\"modifiedProperties\":[null,{\"displayName\":\"Group.ObjectID\"}"   \
	",{\"displayName\":\"Group.DisplayName\",\"oldValue\":" name           \
	",\"newValue\":null}]"
#define RECORD(activity, at, result, targets)                                  \
	"{\"activityDisplayName\":\"" activity                                 \
	"\",\"activityDateTime\":\"2027-01-15T" at "Z\",\"result\":\"" result  \
	"\",\"targetResources\":[" targets "]}"
#define REMOVED(targets)                                                       \
	RECORD("Remove member from group", "07:30:00", "success", targets)
#define USER(more) "{\"id\":\"" ME "\",\"type\":\"User\"" more "}"
#define GROUP(name) "{\"id\":\"g\",\"Type\":\"Group\",\"displayName\":" name "}"
#define PAGE(records)                                                          \
	{                                                                      \
		.url = "/directoryAudits", .body = "{\"value\":[" records "]}" \
	}

static const struct {
	const char *name;
	struct scripted_answer answers[2];
	const char *group; /* NULL: nothing says so */
} cases[] = {
	{"nothing", {PAGE("")}, NULL},
	{"by the user's properties",
		{PAGE(REMOVED(
			USER(NAMED("\"\\\"Sales\\\"\"")) "," GROUP("null")))},
		"Sales"},
	{"not wrapped", {PAGE(REMOVED(USER(NAMED("\"Sales, EMEA\""))))},
		"Sales, EMEA"},
	{"by the group itself",
		{PAGE(REMOVED(USER("") "," GROUP("\"Sales\"")))}, "Sales"},
	{"the group first", {PAGE(REMOVED(GROUP("\"Sales\"") "," USER("")))},
		"Sales"},
	{"properties without a name",
		{PAGE(REMOVED(USER(NAMED("null")) "," GROUP("\"Sales\"")))},
		"Sales"},
	{"no name at all", {PAGE(REMOVED(USER("") "," GROUP("null")))}, NULL},
	{"two groups",
		{PAGE(REMOVED(USER("") "," GROUP("\"A\"")) "," REMOVED(
			USER("") "," GROUP(
				"\"B\"")) "," REMOVED(USER("") "," GROUP("\"A"
									 "\"")))},
		"A or B"},
	{"more than help",
		{PAGE(REMOVED(USER("") "," GROUP("\"A\"")) "," REMOVED(USER("") "," GROUP("\"B\"")) "," REMOVED(
			USER("") "," GROUP(
				"\"C\"")) "," REMOVED(USER("") "," GROUP("\"D"
									 "\"")))},
		"A or B or C"},
	{"somebody else",
		{PAGE(REMOVED("{\"id\":\"" ADA "\"}," GROUP("\"A\"")))}, NULL},
	{"too early",
		{PAGE(RECORD("Remove member from group", "06:59:59", "success",
			USER("") "," GROUP("\"A\"")))},
		NULL},
	{"too late",
		{PAGE(RECORD("Remove member from group", "08:00:01", "success",
			USER("") "," GROUP("\"A\"")))},
		NULL},
	{"failed",
		{PAGE(RECORD("Remove member from group", "07:30:00", "failure",
			USER("") "," GROUP("\"A\"")))},
		NULL},
	{"another activity",
		{PAGE(RECORD("Add member to group", "07:30:00", "success",
			USER("") "," GROUP("\"A\"")))},
		NULL},
	{"cleaned", {PAGE(REMOVED(USER(NAMED("\"\\\"a|\\\\u001b[2Jb\\\"\""))))},
		"a  [2Jb"},
	{"nonsense",
		{PAGE("{\"targetResources\":7}," REMOVED(
			"null,7,[]") "," REMOVED(USER(",\"modifiedProperties\":"
						      "{}")))},
		NULL},
	{"no right", {{.url = "/directoryAudits", .status = 403}}, NULL},
	{"no filter by time",
		{{.url = "activityDateTime", .status = 400},
			PAGE(REMOVED(USER("") "," GROUP("\"A\"")))},
		"A"},
	{"no filter at all",
		{{.url = "activityDateTime", .status = 400},
			{.url = "/directoryAudits", .status = 400}},
		NULL},
};

static struct directory *
open_directory(struct graph_fixture *f, const struct scripted_answer *given,
	size_t count)
{
	struct scripted_answer answers[3] = {FIXTURE_TOKEN};
	struct directory *directory = NULL;

	memcpy(answers + 1, given, count * sizeof(*given));
	graph_fixture_open(f, answers, 1 + count);
	assert_true(directory_open(&f->settings, &directory, &f->err));
	return directory;
}

static void
test_names(void **state)
{
	struct guid me;

	(void)state;
	memset(&me, 1, sizeof(me));
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct graph_fixture f;
		struct directory *directory =
			open_directory(&f, cases[i].answers, 2);
		char *group = NULL;
		bool ok = licensing_group_of_loss(
			directory, &me, FROM, TO, &group, &f.err);
		if (!ok || (group == NULL) != (cases[i].group == NULL) ||
			(group != NULL && strcmp(group, cases[i].group) != 0)) {
			fail_msg("%s: [%s] %s", cases[i].name,
				group == NULL ? "" : group, f.err.text);
		}
		free(group);
		directory_free(directory);
		graph_fixture_close(&f);
	}
}

static void
test_question(void **state)
{
	const struct scripted_answer answer = PAGE("");
	struct graph_fixture f;
	struct directory *directory = open_directory(&f, &answer, 1);
	struct guid me;
	char *group = NULL;

	(void)state;
	memset(&me, 1, sizeof(me));
	assert_true(licensing_group_of_loss(
		directory, &me, FROM, TO, &group, &f.err));
	assert_string_equal(f.script->requests[1].url,
		"https://graph.test/v1.0/auditLogs/directoryAudits?$top=100&"
		"$filter=activityDateTime%20ge%202027-01-15T07%3A00%3A00Z%20"
		"and%20activityDateTime%20le%202027-01-15T08%3A00%3A00Z%20and"
		"%20activityDisplayName%20eq%20%27Remove%20member%20from%20"
		"group%27%20and%20targetResources%2Fany%28t%3At%2Fid%20eq%20"
		"%2701010101-0101-0101-0101-010101010101%27%29");
	directory_free(directory);
	graph_fixture_close(&f);
}

static void
test_failure(void **state)
{
	const struct scripted_answer answer = {
		.url = "/directoryAudits", .body = "{\"value\":[{]}"};
	struct graph_fixture f;
	struct directory *directory = open_directory(&f, &answer, 1);
	struct guid me = {{1}};
	char *group = NULL;

	(void)state;
	assert_false(licensing_group_of_loss(
		directory, &me, FROM, TO, &group, &f.err));
	assert_null(group);
	directory_free(directory);
	graph_fixture_close(&f);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_question),
		cmocka_unit_test(test_failure),
	};

	return cmocka_run_group_tests_name("group_loss", tests, NULL, NULL);
}
