// SPDX-License-Identifier: MIT
#include "alert/status_reader.h"

#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/shown.h"

/* One line of a block: neither is terminated. */
struct line {
	const char *key;
	size_t key_length;
	const char *value;
	size_t length;
};

void
status_reader_init(
	struct status_reader *reader, const char *host, const char *service)
{
	*reader = (struct status_reader){
		.host = host,
		.service = service,
		.line = mem_zeroed(STATUS_LINE_LIMIT, 1),
	};
}

void
status_reader_release(struct status_reader *reader)
{
	acknowledged_release(&reader->all);
	found_service_release(&reader->found);
	found_comment_release(&reader->comment);
	free(reader->line);
	*reader = (struct status_reader){0};
}

static bool
is(const struct line *line, const char *key)
{
	return strlen(key) == line->key_length &&
	       memcmp(key, line->key, line->key_length) == 0;
}

/* Digits alone; 0 for anything else, and for what does not fit. */
static int64_t
number(const struct line *line)
{
	int64_t value = 0;

	if (line->length == 0 || line->length > 18) {
		return 0;
	}
	for (size_t i = 0; i < line->length; i++) {
		if (line->value[i] < '0' || line->value[i] > '9') {
			return 0;
		}
		value = value * 10 + (line->value[i] - '0');
	}
	return value;
}

static void
keep(char **where, const struct line *line, size_t limit)
{
	free(*where);
	*where = found_text(line->value, line->length, limit);
}

/* "_MBX_ID=0;value": the number says whether it was changed while running. */
static void
keep_variable(char **where, const struct line *line)
{
	const char *semicolon = memchr(line->value, ';', line->length);
	struct line value = *line;

	if (semicolon != NULL) {
		value.length -= (size_t)(semicolon + 1 - line->value);
		value.value = semicolon + 1;
	}
	free(*where);
	*where = value.length == 0 ? NULL
				   : found_text(value.value, value.length,
					     REQUEST_NAME_LIMIT);
}

/* What it shows of its tenant, as the templates of contrib/nagios say it. */
static void
read_shown(struct found_service *found, const struct line *line)
{
	char *value = NULL;

	if (is(line, "_MBX_DEADLINE")) {
		keep_variable(&value, line);
		shown_add_deadline(&found->shows, value);
	} else if (is(line, "_MBX_ACCOUNTS")) {
		keep_variable(&value, line);
		shown_add(&found->shows, "account", value);
	}
	free(value);
}

static void
read_service(struct found_service *found, const struct line *line)
{
	if (is(line, "host_name")) {
		keep(&found->host, line, REQUEST_NAME_LIMIT);
	} else if (is(line, "service_description")) {
		keep(&found->service, line, REQUEST_NAME_LIMIT);
	} else if (is(line, "_MBX_TENANT")) {
		keep_variable(&found->tenant, line);
	} else if (is(line, "_MBX_ID")) {
		keep_variable(&found->mailbox, line);
	} else if (is(line, "current_state")) {
		int64_t state = number(line);
		found->state = state > CHECK_UNKNOWN ? CHECK_UNKNOWN
						     : (enum check_state)state;
	} else if (is(line, "state_type")) {
		found->is_hard = number(line) == 1;
	} else if (is(line, "problem_has_been_acknowledged")) {
		found->is_acknowledged = number(line) != 0;
	} else if (is(line, "acknowledgement_end_time")) {
		found->expires_at = number(line); /* Naemon's */
	} else if (is(line, "scheduled_downtime_depth")) {
		found->in_downtime = number(line) > 0;
	} else if (is(line, "last_check")) {
		found->checked_at = number(line);
	} else if (is(line, "last_time_ok")) {
		/* Being OK ended every acknowledgement before. */
		found->earliest = number(line);
	} else {
		read_shown(found, line);
	}
}

static void
read_comment(struct status_reader *reader, const struct line *line)
{
	struct found_comment *comment = &reader->comment;

	if (is(line, "host_name")) {
		keep(&comment->host, line, REQUEST_NAME_LIMIT);
	} else if (is(line, "service_description")) {
		keep(&comment->service, line, REQUEST_NAME_LIMIT);
	} else if (is(line, "author")) {
		keep(&comment->author, line, REQUEST_NAME_LIMIT);
	} else if (is(line, "comment_data")) {
		keep(&comment->text, line, REQUEST_COMMENT_LIMIT);
	} else if (is(line, "entry_type")) {
		reader->comment_type = number(line);
	} else if (is(line, "entry_time")) {
		comment->at = number(line);
	} else if (is(line, "comment_id")) {
		comment->order = number(line);
	}
}

static bool
is_wanted(const struct status_reader *reader, const struct found_service *found)
{
	if (found->host == NULL || found->service == NULL) {
		return false;
	}
	if (reader->host != NULL && reader->service != NULL) {
		return strcmp(found->host, reader->host) == 0 &&
		       strcmp(found->service, reader->service) == 0;
	}
	return found->is_acknowledged && found->tenant != NULL;
}

static bool
end_block(struct status_reader *reader, struct error *err)
{
	struct found_service *found = &reader->found;
	bool ok = true;

	if (found->expires_at != 0 && found->expires_at <= reader->created_at) {
		found->is_acknowledged = false;
	}
	if (reader->block == STATUS_SERVICE &&
		is_wanted(reader, &reader->found)) {
		ok = reader->saw_comments ? error_set(err, ERROR_REMOTE,
						    "a service behind comments")
					  : acknowledged_add(&reader->all,
						    &reader->found, err);
	}
	if (reader->block == STATUS_COMMENT && reader->comment_type == 4) {
		reader->saw_comments = true;
		acknowledged_comment(&reader->all, &reader->comment);
	}
	found_service_release(&reader->found);
	found_comment_release(&reader->comment);
	reader->comment_type = 0;
	reader->block = STATUS_NONE;
	return ok;
}

static void
begin_block(struct status_reader *reader, const char *text, size_t length)
{
	static const struct {
		const char *head;
		enum status_block block;
	} heads[] = {
		{"info {", STATUS_INFO},
		{"servicestatus {", STATUS_SERVICE},
		{"servicecomment {", STATUS_COMMENT},
	};

	if (length == 0 || text[length - 1] != '{') {
		return;
	}
	reader->block = STATUS_OTHER;
	for (size_t i = 0; i < sizeof(heads) / sizeof(heads[0]); i++) {
		if (strlen(heads[i].head) == length &&
			memcmp(heads[i].head, text, length) == 0) {
			reader->block = heads[i].block;
		}
	}
}

static bool
read_line(struct status_reader *reader, const char *text, size_t length,
	struct error *err)
{
	const char *equals = NULL;
	struct line line = {0};

	if (reader->block == STATUS_NONE) {
		begin_block(reader, text, length);
		return true;
	}
	if (length > 0 && *text == '\t') {
		text++;
		length--;
	}
	if (length == 1 && *text == '}') {
		return end_block(reader, err);
	}
	if (reader->block == STATUS_OTHER) {
		return true;
	}
	equals = memchr(text, '=', length);
	if (equals == NULL) {
		return true;
	}
	line.key = text;
	line.key_length = (size_t)(equals - text);
	line.value = equals + 1;
	line.length = length - line.key_length - 1;
	if (reader->block == STATUS_SERVICE) {
		read_service(&reader->found, &line);
	} else if (reader->block == STATUS_COMMENT) {
		read_comment(reader, &line);
	} else if (is(&line, "created")) {
		reader->created_at = number(&line);
	}
	return true;
}

/* Puts the beginning of a line by, for when the rest arrives. */
static void
put_by(struct status_reader *reader, const char *text, size_t length)
{
	size_t room = STATUS_LINE_LIMIT - reader->length;

	if (length > room) {
		length = room;
	}
	memcpy(reader->line + reader->length, text, length);
	reader->length += length;
}

bool
status_reader_feed(struct status_reader *reader, const char *text,
	size_t length, struct error *err)
{
	const char *end = text + length;

	while (text < end) {
		const char *newline = memchr(text, '\n', (size_t)(end - text));
		const char *stop = newline == NULL ? end : newline;
		bool ok = true;
		if (newline == NULL || reader->length > 0) {
			put_by(reader, text, (size_t)(stop - text));
		}
		if (newline == NULL) {
			return true;
		}
		ok = reader->length > 0 ? read_line(reader, reader->line,
						  reader->length, err)
					: read_line(reader, text,
						  (size_t)(stop - text), err);
		reader->length = 0;
		if (!ok) {
			return false;
		}
		text = newline + 1;
	}
	return true;
}

bool
status_reader_finish(struct status_reader *reader, struct error *err)
{
	if (reader->block != STATUS_NONE || reader->length > 0) {
		return error_set(err, ERROR_WAIT, "it ends in the middle");
	}
	if (reader->created_at == 0) {
		return error_set(
			err, ERROR_CONFIG, "this is no status.dat of Nagios");
	}
	return true;
}
