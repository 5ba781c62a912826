// SPDX-License-Identifier: MIT
/*
 * json_writer - JSON (RFC 8259) onto a stream, member by member.
 *
 * A hundred thousand mailboxes are written as they are visited; building the
 * document in memory first would cost more than the check itself.
 */
#ifndef CHECK_JSON_WRITER_H
#define CHECK_JSON_WRITER_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <time.h>

struct json_writer {
	FILE *out;
	bool needs_comma;
};

/* `name` is NULL inside arrays and at the top. */
void json_open(struct json_writer *json, const char *name, char bracket);
void json_close(struct json_writer *json, char bracket);
/* NULL becomes null; invalid UTF-8 becomes U+FFFD. */
void json_text(struct json_writer *json, const char *name, const char *text);
void json_integer(struct json_writer *json, const char *name, int64_t value);
void json_bool(struct json_writer *json, const char *name, bool value);
void json_null(struct json_writer *json, const char *name);
/* RFC 3339; 0 becomes null. */
void json_instant(struct json_writer *json, const char *name, time_t value);

#endif
