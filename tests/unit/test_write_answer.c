// SPDX-License-Identifier: MIT
#include "graph/write_answer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "test.h"

#include "graph/json.h"

#define SAID(code, message)                                                    \
	"{\"error\":{\"code\":\"" code "\",\"message\":\"" message "\"}}"
#define BAD(message) SAID("Request_BadRequest", message)
#define SKU "05e9a617-0261-4cee-bb44-138d3ef5d965"
#define ME "\"id\":\"01010101-0101-0101-0101-010101010101\""

static const struct {
	const char *name;
	enum write_kind kind;
	enum tri may_write;
	int status;
	const char *body; /* NULL: none */
	enum write_result result;
	const char *text; /* part of it */
} cases[] = {
	/* done */
	{"assigned", WRITE_ASSIGN, TRI_YES, 200, "{" ME "}", WRITE_DONE, ""},
	{"without id", WRITE_ASSIGN, TRI_YES, 200, "{}", WRITE_DONE, ""},
	{"located", WRITE_LOCATE, TRI_YES, 204, NULL, WRITE_DONE, ""},
	{"accepted", WRITE_ASSIGN, TRI_YES, 202, NULL, WRITE_DONE, ""},
	/* done, says somebody who is not Graph */
	{"200 and nothing", WRITE_ASSIGN, TRI_YES, 200, NULL, WRITE_LOST,
		"not as Graph says it"},
	{"200 and a text", WRITE_RESTORE, TRI_YES, 200, "\"ok\"", WRITE_LOST,
		"not as Graph says it"},
	{"200 and an error", WRITE_RESTORE, TRI_YES, 200, BAD("no"), WRITE_LOST,
		"not as Graph says it"},
	{"another user", WRITE_RESTORE, TRI_YES, 200, "{\"id\":\"" SKU "\"}",
		WRITE_LOST, "another user was answered"},
	/* assignLicense */
	{"no seat", WRITE_ASSIGN, TRI_YES, 400,
		BAD("Subscription with SKU " SKU
		    " does not have any available licenses."),
		WRITE_NO_SEAT, "no seat is free: free or buy one (HTTP"},
	{"no seat, in a group's words", WRITE_ASSIGN, TRI_YES, 400,
		BAD("There are not enough available licenses"), WRITE_NO_SEAT,
		"no seat is free"},
	{"no seat, by the detail", WRITE_ASSIGN, TRI_YES, 400,
		"{\"error\":{\"code\":\"x\",\"details\":[null,{\"code\":"
		"\"countviolation\"}]}}",
		WRITE_NO_SEAT, "no message"},
	{"no location", WRITE_ASSIGN, TRI_YES, 400,
		BAD("License assignment cannot be done for user with invalid "
		    "usage location."),
		WRITE_NO_LOCATION, "usage_location"},
	{"location of the wrong kind", WRITE_ASSIGN, TRI_YES, 400,
		BAD("ProhibitedInUsageLocationViolation"), WRITE_REFUSED,
		"not sold"},
	{"unknown product", WRITE_ASSIGN, TRI_YES, 400,
		BAD("License " SKU
		    " does not correspond to a valid company License."),
		WRITE_UNKNOWN_SKU, "restore_skus"},
	{"dependency", WRITE_ASSIGN, TRI_YES, 400,
		BAD("License assignment failed because service plan " SKU
		    " depends on the service plan(s) " SKU),
		WRITE_DEPENDENCY, "minimal_plans = no"},
	{"conflict", WRITE_ASSIGN, TRI_YES, 400,
		BAD("License assignment failed because service plans " SKU
		    "," SKU " are mutually exclusive"),
		WRITE_CONFLICT, "exclude"},
	{"inherited", WRITE_ASSIGN, TRI_YES, 400,
		BAD("User license is inherited from a group membership and it "
		    "cannot be removed directly from the user."),
		WRITE_REFUSED, "change it there"},
	{"address", WRITE_ASSIGN, TRI_YES, 400,
		SAID("badRequest",
			"Another object with the same value for property "
			"proxyAddresses already exists."),
		WRITE_ADDRESS_TAKEN, "take it off that object"},
	{"unheard of", WRITE_ASSIGN, TRI_YES, 400, BAD("The moon is full."),
		WRITE_REFUSED,
		"refused (HTTP status 400, Request_BadRequest: The moon is "
		"full.)"},
	{"no error object", WRITE_ASSIGN, TRI_YES, 400, "[]", WRITE_REFUSED,
		"HTTP status 400, no code: no message"},
	/* a seat is nothing to a restore */
	{"seats of a restore", WRITE_RESTORE, TRI_YES, 400,
		BAD("does not have any available licenses"), WRITE_REFUSED,
		"refused"},
	/* restore */
	{"name", WRITE_RESTORE, TRI_YES, 400,
		BAD("Another object with the same value for property "
		    "userPrincipalName already exists."),
		WRITE_ADDRESS_TAKEN, "user principal name now: rename"},
	{"name, otherwise", WRITE_RESTORE, TRI_YES, 409,
		SAID("ObjectConflict", "userPrincipalName is in use"),
		WRITE_ADDRESS_TAKEN, "user principal name now"},
	{"conflict of objects", WRITE_RESTORE, TRI_YES, 409,
		SAID("ObjectConflict", "no"), WRITE_ADDRESS_TAKEN,
		"names or addresses"},
	{"proxy address", WRITE_RESTORE, TRI_YES, 400,
		BAD("The proxy address SMTP:a@b.example is already being "
		    "used"),
		WRITE_ADDRESS_TAKEN, "one of its addresses"},
	{"quota", WRITE_RESTORE, TRI_YES, 400,
		SAID("Directory_QuotaExceeded", "The directory object quota "
						"limit was exceeded."),
		WRITE_REFUSED, "the directory is full"},
	{"not in the bin", WRITE_RESTORE, TRI_YES, 404,
		SAID("Request_ResourceNotFound", "Resource does not exist."),
		WRITE_NO_USER, "not among the deleted ones"},
	{"gone", WRITE_ASSIGN, TRI_YES, 404,
		SAID("Request_ResourceNotFound", "Resource does not exist."),
		WRITE_NO_USER, "no such active user"},
	{"404 of somebody else", WRITE_ASSIGN, TRI_YES, 404, NULL,
		WRITE_REFUSED, "refused"},
	/* rights */
	{"the right to assign", WRITE_ASSIGN, TRI_NO, 403,
		SAID("Authorization_RequestDenied", "Insufficient privileges"),
		WRITE_FORBIDDEN,
		"assign licenses: grant it the application permission "
		"LicenseAssignment.ReadWrite.All"},
	{"the right to restore", WRITE_RESTORE, TRI_NO, 403, NULL,
		WRITE_FORBIDDEN, "User.DeleteRestore.All"},
	{"the right to locate", WRITE_LOCATE, TRI_NO, 403, NULL,
		WRITE_FORBIDDEN, "User.ReadWrite.All"},
	{"the right to block", WRITE_BLOCK, TRI_NO, 403, NULL, WRITE_FORBIDDEN,
		"User.EnableDisableAccount.All"},
	{"privileged", WRITE_RESTORE, TRI_YES, 403,
		SAID("Authorization_RequestDenied", "Insufficient privileges"),
		WRITE_FORBIDDEN,
		"privileged user: the application needs a "
		"directory role"},
	{"either", WRITE_RESTORE, TRI_UNKNOWN, 403, NULL, WRITE_FORBIDDEN,
		"User.DeleteRestore.All is missing, or this is a privileged"},
	{"token", WRITE_ASSIGN, TRI_YES, 401, NULL, WRITE_FORBIDDEN,
		"the token was refused twice"},
	/* busy: nothing happened */
	{"at the same time", WRITE_ASSIGN, TRI_YES, 409,
		SAID("Directory_ConcurrencyViolation", "m"), WRITE_BUSY,
		"at the same time"},
	{"conflict without words", WRITE_ASSIGN, TRI_YES, 409, NULL, WRITE_BUSY,
		"busy"},
	{"locked", WRITE_ASSIGN, TRI_YES, 423, NULL, WRITE_BUSY, "busy"},
	{"throttled to the end", WRITE_ASSIGN, TRI_YES, 429, NULL, WRITE_BUSY,
		"busy"},
	/* may have happened */
	{"500", WRITE_ASSIGN, TRI_YES, 500, NULL, WRITE_LOST, "may have"},
	{"503", WRITE_RESTORE, TRI_YES, 503, SAID("serviceNotAvailable", "m"),
		WRITE_LOST,
		"may have taken effect, which a later look will tell: HTTP "
		"status 503, serviceNotAvailable: m"},
	{"504", WRITE_ASSIGN, TRI_YES, 504, NULL, WRITE_LOST, "may have"},
	{"408", WRITE_ASSIGN, TRI_YES, 408, NULL, WRITE_LOST, "may have"},
	{"100", WRITE_ASSIGN, TRI_YES, 100, NULL, WRITE_LOST, "may have"},
	{"302", WRITE_ASSIGN, TRI_YES, 302, NULL, WRITE_REFUSED, "302"},
	{"424", WRITE_ASSIGN, TRI_YES, 424, NULL, WRITE_REFUSED, "424"},
	/* hostile words */
	{"cleaned", WRITE_ASSIGN, TRI_YES, 400,
		BAD("a|b\\nc\\u001b[2J\\u202ed \\u0007"), WRITE_REFUSED,
		"Request_BadRequest: a b c [2Jd"},
};

static struct json_object *
parse(const char *text)
{
	struct error err = {0};
	struct json_object *body = NULL;

	if (text == NULL) {
		return NULL;
	}
	body = json_read(text, strlen(text), &err);
	if (body == NULL) {
		fail_msg("%s: %s", text, err.text);
	}
	return body;
}

static void
test_meanings(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct licensing_write write = {.kind = cases[i].kind};
		struct batch_answer from = {.status = cases[i].status,
			.body = parse(cases[i].body)};
		struct licensing_answer answer;
		memset(&write.user, 1, sizeof(write.user));
		write_answer_read(&write, cases[i].may_write, &from, &answer);
		if (answer.result != cases[i].result ||
			answer.status != cases[i].status ||
			strstr(answer.text, cases[i].text) == NULL ||
			(answer.result == WRITE_DONE) !=
				(answer.text[0] == '\0')) {
			fail_msg("%s: %d: %s", cases[i].name,
				(int)answer.result, answer.text);
		}
		json_object_put(from.body);
	}
}

/* No kind of nonsense may pass for success, nor for "it had no effect". */
static void
test_nothing_came(void **state)
{
	static const struct {
		int status;
		bool is_lost;
		enum write_result result;
	} silences[] = {
		{0, true, WRITE_LOST},
		{503, true, WRITE_LOST},
		{200, true, WRITE_LOST},
		{0, false, WRITE_BUSY},
		{429, false, WRITE_BUSY},
		{401, false, WRITE_FORBIDDEN},
		{403, false, WRITE_FORBIDDEN},
		{400, false, WRITE_REFUSED},
		{404, false, WRITE_REFUSED},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(silences); i++) {
		struct licensing_write write = {.kind = WRITE_ASSIGN};
		struct batch_answer from = {.status = silences[i].status,
			.is_lost = silences[i].is_lost,
			.reason = "the line\nwas | cut"};
		struct licensing_answer answer;
		write_answer_read(&write, TRI_YES, &from, &answer);
		assert_int_equal(answer.result, silences[i].result);
		assert_non_null(strstr(answer.text, "the line was   cut"));
	}
}

#define SIXTY "012345678901234567890123456789012345678901234567890123456789"

static void
test_request_ids(void **state)
{
	static const struct {
		const char *header;
		const char *body;
		const char *id;
	} ids[] = {
		{"abc-1", NULL, "abc-1"},
		{NULL, "{\"error\":{\"innerError\":{\"request-id\":\"i\"}}}",
			"i"},
		{NULL, "{\"error\":{\"innererror\":{\"request-id\":\"i\"}}}",
			"i"},
		{"h", "{\"error\":{\"innererror\":{\"request-id\":\"i\"}}}",
			"h"},
		{"a b", NULL, ""},
		{"", NULL, ""},
		{SIXTY "012", NULL, SIXTY "012"},
		{SIXTY "0123", NULL, ""},
		{NULL, "{\"error\":{\"innerError\":{\"request-id\":7}}}", ""},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(ids); i++) {
		struct licensing_write write = {.kind = WRITE_ASSIGN};
		struct batch_answer from = {.status = 400,
			.request_id = ids[i].header,
			.body = parse(ids[i].body)};
		struct licensing_answer answer;
		write_answer_read(&write, TRI_YES, &from, &answer);
		if (strcmp(answer.request_id, ids[i].id) != 0) {
			fail_msg("%zu: [%s]", i, answer.request_id);
		}
		json_object_put(from.body);
	}
}

/* As long as Graph likes, as short as we can use. */
static void
test_bounds(void **state)
{
	static char body[200000];
	struct licensing_write write = {.kind = WRITE_RESTORE};
	struct batch_answer from = {.status = 400};
	struct licensing_answer answer;
	size_t used = (size_t)snprintf(body, sizeof(body),
		"{\"error\":{\"code\":\"c\",\"message\":\"");

	(void)state;
	while (used < 150000) {
		used += (size_t)snprintf(
			body + used, sizeof(body) - used, "\xc3\xa4|");
	}
	(void)snprintf(body + used, sizeof(body) - used, "\"}}");
	from.body = parse(body);
	write_answer_read(&write, TRI_YES, &from, &answer);
	assert_int_equal(answer.result, WRITE_REFUSED);
	assert_true(strlen(answer.text) < sizeof(answer.text) - 1);
	assert_null(strchr(answer.text, '|'));
	json_object_put(from.body);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_meanings),
		cmocka_unit_test(test_nothing_came),
		cmocka_unit_test(test_request_ids),
		cmocka_unit_test(test_bounds),
	};

	return cmocka_run_group_tests_name("write_answer", tests, NULL, NULL);
}
