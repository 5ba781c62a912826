// SPDX-License-Identifier: MIT
/* A page for a wall screen: what runs out on which day of the month ahead. */
#include "check/report_html.h"

#include <stdlib.h>
#include <string.h>

#include "check/html_writer.h"
#include "core/mem.h"
#include "core/text.h"
#include "core/timestamp.h"

#define RELOAD_LEAST_S 60
#define RELOAD_MOST_S TIMESTAMP_HOUR_S

/* All tenants together. */
struct sums {
	uint64_t in_window;
	uint64_t critical;
	uint64_t warning;
	uint64_t can_restore;
	uint64_t seats_missing;
	uint64_t lost;
	uint64_t released;
	size_t readable; /* tenants */
	size_t troubled;
	bool simulated;
	int64_t reload_s;
	int64_t age_s; /* of the oldest data; less than none: no data */
	const struct view *soonest;
	struct calendar calendar;
};

const char *
report_html_state(enum check_state state)
{
	switch (state) {
	case CHECK_OK:
		return "ok";
	case CHECK_WARNING:
		return "warning";
	case CHECK_CRITICAL:
		return "critical";
	case CHECK_UNKNOWN:
		break;
	}
	return "unknown";
}

static void
add_view(struct sums *sums, const struct view *view)
{
	const struct assessment *assessment = &view->assessment;
	struct seat_summary seats = {0};
	uint64_t missing = 0;

	if (view->tenant->max_age_s < sums->reload_s) {
		sums->reload_s = view->tenant->max_age_s;
	}
	sums->troubled += view->state != CHECK_OK;
	if (!view->has_data) {
		return;
	}
	sums->readable++;
	seats = assessment_seats(assessment);
	missing = seats.needed - seats.coverable;
	sums->in_window += assessment->in_window;
	sums->critical += assessment->window_states[CHECK_CRITICAL];
	sums->warning += assessment->window_states[CHECK_WARNING];
	sums->can_restore += assessment->restorable - missing;
	sums->seats_missing += missing;
	sums->lost += assessment->phases[PHASE_LOST];
	sums->released += assessment->phases[PHASE_RELEASED];
	sums->simulated = sums->simulated || view->facts.simulated;
	if (view->age_s > sums->age_s) {
		sums->age_s = view->age_s;
	}
	if (assessment->has_soonest &&
		(sums->soonest == NULL ||
			urgency_is_sooner(&assessment->soonest,
				&sums->soonest->assessment.soonest))) {
		sums->soonest = view;
	}
	calendar_merge(&sums->calendar, &view->calendar);
}

static void
sum_up(const struct report *report, struct sums *sums)
{
	*sums = (struct sums){.reload_s = RELOAD_MOST_S, .age_s = -1};
	calendar_init(&sums->calendar, report->as_of);
	for (size_t i = 0; i < report->count; i++) {
		add_view(sums, &report->views[i]);
	}
	if (sums->reload_s < RELOAD_LEAST_S) {
		sums->reload_s = RELOAD_LEAST_S;
	}
}

static void
print_head(enum check_state state, int64_t reload_s, FILE *out)
{
	(void)fprintf(out,
		"<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n"
		"<meta charset=\"utf-8\">\n"
		"<meta http-equiv=\"Content-Security-Policy\" "
		"content=\"default-src 'none'; style-src '%s'; "
		"base-uri 'none'; form-action 'none'\">\n"
		"<meta http-equiv=\"refresh\" content=\"%lld\">\n"
		"<meta name=\"referrer\" content=\"no-referrer\">\n"
		"<meta name=\"viewport\" "
		"content=\"width=device-width, initial-scale=1\">\n"
		"<meta name=\"color-scheme\" content=\"light dark\">\n"
		"<title>%s: mailboxes that run out</title>\n"
		"<style>%s</style>\n</head>\n<body class=\"%s\">\n",
		report_html_style_hash, (long long)reload_s,
		check_state_text(state), report_html_style,
		report_html_state(state));
}

/* A shape for each state: people differ in the colours they see. */
static void
print_plate(enum check_state state, FILE *out)
{
	static const char *const shapes[] = {
		[CHECK_OK] = "<circle cx=\"24\" cy=\"24\" r=\"22\"/>"
			     "<path class=\"mark\" d=\"M13 25l8 8 15-17\"/>",
		[CHECK_WARNING] =
			"<path d=\"M24 3l23 41H1z\"/>"
			"<path class=\"mark\" d=\"M24 18v13m0 5v3\"/>",
		[CHECK_CRITICAL] =
			"<path d=\"M15 2h18l13 13v18l-13 13H15L2 33V15z\"/>"
			"<path class=\"mark\" d=\"M16 16l16 16m0-16l-16 16\"/>",
		[CHECK_UNKNOWN] = "<path d=\"M24 1l23 23-23 23L1 24z\"/>"
				  "<path class=\"mark\" d=\"M18 19q0-6 6-6t6 "
				  "6q0 4-6 7v3m0 4v3\"/>",
	};

	(void)fprintf(out,
		"<div class=\"plate\"><svg viewBox=\"0 0 48 48\" "
		"aria-hidden=\"true\">%s</svg>\n"
		"<h1><span>Mailbox expiry</span> %s</h1></div>\n",
		shapes[state], check_state_text(state));
}

static void
print_soonest(const struct sums *sums, time_t now, FILE *out)
{
	const struct assessed *item = NULL;
	char name[REPORT_NAME_SIZE];
	char left[TEXT_DURATION_SIZE];
	bool is_over = false;

	(void)fputs("<div class=\"soonest\"><h2>", out);
	if (sums->soonest == NULL) {
		(void)fputs("Soonest deadline</h2>\n"
			    "<p class=\"left\">none known</p></div>\n",
			out);
		return;
	}
	item = &sums->soonest->assessment.soonest;
	is_over = item->judgement.left_s <= 0;
	(void)fprintf(out, "%s</h2>\n<p class=\"left\">%s %s</p>\n<p><b>",
		is_over ? "Deadline has passed" : "Soonest deadline",
		text_duration(is_over ? -item->judgement.left_s
				      : item->judgement.left_s,
			left),
		is_over ? "over" : "left");
	html_text(report_name(sums->soonest, &item->mailbox, name), out);
	(void)fputs("</b> ", out);
	html_instant(item->judgement.deadline.earliest, now, out);
	(void)fputs("</p></div>\n", out);
}

/* Whose mailboxes these are, and of when. */
static void
print_bar(const struct report *report, const struct sums *sums, FILE *out)
{
	char age[TEXT_DURATION_SIZE];

	(void)fputs("<div class=\"bar\">", out);
	if (sums->simulated) {
		(void)fputs("<p class=\"simulated\">SIMULATED</p>", out);
	}
	if (report->count == 1) {
		(void)fprintf(
			out, "<p><b>%s</b></p>", report->views[0].tenant->name);
	} else {
		(void)fprintf(out, "<p><b>%zu tenants</b>, %zu not OK</p>",
			report->count, sums->troubled);
	}
	if (report->options->deadline) {
		(void)fputs("<p><b>Deadlines only</b></p>", out);
	}
	(void)fputs("\n<p class=\"clock\">As of <b>", out);
	html_instant(report->as_of, report->as_of, out);
	if (sums->age_s >= 0) {
		(void)fprintf(out, "</b> \xc2\xb7 data <b>%s old</b>",
			text_duration(sums->age_s, age));
	} else {
		(void)fputs("</b> \xc2\xb7 <b>no data</b>", out);
	}
	(void)fprintf(out, " \xc2\xb7 reloads every %s</p></div>\n",
		text_duration(sums->reload_s, age));
}

/* Quiet at zero; `of` is NULL where it is not a part of anything. */
static void
print_tile(const char *kind, const char *name, uint64_t count,
	const uint64_t *of, FILE *out)
{
	char text[HTML_COUNT_SIZE];

	(void)fprintf(out, "<div class=\"%s%s\"><dt>%s</dt><dd>%s",
		count > 0 ? kind : "none", of != NULL ? " of" : "", name,
		html_count(count, text));
	if (of != NULL) {
		(void)fprintf(
			out, " <small>of %s</small>", html_count(*of, text));
	}
	(void)fputs("</dd></div>\n", out);
}

static void
print_tiles(const struct sums *sums, FILE *out)
{
	(void)fputs("<dl class=\"tiles\">\n", out);
	print_tile("some", "In window", sums->in_window, NULL, out);
	print_tile("critical", "Critical", sums->critical, NULL, out);
	print_tile("warning", "Warning", sums->warning, NULL, out);
	print_tile("critical", "Lost", sums->lost, NULL, out);
	print_tile("some", "Can be restored", sums->can_restore,
		&sums->in_window, out);
	print_tile("warning", "Seats short", sums->seats_missing, NULL, out);
	print_tile("some", "Released", sums->released, NULL, out);
	(void)fputs("</dl>\n", out);
}

/* The pattern that all pictures use, and what is what. */
static void
print_legend(FILE *out)
{
	static const char *const parts[][2] = {
		{"critical", "critical"},
		{"warning", "warning"},
		{"ok", "ok"},
		{"ok hatched", "may not come back"},
		{"released", "released"},
	};

	(void)fputs("<svg class=\"defs\" aria-hidden=\"true\"><defs>"
		    "<pattern id=\"hatch\" width=\"10\" height=\"10\" "
		    "patternUnits=\"userSpaceOnUse\" "
		    "patternTransform=\"rotate(45)\">"
		    "<path d=\"M2 0V10\"/></pattern></defs></svg>\n"
		    "<ul class=\"legend\">",
		out);
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		(void)fprintf(out,
			"<li><svg viewBox=\"0 0 32 20\" aria-hidden=\"true\">"
			"<rect class=\"%.*s\" x=\"1\" y=\"1\" "
			"width=\"30\" height=\"18\"/>",
			(int)strcspn(parts[i][0], " "), parts[i][0]);
		if (strchr(parts[i][0], ' ') != NULL) {
			(void)fputs("<rect class=\"hatched\" x=\"1\" "
				    "y=\"1\" width=\"30\" "
				    "height=\"18\"/>",
				out);
		}
		(void)fprintf(out, "</svg>%s</li>", parts[i][1]);
	}
	(void)fputs("</ul>\n", out);
}

/* Of a tenant that cannot be read nothing is drawn: that is no good news. */
static void
print_month(const struct report *report, const struct sums *sums, FILE *out)
{
	(void)fputs("<section class=\"month\"><h2>The month ahead", out);
	if (sums->readable < report->count) {
		(void)fprintf(out,
			", <b>without %zu tenant%s that cannot be read</b>",
			report->count - sums->readable,
			report->count - sums->readable == 1 ? "" : "s");
	}
	(void)fputs("</h2>\n", out);
	print_legend(out);
	report_html_chart(&sums->calendar, out);
	report_html_bars(&sums->calendar, out);
	(void)fputs("</section>\n", out);
}

static void
print_page(const struct report *report, const struct sums *sums, FILE *out)
{
	print_head(report->state, sums->reload_s, out);
	print_bar(report, sums, out);
	(void)fputs("<header>\n", out);
	print_plate(report->state, out);
	if (sums->readable > 0) {
		print_soonest(sums, report->as_of, out);
		print_tiles(sums, out);
	}
	(void)fputs("</header>\n<main>\n", out);
	report_html_alarms(report, out);
	if (sums->readable > 0) {
		print_month(report, sums, out);
		(void)fputs("<div class=\"lists\">\n", out);
		report_html_mailboxes(report, out);
		report_html_tenants(report, &sums->calendar, out);
		(void)fputs("</div>\n", out);
		report_html_days(&sums->calendar, out);
	}
	(void)fputs("</main>\n<footer><p>check_mailbox_expiry(8). Days and "
		    "hours are UTC.</p></footer>\n"
		    "</body>\n</html>\n",
		out);
}

void
report_html(const struct report *report, FILE *out)
{
	struct sums *sums = mem_resize(NULL, 1, sizeof(*sums));

	sum_up(report, sums);
	print_page(report, sums, out);
	free(sums);
}

void
report_html_problem(const char *text, FILE *out)
{
	print_head(CHECK_UNKNOWN, RELOAD_LEAST_S, out);
	(void)fputs("<header>\n", out);
	print_plate(CHECK_UNKNOWN, out);
	(void)fputs("<div class=\"soonest\"><p>", out);
	html_text(text, out);
	(void)fputs("</p></div>\n</header>\n</body>\n</html>\n", out);
}
