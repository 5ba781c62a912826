// SPDX-License-Identifier: MIT
/* Searching the bytes of a page against parsing all of it. */
#include "graph/prefilter.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "test.h"

#include "pages.h"

#define PLAN "efb87545-963c-4e0d-99df-69c6916d9eb0"
#define ID(n) "00000000-0000-0000-0000-0000000000" n
#define P(status, plan)                                                        \
	"{\"capabilityStatus\":\"" status "\",\"servicePlanId\":\"" plan "\"}"
#define U(n, more, plans)                                                      \
	"{\"id\":\"" ID(n) "\"," more                                          \
			   "\"assignedLicenses\":[],\"assignedPlans\":[" plans \
			   "]}"
#define PAGE(users) "{\"value\":[" users "]}"
#define OTHER "113feb6c-3fe4-4440-bddc-54d774bf0318"

static struct plan_set plans;

/* All three agree wherever the page is sound. */
static void
compare(const char *name, const char *text)
{
	static char tree[PAGES_SEEN_SIZE];
	static char parsed[PAGES_SEEN_SIZE];
	static char bytes[PAGES_SEEN_SIZE];
	bool is_sound = pages_by_tree(text, strlen(text), &plans, tree);

	if (pages_by_parsing(text, strlen(text), &plans, parsed) != is_sound ||
		(is_sound && strcmp(tree, parsed) != 0)) {
		fail_msg("%s: tree [%s] parsing [%s]: %.2000s", name, tree,
			parsed, text);
	}
	if (is_sound && (!pages_by_bytes(text, strlen(text), &plans, bytes) ||
				strcmp(tree, bytes) != 0)) {
		fail_msg("%s: tree [%s] bytes [%s]: %.2000s", name, tree, bytes,
			text);
	}
}

static const struct {
	const char *name;
	const char *text;
	int found;
} pages[] = {
	{"empty", "{\"value\":[]}", 0},
	{"deleted", PAGE(U("01", "", P("Deleted", PLAN))), 1},
	{"suspended", PAGE(U("01", "", P("Suspended", PLAN))), 1},
	{"locked out", PAGE(U("01", "", P("LockedOut", PLAN))), 1},
	{"enabled", PAGE(U("01", "", P("Enabled", PLAN))), 0},
	{"unknown word", PAGE(U("01", "", P("Melted", PLAN))), 0},
	{"another case is another word", PAGE(U("01", "", P("deleted", PLAN))),
		0},
	{"other plan", PAGE(U("01", "", P("Deleted", OTHER))), 0},
	{"other plan deleted, mailbox kept",
		PAGE(U("01", "", P("Deleted", OTHER) "," P("Enabled", PLAN))),
		0},
	{"deleted and enabled",
		PAGE(U("01", "", P("Deleted", PLAN) "," P("Enabled", PLAN))),
		0},
	{"twice deleted",
		PAGE(U("01", "", P("Deleted", PLAN) "," P("Deleted", PLAN))),
		1},
	{"upper case id",
		PAGE(U("01", "",
			P("Deleted", "EFB87545-963C-4E0D-99DF-69C6916D9EB0"))),
		1},
	{"guest", PAGE(U("01", "\"userType\":\"Guest\",", P("Deleted", PLAN))),
		0},
	{"second and fourth",
		PAGE(U("01", "", P("Enabled", PLAN)) "," U(
			"02", "", P("Deleted", PLAN)) "," U("03", "",
			"") "," U("04", "", P("Deleted", PLAN))),
		2},
	{"the word as a name",
		PAGE(U("01", "\"displayName\":\"Deleted\",",
			P("Enabled", PLAN))),
		0},
	{"the word as a key",
		PAGE(U("01", "\"Deleted\":1,", P("Deleted", PLAN))), 1},
	{"the word in a list of texts",
		PAGE(U("01", "\"phones\":[\"Deleted\"],", P("Deleted", PLAN))),
		1},
	{"brackets and quotes in a name",
		PAGE(U("01", "\"displayName\":\"]}[{\\\"\",",
			P("Deleted", PLAN))),
		1},
	{"brackets in a name",
		PAGE(U("01", "\"displayName\":\"]}[{:,\",",
			P("Deleted", PLAN))),
		1},
	{"escaped status", PAGE(U("01", "", P("\\u0044eleted", PLAN))), 1},
	{"escaped status, upper case digits",
		PAGE(U("01", "", P("De\\u006Ceted", PLAN))), 1},
	{"escaped dash",
		PAGE(U("01", "",
			P("Deleted", "efb87545\\u002d963c-4e0d-99df-69c6916d9eb"
				     "0"))),
		1},
	{"escaped key",
		PAGE(U("01", "",
			"{\"capability\\u0053tatus\":\"Deleted\","
			"\"servicePlanId\":\"" PLAN "\"}")),
		1},
	{"escaped list",
		PAGE("{\"id\":\"" ID("01") "\",\"assignedLicenses\":[],"
					   "\"assigned\\u0050lans\":[" P(
						   "Deleted", PLAN) "]}"),
		1},
	{"harmless escape",
		PAGE(U("01", "\"displayName\":\"O\\u0027Hara \\u00e9\",",
			P("Deleted", PLAN))),
		1},
	{"escape after the plans",
		PAGE("{\"assignedPlans\":[" P("Deleted", PLAN) "],\"id\":\"" ID(
			"01") "\",\"assignedLicenses\":[],\"x\":\"a\\\\\"}"),
		1},
	{"escapes in the plan",
		PAGE(U("01", "",
			"{\"capabilityStatus\":\"Deleted\",\"service\""
			":\"\\\"}\",\"servicePlanId\":\"" PLAN "\"}")),
		1},
	{"white space everywhere",
		" {\n\"value\" : [ { \"id\" : \"" ID(
			"01") "\" ,\r\n"
			      "\"assignedLicenses\" : [ ] , \"assignedPlans\" "
			      ":\t[ { "
			      "\"servicePlanId\" : \"" PLAN
			      "\" , \"capabilityStatus\" :\n"
			      "\"Deleted\" } ] } ] } \n",
		1},
	{"something nested in the plan",
		PAGE(U("01", "",
			"{\"x\":{\"y\":[1,{}]},\"capabilityStatus\":"
			"\"Deleted\",\"z\":[[]],\"servicePlanId\":"
			"\"" PLAN "\"}")),
		1},
	{"a lost plan in another list",
		PAGE(U("01", "\"otherPlans\":[" P("Deleted", PLAN) "],", "")),
		0},
	{"a lost plan outside a list",
		PAGE(U("01", "\"plan\":" P("Deleted", PLAN) ",", "")), 0},
	{"the status written twice",
		PAGE(U("01", "",
			"{\"capabilityStatus\":\"Deleted\","
			"\"capabilityStatus\":\"Enabled\","
			"\"servicePlanId\":\"" PLAN "\"}")),
		0},
	{"another list behind",
		"{\"value\":[" U(
			"01", "", P("Deleted", PLAN)) "],\"more\":[1]}",
		1},
	{"an object behind",
		"{\"value\":[" U("01", "", P("Deleted", PLAN)) "],\"x\":{}}",
		1},
	{"no elements but spaces", "{\"value\":[ \n ]}", 0},
};

static void
test_hand_made(void **state)
{
	static char seen[PAGES_SEEN_SIZE];

	(void)state;
	for (size_t i = 0; i < COUNT_OF(pages); i++) {
		compare(pages[i].name, pages[i].text);
		if (!pages_by_bytes(pages[i].text, strlen(pages[i].text),
			    &plans, seen) ||
			strlen(seen) !=
				(size_t)pages[i].found * GUID_TEXT_SIZE) {
			fail_msg("%s: [%s]", pages[i].name, seen);
		}
	}
}

/* What is no page must be refused by both, or at least by parsing. */
static void
test_broken(void **state)
{
	static const char *const broken[] = {
		"",
		"{",
		"[]",
		"null",
		"{\"value\":[}",
		"{\"value\":[1,]}",
		"{\"value\":[1 2]}",
		"{\"value\":{}}",
		"{\"value\":null}",
		"{\"error\":{}}",
		"{\"value\":[],\"error\":null}",
		"{\"value\":[]} x",
		"{\"value\":[]}}",
		"{\"value\":[]",
		"{\"value\":[],\"value\":[]}",
		"{\"value\":[{}]}",
		"{\"value\":[{\"id\":1}]}",
		"{\"value\":[null]}",
		"{\"value\":[{'id':1}]}",
		"{\"value\":[\"x\"]}",
		"{\"value\" []}",
		PAGE("{\"id\":\"" ID("01") "\",\"assignedPlans\":null,"
					   "\"assignedLicenses\":[]}"),
		PAGE("{\"id\":\"" ID("01") "\",\"assignedLicenses\":[]}"),
		PAGE(U("01", "", "7")),
		PAGE(U("zz", "", "")),
		PAGE(U("01", "", "{\"servicePlanId\":7}")),
	};
	static char seen[PAGES_SEEN_SIZE];

	(void)state;
	for (size_t i = 0; i < COUNT_OF(broken); i++) {
		if (pages_by_parsing(
			    broken[i], strlen(broken[i]), &plans, seen)) {
			fail_msg("%s", broken[i]);
		}
		(void)pages_by_bytes(
			broken[i], strlen(broken[i]), &plans, seen);
	}
}

/* Damage that would pass for "nobody lost anything" must not pass. */
static void
test_damage_is_no_verdict(void **state)
{
	static const char *const damaged[] = {
		PAGE("{\"id\":null,\"assignedLicenses\":null,"
		     "\"assignedPlans\":null}"),
		PAGE("[{\"a\":[{\"a\":null}]}]"),
		PAGE("{\"id\":\"" ID("01") "\",\"displayName\":\"x\"}"),
		PAGE(U("01", "", "") ",{\"id\":\"" ID(
			"02") "\",\"assignedLicenses\":[],\"assignedPlans\":"
			      "null}"),
		PAGE(U("01", "", "") ",{\"id\":\"" ID(
			"02") "\",\"assignedLicenses\":[],\"assignedPlans\" : "
			      "{}}"),
		PAGE(U("01", "", "") "," U("xx", "", P("Deleted", PLAN))),
	};
	static char seen[PAGES_SEEN_SIZE];

	(void)state;
	for (size_t i = 0; i < COUNT_OF(damaged); i++) {
		if (pages_by_bytes(
			    damaged[i], strlen(damaged[i]), &plans, seen)) {
			fail_msg("%s", damaged[i]);
		}
	}
}

static void
test_by_chance(void **state)
{
	(void)state;
	for (unsigned long long seed = 1; seed <= 20000; seed++) {
		char name[32];
		char *text = pages_draw(seed);
		(void)snprintf(name, sizeof(name), "seed %llu", seed);
		compare(name, text);
		free(text);
	}
}

static int
setup(void **state)
{
	(void)state;
	plan_set_init(&plans);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_hand_made),
		cmocka_unit_test(test_broken),
		cmocka_unit_test(test_damage_is_no_verdict),
		cmocka_unit_test(test_by_chance),
	};

	return cmocka_run_group_tests_name("prefilter", tests, setup, NULL);
}
