// SPDX-License-Identifier: MIT
#include "graph/decode.h"

#include <stdio.h>
#include <string.h>

#include "test.h"

#include "core/mem.h"
#include "graph/json.h"

#include <stdlib.h>

#define ID(n) "\"00000000-0000-0000-0000-0000000000" n "\""
#define E3 "f245ecc8-75af-4f8e-b61f-27d8114de5f3"
#define E5 "06ebc4ee-1bb5-47dd-8120-11324bc54e06"
#define HELD(sku)                                                              \
	"[\\r\\n  \\\"[SkuName=X, AccountId=1, SkuId=" sku ", "                \
	"DisabledPlans=[]]\\\"]"
#define CHANGE(old, new)                                                       \
	"[{\"displayName\":\"AssignedLicense\",\"oldValue\":\"" old "\","      \
	"\"newValue\":\"" new "\"}]"
#define TARGET(n, properties)                                                  \
	"{\"id\":" ID(                                                         \
		n) ",\"Type\":\"User\",\"modifiedProperties\":" properties "}"
#define BY_ANN "{\"user\":{\"userPrincipalName\":\"ann@c.test\"},\"app\":null}"
#define BY_APP(name) "{\"user\":null,\"app\":{\"displayName\":\"" name "\"}}"

/* activity | initiatedBy | targetResources | what is seen */
static const struct {
	const char *name;
	const char *activity;
	const char *result;
	const char *by;
	const char *targets;
	const char *seen;
} cases[] = {
	{"license removed", "Update user", "success", BY_ANN,
		"[" TARGET("01", CHANGE(HELD(E3), "[]")) "]",
		"01 change 1 user ann@c.test;"},
	{"replaced by another", "Update user", "success", BY_ANN,
		"[" TARGET("01", CHANGE(HELD(E3), HELD(E5))) "]",
		"01 change 1 user ann@c.test;"},
	{"kept", "Update user", "success", BY_ANN,
		"[" TARGET("01", CHANGE(HELD(E3), HELD(E3))) "]", ""},
	{"added", "Update user", "success", BY_ANN,
		"[" TARGET("01", CHANGE("[]", HELD(E3))) "]", ""},
	{"cut short", "Update user", "success", BY_ANN,
		"[" TARGET("01", CHANGE("[SkuId=f245ecc8-75af", "[]")) "]", ""},
	{"without detail", "Change user license", "success", "null",
		"[" TARGET("01", "null") "]", "01 change 0 unknown -;"},
	{"update of something else", "Update user", "success", BY_ANN,
		"[" TARGET("01", "[{\"displayName\":\"Mail\"}]") "]", ""},
	{"group", "Change user license", "success",
		BY_APP("Microsoft Azure AD Group-Based Licensing"),
		"[" TARGET("01", CHANGE(HELD(E3), "[]")) "]",
		"01 change 1 group Microsoft Azure AD Group-Based Licensing;"},
	{"group, newer name", "Change user license", "success",
		BY_APP("Microsoft Entra ID Group-Based Licensing"),
		"[" TARGET("01", "[]") "]",
		"01 change 0 group Microsoft Entra ID Group-Based Licensing;"},
	{"application", "Delete user", "success", BY_APP("Sync"),
		"[" TARGET("01", "[]") "]", "01 delete 0 app Sync;"},
	{"two users and a group", "Delete user", "success", BY_ANN,
		"[" TARGET("01", "[]") ",{\"id\":" ID(
			"02") ",\"type\":\"Group\"},{\"id\":" ID("03") ",\"type"
								       "\":"
								       "\"user"
								       "\"}]",
		"01 delete 0 user ann@c.test;03 delete 0 user ann@c.test;"},
	{"failed", "Delete user", "failure", BY_ANN, "[" TARGET("01", "[]") "]",
		""},
	{"another activity", "Hard Delete user", "success", BY_ANN,
		"[" TARGET("01", "[]") "]", ""},
	{"no targets", "Delete user", "success", BY_ANN, "null", ""},
	{"odd targets", "Delete user", "success", BY_ANN,
		"[7,null,{},{\"type\":\"User\"},{\"type\":7}]", ""},
	{"no name but an id", "Delete user", "success",
		"{\"user\":{\"userPrincipalName\":\"\",\"displayName\":\"A\"}}",
		"[" TARGET("01", "[]") "]", "01 delete 0 user A;"},
};

static bool
see(void *context, const struct audit_record *record, struct error *err)
{
	static const char *const kinds[] = {"unknown", "user", "app", "group"};
	char *seen = context;
	char id[GUID_TEXT_SIZE];
	size_t used = strlen(seen);

	(void)err;
	(void)snprintf(seen + used, 256 - used, "%s %s %zu %s %s;",
		guid_text(&record->user, id) + 34,
		record->activity == AUDIT_USER_DELETED ? "delete" : "change",
		record->removed_count, kinds[record->actor_kind],
		record->actor == NULL ? "-" : record->actor);
	assert_int_equal(record->at, 1793527200);
	assert_string_equal(record->correlation, "c1");
	return true;
}

static void
test_records(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		char seen[256] = "";
		struct error err = {0};
		time_t at = 0;
		char *text = mem_print(
			"{\"activityDisplayName\":\"%s\",\"result\":\"%s\","
			"\"activityDateTime\":\"2026-11-01T10:00:00.123Z\","
			"\"correlationId\":\"c1\",\"initiatedBy\":%s,"
			"\"targetResources\":%s}",
			cases[i].activity, cases[i].result, cases[i].by,
			cases[i].targets);
		struct json_object *object =
			json_read(text, strlen(text), &err);
		if (!decode_audit(object, &at, see, seen, &err) ||
			strcmp(seen, cases[i].seen) != 0) {
			fail_msg("%s: [%s] %s", cases[i].name, seen, err.text);
		}
		json_object_put(object);
		free(text);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_records),
	};

	return cmocka_run_group_tests_name("decode_audit", tests, NULL, NULL);
}
