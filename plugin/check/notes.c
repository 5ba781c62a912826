// SPDX-License-Identifier: MIT
#include "check/notes.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/text.h"

static void note(struct view *view, enum check_state state, const char *format,
	...) __attribute__((format(printf, 3, 4)));

static void
note(struct view *view, enum check_state state, const char *format, ...)
{
	va_list arguments;
	char *text = NULL;
	int length = 0;

	va_start(arguments, format);
	length = vasprintf(&text, format, arguments);
	va_end(arguments);
	if (length < 0) {
		abort();
	}
	view->notes = mem_resize(
		view->notes, view->note_count + 1, sizeof(*view->notes));
	view->notes[view->note_count++] = (struct note){state, text};
}

static void
note_age(struct view *view)
{
	const struct run *last = &view->facts.last;
	char age[TEXT_DURATION_SIZE];

	if (view->age_s < -VIEW_CLOCK_LIMIT_S) {
		note(view, CHECK_UNKNOWN,
			"data are %s from the future: correct the clock of "
			"this host",
			text_duration(-view->age_s, age));
		return;
	}
	if (view->age_s > view->tenant->stale_after_s) {
		note(view, CHECK_UNKNOWN, "data are %s old",
			text_duration(view->age_s, age));
	} else if (view->age_s > view->tenant->max_age_s) {
		note(view, CHECK_OK, "data are %s old",
			text_duration(view->age_s, age));
	}
	if (view->lock.word[0] != '\0') {
		note(view, CHECK_OK, "last collection failed: %s",
			view->lock.word);
	} else if (last->outcome == RUN_RUNNING && !view->lock.held &&
		   last->id != 0) {
		note(view, CHECK_OK, "last collection was interrupted");
	} else if (last->outcome == RUN_FAILED &&
		   last->id > view->facts.complete.id) {
		note(view, CHECK_OK, "last collection failed: %s",
			last->error == NULL ? "no reason" : last->error);
	}
}

static void
note_clock(struct view *view)
{
	const struct run *last = &view->facts.last;
	int64_t offset_s = last->clock_offset_s;

	if (last->has_clock_offset && (offset_s > VIEW_CLOCK_LIMIT_S ||
					      offset_s < -VIEW_CLOCK_LIMIT_S)) {
		char text[TEXT_DURATION_SIZE];
		note(view, CHECK_UNKNOWN,
			"the clock of this host is %s %s Microsoft Graph's",
			text_duration(
				offset_s < 0 ? -offset_s : offset_s, text),
			offset_s > 0 ? "behind" : "ahead of");
	}
}

static void
note_sources(struct view *view)
{
	const char *line = view->facts.complete.degraded;

	if (view->facts.filter_agreed == TRI_NO &&
		view->tenant->listing == LISTING_AUTO) {
		note(view, CHECK_WARNING, "%s: everybody is listed instead",
			view->facts.filter_note == NULL
				? "the server's filter cannot be trusted"
				: view->facts.filter_note);
	}
	while (line != NULL && *line != '\0') {
		size_t length = strcspn(line, "\n");
		note(view, CHECK_OK, "%.*s", (int)length, line);
		line += length + (line[length] == '\n');
	}
}

static void
note_handled(struct view *view)
{
	if (view->handled_problem != NULL) {
		note(view, CHECK_WARNING, "no release or restore counts: %s",
			view->handled_problem);
	}
}

static void
note_end(struct view *view, const char *what, time_t expires_at)
{
	int64_t left_s = (int64_t)expires_at - (int64_t)view->as_of;
	char text[TEXT_DURATION_SIZE];

	if (expires_at == 0 || left_s > VIEW_SECRET_SAID_S) {
		return;
	}
	if (left_s <= 0) {
		note(view, CHECK_WARNING,
			"the reader's %s has expired: renew it", what);
		return;
	}
	note(view, left_s <= VIEW_SECRET_WARNING_S ? CHECK_WARNING : CHECK_OK,
		"the reader's %s expires in %s", what,
		text_duration(left_s, text));
}

void
notes_add(struct view *view)
{
	note_age(view);
	note_clock(view);
	note_sources(view);
	note_handled(view);
	note_end(view, "secret", view->tenant->reader.secret_expires_at);
	note_end(view, "certificate", view->facts.certificate_expires_at);
}
