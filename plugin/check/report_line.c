// SPDX-License-Identifier: MIT
/* The status line: what pagers and lists show. */
#include "check/report.h"

#include <string.h>

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
	const uint64_t *states = assessment->window_states;
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

/* Those that are no longer, or never were, in a window. */
static void
print_others(const struct assessment *assessment, FILE *out)
{
	uint64_t lost = assessment->phases[PHASE_LOST];
	uint64_t doubtful = assessment->phases[PHASE_PAST_UNPROVEN];
	uint64_t lapsed = assessment->phases[PHASE_SUBSCRIPTION];
	uint64_t expired = assessment->phases[PHASE_EXPIRED];

	if (lost > 0) {
		(void)fprintf(out, ", %llu LOST before the deadline",
			(unsigned long long)lost);
	}
	if (doubtful > 0) {
		(void)fprintf(out, ", %llu past it by a date in doubt",
			(unsigned long long)doubtful);
	}
	if (lapsed > 0) {
		(void)fprintf(out, ", %llu on a lapsed subscription",
			(unsigned long long)lapsed);
	}
	/* No state without its reason; years of what is OK are none. */
	if (expired > 0 &&
		assessment->judging->tenant->expired_state != CHECK_OK) {
		(void)fprintf(
			out, ", %llu expired", (unsigned long long)expired);
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

	for (size_t i = 0; i < view->notes.count; i++) {
		if (view->notes.notes[i].state != CHECK_OK) {
			(void)fprintf(out, "; %s",
				text_clean(view->notes.notes[i].text,
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

void
report_findings(const struct view *view, FILE *out)
{
	char text[ERROR_TEXT_SIZE];

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
		print_others(&view->assessment, out);
		print_soonest(view, out);
		print_restorable(&view->assessment, out);
	}
	if (nothing_is_confirmed(view)) {
		(void)fputs(", unconfirmed", out);
	}
	print_loud_notes(view, out);
}

void
report_tenant(const struct view *view, FILE *out)
{
	(void)fprintf(out, "%s%s: ", view->tenant->name,
		view->facts.simulated ? " (SIMULATED)" : "");
	report_findings(view, out);
}

/* So many are named that cannot be read: what is critical is named, too. */
static size_t
unreadable_limit(const struct report *report)
{
	for (size_t i = 0; i < report->count; i++) {
		const struct view *view = &report->views[i];
		if (view->has_data && view->state == CHECK_CRITICAL) {
			return REPORT_TENANTS_NAMED - 1;
		}
	}
	return REPORT_TENANTS_NAMED;
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
		size_t limit = pass == 0 ? unreadable_limit(report)
					 : REPORT_TENANTS_NAMED;
		for (size_t i = 0; i < report->count; i++) {
			const struct view *view = &report->views[i];
			int rank = !view->has_data		   ? 0
				   : view->state == CHECK_CRITICAL ? 1
				   : view->state == CHECK_UNKNOWN  ? 2
				   : view->state == CHECK_WARNING  ? 3
								   : 4;
			if (rank != pass || named == limit) {
				continue;
			}
			(void)fputs("; ", out);
			report_tenant(view, out);
			named++;
		}
	}
	if (troubled > named) {
		(void)fprintf(out, "; and %llu more",
			(unsigned long long)(troubled - named));
	}
}

void
report_line(const struct report *report, FILE *out)
{
	(void)fprintf(out, "%s: ", check_state_text(report->state));
	if (report->options->deadline) {
		(void)fputs("deadline: ", out);
	}
	if (report->count == 1) {
		report_tenant(&report->views[0], out);
	} else {
		print_many(report, out);
	}
}
