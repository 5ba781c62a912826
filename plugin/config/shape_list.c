// SPDX-License-Identifier: MIT
#include "config/shape.h"

#include <string.h>

#include "core/guid.h"
#include "core/sku.h"
#include "core/tenant.h"

#define WORD_SIZE 256

/* Copies the next word of a list, parted by blanks or commas. */
static bool
next_word(const char **at, char word[WORD_SIZE])
{
	size_t length = 0;

	*at += strspn(*at, " \t,");
	length = strcspn(*at, " \t,");
	if (length == 0 || length >= WORD_SIZE) {
		return false;
	}
	memcpy(word, *at, length);
	word[length] = '\0';
	*at += length;
	return true;
}

static void
clear_list(void *field)
{
	if (field != NULL) {
		text_list_release(field);
	}
}

static bool
read_list(const struct shape *shape, const char *value, void *field)
{
	char word[WORD_SIZE];
	struct text_list *list = field;

	(void)shape;
	while (next_word(&value, word)) {
		if (list == NULL) {
			continue;
		}
		if (list->count >= SHAPE_LIST_LIMIT) {
			return false;
		}
		text_list_add(list, word);
	}
	return *value == '\0';
}

static void
clear_causes(void *field)
{
	bool *causes = field;

	for (int i = 0; causes != NULL && i < CAUSE_COUNT; i++) {
		causes[i] = i == CAUSE_NONE; /* not something to choose */
	}
}

/* An empty list would watch nothing, and say OK for ever. */
static bool
read_causes(const struct shape *shape, const char *value, void *field)
{
	char word[WORD_SIZE];
	bool *causes = field;
	bool any = false;

	(void)shape;
	while (next_word(&value, word)) {
		enum cause cause = CAUSE_NONE;

		if (!cause_parse(word, &cause)) {
			return false;
		}
		if (causes != NULL) {
			causes[cause] = true;
		}
		any = true;
	}
	return any && *value == '\0';
}

static void
clear_plans(void *field)
{
	if (field != NULL) {
		plan_set_init(field);
	}
}

static bool
read_plans(const struct shape *shape, const char *value, void *field)
{
	char word[WORD_SIZE];

	(void)shape;
	while (next_word(&value, word)) {
		struct guid plan = {0};

		if (!guid_parse(word, strlen(word), &plan)) {
			return false;
		}
		if (field != NULL && !plan_set_add(field, &plan)) {
			return false;
		}
	}
	return *value == '\0';
}

const struct shape shape_list = {
	"texts parted by blanks or commas, at most 1000", .read = read_list,
	.clear = clear_list};
const struct shape shape_causes = {
	"some of license-removed, user-deleted, shared-deleted, subscription",
	.read = read_causes, .clear = clear_causes};
const struct shape shape_plans = {
	"service plan GUIDs parted by blanks or commas, at most a few dozen",
	.read = read_plans, .clear = clear_plans};
