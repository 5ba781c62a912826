// SPDX-License-Identifier: MIT
/* One line a mailbox, what else is known, and the table for people. */
#include "check/report.h"

#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/text.h"
#include "core/timestamp.h"

static void
print_item(
	const struct report *report, const struct report_item *entry, FILE *out)
{
	char name[REPORT_NAME_SIZE];
	char when[REPORT_WHEN_SIZE];
	char *story = report_story(entry->view, entry->item);

	(void)fprintf(
		out, "\n[%s] ", check_state_text(entry->item->judgement.state));
	if (report->count > 1) {
		(void)fprintf(out, "%s: ", entry->view->tenant->name);
	}
	(void)fprintf(out, "%s: %s, %s",
		report_name(entry->view, &entry->item->mailbox, name),
		report_when(entry->view, entry->item, when), story);
	free(story);
}

static void
print_items(const struct report *report, FILE *out)
{
	size_t count = 0;
	struct report_item *items = report_items(report, &count);
	size_t limit = report->options->max_items;
	uint64_t known = 0;

	for (size_t i = 0; i < report->count; i++) {
		const struct assessment *assessment =
			&report->views[i].assessment;
		known += assessment->in_window +
			 assessment->phases[PHASE_LOST] +
			 assessment->phases[PHASE_PAST_UNPROVEN] +
			 assessment->phases[PHASE_SUBSCRIPTION] +
			 assessment->phases[PHASE_RESTORED];
	}
	for (size_t i = 0; i < count && i < limit; i++) {
		print_item(report, &items[i], out);
	}
	if (known > (count < limit ? count : limit)) {
		(void)fprintf(out, "\n... and %llu more",
			(unsigned long long)(known -
					     (count < limit ? count : limit)));
	}
	free(items);
}

static void
print_quiet_notes(const struct report *report, FILE *out)
{
	char text[ERROR_TEXT_SIZE];

	for (size_t i = 0; i < report->count; i++) {
		const struct view *view = &report->views[i];
		for (size_t k = 0; k < view->notes.count; k++) {
			if (view->notes.notes[k].state == CHECK_OK) {
				(void)fprintf(out, "\nnote: %s: %s",
					view->tenant->name,
					text_clean(view->notes.notes[k].text,
						view->options->utf8, text,
						sizeof(text)));
			}
		}
	}
}

/* Counted, never hidden. */
void
report_counted(const struct view *view, FILE *out)
{
	static const enum phase phases[] = {PHASE_RELEASED, PHASE_EXCLUDED,
		PHASE_EXPIRED, PHASE_PAST, PHASE_PAST_UNPROVEN, PHASE_SETTLING};
	const char *comma = "";

	for (size_t k = 0; k < sizeof(phases) / sizeof(phases[0]); k++) {
		uint64_t number = view->assessment.phases[phases[k]];
		if (number > 0) {
			(void)fprintf(out, "%s%llu %s", comma,
				(unsigned long long)number,
				phase_text(phases[k]));
			comma = ", ";
		}
	}
}

static void
print_quiet_counts(const struct report *report, FILE *out)
{
	for (size_t i = 0; i < report->count; i++) {
		const struct view *view = &report->views[i];
		char *counted = report_told(report_counted, view);
		if (counted[0] != '\0') {
			(void)fprintf(out, "\ncounted: %s: %s",
				view->tenant->name, counted);
		}
		free(counted);
	}
}

static void
print_provenance(const struct report *report, FILE *out)
{
	char when[TIMESTAMP_TEXT_SIZE];
	char as_of[TIMESTAMP_TEXT_SIZE];

	for (size_t i = 0; i < report->count; i++) {
		const struct view *view = &report->views[i];
		const struct run *run = &view->facts.complete;
		if (!view->has_data) {
			continue;
		}
		(void)fprintf(out,
			"\n%s: collected %s (run %lld, %s listing, %llu "
			"requests), judged as of %s",
			view->tenant->name,
			timestamp_text(run->started_at, when),
			(long long)run->id,
			run->listed_whole ? "whole" : "filtered",
			(unsigned long long)run->requests,
			timestamp_text(view->as_of, as_of));
	}
}

void
report_text(const struct report *report, FILE *out)
{
	report_line(report, out);
	report_perfdata(report, out);
	print_items(report, out);
	print_quiet_counts(report, out);
	print_quiet_notes(report, out);
	if (report->options->verbosity > 0) {
		print_provenance(report, out);
	}
	(void)fputc('\n', out);
}

void
report_list(const struct report *report, FILE *out)
{
	size_t count = 0;
	struct report_item *items = report_items(report, &count);

	(void)fprintf(out, "%-9s %-12s %-36s %-38s %s\n", "STATE", "TENANT",
		"MAILBOX", "WHEN", "WHY");
	for (size_t i = 0; i < count; i++) {
		char name[REPORT_NAME_SIZE];
		char when[REPORT_WHEN_SIZE];
		char *story = report_story(items[i].view, items[i].item);
		(void)fprintf(out, "%-9s %-12s %-36s %-38s %s\n",
			check_state_text(items[i].item->judgement.state),
			items[i].view->tenant->name,
			report_name(
				items[i].view, &items[i].item->mailbox, name),
			report_when(items[i].view, items[i].item, when), story);
		free(story);
	}
	for (size_t i = 0; i < report->count; i++) {
		(void)fprintf(
			out, "%s: ", check_state_text(report->views[i].state));
		report_tenant(&report->views[i], out);
		(void)fputc('\n', out);
	}
	free(items);
}
