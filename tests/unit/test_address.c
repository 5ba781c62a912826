// SPDX-License-Identifier: MIT
#include "core/address.h"

#include "test.h"

#include "core/mem.h"

#define ID "7e06b566-15f3-4013-8bf8-79874d52e68a"

static const struct guid id = {{0x7e, 0x06, 0xb5, 0x66, 0x15, 0xf3, 0x40, 0x13,
	0x8b, 0xf8, 0x79, 0x87, 0x4d, 0x52, 0xe6, 0x8a}};

/* One pattern each way, alone and behind another one; NULL: no pattern. */
static const struct {
	const char *name;
	const char *upn;
	const char *mail;
	const char *include;
	const char *exclude;
	bool is_filtered;
} filters[] = {
	{"nothing is asked", "ada@a.example", "ada@b.example", NULL, NULL,
		false},
	{"included by name", "ada@a.example", NULL, "*@a.example", NULL, false},
	{"included by mail", "ada@a.example", "ada@b.example", "*@b.example",
		NULL, false},
	{"not included", "ada@a.example", "ada@b.example", "*@c.example", NULL,
		true},
	{"has no address to include", NULL, NULL, "*", NULL, true},
	{"excluded by name", "ada@a.example", NULL, NULL, "ada@*", true},
	{"excluded by mail", "x@a.example", "ada@b.example", NULL, "ada@*",
		true},
	{"has no address to exclude", NULL, NULL, NULL, "*", false},
	{"not excluded", "ada@a.example", "ada@b.example", NULL, "bob@*",
		false},
	{"excluded goes before included", "ada@a.example", NULL, "*", "ada@*",
		true},
	{"case does not matter", "Ada@A.Example", NULL, NULL, "ada@a.example",
		true},
};

static void
add_pattern(struct text_list *list, const char *pattern, bool is_alone)
{
	if (pattern != NULL && !is_alone) {
		text_list_add(list, "nobody@x.example");
	}
	if (pattern != NULL) {
		text_list_add(list, pattern);
	}
}

static void
test_filters(void **state)
{
	(void)state;
	for (size_t i = 0; i < 2 * COUNT_OF(filters); i++) {
		size_t row = i / 2;
		struct mailbox mailbox = {
			.upn = mem_text(filters[row].upn),
			.mail = mem_text(filters[row].mail),
		};
		struct text_list include = {0};
		struct text_list exclude = {0};
		add_pattern(&include, filters[row].include, i % 2 == 0);
		add_pattern(&exclude, filters[row].exclude, i % 2 == 0);
		if (address_is_filtered(&mailbox, &include, &exclude) !=
			filters[row].is_filtered) {
			fail_msg("%s", filters[row].name);
		}
		text_list_release(&include);
		text_list_release(&exclude);
		mailbox_release(&mailbox);
	}
}

static const struct {
	const char *name;
	const char *upn;
	const char *mail;
	bool is_named;
} names[] = {
	{ID, NULL, NULL, true},
	{"7E06B566-15F3-4013-8BF8-79874D52E68A", NULL, NULL, true},
	{"7e06b566-15f3-4013-8bf8-79874d52e68b", NULL, NULL, false},
	{"Ada@a.example", "ada@a.example", NULL, true},
	{"ada@b.example", "ada@a.example", "Ada@b.example", true},
	{"ada@c.example", "ada@a.example", "ada@b.example", false},
	{"ada@a.example.org", "ada@a.example", "ada@b.example", false},
	{"*", "ada@a.example", "ada@b.example", false},
	{"", NULL, NULL, false},
};

static void
test_names(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(names); i++) {
		struct mailbox mailbox = {
			.user_id = id,
			.upn = mem_text(names[i].upn),
			.mail = mem_text(names[i].mail),
		};
		if (address_names(&mailbox, names[i].name) !=
			names[i].is_named) {
			fail_msg("%s", names[i].name);
		}
		mailbox_release(&mailbox);
	}
}

static void
test_what_a_name_is(void **state)
{
	static const struct {
		const char *text;
		bool is_name;
	} cases[] = {
		{"ada@contoso.example", true},
		{"o'brien+x$y@contoso.example", true},
		{"zo\xc3\xab@contoso.example", true},
		{"7e06b566-15f3-4013-a37c-5c4e5a0ba0c6", true},
		{"7E06B566-15F3-4013-A37C-5C4E5A0BA0C6", true},
		{"", false},
		{"ada", false},
		{"@contoso.example", false},
		{"ada@", false},
		{"ada@contoso.example ", false},
		{"a da@contoso.example", false},
		{"ada@contoso.example\n", false},
		{"$_SERVICEMBX_ID$", false},
		{"$service.vars.mbx_id$", false},
		{"7e06b566-15f3-4013-a37c-5c4e5a0ba0c", false},
		{"{7e06b566-15f3-4013-a37c-5c4e5a0ba0c6}", false},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		if (address_is_name(cases[i].text) != cases[i].is_name) {
			fail_msg("\"%s\"", cases[i].text);
		}
	}
}

static void
test_what_a_pattern_is(void **state)
{
	static const struct {
		const char *text;
		bool is_pattern;
	} cases[] = {
		{"*", true},
		{"*@contoso.example", true},
		{"ada@contoso.example", true},
		{"o'brien@contoso.example", true},
		{"zo\xc3\xab@contoso.example", true},
		{"ada*", true},
		{"ad?", true},
		{"[ab]da", true},
		{"[a]*", true},
		{"a\\b*", true},
		{"[!]]*", true},
		{"[^]a]*", true},
		{"a\\[da@contoso.example", true},
		/* What no address can ever match: it would filter everybody. */
		{"", false},
		{"ada", false},
		{"contoso.example", false},
		{"$mailbox_expiry_include$", false},
		{"ada@contoso.example,ben@contoso.example", false},
		{"ada@*;ben@*", false},
		{"ada@* ben@*", false},
		{"ada@*\n", false},
		{"ada@*\x7f", false},
		{"\"ada@*\"", false},
		{"[ab*", false},
		{"[]*", false},
		{"[!]*", false},
		{"*@contoso.example\\", false},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		if (address_is_pattern(cases[i].text) != cases[i].is_pattern) {
			fail_msg("\"%s\"", cases[i].text);
		}
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_filters),
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_what_a_name_is),
		cmocka_unit_test(test_what_a_pattern_is),
	};

	return cmocka_run_group_tests_name("address", tests, NULL, NULL);
}
