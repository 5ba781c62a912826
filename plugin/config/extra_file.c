// SPDX-License-Identifier: MIT
#include "config/extra_file.h"

#include <ini.h>
#include <stdlib.h>
#include <string.h>

#include "config/lines.h"
#include "config/spelling.h"
#include "config/text_file.h"
#include "core/mem.h"

#define BLANKS " \t"

struct reader {
	const struct extra_opts_settings *settings;
	struct extra_opts *into;
	struct lines lines;
	const char *file;
	const char *section;
	enum { WHERE_NOWHERE, WHERE_HERE, WHERE_ELSEWHERE } where;
	bool found; /* the section */
	int bad_line;
	struct error cause;
};

static int
stop(struct reader *reader)
{
	reader->bad_line = reader->lines.number;
	return 0;
}

static void
begin_section(struct reader *reader, const char *line)
{
	size_t length = strlen(reader->section);

	line += 1 + strspn(line + 1, BLANKS);
	reader->where = WHERE_ELSEWHERE;
	if (strncmp(line, reader->section, length) == 0) {
		line += length;
		if (line[strspn(line, BLANKS)] == ']') {
			reader->where = WHERE_HERE;
			reader->found = true;
		}
	}
}

/* The library wants a "=", which an option without a value does without. */
static void
complete_line(char *line)
{
	char *end = NULL;

	for (char *at = line + 1; *at != '\0'; at++) {
		if (*at == ';' && strchr(BLANKS, at[-1]) != NULL) {
			*at = '\0';
			break;
		}
	}
	end = line + strlen(line);
	if (strpbrk(line, "=:") == NULL && end - line < LINES_LIMIT_BYTES) {
		memcpy(end, "=", 2);
	}
}

static char *
read_line(char *buffer, int size, void *context)
{
	struct reader *reader = context;
	char line[LINES_LIMIT_BYTES + 1] = "";

	if (reader->bad_line != 0) {
		return NULL;
	}
	switch (lines_take(&reader->lines, line, &reader->cause)) {
	case LINE_END:
		return NULL;
	case LINE_BAD:
		if (reader->where == WHERE_HERE) {
			(void)stop(reader);
			return NULL;
		}
		break;
	case LINE_HEADER:
		begin_section(reader, line);
		line[0] = '\0';
		break;
	case LINE_KEY:
		if (reader->where == WHERE_ELSEWHERE) {
			line[0] = '\0';
		} else {
			complete_line(line);
		}
		break;
	case LINE_EMPTY:
		break;
	}
	if (size < 0 || strlen(line) >= (size_t)size) {
		(void)error_set(&reader->cause, ERROR_CONFIG,
			"longer than this build of inih can read");
		(void)stop(reader);
		return NULL;
	}
	memcpy(buffer, line, strlen(line) + 1);
	return buffer;
}

static const struct option *
find_option(const struct option *known, const char *name)
{
	for (; known->name != NULL; known++) {
		if (strcmp(known->name, name) == 0 ||
			(name[0] == (char)known->val && known->val < 256 &&
				name[1] == '\0')) {
			return known;
		}
	}
	return NULL;
}

static bool
unknown_option(struct reader *reader, const char *name)
{
	const char *best = NULL;
	size_t nearest = strlen(name) / 3 + 2; /* farther is no help */

	if (name[0] == '-') {
		return error_set(&reader->cause, ERROR_CONFIG,
			"\"%.40s\": write the option without the dashes", name);
	}
	for (const struct option *known = reader->settings->known;
		known->name != NULL; known++) {
		size_t distance = spelling_distance(name, known->name);
		if (distance < nearest) {
			nearest = distance;
			best = known->name;
		}
	}
	return best == NULL ? error_set(&reader->cause, ERROR_CONFIG,
				      "unknown option \"%.40s\"", name)
			    : error_set(&reader->cause, ERROR_CONFIG,
				      "unknown option \"%.40s\"; did you mean "
				      "\"%s\"?",
				      name, best);
}

static bool
check_option(struct reader *reader, const struct option *option,
	const char *name, const char *value)
{
	if (option == NULL) {
		return unknown_option(reader, name);
	}
	if (strcmp(option->name, "extra-opts") == 0) {
		return error_set(&reader->cause, ERROR_CONFIG,
			"a file cannot name further files");
	}
	if (value[0] == '#' || strstr(value, " #") != NULL ||
		strstr(value, "\t#") != NULL) {
		return error_set(&reader->cause, ERROR_CONFIG,
			"%s: a comment behind a value begins with ; not #",
			option->name);
	}
	if (option->has_arg == required_argument && value[0] == '\0') {
		return error_set(&reader->cause, ERROR_CONFIG,
			"\"%s\" wants a value: %s = VALUE", option->name,
			option->name);
	}
	if (option->has_arg == no_argument && value[0] != '\0') {
		return error_set(&reader->cause, ERROR_CONFIG,
			"\"%s\" takes no value", option->name);
	}
	return reader->into->count < EXTRA_OPTS_LIMIT ||
	       error_set(&reader->cause, ERROR_CONFIG, "more than %d options",
		       EXTRA_OPTS_LIMIT);
}

static int
take_option(
	void *context, const char *section, const char *name, const char *value)
{
	struct reader *reader = context;
	struct extra_opts *into = reader->into;
	const struct option *option =
		find_option(reader->settings->known, name);

	(void)section; /* cut short by the library; we have our own */
	if (reader->where == WHERE_NOWHERE) {
		(void)error_set(&reader->cause, ERROR_CONFIG,
			"\"%.40s\" stands in no section; begin with [%s]", name,
			reader->settings->program);
		return stop(reader);
	}
	if (!check_option(reader, option, name, value)) {
		return stop(reader);
	}
	into->opts =
		mem_resize(into->opts, into->count + 1, sizeof(*into->opts));
	into->opts[into->count++] = (struct extra_opt){
		.text = mem_print("--%s%s%s", option->name,
			option->has_arg == no_argument ? "" : "=", value),
		.place = mem_print(
			"%s: line %d", reader->file, reader->lines.number),
	};
	return 1;
}

static bool
read_text(struct reader *reader, const char *text, size_t length)
{
	int first_bad = 0;

	lines_init(&reader->lines, text, length);
	reader->lines.takes_indented = true;
	first_bad = ini_parse_stream(read_line, reader, take_option, reader);
	if (first_bad < 0) {
		mem_exhausted();
	}
	if (first_bad > 0 &&
		(reader->bad_line == 0 || first_bad < reader->bad_line)) {
		reader->bad_line = first_bad;
		(void)error_set(&reader->cause, ERROR_CONFIG,
			"neither a [section] nor OPTION = VALUE");
	}
	if (reader->bad_line != 0) {
		return error_prefix(
			&reader->cause, "line %d", reader->bad_line);
	}
	return reader->found ||
	       error_set(&reader->cause, ERROR_CONFIG,
		       "there is no section [%.60s]", reader->section);
}

bool
extra_file_decode(const struct extra_opts_settings *settings,
	const struct extra_file *file, struct extra_opts *into,
	struct error *err)
{
	struct reader reader = {
		.settings = settings,
		.into = into,
		.file = file->path,
		.section = file->section,
	};

	if (!read_text(&reader, file->text, file->length)) {
		*err = reader.cause;
		return error_prefix(err, "%s", file->path);
	}
	return true;
}

bool
extra_file_read(const struct extra_opts_settings *settings, const char *path,
	const char *section, struct extra_opts *into, struct error *err)
{
	struct extra_file file = {.path = path, .section = section};
	struct stat status = {0};
	char *text = NULL;
	bool ok = false;

	if (!text_file_read(path, EXTRA_OPTS_LIMIT_BYTES,
		    text_file_check_settings, &text, &file.length, &status,
		    err)) {
		return error_prefix(err, "cannot read %s", path);
	}
	file.text = text;
	ok = extra_file_decode(settings, &file, into, err);
	free(text);
	return ok;
}
