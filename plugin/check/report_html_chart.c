// SPDX-License-Identifier: MIT
/* The days ahead over the width of a wall. */
#include "check/report_html.h"

#include <string.h>

#include "check/html_writer.h"

/* The smallest of 1, 2, 5, 10, 20 ... that is in `most` four times at most. */
static uint64_t
step_of(uint64_t most)
{
	uint64_t step = 1;

	for (;;) {
		if (step * 4 >= most) {
			return step;
		}
		if (step * 8 >= most) {
			return step * 2;
		}
		if (step * 20 >= most) {
			return step * 5;
		}
		step *= 10;
	}
}

/* Measures of the wide chart, in units of its view box. */
enum {
	EDGE = 66, /* the width of "later" */
	WIDE = 1840,
	HIGH = 360,
	LEFT = 90,
	RIGHT = 1836,
	TOP = 40,
	BASE = 262,
};

/* More days than this want smaller letters. */
#define DAYS_DENSE 36

static void
draw_scale(uint64_t step, uint64_t top, FILE *out)
{
	char text[HTML_COUNT_SIZE];

	for (uint64_t count = 0; count <= top; count += step) {
		double y = BASE -
			   (double)(BASE - TOP) * (double)count / (double)top;
		(void)fprintf(out,
			"<path class=\"grid\" d=\"M%d %.1fH%d\"/>"
			"<text class=\"scale\" x=\"%d\" y=\"%.1f\">%s</text>\n",
			LEFT, y, RIGHT, LEFT - 14, y + 8,
			html_count(count, text));
	}
}

/* Behind everything: on these days nobody may be there to act. */
static void
draw_weekends(const struct calendar *calendar, size_t days,
	const struct report_html_place *slot, FILE *out)
{
	for (size_t i = 0; i < days; i++) {
		int weekday = html_weekday(calendar_day_at(calendar, i));
		if (weekday == 0 || weekday == 6) {
			(void)fprintf(out,
				"<rect class=\"weekend\" x=\"%.1f\" "
				"y=\"%d\" width=\"%.1f\" height=\"%d\"/>",
				slot->x + slot->thick * (double)i, TOP,
				slot->thick + 0.5, HIGH - TOP - 28);
		}
	}
}

static void
draw_label(const struct calendar *calendar, size_t number, double middle,
	FILE *out)
{
	time_t day = calendar_day_at(calendar, number);
	int of_month = html_day_of_month(day);

	(void)fprintf(out,
		"<text class=\"weekday\" x=\"%.1f\" y=\"%d\">%.2s</text>"
		"<text class=\"date\" x=\"%.1f\" y=\"%d\">%d</text>",
		middle, BASE + 30, html_weekday_text(day), middle, BASE + 62,
		of_month);
	if (number == 0 || of_month == 1) {
		(void)fprintf(out,
			"<text class=\"month\" x=\"%.1f\" y=\"%d\">%s</text>",
			middle, BASE + 92,
			number == 0 ? "today" : html_month_text(day));
	}
}

/* One column of the chart; `name` is NULL for a day, which has a date. */
static void
draw_column(const struct calendar *calendar, const struct calendar_day *day,
	size_t number, const char *name, const struct report_html_place *slot,
	FILE *out)
{
	char text[HTML_COUNT_SIZE];
	char date[HTML_DAY_SIZE];
	uint64_t total = calendar_day_total(day);
	struct report_html_place place = *slot;
	double middle = slot->x + slot->thick / 2;
	time_t at = calendar_day_at(calendar, number);

	if (name == NULL) {
		draw_label(calendar, number, middle, out);
	} else {
		(void)fprintf(out,
			"<text class=\"month edge\" x=\"%.1f\" "
			"y=\"%d\">%s</text>",
			slot->x + slot->thick - 2, BASE + 30, name);
	}
	if (total > 0) {
		double end = 0;
		place.x += slot->thick * 0.14;
		place.thick *= 0.72;
		(void)fprintf(out, "<g class=\"day\"><title>%s: ",
			name != NULL ? name
				     : html_day(at, calendar->now, date));
		report_html_day_text(day, out);
		(void)fputs("</title>", out);
		end = report_html_bar(day, &place, out);
		html_count_short(total, text);
		(void)fprintf(out,
			"<text class=\"count%s\" x=\"%.1f\" y=\"%.1f\">%s"
			"</text></g>",
			strlen(text) > 2 ? " long" : "", middle,
			place.base - end - 10, text);
	}
	(void)fputc('\n', out);
}

static void
describe(const struct calendar *calendar, FILE *out)
{
	size_t days = report_html_day_count(calendar);
	uint64_t total = calendar_day_total(&calendar->passed) +
			 calendar_day_total(&calendar->later);

	for (size_t i = 0; i < days; i++) {
		total += calendar_day_total(&calendar->days[i]);
	}
	(void)fprintf(out,
		"%llu mailboxes by the day of their deadline, in %llu days "
		"from today; the table \xe2\x80\x9c"
		"By day\xe2\x80\x9d below "
		"has the same numbers.",
		(unsigned long long)total, (unsigned long long)days);
}

/* What has passed stands in front of the days, what is far away behind them. */
static void
draw_columns(const struct calendar *calendar, size_t days, uint64_t step,
	uint64_t top, FILE *out)
{
	bool has_passed = calendar_day_total(&calendar->passed) > 0;
	bool has_later = calendar_day_total(&calendar->later) > 0;
	struct report_html_place slot = {
		.x = LEFT + (has_passed ? EDGE : 0),
		.base = BASE,
		.thick = (double)(RIGHT - LEFT -
				  EDGE * (has_passed + has_later)) /
			 (double)days,
		.length = BASE - TOP,
		.most = top,
	};
	struct report_html_place edge = slot;

	draw_weekends(calendar, days, &slot, out);
	draw_scale(step, top, out);
	edge.thick = EDGE;
	if (has_passed) {
		edge.x = LEFT;
		draw_column(
			calendar, &calendar->passed, 0, "overdue", &edge, out);
	}
	for (size_t i = 0; i < days; i++) {
		draw_column(calendar, &calendar->days[i], i, NULL, &slot, out);
		slot.x += slot.thick;
	}
	if (has_later) {
		edge.x = slot.x;
		draw_column(calendar, &calendar->later, 0, "later", &edge, out);
	}
}

void
report_html_chart(const struct calendar *calendar, FILE *out)
{
	size_t days = report_html_day_count(calendar);
	uint64_t most = report_html_most(calendar);
	uint64_t step = step_of(most);

	(void)fprintf(out,
		"<svg class=\"wide%s\" viewBox=\"0 0 %d %d\" role=\"img\" "
		"aria-labelledby=\"wide-title\" aria-describedby=\"wide-desc\">"
		"<title id=\"wide-title\">Mailboxes that run out, by day"
		"</title>\n<desc id=\"wide-desc\">",
		days > DAYS_DENSE ? " dense" : "", WIDE, HIGH);
	describe(calendar, out);
	(void)fputs("</desc>\n", out);
	draw_columns(calendar, days, step,
		most == 0 ? 1 : (most + step - 1) / step * step, out);
	if (most == 0) {
		(void)fprintf(out,
			"<text class=\"nothing\" x=\"%d\" y=\"%d\">"
			"Nothing that is known runs out in these %llu days"
			"</text>",
			WIDE / 2, BASE / 2 + 30, (unsigned long long)days);
	}
	(void)fputs("</svg>\n", out);
}
