// SPDX-License-Identifier: MIT
#include "core/typed.h"

#include "test.h"

#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/request.h"
#include "core/words.h"

static const struct {
	const char *name;
	const char *typed;
	const char *kept;
} texts[] = {
	{"nothing", NULL, NULL},
	{"an empty text", "", NULL},
	{"a text", "bring it back", "bring it back"},
	{"blanks stay blanks", "a\tb\nc\rd", "a\tb\nc\rd"},
	{"a control byte is no blank", "ok\001#force", "ok?#force"},
	{"escapes of a terminal", "a\033[2Jb\a\177", "a?[2Jb??"},
	{"UTF-8",
		"zur\xc3\xbc"
		"ck",
		"zur\xc3\xbc"
		"ck"},
	{"what is no UTF-8", "a\xff\xfe\xc0", "a\xff\xfe\xc0"},
	{"a backslash at the end", "x\\", "x\\"},
};

static void
check_text(const char *kept, const char *wanted)
{
	if (wanted == NULL) {
		assert_null(kept);
	} else {
		assert_non_null(kept);
		assert_string_equal(kept, wanted);
	}
}

static void
test_texts(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(texts); i++) {
		char *author = typed_author(texts[i].typed);
		char *comment = typed_comment(texts[i].typed);

		print_message("# %s\n", texts[i].name);
		check_text(author, texts[i].kept);
		check_text(comment, texts[i].kept);
		free(author);
		free(comment);
	}
}

static char *
repeated(const char *unit, size_t count)
{
	size_t length = strlen(unit);
	char *text = mem_zeroed(count * length + 1, 1);

	for (size_t i = 0; i < count; i++) {
		memcpy(text + i * length, unit, length);
	}
	return text;
}

/* Whether a request with it can be written, and says the same when read. */
static bool
fits(const char *author, const char *comment)
{
	struct request request = {
		.kind = REQUEST_ACKNOWLEDGE,
		.system = SYSTEM_NAGIOS,
		.tenant = mem_text("contoso"),
		.host = repeated("\\", REQUEST_NAME_LIMIT),
		.service = repeated("\\", REQUEST_NAME_LIMIT),
		.author = mem_text(author),
		.comment = mem_text(comment),
		.made_at = 1,
	};
	struct request read = {0};
	struct error err = {0};
	char *text = NULL;
	bool ok = request_encode(&request, &text, &err) &&
		  request_decode(text, strlen(text), &read, &err) &&
		  strcmp(read.comment, comment) == 0;

	free(text);
	request_release(&request);
	request_release(&read);
	return ok;
}

/* Bytes of a comment that are kept, and what they may take in the file. */
#define MOST ((size_t)7000)
#define ROOM ((size_t)10240)

static void
test_long_comments_are_refused(void **state)
{
	static const struct {
		const char *text;
		size_t written; /* with its escape, each byte at the most */
	} units[] = {{"x", 1}, {" ", 1}, {"\\", 2}, {"\n", 4}, {"\t", 4},
		{"\001", 1}, {"\xff", 1}, {"\xc3\xbc", 2},
		{"\xf0\x9f\x98\x80", 4}};
	char *author = repeated("\\", 1000);
	char *kept_author = typed_author(author);

	(void)state;
	for (size_t i = 0; i < COUNT_OF(units); i++) {
		size_t length = strlen(units[i].text);
		size_t by_room = ROOM / units[i].written;
		size_t by_length = MOST / length;
		char *comment = repeated(units[i].text, 100000);
		char *kept = typed_comment(comment);
		struct words words = {0};
		struct error err = {0};

		assert_true(fits(kept_author, kept));
		assert_string_equal(
			kept + strlen(kept) - strlen(TYPED_CUT_MARK),
			TYPED_CUT_MARK);
		/* Cut between characters: what was whole stays whole. */
		assert_int_equal(strlen(kept) - strlen(TYPED_CUT_MARK),
			length * (by_room < by_length ? by_room : by_length));
		assert_false(words_read(kept, &words, &err));
		free(comment);
		free(kept);
	}
	free(author);
	free(kept_author);
}

/* Characters that are not escaped take room as well. */
static void
test_room_is_shared(void **state)
{
	char *first = repeated("\xc3\xbc", 1000);
	char *rest = repeated("\\", 10000);
	char *comment = mem_print("%s%s", first, rest);
	char *kept = typed_comment(comment);

	(void)state;
	assert_int_equal(strlen(kept) - strlen(TYPED_CUT_MARK),
		2000 + (ROOM - 2000) / 2);
	free(first);
	free(rest);
	free(comment);
	free(kept);
}

/* A word that is cut, or stands in front of the cut, is none. */
static void
test_words_of_a_long_comment(void **state)
{
	char *comment = repeated("#force ", 10000);
	char *kept = typed_comment(comment);
	struct words words = {0};
	struct error err = {0};

	(void)state;
	assert_int_equal(strlen(kept), MOST + strlen(TYPED_CUT_MARK));
	assert_false(words_read(kept, &words, &err));
	free(comment);
	free(kept);
}

static void
test_as_much_as_fits_is_whole(void **state)
{
	char *comment = repeated("y", 7000);
	char *longer = repeated("y", 7001);
	char *kept = typed_comment(comment);
	char *cut = typed_comment(longer);

	(void)state;
	assert_string_equal(kept, comment);
	/* As much as Nagios may have left of it: who knows what it dropped? */
	assert_string_equal(cut + 7000, TYPED_CUT_MARK);
	free(kept);
	free(cut);
	free(comment);
	free(longer);
}

static void
test_long_authors_are_nobody(void **state)
{
	char *longest = repeated("a", REQUEST_NAME_LIMIT);
	char *longer = repeated("a", REQUEST_NAME_LIMIT + 1);
	char *kept = typed_author(longest);
	char *cut = typed_author(longer);

	(void)state;
	assert_string_equal(kept, longest);
	assert_int_equal(strlen(cut), REQUEST_NAME_LIMIT);
	assert_string_equal(cut + REQUEST_NAME_LIMIT - 4, "a...");
	free(kept);
	free(cut);
	free(longest);
	free(longer);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_texts),
		cmocka_unit_test(test_long_comments_are_refused),
		cmocka_unit_test(test_room_is_shared),
		cmocka_unit_test(test_words_of_a_long_comment),
		cmocka_unit_test(test_as_much_as_fits_is_whole),
		cmocka_unit_test(test_long_authors_are_nobody),
	};

	return cmocka_run_group_tests_name("typed", tests, NULL, NULL);
}
