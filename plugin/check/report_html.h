// SPDX-License-Identifier: MIT
/*
 * report_html - the parts of the page that report_html() puts together.
 *
 * One static page: no script, nothing loaded, a style sheet let through by its
 * hash.  Colours come from classes alone, since attributes called style are
 * not let through; a state is told by word, place and shape besides.
 */
#ifndef CHECK_REPORT_HTML_H
#define CHECK_REPORT_HTML_H

#include "check/report.h"

/* Made of report_html.css. */
extern const char report_html_style[];
extern const char report_html_style_hash[];

/* "critical": class and word for people. */
const char *report_html_state(enum check_state state);

/* The state as a word on its colour. */
void report_html_chip(enum check_state state, FILE *out);
/*
 * ": 10 shown, and 3 more", or nothing; for the head of a list, since on a wall
 * nobody sees its end.
 */
void report_html_more(uint64_t known, size_t shown, FILE *out);

/* The chart over the width of a wall, and another for a telephone. */
void report_html_chart(const struct calendar *calendar, FILE *out);
void report_html_bars(const struct calendar *calendar, FILE *out);
/* One tenant's days in a row; `days` and `most` are those of all tenants. */
void report_html_strip(
	const struct view *view, size_t days, uint64_t most, FILE *out);
/* The same as a table. */
void report_html_days(const struct calendar *calendar, FILE *out);

/* Where a bar stands: upright from `base`, or lying to the right of `x`. */
struct report_html_place {
	bool lying;
	double x;
	double base;
	double thick;
	double length; /* of `most` mailboxes */
	uint64_t most;
};

/* Draws what the day holds; returns how long it has become. */
double report_html_bar(const struct calendar_day *day,
	const struct report_html_place *place, FILE *out);

/* How many days are drawn, and how many mailboxes the fullest of them has. */
size_t report_html_day_count(const struct calendar *calendar);
uint64_t report_html_most(const struct calendar *calendar);

/* "2 critical, 1 ok, 1 cannot be restored, 3 released" */
void report_html_day_text(const struct calendar_day *day, FILE *out);

/* The most urgent mailboxes, and the tenants: those in trouble first. */
void report_html_mailboxes(const struct report *report, FILE *out);
void report_html_tenants(
	const struct report *report, const struct calendar *all, FILE *out);
/* Tenants that cannot be read, are stale, or lost many at once. */
void report_html_alarms(const struct report *report, FILE *out);

#endif
