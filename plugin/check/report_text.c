// SPDX-License-Identifier: MIT
/* The status line, and one line a mailbox. */
#include "check/report.h"

#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/text.h"
#include "core/timestamp.h"

#define REPORT_TENANTS_NAMED 3

static const char *
plural(uint64_t count)
{
	return count == 1 ? "" : "es";
}

/* "3 mailboxes in their window (1 critical, 1 warning)" */
static void
print_counts(const struct assessment *assessment, FILE *out)
{
	const uint64_t *states = assessment->states;
	const char *comma = "";

	(void)fprintf(out, "%llu mailbox%s in %s window",
		(unsigned long long)assessment->in_window,
		plural(assessment->in_window),
		assessment->in_window == 1 ? "its" : "their");
	if (states[CHECK_CRITICAL] == 0 && states[CHECK_WARNING] == 0) {
		return;
	}
	(void)fputs(" (", out);
	if (states[CHECK_CRITICAL] > 0) {
		(void)fprintf(out, "%llu critical",
			(unsigned long long)states[CHECK_CRITICAL]);
		comma = ", ";
	}
	if (states[CHECK_WARNING] > 0) {
		(void)fprintf(out, "%s%llu warning", comma,
			(unsigned long long)states[CHECK_WARNING]);
	}
	(void)fputc(')', out);
}

static void
print_lost(const struct assessment *assessment, FILE *out)
{
	uint64_t lost = assessment->phases[PHASE_LOST];

	if (lost > 0) {
		(void)fprintf(out, ", %llu LOST before the deadline",
			(unsigned long long)lost);
	}
}

static void
print_soonest(const struct view *view, FILE *out)
{
	const struct assessed *soonest = &view->assessment.soonest;
	char name[REPORT_NAME_SIZE];
	char when[REPORT_WHEN_SIZE];

	if (!view->assessment.has_soonest) {
		return;
	}
	(void)fprintf(out, ", soonest %s %s",
		report_name(view, &soonest->mailbox, name),
		report_when(view, soonest, when));
}

static void
print_restorable(const struct assessment *assessment, FILE *out)
{
	struct seat_summary seats = assessment_seats(assessment);
	uint64_t can =
		assessment->restorable - (seats.needed - seats.coverable);

	if (assessment->in_window == 0) {
		return;
	}
	(void)fprintf(out, ", %llu of %llu can be restored",
		(unsigned long long)can,
		(unsigned long long)assessment->in_window);
	if (seats.short_of_seats) {
		(void)fprintf(out, " (%llu seat%s short)",
			(unsigned long long)(seats.needed - seats.coverable),
			seats.needed - seats.coverable == 1 ? "" : "s");
	}
}

static const char *
undo_hint(const struct actor_count *actor)
{
	if (actor != NULL && actor->kind == ACTOR_GROUP) {
		return "give the group its license back";
	}
	return "reassign the license or restore the users";
}

static void
print_mass(const struct view *view, FILE *out)
{
	const struct assessment *assessment = &view->assessment;
	const struct actor_count *actor = assessment_top_actor(assessment);
	char name[REPORT_NAME_SIZE];
	char period[TEXT_DURATION_SIZE];

	if (assessment_mass_state(assessment) == CHECK_OK) {
		return;
	}
	(void)fprintf(out, "MASS LOSS: %llu mailboxes within %s",
		(unsigned long long)assessment->recent,
		text_duration(view->tenant->mass_period_s, period));
	if (actor != NULL && view->tenant->show_names == SHOW_NAMES_UPN) {
		(void)fprintf(out, ", %llu of them by %s",
			(unsigned long long)actor->count,
			text_clean(actor->actor, view->options->utf8, name,
				sizeof(name)));
	}
	(void)fprintf(out, ": %s; ", undo_hint(actor));
}

/* Notes that give a state stand in the first line, the others below. */
static void
print_loud_notes(const struct view *view, FILE *out)
{
	char text[ERROR_TEXT_SIZE];

	for (size_t i = 0; i < view->note_count; i++) {
		if (view->notes[i].state != CHECK_OK) {
			(void)fprintf(out, "; %s",
				text_clean(view->notes[i].text,
					view->options->utf8, text,
					sizeof(text)));
		}
	}
	if (view->differs) {
		(void)fputs(" (differs from configuration)", out);
	}
}

static bool
nothing_is_confirmed(const struct view *view)
{
	const struct assessment *assessment = &view->assessment;

	return assessment->in_window > 0 && !view->facts.complete.probed &&
	       assessment->unconfirmed > 0;
}

static void
print_view(const struct view *view, FILE *out)
{
	char text[ERROR_TEXT_SIZE];

	(void)fprintf(out, "%s%s: ", view->tenant->name,
		view->facts.simulated ? " (SIMULATED)" : "");
	if (!view->has_data) {
		(void)fputs(text_clean(view->problem, view->options->utf8, text,
				    sizeof(text)),
			out);
		return;
	}
	print_mass(view, out);
	if (view->options->mailbox != NULL && !view->found_mailbox) {
		(void)fprintf(out, "no loss is known of %s",
			text_clean(view->options->mailbox, view->options->utf8,
				text, sizeof(text)));
	} else {
		print_counts(&view->assessment, out);
		print_lost(&view->assessment, out);
		print_soonest(view, out);
		print_restorable(&view->assessment, out);
	}
	if (nothing_is_confirmed(view)) {
		(void)fputs(", unconfirmed", out);
	}
	print_loud_notes(view, out);
}

/* Of many tenants the worst are named, the unreadable ones first. */
static void
print_many(const struct report *report, FILE *out)
{
	size_t named = 0;
	size_t troubled = 0;

	for (size_t i = 0; i < report->count; i++) {
		troubled += report->views[i].state != CHECK_OK;
	}
	(void)fprintf(out, "%llu tenants, %llu not OK",
		(unsigned long long)report->count,
		(unsigned long long)troubled);
	for (int pass = 0; pass < 4; pass++) {
		for (size_t i = 0; i < report->count; i++) {
			const struct view *view = &report->views[i];
			int rank = !view->has_data		   ? 0
				   : view->state == CHECK_CRITICAL ? 1
				   : view->state == CHECK_UNKNOWN  ? 2
				   : view->state == CHECK_WARNING  ? 3
								   : 4;
			if (rank != pass || named == REPORT_TENANTS_NAMED) {
				continue;
			}
			(void)fputs("; ", out);
			print_view(view, out);
			named++;
		}
	}
	if (troubled > named) {
		(void)fprintf(out, "; and %llu more",
			(unsigned long long)(troubled - named));
	}
}

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
		for (size_t k = 0; k < view->note_count; k++) {
			if (view->notes[k].state == CHECK_OK) {
				(void)fprintf(out, "\nnote: %s: %s",
					view->tenant->name,
					text_clean(view->notes[k].text,
						view->options->utf8, text,
						sizeof(text)));
			}
		}
	}
}

/* Counted, never hidden. */
static void
print_quiet_counts(const struct report *report, FILE *out)
{
	static const enum phase phases[] = {PHASE_RELEASED, PHASE_EXCLUDED,
		PHASE_EXPIRED, PHASE_PAST, PHASE_PAST_UNPROVEN, PHASE_SETTLING};

	for (size_t i = 0; i < report->count; i++) {
		const struct view *view = &report->views[i];
		const char *comma = "";
		for (size_t k = 0; k < sizeof(phases) / sizeof(phases[0]);
			k++) {
			uint64_t number = view->assessment.phases[phases[k]];
			if (number == 0) {
				continue;
			}
			if (comma[0] == '\0') {
				(void)fprintf(out,
					"\ncounted: %s: ", view->tenant->name);
			}
			(void)fprintf(out, "%s%llu %s", comma,
				(unsigned long long)number,
				phase_text(phases[k]));
			comma = ", ";
		}
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
	(void)fprintf(out, "%s: ", check_state_text(report->state));
	if (report->options->deadline) {
		(void)fputs("deadline: ", out);
	}
	if (report->count == 1) {
		print_view(&report->views[0], out);
	} else {
		print_many(report, out);
	}
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
		print_view(&report->views[i], out);
		(void)fputc('\n', out);
	}
	free(items);
}
