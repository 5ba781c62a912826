// SPDX-License-Identifier: MIT
/* The most urgent mailboxes. */
#include "check/report_html.h"

#include <stdlib.h>
#include <string.h>

#include "check/discover.h"
#include "check/html_writer.h"
#include "core/text.h"

static bool
has_deadline(const struct judgement *judgement)
{
	return judgement->phase == PHASE_EXPIRING ||
	       judgement->phase == PHASE_CONNECTED ||
	       judgement->phase == PHASE_OVERDUE;
}

static const char *
restore_text(const struct judgement *judgement)
{
	if (judgement->phase == PHASE_RESTORED) {
		return "restored";
	}
	if (judgement->needs_force) {
		return "maybe empty";
	}
	return judgement->restorable ? "restorable" : "not restorable";
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

/* In large letters what matters from afar, below it the instant. */
static void
print_when(
	const struct report *report, const struct report_item *entry, FILE *out)
{
	const struct judgement *judgement = &entry->item->judgement;
	char when[REPORT_WHEN_SIZE];
	char left[TEXT_DURATION_SIZE];
	bool is_over = judgement->left_s <= 0;

	if (has_deadline(judgement)) {
		(void)fprintf(out, "<b>%s %s</b><p>",
			text_duration(is_over ? -judgement->left_s
					      : judgement->left_s,
				left),
			is_over ? "over" : "left");
		html_instant(judgement->deadline.earliest, report->as_of, out);
	} else {
		(void)fprintf(
			out, "<b>%s</b><p>", phase_text(judgement->phase));
		html_text(report_when(entry->view, entry->item, when), out);
	}
	(void)fputs(judgement->phase == PHASE_CONNECTED ? ", still answers</p>"
							: "</p>",
		out);
}

static void
print_mailbox(
	const struct report *report, const struct report_item *entry, FILE *out)
{
	char *story = report_story(entry->view, entry->item);

	(void)fputs("<tr><td>", out);
	report_html_chip(entry->item->judgement.state, out);
	(void)fputs("</td><td class=\"who\">", out);
	print_name(entry, out);
	(void)fputs("<p>", out);
	if (report->count > 1) {
		(void)fprintf(out, "%s: ", entry->view->tenant->name);
	}
	html_text(story, out);
	(void)fprintf(out, "</p></td><td>%s</td><td class=\"when\">",
		restore_text(&entry->item->judgement));
	print_when(report, entry, out);
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

static bool
all_are_judged(const struct report *report)
{
	const char *ignored = NULL;

	for (size_t i = 0; i < report->count; i++) {
		if (!discover_is_judged(&report->views[i], &ignored)) {
			return false;
		}
	}
	return true;
}

void
report_html_mailboxes(const struct report *report, FILE *out)
{
	size_t count = 0;
	struct report_item *items = report_items(report, &count);

	if (count > report->options->max_items) {
		count = report->options->max_items;
	}
	(void)fputs("<section class=\"mailboxes\"><h2>Most urgent", out);
	report_html_more(known_mailboxes(report), count, out);
	(void)fputs("</h2>\n", out);
	if (known_mailboxes(report) == 0) {
		(void)fprintf(out,
			"<p>No mailbox is known to be in danger%s.</p>\n",
			all_are_judged(report)
				? ""
				: "; but not every tenant can be judged");
	} else if (count > 0) {
		(void)fputs("<table><colgroup><col><col><col><col></"
			    "colgroup><thead><tr><th scope=\"col\">State</th>"
			    "<th scope=\"col\">Mailbox</th>"
			    "<th scope=\"col\">Can be had back</th>"
			    "<th scope=\"col\">Deadline</th></tr></thead>"
			    "<tbody>\n",
			out);
		for (size_t i = 0; i < count; i++) {
			print_mailbox(report, &items[i], out);
		}
		(void)fputs("</tbody></table>\n", out);
	}
	(void)fputs("</section>\n", out);
	free(items);
}
