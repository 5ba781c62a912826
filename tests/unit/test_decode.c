// SPDX-License-Identifier: MIT
#include "graph/decode.h"

#include <stdlib.h>
#include <string.h>

#include "test.h"

#include "core/mem.h"
#include "graph/json.h"

#define ID "00000000-0000-0000-0000-000000000001"
#define PLAN "efb87545-963c-4e0d-99df-69c6916d9eb0"
#define SKU "f245ecc8-75af-4f8e-b61f-27d8114de5f3"
#define LISTS "\"assignedLicenses\":[],\"assignedPlans\":[]"
#define USER(more) "{\"id\":\"" ID "\"," LISTS more "}"

static bool
decode(const char *text, bool deleted, struct user *user, struct error *err)
{
	return decode_user_text(
		(struct slice){text, strlen(text)}, deleted, user, err);
}

static void
test_user(void **state)
{
	static const char text[] =
		"{\"id\":\"" ID "\",\"userPrincipalName\":\"ann@c.test\","
		"\"displayName\":\"Ann \\u00c9\",\"mail\":null,"
		"\"accountEnabled\":false,\"userType\":\"Guest\","
		"\"usageLocation\":\"DE\",\"onPremisesSyncEnabled\":true,"
		"\"createdDateTime\":\"2020-07-01T10:36:43Z\","
		"\"assignedLicenses\":[{\"skuId\":\"" SKU "\","
		"\"disabledPlans\":[\"" PLAN "\",null]}],"
		"\"assignedPlans\":[{\"servicePlanId\":\"" PLAN "\","
		"\"capabilityStatus\":\"LockedOut\",\"assignedDateTime\":"
		"\"2018-01-09T21:20:02.7215374Z\"},{\"servicePlanId\":null},"
		"{\"servicePlanId\":\"" SKU "\",\"capabilityStatus\":\"New\","
		"\"assignedDateTime\":\"yesterday\"}]}";
	struct user user = {0};
	struct error err = {0};

	(void)state;
	assert_true(decode(text, false, &user, &err));
	assert_string_equal(user.upn, "ann@c.test");
	assert_string_equal(user.display_name, "Ann \xc3\x89");
	assert_null(user.mail);
	assert_string_equal(user.usage_location, "DE");
	assert_int_equal(user.account_enabled, TRI_NO);
	assert_int_equal(user.synced, TRI_YES);
	assert_true(user.guest);
	assert_false(user.deleted);
	assert_int_equal(user.created_at, 1593599803);
	assert_int_equal(user.license_count, 1);
	assert_int_equal(user.licenses[0].disabled_count, 1);
	assert_int_equal(user.plan_count, 2);
	assert_int_equal(user.plans[0].status, PLAN_STATUS_LOCKED_OUT);
	assert_int_equal(user.plans[0].assigned_at, 1515532802);
	assert_int_equal(user.plans[1].status, PLAN_STATUS_UNKNOWN);
	assert_int_equal(user.plans[1].assigned_at, 0);
	user_release(&user);
}

static void
test_deleted_user(void **state)
{
	static const char text[] =
		"{\"id\":\"" ID "\",\"userPrincipalName\":"
		"\"00000000000000000000000000000001ann@c.test\","
		"\"deletedDateTime\":\"2026-11-01T00:00:00Z\","
		"\"assignedPlans\":null}";
	struct user user = {0};
	struct error err = {0};

	(void)state;
	assert_true(decode(text, true, &user, &err));
	assert_string_equal(user.upn, "ann@c.test");
	assert_int_equal(user.deleted_at, 1793491200);
	assert_int_equal(user.plan_count, 0);
	user_release(&user);
	assert_false(decode(text, false, &user, &err));
}

/* Without a date it is no deleted user, or one we may not see. */
static const struct {
	const char *text;
	enum error_code code;
} undated[] = {
	{USER(""), ERROR_PERMISSION},
	{USER(",\"deletedDateTime\":null"), ERROR_PERMISSION},
	{USER(",\"deletedDateTime\":\"lately\""), ERROR_REMOTE},
	{"{\"id\":\"" ID "\",\"mail\":\"group@c.test\"}", ERROR_PERMISSION},
};

static void
test_deleted_without_date(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(undated); i++) {
		struct user user = {0};
		struct error err = {0};
		if (decode(undated[i].text, true, &user, &err) ||
			err.code != undated[i].code ||
			strstr(err.text, "its deletedDateTime is ") == NULL) {
			fail_msg("%zu: %s", i, err.text);
		}
	}
}

/* Absence and nonsense are never "holds no plan". */
static const struct {
	const char *name;
	const char *text;
	const char *error;
} refused[] = {
	{"no id", "{" LISTS "}", "the id of a user is absent or null"},
	{"id is a number", "{\"id\":7," LISTS "}",
		"the id of a user is a number"},
	{"id is no GUID", "{\"id\":\"x\"," LISTS "}", "a text, not a GUID"},
	{"a list", "[]", "a user is an array"},
	{"a text", "\"x\"", "a user is a text"},
	{"null", "null", "not JSON"},
	{"plans absent", "{\"id\":\"" ID "\",\"assignedLicenses\":[]}",
		"user " ID ": its assignedPlans is absent or null, not a list"},
	{"plans null",
		"{\"id\":\"" ID "\",\"assignedLicenses\":[],\"assignedPlans\":"
		"null}",
		"absent or null"},
	{"plans an object",
		"{\"id\":\"" ID "\",\"assignedLicenses\":[],\"assignedPlans\":"
		"{}}",
		"an object, not a list"},
	{"plan is a text",
		"{\"id\":\"" ID "\",\"assignedLicenses\":[],\"assignedPlans\":"
		"[\"x\"]}",
		"an element of its assignedPlans is a text"},
	{"plan id is a number",
		"{\"id\":\"" ID "\",\"assignedLicenses\":[],\"assignedPlans\":"
		"[{\"servicePlanId\":1}]}",
		"a servicePlanId in its assignedPlans is a number"},
	{"licenses absent", "{\"id\":\"" ID "\",\"assignedPlans\":[]}",
		"its assignedLicenses"},
	{"cut", "{\"id\":\"" ID "\"", "not JSON"},
	{"more than one", "{}{}", "not JSON"},
	{"comment", "{/* */}", "not JSON"},
	{"trailing comma", "{\"a\":1,}", "not JSON"},
};

static void
test_refused(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(refused); i++) {
		struct user user = {0};
		struct error err = {0};
		if (decode(refused[i].text, false, &user, &err) ||
			err.code != ERROR_REMOTE ||
			strstr(err.text, refused[i].error) == NULL) {
			fail_msg("%s: %s", refused[i].name, err.text);
		}
		assert_null(user.plans);
	}
}

static const struct {
	const char *name;
	const char *json;
	const char *text; /* NULL: none */
} texts[] = {
	{"plain", "\"Ann\"", "Ann"},
	{"null", "null", NULL},
	{"number", "7", NULL},
	{"object", "{}", NULL},
	{"empty", "\"\"", ""},
	{"control characters", "\"a\\nb\\u0000c\\u007fd\"", "a b c?d"},
	{"byte that is no UTF-8",
		"\"a\xff"
		"b\"",
		"a?b"},
	{"overlong", "\"\xc0\xaf\"", "??"},
	{"half a character", "\"\xe2\x82\"", "??"},
	{"surrogate", "\"\xed\xa0\x80\"", "???"},
	{"beyond Unicode", "\"\xf4\x90\x80\x80\"", "????"},
	{"four bytes", "\"\xf0\x9f\x98\x80\"", "\xf0\x9f\x98\x80"},
	{"escaped pair", "\"\\ud83d\\ude00\"", "\xf0\x9f\x98\x80"},
};

static void
test_texts(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(texts); i++) {
		struct user user = {0};
		struct error err = {0};
		char *json =
			mem_print(USER(",\"displayName\":%s"), texts[i].json);
		assert_true(decode(json, false, &user, &err));
		if ((user.display_name == NULL) != (texts[i].text == NULL) ||
			(texts[i].text != NULL &&
				strcmp(user.display_name, texts[i].text) !=
					0)) {
			fail_msg("%s: [%s]", texts[i].name,
				user.display_name == NULL ? "-"
							  : user.display_name);
		}
		user_release(&user);
		free(json);
	}
}

/* Cut between characters, not inside of one. */
static void
test_long_text(void **state)
{
	char name[2 * JSON_TEXT_LIMIT + 2] = "x";
	char *json = NULL;
	struct user user = {0};
	struct error err = {0};

	(void)state;
	for (size_t i = 1; i + 2 < sizeof(name); i += 2) {
		name[i] = '\xc3';
		name[i + 1] = '\xa9';
	}
	json = mem_print(USER(",\"displayName\":\"%s\""), name);
	assert_true(decode(json, false, &user, &err));
	assert_int_equal(strlen(user.display_name), JSON_TEXT_LIMIT - 1);
	user_release(&user);
	free(json);
}

static void
test_sku(void **state)
{
	static const char text[] =
		"{\"skuId\":\"" SKU "\",\"skuPartNumber\":\"X\",\"appliesTo\":"
		"\"User\",\"capabilityStatus\":\"Warning\",\"consumedUnits\":"
		"9,\"prepaidUnits\":{\"enabled\":\"5\",\"warning\":2,"
		"\"suspended\":100},\"servicePlans\":[{\"servicePlanId\":"
		"\"" PLAN "\",\"servicePlanName\":\"P\","
		"\"provisioningStatus\":\"PendingInput\"},{\"servicePlanId\":"
		"\"" SKU "\",\"provisioningStatus\":\"Disabled\"},"
		"{\"servicePlanId\":\"" PLAN "\",\"appliesTo\":"
		"\"Company\"}]}"; /* that one no user is assigned */
	static const char *const broken[] = {"{}", "{\"skuId\":\"" SKU "\"}",
		"{\"skuId\":\"" SKU "\",\"servicePlans\":[{}]}",
		"{\"skuId\":\"" SKU "\",\"servicePlans\":[7]}"};
	struct error err = {0};
	struct json_object *object = json_read(text, strlen(text), &err);
	struct sku sku = {0};

	(void)state;
	assert_true(decode_sku(object, &sku, &err));
	assert_int_equal(sku_free_seats(&sku), -2);
	assert_int_equal(sku.status, PLAN_STATUS_WARNING);
	assert_true(sku.for_users);
	assert_int_equal(sku.plan_count, 2);
	assert_true(sku.plans[0].usable);
	assert_false(sku.plans[1].usable);
	assert_null(sku.plans[1].name);
	sku_release(&sku);
	json_object_put(object);
	for (size_t i = 0; i < COUNT_OF(broken); i++) {
		object = json_read(broken[i], strlen(broken[i]), &err);
		assert_false(decode_sku(object, &sku, &err));
		json_object_put(object);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_user),
		cmocka_unit_test(test_deleted_user),
		cmocka_unit_test(test_deleted_without_date),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_texts),
		cmocka_unit_test(test_long_text),
		cmocka_unit_test(test_sku),
	};

	return cmocka_run_group_tests_name("decode", tests, NULL, NULL);
}
