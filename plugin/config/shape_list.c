// SPDX-License-Identifier: MIT
#include "config/shape.h"

#include <string.h>

#include "core/address.h"
#include "core/guid.h"
#include "core/sku.h"
#include "core/tenant.h"

#define WORD_SIZE 256
#define BETWEEN " \t,"

/* Copies the next word of a list, parted by blanks or commas. */
static bool
next_word(const char **at, char word[WORD_SIZE])
{
	size_t length = 0;

	*at += strspn(*at, BETWEEN);
	length = strcspn(*at, BETWEEN);
	if (length == 0 || length >= WORD_SIZE) {
		return false;
	}
	memcpy(word, *at, length);
	word[length] = '\0';
	*at += length;
	return true;
}

/* The same, but one in quotes may hold blanks and commas. */
static bool
next_name(const char **at, char word[WORD_SIZE])
{
	const char *start = *at + strspn(*at, BETWEEN);
	const char *close = NULL;
	size_t length = strcspn(start, BETWEEN "\"");

	if (*start != '"') {
		return start[length] != '"' && next_word(at, word);
	}
	close = strchr(++start, '"');
	length = close == NULL ? 0 : (size_t)(close - start);
	if (length == 0 || length >= WORD_SIZE ||
		(close[1] != '\0' && strchr(BETWEEN, close[1]) == NULL)) {
		return false;
	}
	memcpy(word, start, length);
	word[length] = '\0';
	*at = close + 1;
	return true;
}

static void
clear_list(void *field)
{
	text_list_release(field);
}

static bool
add_word(struct text_list *list, const char *word)
{
	if (list->count >= SHAPE_LIST_LIMIT) {
		return false;
	}
	text_list_add(list, word);
	return true;
}

static bool
read_patterns(const struct shape *shape, const char *value, void *field)
{
	char word[WORD_SIZE];

	(void)shape;
	while (next_word(&value, word)) {
		if (!address_is_pattern(word) || !add_word(field, word)) {
			return false;
		}
	}
	return *value == '\0';
}

static bool
read_authors(const struct shape *shape, const char *value, void *field)
{
	char word[WORD_SIZE];

	(void)shape;
	while (next_name(&value, word)) {
		if (!add_word(field, word)) {
			return false;
		}
	}
	return *value == '\0';
}

/* What was meant to be a GUID has to be one: no part number looks like that. */
static bool
is_sku(const char *word)
{
	struct guid id = {0};
	bool is_guid =
		strspn(word, "0123456789abcdefABCDEF-{}") == strlen(word) &&
		strchr(word, '-') != NULL;

	for (const char *at = word; *at != '\0'; at++) {
		if (*at <= ' ' || *at > '~') {
			return false;
		}
	}
	return !is_guid || guid_parse(word, strlen(word), &id);
}

static bool
read_skus(const struct shape *shape, const char *value, void *field)
{
	char word[WORD_SIZE];

	(void)shape;
	while (next_word(&value, word)) {
		if (!is_sku(word) || !add_word(field, word)) {
			return false;
		}
	}
	return *value == '\0';
}

static void
clear_causes(void *field)
{
	bool *causes = field;

	for (int i = 0; i < CAUSE_COUNT; i++) {
		causes[i] = i == CAUSE_NONE; /* not something to choose */
	}
}

static void
clear_event_causes(void *field)
{
	memset(field, 0, sizeof(bool[CAUSE_COUNT]));
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
		causes[cause] = true;
		any = true;
	}
	return any && *value == '\0';
}

static bool
read_event_causes(const struct shape *shape, const char *value, void *field)
{
	return read_causes(shape, value, field) &&
	       !((const bool *)field)[CAUSE_SUBSCRIPTION];
}

static void
clear_plans(void *field)
{
	plan_set_init(field);
}

static bool
read_plans(const struct shape *shape, const char *value, void *field)
{
	char word[WORD_SIZE];

	(void)shape;
	while (next_word(&value, word)) {
		struct guid plan = {0};

		if (!guid_parse(word, strlen(word), &plan) ||
			!plan_set_add(field, &plan)) {
			return false;
		}
	}
	return *value == '\0';
}

const struct shape shape_patterns = {
	"shell patterns of addresses such as *@contoso.example, parted by "
	"blanks or commas, at most 1000",
	.read = read_patterns, .clear = clear_list};
const struct shape shape_authors = {
	"names parted by blanks or commas, at most 1000; one that holds a "
	"blank in \"quotes\"",
	.read = read_authors, .clear = clear_list};
const struct shape shape_skus = {
	"GUIDs of products or part numbers such as SPE_E3, parted by blanks "
	"or commas",
	.read = read_skus, .clear = clear_list};
const struct shape shape_causes = {
	"some of license-removed, user-deleted, shared-deleted, subscription",
	.read = read_causes, .clear = clear_causes};
const struct shape shape_event_causes = {
	"some of license-removed, user-deleted, shared-deleted",
	.read = read_event_causes, .clear = clear_event_causes};
const struct shape shape_plans = {
	"service plan GUIDs parted by blanks or commas, at most a few dozen",
	.read = read_plans, .clear = clear_plans};
