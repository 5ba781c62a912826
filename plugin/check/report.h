// SPDX-License-Identifier: MIT
/*
 * report - what the check prints: the plugin output of the Monitoring Plugins
 * guidelines (text, then performance data, all of them on the first line), a
 * table for people, JSON, or a page for a wall screen.
 */
#ifndef CHECK_REPORT_H
#define CHECK_REPORT_H

#include "check/view.h"

#include <stdio.h>

struct report {
	const struct check_options *options;
	const struct view *views;
	size_t count;
	enum check_state state; /* of everything */
	time_t as_of;
};

/* The worst state of all tenants. */
enum check_state report_state(const struct view *views, size_t count);

/* The first line, without performance data and line end. */
void report_line(const struct report *report, FILE *out);
/* What it says of one tenant. */
void report_tenant(const struct view *view, FILE *out);
/* The same without its name. */
void report_findings(const struct view *view, FILE *out);
/* "3 released, 2 excluded": what is counted and not listed; maybe nothing. */
void report_counted(const struct view *view, FILE *out);

/* What one of the above says, to be freed. */
char *report_told(void (*tell)(const struct view *view, FILE *out),
	const struct view *view);

void report_text(const struct report *report, FILE *out);
void report_list(const struct report *report, FILE *out);
void report_json(const struct report *report, FILE *out);
void report_html(const struct report *report, FILE *out);
/* A page that says why there is no other. */
void report_html_problem(const char *text, FILE *out);

/* " | ..." without a line end; nothing with --perfdata none. */
void report_perfdata(const struct report *report, FILE *out);

/* Mailboxes of all tenants, most urgent first, as far as they were kept. */
struct report_item {
	const struct view *view;
	const struct assessed *item;
};
struct report_item *report_items(const struct report *report, size_t *count);

/* The mailbox's name as the tenant wants it shown, cleaned. */
#define REPORT_NAME_SIZE 160
const char *report_name(const struct view *view, const struct mailbox *mailbox,
	char name[REPORT_NAME_SIZE]);

/* What else is known of it, for people, to be freed. */
char *report_story(const struct view *view, const struct assessed *item);

/* "3d 4h left", "overdue since 2d", "restored 3h ago" ... */
#define REPORT_WHEN_SIZE 128
const char *report_when(const struct view *view, const struct assessed *item,
	char when[REPORT_WHEN_SIZE]);

#endif
