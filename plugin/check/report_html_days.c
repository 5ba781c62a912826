// SPDX-License-Identifier: MIT
/* The days ahead for a telephone, for one tenant, and as a table. */
#include "check/report_html.h"

#include "check/html_writer.h"

/* Measures of the narrow chart and of a strip, in units of their view boxes. */
enum {
	NARROW = 360,
	ROW = 30,
	ROW_LEFT = 106,
	ROW_RIGHT = 306,
	STRIP = 400,
	STRIP_HIGH = 40,
	STRIP_BASE = 38,
};

/* Tells of the days that hold something, in their order. */
typedef void day_fn(const struct calendar *calendar, const char *name,
	const struct calendar_day *day, void *context, FILE *out);

static void
each_day(
	const struct calendar *calendar, day_fn *tell, void *context, FILE *out)
{
	char date[HTML_DAY_SIZE];

	if (calendar_day_total(&calendar->passed) > 0) {
		tell(calendar, "overdue", &calendar->passed, context, out);
	}
	for (size_t i = 0; i < CALENDAR_DAYS; i++) {
		if (calendar_day_total(&calendar->days[i]) > 0) {
			tell(calendar,
				html_day(calendar_day_at(calendar, i),
					calendar->now, date),
				&calendar->days[i], context, out);
		}
	}
	if (calendar_day_total(&calendar->later) > 0) {
		tell(calendar, "later", &calendar->later, context, out);
	}
}

static void
count_day(const struct calendar *calendar, const char *name,
	const struct calendar_day *day, void *context, FILE *out)
{
	size_t *count = context;

	(void)calendar, (void)name, (void)day, (void)out;
	(*count)++;
}

static void
draw_row(const struct calendar *calendar, const char *name,
	const struct calendar_day *day, void *context, FILE *out)
{
	struct report_html_place *place = context;
	char text[HTML_COUNT_SIZE];
	double end = 0;

	(void)calendar;
	(void)fprintf(out,
		"<g class=\"day\"><text class=\"name\" x=\"0\" "
		"y=\"%.1f\">%s</text>",
		place->base + 16, name);
	end = report_html_bar(day, place, out);
	(void)fprintf(out,
		"<text class=\"count\" x=\"%.1f\" y=\"%.1f\">%s</text></g>\n",
		place->x + end + 7, place->base + 16,
		html_count(calendar_day_total(day), text));
	place->base += ROW;
}

void
report_html_bars(const struct calendar *calendar, FILE *out)
{
	size_t rows = 0;
	struct report_html_place place = {
		.lying = true,
		.x = ROW_LEFT,
		.base = 4,
		.thick = ROW - 8,
		.length = ROW_RIGHT - ROW_LEFT,
		.most = report_html_most(calendar),
	};

	each_day(calendar, count_day, &rows, out);
	if (rows == 0) {
		(void)fputs("<p class=\"narrow\">Nothing that is known runs "
			    "out.</p>\n",
			out);
		return;
	}
	(void)fprintf(out,
		"<svg class=\"narrow\" viewBox=\"0 0 %d %zu\" role=\"img\" "
		"aria-labelledby=\"narrow-title\">"
		"<title id=\"narrow-title\">Mailboxes that run out, by day; "
		"the table \xe2\x80\x9c"
		"By day\xe2\x80\x9d below has the same "
		"numbers</title>\n",
		NARROW, rows * ROW + 4);
	each_day(calendar, draw_row, &place, out);
	(void)fputs("</svg>\n", out);
}

static void
tell_day(const struct calendar *calendar, const char *name,
	const struct calendar_day *day, void *context, FILE *out)
{
	const char **separator = context;

	(void)calendar;
	(void)fprintf(out, "%s%s ", *separator, name);
	report_html_day_text(day, out);
	*separator = "; ";
}

void
report_html_strip(
	const struct view *view, size_t days, uint64_t most, FILE *out)
{
	const struct calendar *calendar = &view->calendar;
	const char *separator = "";
	double slot = (double)STRIP / (double)(days + 2);
	struct report_html_place place = {
		.x = slot * 0.1,
		.base = STRIP_BASE,
		.thick = slot * 0.8,
		.length = STRIP_BASE - 4,
		.most = most,
	};

	(void)fprintf(out,
		"<svg class=\"strip\" viewBox=\"0 0 %d %d\" "
		"preserveAspectRatio=\"none\" role=\"img\"><title>%s by day: ",
		STRIP, STRIP_HIGH, view->tenant->name);
	each_day(calendar, tell_day, &separator, out);
	(void)fputs(separator[0] == '\0' ? "nothing" : "", out);
	(void)fprintf(out, "</title><path class=\"grid\" d=\"M0 %dH%d\"/>",
		STRIP_BASE, STRIP);
	(void)report_html_bar(&calendar->passed, &place, out);
	for (size_t i = 0; i < days; i++) {
		place.x += slot;
		(void)report_html_bar(&calendar->days[i], &place, out);
	}
	place.x += slot;
	(void)report_html_bar(&calendar->later, &place, out);
	(void)fputs("</svg>\n", out);
}

/* The columns of the table, and their heads. */
enum { COLUMNS = 6 };
static const char *const heads[COLUMNS] = {"Critical", "Unknown", "Warning",
	"OK", "May not come back", "Released"};

static void
take_columns(const struct calendar_day *day, uint64_t columns[COLUMNS])
{
	static const enum check_state states[] = {
		CHECK_CRITICAL, CHECK_UNKNOWN, CHECK_WARNING, CHECK_OK};

	for (size_t i = 0; i < sizeof(states) / sizeof(states[0]); i++) {
		uint64_t other = day->other[states[i]];
		columns[i] += day->restorable[states[i]] + other;
		columns[4] += other;
	}
	columns[5] += day->released;
}

static void
add_columns(const struct calendar *calendar, const char *name,
	const struct calendar_day *day, void *context, FILE *out)
{
	(void)calendar, (void)name, (void)out;
	take_columns(day, context);
}

static void
print_row(const struct calendar *calendar, const char *name,
	const struct calendar_day *day, void *context, FILE *out)
{
	const uint64_t *sums = context;
	uint64_t columns[COLUMNS] = {0};

	(void)calendar;
	take_columns(day, columns);
	(void)fprintf(out, "<tr><th scope=\"row\">%s</th>", name);
	for (size_t i = 0; i < COLUMNS; i++) {
		if (sums[i] > 0) {
			(void)fprintf(out, "<td>%llu</td>",
				(unsigned long long)columns[i]);
		}
	}
	(void)fputs("</tr>\n", out);
}

/* Without columns and rows that hold nothing. */
void
report_html_days(const struct calendar *calendar, FILE *out)
{
	uint64_t sums[COLUMNS] = {0};

	each_day(calendar, add_columns, sums, out);
	if (report_html_most(calendar) == 0) {
		return;
	}
	(void)fputs("<section class=\"days\"><h2>By day</h2>\n"
		    "<table><thead><tr><th scope=\"col\">Day (UTC)</th>",
		out);
	for (size_t i = 0; i < COLUMNS; i++) {
		if (sums[i] > 0) {
			(void)fprintf(
				out, "<th scope=\"col\">%s</th>", heads[i]);
		}
	}
	(void)fputs("</tr></thead><tbody>\n", out);
	each_day(calendar, print_row, sums, out);
	(void)fputs("</tbody></table></section>\n", out);
}
