// SPDX-License-Identifier: MIT
#include "snmp/lexicon.h"

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
slot_of(const struct lexicon *lexicon, const char *text, size_t length)
{
	uint32_t at = hash_of(text, length);

	for (;; at++) {
		uint32_t *slot =
			&lexicon->slots[at & (lexicon->slot_count - 1)];
		const char *held = lexicon->texts[*slot];

		if (*slot == LEXICON_NONE ||
			(strncmp(held, text, length) == 0 &&
				held[length] == '\0')) {
			return slot;
		}
	}
}

/* Room for one more, at most half full. */
static void
make_room(struct lexicon *lexicon)
{
	uint32_t wanted =
		lexicon->slot_count == 0 ? 64 : lexicon->slot_count * 2;

	if (lexicon->count * 2 < lexicon->slot_count) {
		return;
	}
	if (lexicon->count == 0) {
		lexicon->texts = mem_zeroed(1, sizeof(*lexicon->texts));
		lexicon->texts[0] = mem_text("");
		lexicon->count = 1;
	}
	free(lexicon->slots);
	lexicon->slots = mem_zeroed(wanted, sizeof(*lexicon->slots));
	lexicon->slot_count = wanted;
	lexicon->texts = mem_resize(
		lexicon->texts, wanted / 2 + 1, sizeof(*lexicon->texts));
	for (uint32_t i = 1; i < lexicon->count; i++) {
		const char *text = lexicon->texts[i];
		*slot_of(lexicon, text, strlen(text)) = i;
	}
}

void
lexicon_release(struct lexicon *lexicon)
{
	for (uint32_t i = 0; i < lexicon->count; i++) {
		free(lexicon->texts[i]);
	}
	free(lexicon->texts);
	free(lexicon->slots);
	*lexicon = (struct lexicon){0};
}

uint32_t
lexicon_number(struct lexicon *lexicon, const char *text, size_t length)
{
	uint32_t *slot = NULL;

	if (length == 0) {
		return LEXICON_NONE;
	}
	make_room(lexicon);
	slot = slot_of(lexicon, text, length);
	if (*slot == LEXICON_NONE) {
		lexicon->texts[lexicon->count] = mem_text_n(text, length);
		*slot = lexicon->count++;
	}
	return *slot;
}

const char *
lexicon_text(const struct lexicon *lexicon, uint32_t number)
{
	return number < lexicon->count ? lexicon->texts[number] : "";
}
