// SPDX-License-Identifier: MIT
#include "snmp/words.h"

#include <stdlib.h>
#include <string.h>

#include "core/mem.h"

/* FNV-1a, 32 bits. */
static uint32_t
hash_of(const char *text, size_t length)
{
	uint32_t hash = 2166136261U;

	for (size_t i = 0; i < length; i++) {
		hash = (hash ^ (unsigned char)text[i]) * 16777619U;
	}
	return hash;
}

static uint32_t *
slot_of(const struct words *words, const char *text, size_t length)
{
	uint32_t at = hash_of(text, length);

	for (;; at++) {
		uint32_t *slot = &words->slots[at & (words->slot_count - 1)];
		const char *held = words->texts[*slot];

		if (*slot == WORDS_NONE || (strncmp(held, text, length) == 0 &&
						   held[length] == '\0')) {
			return slot;
		}
	}
}

/* Room for one more, at most half full. */
static void
make_room(struct words *words)
{
	uint32_t wanted = words->slot_count == 0 ? 64 : words->slot_count * 2;

	if (words->count * 2 < words->slot_count) {
		return;
	}
	if (words->count == 0) {
		words->texts = mem_zeroed(1, sizeof(*words->texts));
		words->texts[0] = mem_text("");
		words->count = 1;
	}
	free(words->slots);
	words->slots = mem_zeroed(wanted, sizeof(*words->slots));
	words->slot_count = wanted;
	words->texts =
		mem_resize(words->texts, wanted / 2 + 1, sizeof(*words->texts));
	for (uint32_t i = 1; i < words->count; i++) {
		const char *text = words->texts[i];
		*slot_of(words, text, strlen(text)) = i;
	}
}

void
words_release(struct words *words)
{
	for (uint32_t i = 0; i < words->count; i++) {
		free(words->texts[i]);
	}
	free(words->texts);
	free(words->slots);
	*words = (struct words){0};
}

uint32_t
words_number(struct words *words, const char *text, size_t length)
{
	uint32_t *slot = NULL;

	if (length == 0) {
		return WORDS_NONE;
	}
	make_room(words);
	slot = slot_of(words, text, length);
	if (*slot == WORDS_NONE) {
		words->texts[words->count] = mem_text_n(text, length);
		*slot = words->count++;
	}
	return *slot;
}

const char *
words_text(const struct words *words, uint32_t number)
{
	return number < words->count ? words->texts[number] : "";
}
