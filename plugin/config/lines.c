// SPDX-License-Identifier: MIT
#include "config/lines.h"

#include <string.h>

#define BYTE_ORDER_MARK "\xef\xbb\xbf"

void
lines_init(struct lines *lines, const char *text, size_t length)
{
	const size_t mark = sizeof(BYTE_ORDER_MARK) - 1;

	*lines = (struct lines){.next = text, .end = text + length};
	if (length >= mark && memcmp(text, BYTE_ORDER_MARK, mark) == 0) {
		lines->next += mark;
	}
}

static enum line_kind
refuse(struct error *err, const char *why)
{
	(void)error_set(err, ERROR_CONFIG, "%s", why);
	return LINE_BAD;
}

static bool
has_control_character(const char *text, size_t length)
{
	for (size_t i = 0; i < length; i++) {
		unsigned char c = (unsigned char)text[i];

		if ((c < ' ' && c != '\t') || c == 0x7f) {
			return true;
		}
	}
	return false;
}

/* The length of the UTF-8 sequence that begins at `text`; 0: it is none. */
static size_t
sequence_length(const unsigned char *text, size_t left)
{
	/* RFC 3629 section 4: first byte, and the bounds of the second. */
	static const struct {
		unsigned char first, last, low, high;
		size_t length;
	} forms[] = {
		{0x00, 0x7f, 0x00, 0xff, 1},
		{0xc2, 0xdf, 0x80, 0xbf, 2},
		{0xe0, 0xe0, 0xa0, 0xbf, 3},
		{0xe1, 0xec, 0x80, 0xbf, 3},
		{0xed, 0xed, 0x80, 0x9f, 3},
		{0xee, 0xef, 0x80, 0xbf, 3},
		{0xf0, 0xf0, 0x90, 0xbf, 4},
		{0xf1, 0xf3, 0x80, 0xbf, 4},
		{0xf4, 0xf4, 0x80, 0x8f, 4},
	};

	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
		size_t length = forms[i].length;

		if (text[0] < forms[i].first || text[0] > forms[i].last) {
			continue;
		}
		if (length > left ||
			(length > 1 && (text[1] < forms[i].low ||
					       text[1] > forms[i].high))) {
			return 0;
		}
		for (size_t at = 2; at < length; at++) {
			if ((text[at] & 0xc0) != 0x80) {
				return 0;
			}
		}
		return length;
	}
	return 0;
}

static bool
is_utf8(const char *text, size_t length)
{
	while (length > 0) {
		size_t taken =
			sequence_length((const unsigned char *)text, length);

		if (taken == 0) {
			return false;
		}
		text += taken;
		length -= taken;
	}
	return true;
}

static enum line_kind
judge(const char *text, size_t length, struct error *err)
{
	size_t blanks = 0;

	while (blanks < length &&
		(text[blanks] == ' ' || text[blanks] == '\t')) {
		blanks++;
	}
	if (memchr(text, '\0', length) != NULL) {
		return refuse(err, "a NUL byte; this is not a text file");
	}
	if (blanks == length || text[blanks] == ';' || text[blanks] == '#') {
		return LINE_EMPTY;
	}
	if (has_control_character(text, length)) {
		return refuse(err, "a control character");
	}
	if (!is_utf8(text, length)) {
		return refuse(err, "not UTF-8; save the file as UTF-8");
	}
	if (length > LINES_LIMIT_BYTES) {
		return refuse(err,
			"longer than 198 bytes; a list may be continued by "
			"repeating its key");
	}
	if (blanks > 0) {
		return refuse(err, "begins with a blank");
	}
	return text[0] == '[' ? LINE_HEADER : LINE_KEY;
}

enum line_kind
lines_take(struct lines *lines, char line[LINES_LIMIT_BYTES + 1],
	struct error *err)
{
	const char *text = lines->next;
	const char *newline = NULL;
	size_t length = 0;
	enum line_kind kind = LINE_END;

	if (text == lines->end) {
		return LINE_END;
	}
	lines->number++;
	newline = memchr(text, '\n', (size_t)(lines->end - text));
	lines->next = newline == NULL ? lines->end : newline + 1;
	length = (size_t)((newline == NULL ? lines->end : newline) - text);
	if (length > 0 && text[length - 1] == '\r') {
		length--;
	}
	while (lines->takes_indented && length > 0 &&
		(*text == ' ' || *text == '\t')) {
		text++;
		length--;
	}
	kind = judge(text, length, err);
	if (kind == LINE_HEADER || kind == LINE_KEY) {
		memcpy(line, text, length);
		line[length] = '\0';
	}
	return kind;
}
