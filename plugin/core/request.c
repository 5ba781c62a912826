// SPDX-License-Identifier: MIT
#include "core/request.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/request_fields.h"

#define FIRST_LINE "mailbox-expiry-request "
#define VERSION_LINE "1\n"
#define HEX "0123456789abcdef"

void
request_release(struct request *request)
{
	if (request == NULL) {
		return;
	}
	free(request->instance);
	free(request->tenant);
	free(request->host);
	free(request->service);
	text_list_release(&request->mailboxes);
	text_list_release(&request->shows);
	free(request->author);
	free(request->comment);
	free(request->sku);
	*request = (struct request){0};
}

bool
request_is_by_hand(const struct request *request)
{
	return request->kind != REQUEST_ACKNOWLEDGE &&
	       request->kind != REQUEST_EVENT;
}

time_t
request_asked_at(const struct request *request)
{
	return request->acked_at != 0 ? request->acked_at : request->made_at;
}

/* ---- writing ------------------------------------------------------------- */

/* A file in the making; what is too much for it is counted, not kept. */
struct writer {
	char *text; /* REQUEST_LIMIT_BYTES and the end */
	size_t length;
};

static void
put(struct writer *writer, const char *text, size_t length)
{
	if (writer->length + length <= REQUEST_LIMIT_BYTES) {
		memcpy(writer->text + writer->length, text, length);
	}
	writer->length += length;
}

static void
put_escaped(struct writer *writer, const char *value)
{
	for (; *value != '\0'; value++) {
		unsigned char byte = (unsigned char)*value;
		char hex[] = {'\\', 'x', HEX[byte >> 4], HEX[byte & 15]};

		if (byte == '\\') {
			put(writer, "\\\\", 2);
		} else if (byte == '\n') {
			put(writer, "\\n", 2);
		} else if (byte < ' ' || byte == 0x7f) {
			put(writer, hex, sizeof(hex));
		} else {
			put(writer, value, 1);
		}
	}
}

static void
put_line(struct writer *writer, const char *key, const char *value)
{
	put(writer, key, strlen(key));
	put(writer, " ", 1);
	put_escaped(writer, value);
	put(writer, "\n", 1);
}

static void
put_field(struct writer *writer, const struct request_field *field,
	const struct request *request)
{
	const struct text_list *list = NULL;
	char value[REQUEST_VALUE_SIZE];

	if (!request_field_is_said(field, request)) {
		return;
	}
	if (field->form != FORM_LIST) {
		put_line(writer, field->key,
			request_field_text(field, request, value));
		return;
	}
	list = request_field_list(field, request);
	for (size_t i = 0; i < list->count; i++) {
		put_line(writer, field->key, list->texts[i]);
	}
}

bool
request_encode(const struct request *request, char **text, struct error *err)
{
	struct writer writer = {0};
	size_t count = 0;
	const struct request_field *fields = request_fields(&count);

	if (!request_check(request, err)) {
		return error_prefix(err, "cannot write the request");
	}
	writer.text = mem_zeroed(REQUEST_LIMIT_BYTES + 1, 1);
	put(&writer, FIRST_LINE VERSION_LINE, strlen(FIRST_LINE VERSION_LINE));
	for (size_t i = 0; i < count; i++) {
		put_field(&writer, &fields[i], request);
	}
	if (writer.length > REQUEST_LIMIT_BYTES) {
		free(writer.text);
		return error_set(err, ERROR_USAGE,
			"cannot write the request: longer than %zu bytes; "
			"shorten the comment or name fewer mailboxes",
			REQUEST_LIMIT_BYTES);
	}
	*text = writer.text;
	return true;
}

/* ---- reading ------------------------------------------------------------- */

static int
hex_value(char digit)
{
	if (digit >= '0' && digit <= '9') {
		return digit - '0';
	}
	if (digit >= 'a' && digit <= 'f') {
		return digit - 'a' + 10;
	}
	return -1;
}

/*
 * One byte behind a backslash, which `*at` stands on; 0: not one of ours.  The
 * end of the line, which is of no escape, stands behind them all.
 */
static char
unescape(const char **at)
{
	const char *escape = *at + 1;

	if (*escape == '\\' || *escape == 'n') {
		*at += 2;
		return *escape == 'n' ? '\n' : '\\';
	}
	if (*escape == 'x' && hex_value(escape[1]) >= 0 &&
		hex_value(escape[2]) >= 0) {
		*at += 4;
		return (char)(hex_value(escape[1]) * 16 + hex_value(escape[2]));
	}
	return '\0';
}

/* `value` has room for all between `at` and `end`, and is zeroed. */
static bool
read_value(const char *at, const char *end, char *value, struct error *err)
{
	while (at < end) {
		unsigned char byte = (unsigned char)*at;
		char plain = *at;

		if (byte < ' ' || byte == 0x7f) {
			return error_set(err, ERROR_USAGE,
				"a control character that is not escaped");
		}
		if (plain == '\\') {
			plain = unescape(&at);
		} else {
			at++;
		}
		if (plain == '\0') {
			return error_set(err, ERROR_USAGE,
				"a backslash that begins no escape");
		}
		*value++ = plain;
	}
	return true;
}

/* Takes one line, which `end` ends; `seen` has a place for every field. */
static bool
read_line(const char *line, const char *end, bool seen[],
	struct request *request, struct error *err)
{
	const char *blank = memchr(line, ' ', (size_t)(end - line));
	const struct request_field *field = NULL;
	size_t count = 0;
	size_t place = 0;
	char *value = NULL;
	bool ok = false;

	if (blank != NULL) {
		field = request_field_find(line, (size_t)(blank - line));
	}
	if (field == NULL) {
		return error_set(err, ERROR_USAGE, "an unknown key");
	}
	place = (size_t)(field - request_fields(&count));
	if (seen[place] && field->form != FORM_LIST) {
		return error_set(
			err, ERROR_USAGE, "%s stands there twice", field->key);
	}
	seen[place] = true;
	value = mem_zeroed((size_t)(end - blank), 1);
	ok = read_value(blank + 1, end, value, err) &&
	     request_field_take(field, value, request, err);
	free(value);
	return ok || error_prefix(err, "%s", field->key);
}

static bool
read_first_line(const char **at, const char *end, struct error *err)
{
	size_t length = (size_t)(end - *at);
	size_t prefix = strlen(FIRST_LINE);

	if (length < prefix || memcmp(*at, FIRST_LINE, prefix) != 0) {
		return error_set(err, ERROR_USAGE,
			"the first line is not that of a request");
	}
	if (length < prefix + strlen(VERSION_LINE) ||
		memcmp(*at + prefix, VERSION_LINE, strlen(VERSION_LINE)) != 0) {
		return error_set(err, ERROR_OUTDATED,
			"another version of this package wrote it");
	}
	*at += prefix + strlen(VERSION_LINE);
	return true;
}

static bool
read_lines(const char *at, const char *end, struct request *request,
	struct error *err)
{
	bool seen[REQUEST_FIELD_LIMIT] = {0};

	for (int number = 2; at < end; number++) {
		const char *line_end = memchr(at, '\n', (size_t)(end - at));

		if (line_end == NULL) {
			return error_set(err, ERROR_USAGE,
				"line %d: is not ended: the file is cut",
				number);
		}
		if (!read_line(at, line_end, seen, request, err)) {
			return error_prefix(err, "line %d", number);
		}
		at = line_end + 1;
	}
	return request_check_seen(request, seen, err);
}

bool
request_decode(const char *text, size_t length, struct request *request,
	struct error *err)
{
	struct request read = {0};
	const char *at = text;

	if (length > REQUEST_LIMIT_BYTES) {
		return error_set(err, ERROR_USAGE,
			"not a request: longer than %zu bytes",
			REQUEST_LIMIT_BYTES);
	}
	if (!read_first_line(&at, text + length, err) ||
		!read_lines(at, text + length, &read, err) ||
		!request_check(&read, err)) {
		request_release(&read);
		return error_prefix(err, "not a request");
	}
	*request = read;
	return true;
}
