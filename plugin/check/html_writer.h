// SPDX-License-Identifier: MIT
/*
 * html_writer - text, numbers and instants onto a page of HTML in UTF-8.
 *
 * Whatever is not a constant of ours goes through html_text(): names come from
 * a directory in which every employee may write his own.  Days and hours are
 * UTC.
 */
#ifndef CHECK_HTML_WRITER_H
#define CHECK_HTML_WRITER_H

#include <stdint.h>
#include <stdio.h>
#include <time.h>

/*
 * Escaped for text and for quoted attributes; NULL is nothing, what is no UTF-8
 * or cannot be seen, or turns text, becomes U+FFFD.
 */
void html_text(const char *text, FILE *out);

/* "Wed 1 Apr"; of another year than `now` "1 Apr 2027". */
#define HTML_DAY_SIZE 24
const char *html_day(time_t instant, time_t now, char day[HTML_DAY_SIZE]);

/* <time datetime="...">Wed 1 Apr 10:00 UTC</time>; 0: a dash. */
void html_instant(time_t instant, time_t now, FILE *out);

/*
 * Exact up to 9999, then "12.3k", "100k", "1.2M"; the short one exact up to
 * 999, then four characters at most: "9.9k", "100k", "1.2M".
 */
#define HTML_COUNT_SIZE 24
const char *html_count(uint64_t count, char text[HTML_COUNT_SIZE]);
const char *html_count_short(uint64_t count, char text[HTML_COUNT_SIZE]);

/* Of a day of UTC: 1 to 31, and 0 (Sunday) to 6. */
int html_day_of_month(time_t instant);
int html_weekday(time_t instant);
/* "Wed", "Apr" */
const char *html_weekday_text(time_t instant);
const char *html_month_text(time_t instant);

#endif
