// SPDX-License-Identifier: MIT
#include "core/shown.h"

#include "test.h"

#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/request.h"

static void
add_words(struct text_list *list, const char *words)
{
	char *copy = mem_text(words);
	char *rest = copy;

	for (char *word = strtok_r(rest, " ", &rest); word != NULL;
		word = strtok_r(NULL, " ", &rest)) {
		text_list_add(list, word);
	}
	free(copy);
}

/* ada@a.example, who lost her license and may sign in, unless said otherwise.
 */
static const struct {
	const char *options;
	bool hides;
	bool is_blocked;
	bool is_unknown; /* whether she may sign in */
} rows[] = {
	{"", false, false, false},
	{"deadline", false, false, false},
	{"account=enabled", false, false, false},
	{"account=enabled", true, true, false},
	{"account=enabled", false, false, true},
	{"account=disabled", true, false, false},
	{"account=disabled", false, true, false},
	{"account=disabled", true, false, true},
	{"cause=license-removed", false, false, false},
	{"cause=user-deleted cause=license-removed", false, false, false},
	{"cause=user-deleted", true, false, false},
	{"include=*@a.example", false, false, false},
	{"include=*@b.example include=ada@*", false, false, false},
	{"include=*@b.example", true, false, false},
	{"exclude=*@b.example", false, false, false},
	{"exclude=ada@*", true, false, false},
	{"account=enabled cause=license-removed exclude=ada@*", true, false,
		false},
	/* What nobody knows shows nobody. */
	{"account=", true, false, false},
	{"account=often", true, false, false},
	{"cause=", true, false, false},
	{"cause=often", true, false, false},
	{"include=", true, false, false},
	{"exclude=", true, false, false},
	{"exclude=b@x,c@x", true, false, false},
	{"deadlines", true, false, false},
	{"accounts=enabled", true, false, false},
	{"account", true, false, false},
	{"macro deadline", true, false, false},
	{"deadline account=often", true, false, false},
};

static void
test_odd(void **state)
{
	struct text_list options = {0};

	(void)state;
	assert_null(shown_odd(&options));
	add_words(&options, "deadline include=*@a cause=user-deleted");
	assert_null(shown_odd(&options));
	add_words(&options, "exclude= macro");
	assert_string_equal(shown_odd(&options), "exclude=");
	text_list_release(&options);
	add_words(&options, "macro deadline");
	assert_string_equal(shown_odd(&options), "macro");
	text_list_release(&options);
}

static void
test_hides(void **state)
{
	char upn[] = "ada@a.example";

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		const struct mailbox mailbox = {
			.upn = upn,
			.cause = CAUSE_LICENSE_REMOVED,
			.account_enabled = rows[i].is_blocked	? TRI_NO
					   : rows[i].is_unknown ? TRI_UNKNOWN
								: TRI_YES,
		};
		struct text_list options = {0};
		struct shown shown = {0};

		add_words(&options, rows[i].options);
		shown_read(&options, &shown);
		if (shown_hides(&shown, &mailbox) != rows[i].hides) {
			fail_msg("%s", rows[i].options);
		}
		shown_release(&shown);
		assert_false(shown.is_odd);
		text_list_release(&options);
	}
}

static void
test_deadline(void **state)
{
	struct text_list options = {0};
	struct judging judging = {.warning = {.is_set = true}};
	struct shown shown = {0};

	(void)state;
	shown_read(&options, &shown);
	shown_set_up_judging(&shown, &judging);
	assert_false(judging.deadlines_only);
	assert_true(judging.warning.is_set);
	text_list_add(&options, "deadline");
	shown_read(&options, &shown);
	shown_set_up_judging(&shown, &judging);
	assert_true(judging.deadlines_only);
	assert_false(judging.warning.is_set);
	shown_release(&shown);
	text_list_release(&options);
}

/* A request holds so many; without the others it would mean more. */
static void
test_too_many(void **state)
{
	struct text_list list = {0};

	(void)state;
	for (int i = 0; i < 3 * REQUEST_MAILBOX_LIMIT; i++) {
		assert_true((shown_odd(&list) != NULL) ==
			    (i > REQUEST_MAILBOX_LIMIT));
		shown_add(&list, "exclude", "*@a.example");
	}
	shown_add_deadline(&list, "yes");
	assert_int_equal(list.count, REQUEST_MAILBOX_LIMIT);
	assert_string_equal(shown_odd(&list), "too many patterns");
	assert_string_equal(
		list.texts[REQUEST_MAILBOX_LIMIT - 2], "exclude=*@a.example");
	text_list_release(&list);
}

/* As monitoring systems say that there is nothing. */
static void
test_add(void **state)
{
	static const char *const nothing[] = {
		NULL, "", "$_SERVICEMBX_ACCOUNTS$"};
	static const char *const no[] = {"0", "no", "No", "false", "FALSE"};
	struct text_list list = {0};
	char longer[REQUEST_NAME_LIMIT + 2] = "";

	(void)state;
	for (size_t i = 0; i < COUNT_OF(nothing); i++) {
		shown_add(&list, "account", nothing[i]);
		shown_add_deadline(&list, nothing[i]);
	}
	for (size_t i = 0; i < COUNT_OF(no); i++) {
		shown_add_deadline(&list, no[i]);
	}
	assert_int_equal(list.count, 0);
	shown_add_deadline(&list, "true");
	shown_add(&list, "account", "enabled");
	shown_add(&list, "include", "$x");
	memset(longer, '*', sizeof(longer) - 1);
	shown_add(&list, "include", longer);
	longer[REQUEST_NAME_LIMIT] = '\0';
	shown_add(&list, "exclude", longer);
	shown_add(&list, "cause", "x");
	assert_int_equal(list.count, 6);
	assert_string_equal(list.texts[0], "deadline");
	assert_string_equal(list.texts[1], "account=enabled");
	assert_string_equal(list.texts[2], "include=$x");
	assert_string_equal(list.texts[3], "include=");
	assert_int_equal(
		strlen(list.texts[4]), strlen("exclude=") + REQUEST_NAME_LIMIT);
	assert_string_equal(list.texts[5], "cause=x");
	text_list_release(&list);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_hides),
		cmocka_unit_test(test_odd),
		cmocka_unit_test(test_deadline),
		cmocka_unit_test(test_add),
		cmocka_unit_test(test_too_many),
	};

	return cmocka_run_group_tests_name("shown", tests, NULL, NULL);
}
