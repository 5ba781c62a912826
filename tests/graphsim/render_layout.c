// SPDX-License-Identifier: MIT
#include "render.h"

/* Just behind the string that starts at `in`. */
static const char *
string_end(const char *in, const char *end)
{
	for (in++; in < end && *in != '"'; in++) {
		in += *in == '\\';
	}
	return in < end ? in + 1 : end;
}

static void
new_line(struct text *out, size_t depth)
{
	text_put(out, "\n");
	for (size_t i = 0; i < depth; i++) {
		text_put(out, "  ");
	}
}

void
render_pretty(struct text *json)
{
	const char *in = text_string(json);
	const char *end = in + json->size;
	struct text out = {0};
	size_t depth = 0;

	while (in < end) {
		const char *next = *in == '"' ? string_end(in, end) : in + 1;
		bool closes = *in == '}' || *in == ']';

		if (closes && depth > 0) {
			new_line(&out, --depth);
		}
		text_add(&out, in, (size_t)(next - in));
		if (*in == '{' || *in == '[') {
			new_line(&out, ++depth);
		} else if (*in == ',') {
			new_line(&out, depth);
		} else if (*in == ':') {
			text_put(&out, " ");
		}
		in = next;
	}
	text_release(json);
	*json = out;
}

/* One character of UTF-8; returns its length. */
static size_t
decode_character(const char *in, unsigned *character)
{
	unsigned char lead = (unsigned char)*in;
	size_t size = lead < 0xc0 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;

	*character = size == 1 ? lead : lead & (0xffU >> (size + 1));
	for (size_t i = 1; i < size; i++) {
		*character = *character << 6 | ((unsigned char)in[i] & 0x3fU);
	}
	return size;
}

static void
escape_value(const char *in, const char *end, struct text *out)
{
	while (in < end) {
		unsigned character;
		size_t size = decode_character(in, &character);

		if (*in == '\\') {
			size = in[1] == 'u' ? 6 : 2;
			text_add(out, in, size);
		} else if (character >= 0x10000) {
			character -= 0x10000;
			text_printf(out, "\\u%04X\\u%04x",
				0xd800 + (character >> 10),
				0xdc00 + (character & 0x3ff));
		} else if (character >= 0x80 || strchr("etD", *in) != NULL) {
			text_printf(out, "\\u%04x", character);
		} else {
			text_add(out, in, 1);
		}
		in += size;
	}
}

void
render_escapes(struct text *json)
{
	const char *in = text_string(json);
	const char *end = in + json->size;
	struct text out = {0};

	while (in < end) {
		const char *next = *in == '"' ? string_end(in, end) : in + 1;
		bool is_value = *in == '"' && (next == end || *next != ':');

		if (is_value && next - in > 2) {
			text_put(&out, "\"");
			escape_value(in + 1, next - 1, &out);
			text_put(&out, "\"");
		} else {
			text_add(&out, in, (size_t)(next - in));
		}
		in = next;
	}
	text_release(json);
	*json = out;
}
