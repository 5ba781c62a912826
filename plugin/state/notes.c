// SPDX-License-Identifier: MIT
#include "state/notes.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/clock.h"
#include "core/mem.h"
#include "core/text.h"

static void note(struct note_list *list, enum check_state state,
	const char *format, ...) __attribute__((format(printf, 3, 4)));

static void
note(struct note_list *list, enum check_state state, const char *format, ...)
{
	va_list arguments;
	char *text = NULL;
	int length = 0;

	va_start(arguments, format);
	length = vasprintf(&text, format, arguments);
	va_end(arguments);
	if (length < 0) {
		mem_exhausted();
	}
	list->notes =
		mem_resize(list->notes, list->count + 1, sizeof(*list->notes));
	list->notes[list->count++] = (struct note){state, text};
}

void
note_list_release(struct note_list *list)
{
	for (size_t i = 0; i < list->count; i++) {
		free(list->notes[i].text);
	}
	free(list->notes);
	*list = (struct note_list){0};
}

enum check_state
note_list_state(const struct note_list *list, enum check_state state)
{
	for (size_t i = 0; i < list->count; i++) {
		state = check_state_worst(state, list->notes[i].state);
	}
	return state;
}

static void
note_age(struct note_list *list, const struct notes_subject *subject)
{
	const struct run *last = &subject->facts->last;
	char age[TEXT_DURATION_SIZE];

	if (subject->age_s < -CLOCK_LIMIT_S) {
		note(list, CHECK_UNKNOWN,
			"data are %s from the future: correct the clock of "
			"this host",
			text_duration(-subject->age_s, age));
		return;
	}
	if (subject->age_s > subject->tenant->stale_after_s) {
		note(list, CHECK_UNKNOWN, "data are %s old",
			text_duration(subject->age_s, age));
	} else if (subject->age_s > subject->tenant->max_age_s) {
		note(list, CHECK_OK, "data are %s old",
			text_duration(subject->age_s, age));
	}
	if (subject->word[0] != '\0') {
		note(list, CHECK_OK, "last collection failed: %s",
			subject->word);
	} else if (last->outcome == RUN_RUNNING && !subject->is_collecting &&
		   last->id != 0) {
		note(list, CHECK_OK, "last collection was interrupted");
	} else if (last->outcome == RUN_FAILED &&
		   last->id > subject->facts->complete.id) {
		note(list, CHECK_OK, "last collection failed: %s",
			last->error == NULL ? "no reason" : last->error);
	}
}

static void
note_clock(struct note_list *list, const struct notes_subject *subject)
{
	const struct run *last = &subject->facts->last;
	int64_t offset_s = last->clock_offset_s;

	if (last->has_clock_offset &&
		(offset_s > CLOCK_LIMIT_S || offset_s < -CLOCK_LIMIT_S)) {
		char text[TEXT_DURATION_SIZE];
		note(list, CHECK_UNKNOWN,
			"the clock of this host is %s %s Microsoft Graph's",
			text_duration(
				offset_s < 0 ? -offset_s : offset_s, text),
			offset_s > 0 ? "behind" : "ahead of");
	}
}

/* Then nobody knows how the one is that it has now. */
static void
note_directory(struct note_list *list, const struct notes_subject *subject)
{
	if (tenant_was_another(subject->tenant, subject->facts->tenant_id)) {
		note(list, CHECK_UNKNOWN,
			"data are of another tenant_id than it has now: run "
			"mailbox_expiry_collect --tenant %s",
			subject->tenant->name);
	}
}

static void
note_sources(struct note_list *list, const struct notes_subject *subject)
{
	const char *line = subject->facts->complete.degraded;

	if (subject->facts->filter_agreed == TRI_NO &&
		subject->tenant->listing == LISTING_AUTO) {
		note(list, CHECK_WARNING, "%s: everybody is listed instead",
			subject->facts->filter_note == NULL
				? "the server's filter cannot be trusted"
				: subject->facts->filter_note);
	}
	while (line != NULL && *line != '\0') {
		size_t length = strcspn(line, "\n");
		note(list, CHECK_OK, "%.*s", (int)length, line);
		line += length + (line[length] == '\n');
	}
}

static void
note_end(struct note_list *list, const struct notes_subject *subject,
	const char *what, time_t expires_at)
{
	int64_t left_s = (int64_t)expires_at - (int64_t)subject->as_of;
	char text[TEXT_DURATION_SIZE];

	if (expires_at == 0 || left_s > NOTES_SECRET_SAID_S) {
		return;
	}
	if (left_s <= 0) {
		note(list, CHECK_WARNING, "the %s has expired: renew it", what);
		return;
	}
	note(list, left_s <= NOTES_SECRET_WARNING_S ? CHECK_WARNING : CHECK_OK,
		"the %s expires in %s", what, text_duration(left_s, text));
}

static void
note_handled(struct note_list *list, const struct notes_subject *subject)
{
	if (subject->handled_problem != NULL) {
		note(list, CHECK_WARNING, "no release or restore counts: %s",
			subject->handled_problem);
	}
}

void
notes_add(struct note_list *list, const struct notes_subject *subject)
{
	note_age(list, subject);
	note_clock(list, subject);
	note_directory(list, subject);
	note_sources(list, subject);
	note_end(list, subject, "reader's secret",
		subject->tenant->reader.secret_expires_at);
	note_end(list, subject, "reader's certificate",
		subject->facts->certificate_expires_at);
	/* Not known to be needed, but for that somebody said when it ends. */
	note_end(list, subject, "writer's secret",
		subject->tenant->writer.secret_expires_at);
	note_handled(list, subject);
}

const char *
notes_last_error(const struct state_facts *facts, const char *word)
{
	if (word[0] != '\0') {
		return word;
	}
	return facts->last.outcome == RUN_FAILED ? facts->last.error : NULL;
}

char *
notes_why_no_data(
	enum state_condition condition, const struct notes_subject *subject)
{
	const struct run *last = &subject->facts->last;

	if (subject->word[0] != '\0') {
		return mem_print(
			"no data, last collection failed: %s", subject->word);
	}
	switch (condition) {
	case STATE_STALE:
		return mem_text(
			"the last write was interrupted, or is of an older "
			"version: the next collection repairs it");
	case STATE_ABSENT:
		return mem_print("never collected: run mailbox_expiry_collect "
				 "--tenant %s",
			subject->tenant->name);
	case STATE_READY:
		break;
	}
	if (last->outcome == RUN_RUNNING && last->id != 0 &&
		subject->is_collecting) {
		return mem_print("first collection, %s",
			last->progress == NULL ? "just begun" : last->progress);
	}
	return mem_print("never collected: %s",
		last->error == NULL ? "no attempt has come to its end"
				    : last->error);
}
