// SPDX-License-Identifier: MIT
#include "core/words.h"

#include "test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"

#define ID "01234567-89ab-cdef-0123-456789abcdef"
#define KNOWN                                                                  \
	"there are #ack, #restore, #restore-all, #restore-signin, #release "   \
	"and #force"
#define UNKNOWN(word) "unknown word \"" word "\"; " KNOWN
#define APART(word)                                                            \
	word " is to stand by itself, with a blank in front of it and behind " \
	     "it"
#define JOINED(word) word " is to be written without a blank in it"
#define WIDE(word) word " is to begin with the # of ASCII"

/* Flags by their first letters: Ack, Restore, alL, Signin, reLease=E, Force. */
static const struct {
	const char *comment;
	const char *flags;
	const char *named; /* each followed by | */
} read_rows[] = {
	{NULL, "", ""},
	{"", "", ""},
	{"seen", "", ""},
	{" \t\r\n", "", ""},
	{"#ack", "A", ""},
	{"#restore", "R", ""},
	{"#restore-all", "L", ""},
	{"#restore-signin", "S", ""},
	{"#release", "E", ""},
	{"#force", "F", ""},
	{"#restore #restore-all #restore-signin #force", "RLSF", ""},
	{"please #restore it, #force", "RF", ""},
	{"#Restore", "R", ""},
	{"#RESTORE-ALL!", "L", ""},
	{"(#restore)", "R", ""},
	{"( #restore )", "R", ""},
	{"(\" ( #restore", "R", ""},
	{"\"#release\".", "E", ""},
	{"**#restore**", "R", ""},
	{"#restore,#force;#restore-all|x", "RLF", ""},
	{"line one\n#restore\nline three", "R", ""},
	{"#restore #restore", "R", ""},
	{"#ack #ack", "A", ""},

	{"ticket #4711", "", ""},
	{"ticket #4711-7b", "", ""},
	{"#0", "", ""},
	{"c#restore", "", ""},
	{"INC0#release", "", ""},
	{"a/#acknowledged", "", ""},
	{"see.#restore-alley", "", ""},
	{"\xc2\xa0", "", ""},
	{"#", "", ""},
	{"### heading", "", ""},
	{"#.", "", ""},
	{"restore release force", "", ""},
	{"# 4711 restore", "", ""},
	{"## restore", "", ""},
	{"# releases", "", ""},
	{"\xef\xbc\x83"
	 "4711",
		"", ""},
	{"\xef\xbc\x83"
	 "acknowledged",
		"", ""},

	{"alice@contoso.example", "", "alice@contoso.example|"},
	{"<Alice@contoso.example>, b@c.", "", "Alice@contoso.example|b@c|"},
	{"a@b,c@d;e@f|g@h", "", "a@b|c@d|e@f|g@h|"},
	{"#restore o'neil@contoso.example", "R", "o'neil@contoso.example|"},
	{ID, "", ID "|"},
	{"{" ID "}", "", ID "|"},
	{"(" ID ").", "", ID "|"},
	{ID "0", "", ""},
	{"a@b a@b", "", "a@b|a@b|"},
	{"noon @ the desk", "", ""},
	{"@alice", "", "@alice|"},
	{"x@", "", "x@|"},
	{"m\xfcller@\xff", "", "m\xfcller@\xff|"},
};

static const char *
render_flags(const struct words *words, char text[8])
{
	(void)snprintf(text, 8, "%s%s%s%s%s%s", words->ack ? "A" : "",
		words->restore ? "R" : "", words->restore_all ? "L" : "",
		words->restore_signin ? "S" : "", words->release ? "E" : "",
		words->force ? "F" : "");
	return text;
}

static void
test_read(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(read_rows); i++) {
		struct words words = {0};
		struct error err = {0};
		char flags[8];
		char named[256] = "";

		if (!words_read(read_rows[i].comment, &words, &err)) {
			fail_msg("%s: %s", read_rows[i].comment, err.text);
		}
		for (size_t j = 0; j < words.named.count; j++) {
			size_t used = strlen(named);

			(void)snprintf(named + used, sizeof(named) - used,
				"%s|", words.named.texts[j]);
		}
		if (strcmp(render_flags(&words, flags), read_rows[i].flags) !=
				0 ||
			strcmp(named, read_rows[i].named) != 0) {
			fail_msg("%s: %s %s", read_rows[i].comment, flags,
				named);
		}
		assert_int_equal(words_want_restore(&words),
			strpbrk(flags, "RLS") != NULL);
		words_release(&words);
		assert_false(words.ack || words.force || words.release ||
			     words_want_restore(&words));
		words_release(&words);
	}
}

static const struct {
	const char *comment;
	const char *error;
} refused_rows[] = {
	{"#relase", UNKNOWN("#relase")},
	{"please #relase this", UNKNOWN("#relase")},
	{"#restore #relase", UNKNOWN("#relase")},
	{"#restore-al", UNKNOWN("#restore-al")},
	{"#restore-all-of-them", UNKNOWN("#restore-all-of-them")},
	{"#restoreall", UNKNOWN("#restoreall")},
	{"#restore_all", UNKNOWN("#restore_all")},
	{"#ticket", UNKNOWN("#ticket")},
	{"##restore", UNKNOWN("##restore")},
	{"#-1", UNKNOWN("#-1")},
	{"#alice@contoso.example", UNKNOWN("#alice@contoso.example")},
	{"#r\xc3\xa9store", UNKNOWN("#r?store")},
	{"#restore\xc2\xa0now", UNKNOWN("#restore?now")},
	{"#\x1b[31m", UNKNOWN("# [31m")},
	{"seen\xc2\xa0#ack", APART("#ack")},
	{"\xef\xbb\xbf#Ack", APART("#ack")},
	{"\xe3\x80\x80#restore-all!", APART("#restore-all")},
	{"done.#ack", APART("#ack")},
	{"done##ack", APART("#ack")},
	{"a@b/#release", APART("#release")},
	{"# ack", JOINED("#ack")},
	{"let him go # Release", JOINED("#release")},
	{"(# restore-all)", JOINED("#restore-all")},
	{"\xef\xbc\x83"
	 "ack",
		WIDE("#ack")},
	{"ok \xef\xbc\x83\xef\xbc\x83"
	 "Release!",
		WIDE("#release")},
	{"#ack #restore", "#ack means that nothing is to be done, and stands "
			  "beside #restore"},
	{"#restore-signin #ack", "#ack means that nothing is to be done, and "
				 "stands beside #restore"},
	{"#ack #release", "#ack means that nothing is to be done, and stands "
			  "beside #release"},
	{"#ack #force", "#ack means that nothing is to be done, and stands "
			"beside #force"},
	{"#release #restore", "#release lets a mailbox go, and stands beside "
			      "#restore"},
	{"#release #restore-all", "#release lets a mailbox go, and stands "
				  "beside #restore"},
	{"#release #force", "#release lets a mailbox go, and stands beside "
			    "#force"},
};

static void
test_refused(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(refused_rows); i++) {
		struct words words = {.force = true};
		struct error err = {0};

		assert_false(words_read(refused_rows[i].comment, &words, &err));
		assert_int_equal(err.code, ERROR_USAGE);
		assert_string_equal(err.text, refused_rows[i].error);
		assert_true(words.force && !words.restore && !words.release);
		assert_int_equal(words.named.count, 0);
	}
}

/* As many names as may be, then one more. */
static void
test_bounds(void **state)
{
	char *comment = mem_zeroed(WORDS_NAMED_LIMIT + 1, 4);
	struct words words = {0};
	struct error err = {0};

	(void)state;
	for (size_t i = 0; i < WORDS_NAMED_LIMIT; i++) {
		memcpy(comment + i * 4, "a@b ", 4);
	}
	assert_true(words_read(comment, &words, &err));
	assert_int_equal(words.named.count, WORDS_NAMED_LIMIT);
	words_release(&words);
	assert_int_equal(words.named.count, 0);
	memcpy(comment + (size_t)WORDS_NAMED_LIMIT * 4, "c@d", 4);
	assert_false(words_read(comment, &words, &err));
	assert_string_equal(
		err.text, "the comment names more than 100 mailboxes");
	free(comment);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_read),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_bounds),
	};

	return cmocka_run_group_tests_name("words", tests, NULL, NULL);
}
