// SPDX-License-Identifier: MIT
#include "words.h"

#include <stdlib.h>

static bool
add_word(struct words *words, char *word, bool quoted_first, struct text *why)
{
	static const char key_letters[] = "abcdefghijklmnopqrstuvwxyz-_";
	size_t width = strspn(word, key_letters);

	if (words->count == WORDS_LIMIT || words->key_count == WORDS_LIMIT) {
		text_put(why, "too many words");
		return false;
	}
	if (!quoted_first && width > 0 && word[width] == '=') {
		word[width] = '\0';
		words->keys[words->key_count] = word;
		words->values[words->key_count++] = word + width + 1;
	} else {
		words->items[words->count++] = word;
	}
	return true;
}

bool
words_parse(const char *line, struct words *words, struct text *why)
{
	const char *in = line;
	char *out;

	*words = (struct words){0};
	words->buffer = alloc_zero(strlen(line) + 2, 1);
	out = words->buffer;
	for (;;) {
		char *word = out;
		bool quoted_first;
		bool quoted = false;

		in += strspn(in, " \t\r");
		if (*in == '\0' || *in == '#') {
			return true;
		}
		quoted_first = *in == '"';
		for (; *in != '\0' && (quoted || !strchr(" \t\r", *in)); in++) {
			if (*in == '"') {
				quoted = !quoted;
			} else {
				*out++ = *in;
			}
		}
		if (quoted) {
			text_put(why, "a quote is not closed");
			return false;
		}
		*out++ = '\0';
		if (!add_word(words, word, quoted_first, why)) {
			return false;
		}
	}
}

void
words_release(struct words *words)
{
	free(words->buffer);
	*words = (struct words){0};
}

const char *
words_take(struct words *words, const char *key)
{
	for (size_t i = 0; i < words->key_count; i++) {
		if (strcmp(words->keys[i], key) == 0) {
			words->taken[i] = true;
			return words->values[i];
		}
	}
	return NULL;
}

bool
words_take_yes(
	struct words *words, const char *key, bool *value, struct text *why)
{
	const char *given = words_take(words, key);

	if (given == NULL) {
		return true;
	}
	if (strcmp(given, "yes") != 0 && strcmp(given, "no") != 0) {
		text_printf(why, "%s must be yes or no", key);
		return false;
	}
	*value = given[0] == 'y';
	return true;
}

const char *
words_untaken(const struct words *words)
{
	for (size_t i = 0; i < words->key_count; i++) {
		if (!words->taken[i]) {
			return words->keys[i];
		}
	}
	return NULL;
}

const char *
words_next(const char *list, struct text *item)
{
	size_t width = strcspn(list, ",");

	text_clear(item);
	if (*list == '\0') {
		return NULL;
	}
	text_add(item, list, width);
	return list + width + (list[width] == ',');
}
