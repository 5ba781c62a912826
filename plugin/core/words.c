// SPDX-License-Identifier: MIT
#include "core/words.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/guid.h"
#include "core/mem.h"
#include "core/text.h"

#define BETWEEN " \t\n\r\v\f,;|"
#define IN_FRONT "([{<\"'`*"
#define BEHIND ".:!?)]}>\"'`*"
#define DIGITS "0123456789"
#define LETTERS                                                                \
	"abcdefghijklmnopqrstuvwxyz"                                           \
	"ABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define WIDE_HASH "\xef\xbc\x83" /* U+FF03, as Japanese keyboards have it */
#define SHOWN_SIZE 48

static const struct {
	const char *text;
	size_t flag; /* in struct words */
} known[] = {
	{"#ack", offsetof(struct words, ack)},
	{"#restore", offsetof(struct words, restore)},
	{"#restore-all", offsetof(struct words, restore_all)},
	{"#restore-signin", offsetof(struct words, restore_signin)},
	{"#release", offsetof(struct words, release)},
	{"#force", offsetof(struct words, force)},
};

void
words_release(struct words *words)
{
	text_list_release(&words->named);
	*words = (struct words){0};
}

bool
words_want_restore(const struct words *words)
{
	return words->restore || words->restore_all || words->restore_signin;
}

/* The next word without what surrounds it, which may leave nothing. */
static bool
next_word(const char **at, const char **word, size_t *length)
{
	const char *start = *at + strspn(*at, BETWEEN);
	const char *end = start + strcspn(start, BETWEEN);

	*at = end;
	if (start == end) {
		return false;
	}
	while (start < end && strchr(IN_FRONT, *start) != NULL) {
		start++;
	}
	while (start < end && strchr(BEHIND, end[-1]) != NULL) {
		end--;
	}
	*word = start;
	*length = (size_t)(end - start);
	return true;
}

/* Which of ours begins at `text`, behind its #, and ends there; NULL: none. */
static const char *
known_behind_hash(const char *text)
{
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		size_t length = strlen(known[i].text) - 1;
		if (strncasecmp(text, known[i].text + 1, length) == 0 &&
			strspn(text + length, LETTERS "-") == 0) {
			return known[i].text;
		}
	}
	return NULL;
}

/*
 * One that hangs on something else.  Behind a letter or digit it is part of a
 * name; behind anything else, such as a blank that is none in ASCII, it may
 * have been meant: #ack that is not noticed restores.
 */
static bool
check_hidden(const char *word, struct error *err)
{
	const char *hash = strchr(word, '#');
	const char *wide = strstr(word, WIDE_HASH);

	for (; wide != NULL; wide = strstr(wide + 1, WIDE_HASH)) {
		const char *meant = known_behind_hash(wide + strlen(WIDE_HASH));
		if (meant != NULL) {
			return error_set(err, ERROR_USAGE,
				"%s is to begin with the # of ASCII", meant);
		}
	}
	for (; hash != NULL; hash = strchr(hash + 1, '#')) {
		const char *meant = known_behind_hash(hash + 1);
		if (meant != NULL && strchr(LETTERS DIGITS, hash[-1]) == NULL) {
			return error_set(err, ERROR_USAGE,
				"%s is to stand by itself, with a blank in "
				"front of it and behind it",
				meant);
		}
	}
	return true;
}

static bool
take_hash(const char *word, struct words *words, struct error *err)
{
	char shown[SHOWN_SIZE];

	if (word[strspn(word, "#")] == '\0' || strspn(word + 1, DIGITS) > 0) {
		return true;
	}
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		if (strcasecmp(word, known[i].text) == 0) {
			*(bool *)((char *)words + known[i].flag) = true;
			return true;
		}
	}
	return error_set(err, ERROR_USAGE,
		"unknown word \"%s\"; there are #ack, #restore, #restore-all, "
		"#restore-signin, #release and #force",
		text_clean(word, false, shown, sizeof(shown)));
}

static bool
take_word(const char *word, struct words *words, struct error *err)
{
	struct guid id = {0};

	if (word[0] == '#') {
		return take_hash(word, words, err);
	}
	if (!check_hidden(word, err)) {
		return false;
	}
	if ((strchr(word, '@') == NULL || strcmp(word, "@") == 0) &&
		!guid_parse(word, strlen(word), &id)) {
		return true;
	}
	if (words->named.count == WORDS_NAMED_LIMIT) {
		return error_set(err, ERROR_USAGE,
			"the comment names more than %d mailboxes",
			WORDS_NAMED_LIMIT);
	}
	text_list_add(&words->named, word);
	return true;
}

/* "# release" is not text that restores. */
static bool
check_joined(const char *word, bool is_behind_hash, struct error *err)
{
	const char *meant = is_behind_hash ? known_behind_hash(word) : NULL;

	return meant == NULL ||
	       error_set(err, ERROR_USAGE,
		       "%s is to be written without a blank in it", meant);
}

static bool
check(const struct words *words, struct error *err)
{
	bool restores = words_want_restore(words);

	if (words->ack && (restores || words->release || words->force)) {
		return error_set(err, ERROR_USAGE,
			"#ack means that nothing is to be done, and stands "
			"beside #%s",
			restores	 ? "restore"
			: words->release ? "release"
					 : "force");
	}
	if (words->release && (restores || words->force)) {
		return error_set(err, ERROR_USAGE,
			"#release lets a mailbox go, and stands beside #%s",
			restores ? "restore" : "force");
	}
	return true;
}

bool
words_read(const char *comment, struct words *words, struct error *err)
{
	struct words read = {0};
	const char *at = comment == NULL ? "" : comment;
	const char *start = NULL;
	size_t length = 0;
	bool is_behind_hash = false;
	bool ok = true;

	while (ok && next_word(&at, &start, &length)) {
		char *word = mem_text_n(start, length);

		ok = check_joined(word, is_behind_hash, err) &&
		     take_word(word, &read, err);
		is_behind_hash = strcmp(word, "#") == 0;
		free(word);
	}
	if (ok && check(&read, err)) {
		*words = read;
		return true;
	}
	words_release(&read);
	return false;
}
