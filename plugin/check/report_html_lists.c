// SPDX-License-Identifier: MIT
/* The most urgent mailboxes, and how each tenant is. */
#include "check/report_html.h"

#include <stdlib.h>
#include <string.h>

#include "check/html_writer.h"
#include "core/mem.h"
#include "core/text.h"

#define ALARMS_SHOWN 6

static void
print_chip(enum check_state state, FILE *out)
{
	(void)fprintf(out, "<span class=\"chip %s\">%s</span>",
		report_html_state(state), check_state_text(state));
}

static bool
has_deadline(const struct judgement *judgement)
{
	return judgement->phase == PHASE_EXPIRING ||
	       judgement->phase == PHASE_CONNECTED ||
	       judgement->phase == PHASE_OVERDUE;
}

static void
print_name(const struct report_item *entry, FILE *out)
{
	const struct mailbox *mailbox = &entry->item->mailbox;
	char name[REPORT_NAME_SIZE];
	char display[REPORT_NAME_SIZE];

	(void)fputs("<b>", out);
	html_text(report_name(entry->view, mailbox, name), out);
	(void)fputs("</b>", out);
	if (entry->view->tenant->show_names != SHOW_NAMES_UPN ||
		mailbox->display_name == NULL) {
		return;
	}
	text_clean(mailbox->display_name, true, display, sizeof(display));
	if (strcmp(display, name) != 0) {
		(void)fputs(" <i>", out);
		html_text(display, out);
		(void)fputs("</i>", out);
	}
}

static void
print_mailbox(
	const struct report *report, const struct report_item *entry, FILE *out)
{
	const struct judgement *judgement = &entry->item->judgement;
	char when[REPORT_WHEN_SIZE];
	char *story = report_story(entry->view, entry->item);

	(void)fputs("<tr><td>", out);
	print_chip(judgement->state, out);
	(void)fputs("</td><td class=\"name\">", out);
	print_name(entry, out);
	if (report->count > 1) {
		(void)fprintf(out, "</td><td>%s", entry->view->tenant->name);
	}
	(void)fputs("</td><td class=\"when\">", out);
	html_text(report_when(entry->view, entry->item, when), out);
	if (has_deadline(judgement)) {
		(void)fputs("</td><td>", out);
		html_instant(judgement->deadline.earliest, report->as_of, out);
	} else {
		(void)fputs("</td><td>\xe2\x80\x93", out);
	}
	(void)fputs("</td><td class=\"why\">", out);
	if (!judgement->restorable && judgement->phase != PHASE_RESTORED) {
		(void)fputs("cannot be restored, ", out);
	}
	html_text(story, out);
	(void)fputs("</td></tr>\n", out);
	free(story);
}

/* What the list would hold without its limit. */
static uint64_t
known_mailboxes(const struct report *report)
{
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
	return known;
}

static void
print_more(uint64_t known, size_t shown, FILE *out)
{
	if (known > shown) {
		(void)fprintf(out, "<p class=\"more\">and %llu more</p>\n",
			(unsigned long long)(known - shown));
	}
}

void
report_html_mailboxes(const struct report *report, FILE *out)
{
	size_t count = 0;
	struct report_item *items = report_items(report, &count);

	if (count > report->options->max_items) {
		count = report->options->max_items;
	}
	(void)fputs("<section class=\"mailboxes\"><h2>Most urgent</h2>\n", out);
	if (known_mailboxes(report) == 0) {
		(void)fputs("<p class=\"more\">No mailbox is in danger, as far "
			    "as is known.</p>\n",
			out);
	} else if (count > 0) {
		(void)fprintf(out,
			"<table><thead><tr><th scope=\"col\">State</th>"
			"<th scope=\"col\">Mailbox</th>%s"
			"<th scope=\"col\">Time</th>"
			"<th scope=\"col\">Deadline</th>"
			"<th scope=\"col\">What happened</th></tr></thead>"
			"<tbody>\n",
			report->count > 1 ? "<th scope=\"col\">Tenant</th>"
					  : "");
		for (size_t i = 0; i < count; i++) {
			print_mailbox(report, &items[i], out);
		}
		(void)fputs("</tbody></table>\n", out);
	}
	print_more(known_mailboxes(report), count, out);
	(void)fputs("</section>\n", out);
	free(items);
}

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

void
report_html_alarms(const struct report *report, FILE *out)
{
	const struct view **views = ranked_views(report);
	uint64_t alarms = 0;
	size_t shown = 0;

	for (size_t i = 0; i < report->count; i++) {
		char *told = NULL;
		if (!is_alarm(views[i]) || ++alarms > ALARMS_SHOWN) {
			continue;
		}
		told = report_told(report_findings, views[i]);
		(void)fprintf(out,
			"%s<li class=\"%s\"><b>%s</b> <span>%s</span> ",
			shown++ == 0 ? "<ul class=\"alarms\">\n" : "",
			report_html_state(views[i]->state),
			views[i]->tenant->name,
			!views[i]->has_data  ? "NO DATA"
			: is_stale(views[i]) ? "STALE"
					     : "");
		html_text(told, out);
		(void)fputs("</li>\n", out);
		free(told);
	}
	(void)fputs(shown > 0 ? "</ul>\n" : "", out);
	print_more(alarms, shown, out);
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
print_tenant(const struct view *view, const struct calendar *all, bool alone,
	FILE *out)
{
	char age[TEXT_DURATION_SIZE];
	char *told = report_told(report_findings, view);

	(void)fputs("<li><div class=\"line\">", out);
	print_chip(view->state, out);
	(void)fprintf(out, "<b>%s</b>", view->tenant->name);
	if (view->facts.simulated) {
		(void)fputs(" <em>SIMULATED</em>", out);
	}
	if (view->has_data) {
		(void)fprintf(out, "<span class=\"age\">data %s old</span>",
			text_duration(view->age_s, age));
	}
	(void)fputs("</div>\n", out);
	if (view->has_data && !alone) {
		report_html_strip(view, report_html_day_count(all),
			report_html_most(all), out);
	}
	(void)fputs("<p>", out);
	html_text(told, out);
	(void)fputs("</p>\n", out);
	if (view->has_data) {
		print_notes(view, out);
	}
	(void)fputs("</li>\n", out);
	free(told);
}

void
report_html_tenants(
	const struct report *report, const struct calendar *all, FILE *out)
{
	const struct view **views = ranked_views(report);
	size_t limit = report->options->max_items;
	size_t shown = 0;

	(void)fprintf(out, "<section class=\"tenants\"><h2>%s</h2>\n<ul>\n",
		report->count == 1 ? "Tenant" : "Tenants");
	while (shown < report->count && shown < limit) {
		print_tenant(views[shown++], all, report->count == 1, out);
	}
	(void)fputs("</ul>\n", out);
	print_more(report->count, shown, out);
	(void)fputs("</section>\n", out);
	free(views);
}
