// SPDX-License-Identifier: MIT
#include "core/timestamp.h"

#include <stdio.h>
#include <string.h>

#define TIMESTAMP_DURATION_MAX_S (INT64_C(3660) * TIMESTAMP_DAY_S)

struct cursor {
	const char *at;
	const char *end;
};

static bool
take_number(struct cursor *cursor, size_t digits, int *value)
{
	int number = 0;

	if ((size_t)(cursor->end - cursor->at) < digits) {
		return false;
	}
	for (size_t i = 0; i < digits; i++) {
		char c = *cursor->at++;
		if (c < '0' || c > '9') {
			return false;
		}
		number = number * 10 + (c - '0');
	}
	*value = number;
	return true;
}

static bool
take_character(struct cursor *cursor, const char *any_of)
{
	if (cursor->at == cursor->end || *cursor->at == '\0' ||
		strchr(any_of, *cursor->at) == NULL) {
		return false;
	}
	cursor->at++;
	return true;
}

static bool
is_leap_year(int year)
{
	return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int
days_in_month(int year, int month)
{
	static const int days[] = {
		31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

	return month == 2 && is_leap_year(year) ? 29 : days[month - 1];
}

/* Days from 1970-01-01 in the proleptic Gregorian calendar. */
static int64_t
days_from_civil(int year, int month, int day)
{
	int64_t y = month <= 2 ? year - 1 : year;
	int64_t era = y / 400;
	int64_t of_era = y - era * 400;
	int64_t of_year =
		(153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;

	return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 +
	       of_year - 719468;
}

static bool
compose(int year, int month, int day, int seconds_of_day, time_t *instant)
{
	if (year < 1 || month < 1 || month > 12 || day < 1 ||
		day > days_in_month(year, month)) {
		return false;
	}
	*instant =
		(time_t)(days_from_civil(year, month, day) * TIMESTAMP_DAY_S +
			 seconds_of_day);
	return true;
}

static bool
take_date(struct cursor *cursor, int *year, int *month, int *day)
{
	return take_number(cursor, 4, year) && take_character(cursor, "-") &&
	       take_number(cursor, 2, month) && take_character(cursor, "-") &&
	       take_number(cursor, 2, day);
}

static bool
take_clock(struct cursor *cursor, int *seconds_of_day)
{
	int hour = 0;
	int minute = 0;
	int second = 0;

	if (!take_number(cursor, 2, &hour) || !take_character(cursor, ":") ||
		!take_number(cursor, 2, &minute) ||
		!take_character(cursor, ":") ||
		!take_number(cursor, 2, &second)) {
		return false;
	}
	*seconds_of_day =
		hour * TIMESTAMP_HOUR_S + minute * TIMESTAMP_MINUTE_S + second;
	return hour <= 23 && minute <= 59 && second <= 60;
}

static bool
take_fraction(struct cursor *cursor)
{
	int digits = 0;

	if (!take_character(cursor, ".")) {
		return true;
	}
	while (take_character(cursor, "0123456789")) {
		digits++;
	}
	return digits >= 1 && digits <= 9;
}

static bool
take_offset(struct cursor *cursor, int *offset_s)
{
	bool west = cursor->at < cursor->end && *cursor->at == '-';
	int hours = 0;
	int minutes = 0;

	*offset_s = 0;
	if (take_character(cursor, "Zz")) {
		return true;
	}
	if (!take_character(cursor, "+-") || !take_number(cursor, 2, &hours) ||
		!take_character(cursor, ":") ||
		!take_number(cursor, 2, &minutes) || hours > 23 ||
		minutes > 59) {
		return false;
	}
	*offset_s = hours * TIMESTAMP_HOUR_S + minutes * TIMESTAMP_MINUTE_S;
	*offset_s = west ? -*offset_s : *offset_s;
	return true;
}

bool
timestamp_parse(const char *text, size_t length, time_t *instant)
{
	struct cursor cursor = {text, text == NULL ? NULL : text + length};
	int year = 0;
	int month = 0;
	int day = 0;
	int seconds = 0;
	int offset_s = 0;

	if (text == NULL || !take_date(&cursor, &year, &month, &day) ||
		!take_character(&cursor, "Tt ") ||
		!take_clock(&cursor, &seconds) || !take_fraction(&cursor) ||
		!take_offset(&cursor, &offset_s) || cursor.at != cursor.end) {
		return false;
	}
	return compose(year, month, day, seconds - offset_s, instant);
}

bool
timestamp_parse_http(const char *text, time_t *instant)
{
	static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	struct cursor cursor = {0};
	size_t length = text == NULL ? 0 : strlen(text);
	const char *month = NULL;
	char name[4] = "";
	int day = 0;
	int year = 0;
	int seconds = 0;

	if (length != 29 || text[3] != ',') {
		return false;
	}
	cursor = (struct cursor){text + 5, text + length};
	if (text[4] != ' ' || !take_number(&cursor, 2, &day) ||
		!take_character(&cursor, " ")) {
		return false;
	}
	memcpy(name, cursor.at, 3);
	cursor.at += 3;
	month = strstr(months, name);
	if (month == NULL || (month - months) % 3 != 0 ||
		!take_character(&cursor, " ") ||
		!take_number(&cursor, 4, &year) ||
		!take_character(&cursor, " ") ||
		!take_clock(&cursor, &seconds) ||
		strcmp(cursor.at, " GMT") != 0) {
		return false;
	}
	return compose(
		year, (int)((month - months) / 3) + 1, day, seconds, instant);
}

bool
timestamp_parse_day(const char *text, time_t *instant)
{
	struct cursor cursor = {text, text + strlen(text)};
	int year = 0;
	int month = 0;
	int day = 0;

	if (timestamp_parse(text, strlen(text), instant)) {
		return true;
	}
	return take_date(&cursor, &year, &month, &day) &&
	       cursor.at == cursor.end && compose(year, month, day, 0, instant);
}

const char *
timestamp_text(time_t instant, char text[TIMESTAMP_TEXT_SIZE])
{
	struct tm tm = {0};

	/* Years of more than four digits do not fit. */
	if (gmtime_r(&instant, &tm) == NULL || tm.tm_year < 1000 - 1900 ||
		strftime(text, TIMESTAMP_TEXT_SIZE, "%Y-%m-%dT%H:%M:%SZ",
			&tm) == 0) {
		(void)snprintf(text, TIMESTAMP_TEXT_SIZE, "never");
	}
	return text;
}

static int64_t
unit_s(char unit)
{
	switch (unit) {
	case '\0':
	case 's':
		return 1;
	case 'm':
		return TIMESTAMP_MINUTE_S;
	case 'h':
		return TIMESTAMP_HOUR_S;
	case 'd':
		return TIMESTAMP_DAY_S;
	case 'w':
		return 7 * TIMESTAMP_DAY_S;
	default:
		return 0;
	}
}

bool
timestamp_parse_duration(const char *text, int64_t *seconds)
{
	int64_t number = 0;
	const char *at = text;

	if (text == NULL || *at < '0' || *at > '9') {
		return false;
	}
	for (; *at >= '0' && *at <= '9'; at++) {
		number = number * 10 + (*at - '0');
		if (number > TIMESTAMP_DURATION_MAX_S) {
			return false;
		}
	}
	if (unit_s(*at) == 0 || (*at != '\0' && at[1] != '\0') ||
		number > TIMESTAMP_DURATION_MAX_S / unit_s(*at)) {
		return false;
	}
	*seconds = number * unit_s(*at);
	return true;
}

time_t
timestamp_latest(time_t a, time_t b)
{
	return a > b ? a : b;
}

time_t
timestamp_earliest(time_t a, time_t b)
{
	if (a == 0 || b == 0) {
		return a == 0 ? b : a;
	}
	return a < b ? a : b;
}
