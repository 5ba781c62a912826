// SPDX-License-Identifier: MIT
#include "check/json_writer.h"

#include <string.h>

#include "core/text.h"
#include "core/timestamp.h"

static void
begin(struct json_writer *json, const char *name)
{
	if (json->needs_comma) {
		(void)fputc(',', json->out);
	}
	if (name != NULL) {
		(void)fprintf(json->out, "\"%s\":", name);
	}
	json->needs_comma = true;
}

void
json_open(struct json_writer *json, const char *name, char bracket)
{
	begin(json, name);
	(void)fputc(bracket, json->out);
	json->needs_comma = false;
}

void
json_close(struct json_writer *json, char bracket)
{
	(void)fputc(bracket, json->out);
	json->needs_comma = true;
}

static void
print_character(FILE *out, const char *at, size_t length)
{
	unsigned char first = (unsigned char)*at;
	uint32_t hidden = text_hidden_code(at);

	if (length == 0) {
		(void)fputs("\xef\xbf\xbd", out);
	} else if (first == '"' || first == '\\') {
		(void)fprintf(out, "\\%c", first);
	} else if (hidden > 0xffff) { /* RFC 8259 section 7 */
		(void)fprintf(out, "\\u%04x\\u%04x",
			(unsigned)(0xd800 + ((hidden - 0x10000) >> 10)),
			(unsigned)(0xdc00 + (hidden & 0x3ff)));
	} else if (hidden != 0) {
		(void)fprintf(out, "\\u%04x", (unsigned)hidden);
	} else {
		(void)fwrite(at, 1, length, out);
	}
}

void
json_text(struct json_writer *json, const char *name, const char *text)
{
	if (text == NULL) {
		json_null(json, name);
		return;
	}
	begin(json, name);
	(void)fputc('"', json->out);
	while (*text != '\0') {
		size_t length = text_character_length(text);
		print_character(json->out, text, length);
		text += length == 0 ? 1 : length;
	}
	(void)fputc('"', json->out);
}

void
json_integer(struct json_writer *json, const char *name, int64_t value)
{
	begin(json, name);
	(void)fprintf(json->out, "%lld", (long long)value);
}

void
json_bool(struct json_writer *json, const char *name, bool value)
{
	begin(json, name);
	(void)fputs(value ? "true" : "false", json->out);
}

void
json_null(struct json_writer *json, const char *name)
{
	begin(json, name);
	(void)fputs("null", json->out);
}

void
json_instant(struct json_writer *json, const char *name, time_t value)
{
	char text[TIMESTAMP_TEXT_SIZE];

	if (value == 0) {
		json_null(json, name);
	} else {
		json_text(json, name, timestamp_text(value, text));
	}
}
