// SPDX-License-Identifier: MIT
#include "check/html_writer.h"

#include <string.h>

#include "core/text.h"
#include "core/timestamp.h"

#define EPOCH_WEEKDAY 4 /* 1 January 1970 was a Thursday */

static void
print_character(const char *at, size_t length, FILE *out)
{
	if (length == 0 || text_hidden_code(at) != 0) {
		(void)fputs("\xef\xbf\xbd", out);
		return;
	}
	switch (*at) {
	case '&':
		(void)fputs("&amp;", out);
		break;
	case '<':
		(void)fputs("&lt;", out);
		break;
	case '>':
		(void)fputs("&gt;", out);
		break;
	case '"':
		(void)fputs("&quot;", out);
		break;
	case '\'':
		(void)fputs("&#39;", out);
		break;
	default:
		(void)fwrite(at, 1, length, out);
	}
}

void
html_text(const char *text, FILE *out)
{
	while (text != NULL && *text != '\0') {
		size_t length = text_character_length(text);
		print_character(text, length, out);
		text += length == 0 ? 1 : length;
	}
}

/* The two digits that begin at `at`. */
static int
two_digits(const char *at)
{
	return (at[0] - '0') * 10 + at[1] - '0';
}

int
html_day_of_month(time_t instant)
{
	char text[TIMESTAMP_TEXT_SIZE];

	timestamp_text(instant, text);
	return strlen(text) < 10 ? 0 : two_digits(text + 8);
}

int
html_weekday(time_t instant)
{
	return (int)((instant / TIMESTAMP_DAY_S + EPOCH_WEEKDAY) % 7);
}

const char *
html_weekday_text(time_t instant)
{
	static const char *const names[] = {
		"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};

	return names[html_weekday(instant)];
}

const char *
html_month_text(time_t instant)
{
	static const char *const names[] = {"Jan", "Feb", "Mar", "Apr", "May",
		"Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
	char text[TIMESTAMP_TEXT_SIZE];

	timestamp_text(instant, text);
	return strlen(text) < 7 ? "-" : names[two_digits(text + 5) - 1];
}

const char *
html_day(time_t instant, time_t now, char day[HTML_DAY_SIZE])
{
	char text[TIMESTAMP_TEXT_SIZE];
	char today[TIMESTAMP_TEXT_SIZE];
	timestamp_text(instant, text);
	timestamp_text(now, today);
	if (strncmp(text, today, 4) == 0) {
		(void)snprintf(day, HTML_DAY_SIZE, "%s %d %s",
			html_weekday_text(instant), html_day_of_month(instant),
			html_month_text(instant));
	} else {
		(void)snprintf(day, HTML_DAY_SIZE, "%d %s %.4s",
			html_day_of_month(instant), html_month_text(instant),
			text);
	}
	return day;
}

void
html_instant(time_t instant, time_t now, FILE *out)
{
	char text[TIMESTAMP_TEXT_SIZE];
	char day[HTML_DAY_SIZE];

	if (instant == 0 || strlen(timestamp_text(instant, text)) < 20) {
		(void)fputs("\xe2\x80\x93", out);
		return;
	}
	(void)fprintf(out, "<time datetime=\"%s\">%s %.5s UTC</time>", text,
		html_day(instant, now, day), text + 11);
}

/* `unit` and a letter for it; with a decimal up to `tenths_below`. */
static const char *
print_count(uint64_t count, uint64_t unit, char letter, uint64_t tenths_below,
	char text[HTML_COUNT_SIZE])
{
	unsigned long long whole = count / unit;
	unsigned long long tenth = count % unit * 10 / unit;

	if (count < tenths_below) {
		(void)snprintf(text, HTML_COUNT_SIZE, "%llu.%llu%c", whole,
			tenth, letter);
	} else {
		(void)snprintf(text, HTML_COUNT_SIZE, "%llu%c", whole, letter);
	}
	return text;
}

const char *
html_count(uint64_t count, char text[HTML_COUNT_SIZE])
{
	if (count < 10000) {
		(void)snprintf(text, HTML_COUNT_SIZE, "%llu",
			(unsigned long long)count);
		return text;
	}
	return count < 1000000
		       ? print_count(count, 1000, 'k', 100000, text)
		       : print_count(count, 1000000, 'M', 100000000, text);
}

const char *
html_count_short(uint64_t count, char text[HTML_COUNT_SIZE])
{
	if (count < 1000) {
		return html_count(count, text);
	}
	return count < 1000000
		       ? print_count(count, 1000, 'k', 10000, text)
		       : print_count(count, 1000000, 'M', 10000000, text);
}
