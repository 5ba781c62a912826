// SPDX-License-Identifier: MIT
/*
 * A name that somebody gave himself in the directory, in all places where it is
 * shown: a terminal, JSON, HTML, SNMP, an address.  None of it means anything
 * there but itself.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "check/html_writer.h"
#include "check/json_writer.h"
#include "core/mem.h"
#include "core/stream.h"
#include "core/text.h"
#include "graph/form.h"
#include "snmp/value.h"

#define SIZE_LIMIT 300

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
/* The member "a", to be freed, by json-c, whose names are ours, too. */
char *fuzz_shown_read(const char *json);

static void
expect(bool holds)
{
	if (!holds) {
		abort();
	}
}

/* Whole characters that can be seen. */
static void
expect_visible(const char *text)
{
	while (*text != '\0') {
		size_t length = text_character_length(text);
		expect(length > 0 && text_hidden_code(text) == 0);
		text += length;
	}
}

static void
try_clean(const char *name, size_t size, bool utf8)
{
	char clean[SIZE_LIMIT];

	memset(clean, 0x7f, sizeof(clean));
	expect(text_clean(name, utf8, clean, size) == clean);
	expect(strlen(clean) < size && strpbrk(clean, "<>|\n\x1b") == NULL);
	expect_visible(clean);
	for (const char *at = clean; !utf8 && *at != '\0'; at++) {
		expect((*at & 0x80) == 0);
	}
}

static void
try_json(const char *name)
{
	char *text = NULL;
	size_t size = 0;
	struct json_writer json = {.out = stream_open(&text, &size)};
	char *whole = NULL;
	const char *read = NULL;

	json_open(&json, NULL, '{');
	json_text(&json, "a", name);
	json_close(&json, '}');
	(void)fclose(json.out);
	expect_visible(text);
	whole = fuzz_shown_read(text);
	read = whole;
	/* Each byte that is none of UTF-8 has become three. */
	while (*name != '\0') {
		size_t length = text_character_length(name);
		expect(length == 0 ? memcmp(read, "\xef\xbf\xbd", 3) == 0
				   : memcmp(read, name, length) == 0);
		read += length == 0 ? 3 : length;
		name += length == 0 ? 1 : length;
	}
	expect(*read == '\0');
	free(whole);
	free(text);
}

static void
try_html(const char *name)
{
	static const char *const entities[] = {
		"&amp;", "&lt;", "&gt;", "&quot;", "&#39;"};
	char *text = NULL;
	size_t size = 0;
	FILE *out = stream_open(&text, &size);

	html_text(name, out);
	(void)fclose(out);
	expect_visible(text);
	expect(strpbrk(text, "<>\"'\n") == NULL);
	for (const char *at = text; (at = strchr(at, '&')) != NULL; at++) {
		size_t known = 0;
		for (size_t i = 0; i < sizeof(entities) / sizeof(entities[0]);
			i++) {
			known += strncmp(at, entities[i],
					 strlen(entities[i])) == 0;
		}
		expect(known == 1);
	}
	free(text);
}

static void
try_value(const char *name)
{
	struct value value = {0};

	value_text(&value, name);
	expect(value.type == VALUE_OCTETS && value.length <= VALUE_TEXT_LIMIT &&
		strlen(value.octets) == value.length);
	expect_visible(value.octets);
}

static void
try_form(const char *name)
{
	char *text = form_encode(name);

	expect(strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstu"
			    "vwxyz0123456789-._~%") == strlen(text));
	free(text);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *name = mem_text_n((const char *)data, size);

	for (size_t room = 4; room < SIZE_LIMIT; room += room) {
		try_clean(name, room, true);
		try_clean(name, room, false);
	}
	try_json(name);
	try_html(name);
	try_value(name);
	try_form(name);
	free(name);
	return 0;
}
