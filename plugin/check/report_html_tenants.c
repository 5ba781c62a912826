// SPDX-License-Identifier: MIT
/* How each tenant is, those in trouble first. */
#include "check/report_html.h"

#include <stdlib.h>

#include "check/html_writer.h"
#include "core/mem.h"
#include "core/text.h"

#define ALARMS_SHOWN 4
#define ALARMS_NAMED 40

/* Whether what is shown of it cannot be relied on. */
static bool
is_stale(const struct view *view)
{
	for (size_t i = 0; i < view->notes.count; i++) {
		if (view->notes.notes[i].state == CHECK_UNKNOWN) {
			return true;
		}
	}
	return false;
}

/* Those in trouble first; least of all what is merely fine. */
static int
rank_of(const struct view *view)
{
	if (!view->has_data) {
		return 0;
	}
	if (is_stale(view)) {
		return 1;
	}
	switch (view->state) {
	case CHECK_CRITICAL:
		return 2;
	case CHECK_UNKNOWN:
		return 3;
	case CHECK_WARNING:
		return 4;
	case CHECK_OK:
		break;
	}
	return 5;
}

static int
compare_views(const void *a, const void *b)
{
	const struct view *first = *(const struct view *const *)a;
	const struct view *second = *(const struct view *const *)b;
	int by_rank = rank_of(first) - rank_of(second);

	return by_rank != 0 ? by_rank : first < second ? -1 : 1;
}

static const struct view **
ranked_views(const struct report *report)
{
	const struct view **views =
		mem_zeroed(report->count, sizeof(const struct view *));

	for (size_t i = 0; i < report->count; i++) {
		views[i] = &report->views[i];
	}
	if (report->count > 1) {
		qsort(views, report->count, sizeof(const struct view *),
			compare_views);
	}
	return views;
}

static bool
is_alarm(const struct view *view)
{
	return rank_of(view) < 2 ||
	       assessment_mass_state(&view->assessment) != CHECK_OK;
}

/* Why nothing of it can be relied on; a wall shows but the first words. */
static void
tell_stale(const struct view *view, FILE *out)
{
	const char *comma = "";

	for (size_t i = 0; i < view->notes.count; i++) {
		if (view->notes.notes[i].state == CHECK_UNKNOWN) {
			(void)fprintf(
				out, "%s%s", comma, view->notes.notes[i].text);
			comma = "; ";
		}
	}
}

static void
print_alarm(const struct view *view, FILE *out)
{
	bool is_untold = view->has_data && is_stale(view);
	char *told =
		report_told(is_untold ? tell_stale : report_findings, view);
	const char *word = !view->has_data ? "NO DATA"
			   : is_untold	   ? "STALE"
					   : "";

	(void)fprintf(out, "<li class=\"%s\"><b>%s</b> <span>%s</span> ",
		report_html_state(view->state), view->tenant->name, word);
	html_text(told, out);
	(void)fputs("</li>\n", out);
	free(told);
}

/* Those behind the first few, by their names alone. */
static void
print_other_alarms(
	const struct view **views, size_t count, size_t alarms, FILE *out)
{
	size_t seen = 0;

	if (alarms <= ALARMS_SHOWN) {
		return;
	}
	(void)fprintf(out, "<li><b>and %zu more:</b>", alarms - ALARMS_SHOWN);
	for (size_t i = 0; i < count; i++) {
		if (!is_alarm(views[i]) || ++seen <= ALARMS_SHOWN) {
			continue;
		}
		if (seen > ALARMS_NAMED) {
			(void)fputs(" ...", out);
			break;
		}
		(void)fprintf(out, " %s", views[i]->tenant->name);
	}
	(void)fputs("</li>\n", out);
}

void
report_html_alarms(const struct report *report, FILE *out)
{
	const struct view **views = ranked_views(report);
	size_t alarms = 0;

	for (size_t i = 0; i < report->count; i++) {
		if (!is_alarm(views[i])) {
			continue;
		}
		if (alarms++ == 0) {
			(void)fputs("<ul class=\"alarms\">\n", out);
		}
		if (alarms <= ALARMS_SHOWN) {
			print_alarm(views[i], out);
		}
	}
	print_other_alarms(views, report->count, alarms, out);
	(void)fputs(alarms > 0 ? "</ul>\n" : "", out);
	free(views);
}

static void
print_notes(const struct view *view, FILE *out)
{
	char *counted = report_told(report_counted, view);
	char text[ERROR_TEXT_SIZE];

	if (counted[0] != '\0') {
		(void)fprintf(
			out, "<p class=\"note\">counted: %s</p>\n", counted);
	}
	free(counted);
	for (size_t i = 0; i < view->notes.count; i++) {
		if (view->notes.notes[i].state == CHECK_OK) {
			(void)fputs("<p class=\"note\">", out);
			html_text(text_clean(view->notes.notes[i].text, true,
					  text, sizeof(text)),
				out);
			(void)fputs("</p>\n", out);
		}
	}
}

static void
print_tenant(const struct view *view, size_t days, uint64_t most, FILE *out)
{
	char age[TEXT_DURATION_SIZE];
	char *told = report_told(report_findings, view);

	(void)fputs("<li><div class=\"line\">", out);
	report_html_chip(view->state, out);
	(void)fprintf(out, "<b>%s</b>", view->tenant->name);
	if (view->has_data && most > 0) {
		report_html_strip(view, days, most, out);
	}
	if (view->has_data) {
		(void)fprintf(out, "<span class=\"age\">data %s old</span>",
			text_duration(view->age_s, age));
	}
	(void)fprintf(out, "</div>\n<p class=\"findings\">%s",
		view->facts.simulated ? "<b>SIMULATED</b> " : "");
	html_text(told, out);
	(void)fputs("</p>\n", out);
	if (view->has_data) {
		print_notes(view, out);
	}
	(void)fputs("</li>\n", out);
	free(told);
}

/* Of the fullest day of one tenant, so that all strips have one scale. */
static uint64_t
most_of_one(const struct report *report)
{
	uint64_t most = 0;

	for (size_t i = 0; i < report->count; i++) {
		uint64_t own = report_html_most(&report->views[i].calendar);
		most = own > most ? own : most;
	}
	return most;
}

void
report_html_tenants(
	const struct report *report, const struct calendar *all, FILE *out)
{
	const struct view **views = ranked_views(report);
	size_t days = report_html_day_count(all);
	/* Alone its strip would be the picture above once more. */
	uint64_t most = report->count > 1 ? most_of_one(report) : 0;
	size_t limit = report->options->max_items;

	if (limit > report->count) {
		limit = report->count;
	}
	(void)fprintf(out, "<section class=\"tenants\"><h2>%s",
		report->count == 1 ? "Tenant" : "Tenants");
	report_html_more(report->count, limit, out);
	(void)fputs("</h2>\n<ul>\n", out);
	for (size_t i = 0; i < limit; i++) {
		print_tenant(views[i], days, most, out);
	}
	(void)fputs("</ul>\n</section>\n", out);
	free(views);
}
