// SPDX-License-Identifier: MIT
/* What several parts of the page are made of: bars, states, counts. */
#include "check/report_html.h"

#define DAYS_LEAST 31
/* No mailbox vanishes beside thousands: a part of a bar is at least so high. */
#define PART_LEAST 5.0

/* Most urgent at the bottom, where all bars begin. */
static const enum check_state stacked[] = {
	CHECK_CRITICAL, CHECK_UNKNOWN, CHECK_WARNING, CHECK_OK};
#define STACKED 4

size_t
report_html_day_count(const struct calendar *calendar)
{
	size_t used = calendar_days_used(calendar);

	return used < DAYS_LEAST ? DAYS_LEAST : used;
}

static uint64_t
larger(uint64_t a, uint64_t b)
{
	return a > b ? a : b;
}

uint64_t
report_html_most(const struct calendar *calendar)
{
	uint64_t most = larger(calendar_day_total(&calendar->passed),
		calendar_day_total(&calendar->later));

	for (size_t i = 0; i < CALENDAR_DAYS; i++) {
		most = larger(most, calendar_day_total(&calendar->days[i]));
	}
	return most;
}

void
report_html_day_text(const struct calendar_day *day, FILE *out)
{
	const char *comma = "";
	uint64_t other = 0;

	for (size_t i = 0; i < STACKED; i++) {
		enum check_state state = stacked[i];
		uint64_t count = day->restorable[state] + day->other[state];
		other += day->other[state];
		if (count > 0) {
			(void)fprintf(out, "%s%llu %s", comma,
				(unsigned long long)count,
				report_html_state(state));
			comma = ", ";
		}
	}
	if (other > 0) {
		(void)fprintf(out, ", %llu may not come back",
			(unsigned long long)other);
	}
	if (day->released > 0) {
		(void)fprintf(out, "%s%llu released", comma,
			(unsigned long long)day->released);
	}
}

/* Returns how far the bar reaches now. */
static double
draw_part(const struct report_html_place *place, double from, uint64_t count,
	const char *kind, FILE *out)
{
	double length = place->length * (double)count / (double)place->most;

	if (count == 0) {
		return from;
	}
	length = length < PART_LEAST ? PART_LEAST : length;
	if (place->lying) {
		(void)fprintf(out,
			"<rect class=\"%s\" x=\"%.1f\" y=\"%.1f\" "
			"width=\"%.1f\" height=\"%.1f\"/>",
			kind, place->x + from, place->base, length,
			place->thick);
	} else {
		(void)fprintf(out,
			"<rect class=\"%s\" x=\"%.1f\" y=\"%.1f\" "
			"width=\"%.1f\" height=\"%.1f\"/>",
			kind, place->x, place->base - from - length,
			place->thick, length);
	}
	return from + length;
}

double
report_html_bar(const struct calendar_day *day,
	const struct report_html_place *place, FILE *out)
{
	double end = 0;

	for (size_t i = 0; i < STACKED; i++) {
		const char *kind = report_html_state(stacked[i]);
		double begin = draw_part(
			place, end, day->restorable[stacked[i]], kind, out);
		end = draw_part(
			place, begin, day->other[stacked[i]], kind, out);
		(void)draw_part(
			place, begin, day->other[stacked[i]], "hatched", out);
	}
	return draw_part(place, end, day->released, "released", out);
}

void
report_html_chip(enum check_state state, FILE *out)
{
	(void)fprintf(out, "<span class=\"chip %s\">%s</span>",
		report_html_state(state), check_state_text(state));
}

void
report_html_more(uint64_t known, size_t shown, FILE *out)
{
	if (known > shown) {
		(void)fprintf(out, ": %zu shown, and %llu more", shown,
			(unsigned long long)(known - shown));
	}
}
