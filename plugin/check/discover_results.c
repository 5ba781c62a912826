// SPDX-License-Identifier: MIT
/* One service a mailbox, each with what a check of it alone would answer. */
#include "check/discover.h"

#include <stdlib.h>
#include <string.h>

#include "check/json_writer.h"
#include "core/mem.h"
#include "core/stream.h"

/* What the check prints, apart; texts of its own. */
struct answer {
	enum check_state state;
	char *output;
	char *performance_data;
};

static char *
told(const struct report *report)
{
	char *text = NULL;
	size_t size = 0;
	FILE *out = stream_open(&text, &size);

	report_text(report, out);
	(void)fclose(out);
	return text;
}

/* No text but performance data has a |: all that is foreign is cleaned. */
static void
take_apart(const char *text, struct answer *answer)
{
	size_t line = strcspn(text, "\n");
	size_t first = strcspn(text, "|\n");
	size_t from = first + strspn(text + first, "| ");
	size_t end = strlen(text);

	if (from < line) {
		answer->performance_data = mem_text_n(text + from, line - from);
	}
	while (first > 0 && first < line && text[first - 1] == ' ') {
		first--;
	}
	if (end > line && text[end - 1] == '\n') {
		end--;
	}
	answer->output = mem_print(
		"%.*s%.*s", (int)first, text, (int)(end - line), text + line);
}

/* Through the very code that answers --tenant NAME --mailbox ID. */
static void
ask(const struct report *all, const struct report_item *entry, const char *id,
	struct answer *answer)
{
	struct check_options options = *all->options;
	struct handling handling = {0};
	struct view view = *entry->view; /* all but the assessment borrowed */
	struct report report = {.options = &options,
		.views = &view,
		.count = 1,
		.as_of = all->as_of};
	char *text = NULL;

	options.mailbox = id;
	options.discover = DISCOVER_NONE;
	options.format = FORMAT_TEXT;
	options.has_max_items = true;
	options.max_items = 1;
	view.options = &options;
	view.found_mailbox = true;
	view_begin(&view, 1);
	handler_view_look(view.handled, &entry->item->mailbox, &handling);
	assessment_add(
		&view.assessment, &entry->item->mailbox, &handling, NULL, NULL);
	assessment_finish(&view.assessment);
	view.state = note_list_state(
		&view.notes, assessment_state(&view.assessment));
	report.state = report_state(&view, 1);
	text = told(&report);
	answer->state = report.state;
	take_apart(text, answer);
	free(text);
	assessment_release(&view.assessment);
}

static void
print_service(struct json_writer *json, const struct report *report,
	const struct report_item *entry, size_t rank)
{
	char id[GUID_TEXT_SIZE];
	struct answer answer = {0};

	guid_text(&entry->item->mailbox.user_id, id);
	ask(report, entry, id, &answer);
	json_open(json, NULL, '{');
	discover_describe(json, entry);
	json_integer(json, "rank", (int64_t)rank);
	json_integer(json, "exit_status", (int64_t)answer.state);
	json_text(json, "output", answer.output);
	json_text(json, "performance_data",
		answer.performance_data == NULL ? "" : answer.performance_data);
	json_close(json, '}');
	free(answer.output);
	free(answer.performance_data);
}

bool
discover_is_judged(const struct view *view, const char **problem)
{
	*problem = view->problem;
	if (!view->has_data) {
		return false;
	}
	for (size_t i = 0; i < view->notes.count; i++) {
		if (view->notes.notes[i].state == CHECK_UNKNOWN) {
			*problem = view->notes.notes[i].text;
			return false;
		}
	}
	return true;
}

static uint64_t
count_of(const struct view *view)
{
	const struct assessment *assessment = &view->assessment;

	return assessment->in_window + assessment->phases[PHASE_LOST] +
	       assessment->phases[PHASE_PAST_UNPROVEN] +
	       assessment->phases[PHASE_SUBSCRIPTION] +
	       assessment->phases[PHASE_RESTORED];
}

void
discover_results(const struct report *report, FILE *out)
{
	struct json_writer json = {.out = out};
	size_t count = 0;
	struct report_item *items = report_items(report, &count);

	json_open(&json, NULL, '{');
	json_open(&json, "tenants", '[');
	for (size_t i = 0; i < report->count; i++) {
		const struct view *view = &report->views[i];
		const char *problem = NULL;
		bool judged = discover_is_judged(view, &problem);

		json_open(&json, NULL, '{');
		json_text(&json, "tenant", view->tenant->name);
		json_bool(&json, "judged", judged);
		json_text(&json, "problem", judged ? NULL : problem);
		json_integer(&json, "count", (int64_t)count_of(view));
		json_open(&json, "services", '[');
		for (size_t k = 0; k < count; k++) {
			if (items[k].view == view) {
				print_service(&json, report, &items[k], k + 1);
			}
		}
		json_close(&json, ']');
		json_close(&json, '}');
	}
	json_close(&json, ']');
	json_close(&json, '}');
	(void)fputc('\n', out);
	free(items);
}
