// SPDX-License-Identifier: MIT
#include "core/timestamp.h"

#include "test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct {
	const char *text;
	time_t instant; /* 0: refused */
} instants[] = {
	{"2020-07-01T10:36:43Z", 1593599803},
	{"2018-01-09T21:20:02.7215374Z", 1515532802},
	{"2018-01-09T21:20:02.7Z", 1515532802},
	{"2018-01-09T21:20:02.123456789Z", 1515532802},
	{"2018-01-09T21:20:02.1234567890Z", 0},
	{"2018-01-09T21:20:02.Z", 0},
	{"2018-01-09T22:20:02+01:00", 1515532802},
	{"2018-01-09t20:20:02-01:00", 1515532802},
	{"2016-12-31T23:59:60Z", 1483228800},
	{"2024-02-29T00:00:00Z", 1709164800},
	{"2023-02-29T00:00:00Z", 0},
	{"2100-02-29T00:00:00Z", 0},
	{"2000-02-29T00:00:00Z", 951782400},
	{"9999-12-31T23:59:59Z", 253402300799},
	{"2020-13-01T00:00:00Z", 0},
	{"2020-00-01T00:00:00Z", 0},
	{"2020-01-00T00:00:00Z", 0},
	{"2020-01-01T24:00:00Z", 0},
	{"2020-01-01T00:60:00Z", 0},
	{"2020-01-01T00:00:61Z", 0},
	{"2020-01-01T00:00:00", 0},
	{"2020-01-01T00:00:00Zx", 0},
	{"2020-01-01", 0},
	{"+020-01-01T00:00:00Z", 0},
	{" 2020-01-01T00:00:00Z", 0},
	{"0000-01-01T00:00:00Z", 0},
	{"", 0},
	{"2020", 0},
	{"2020/01-01T00:00:00Z", 0},
	{"2020-0x-01T00:00:00Z", 0},
	{"2020-01/01T00:00:00Z", 0},
	{"2020-01-0xT00:00:00Z", 0},
	{"2020-01-32T00:00:00Z", 0},
	{"2020-04-31T00:00:00Z", 0},
	{"2020-04-30T00:00:00Z", 1588204800},
	{"2020-01-01_00:00:00Z", 0},
	{"2020-01-01 00:00:00z", 1577836800},
	{"2020-01-01T0x:00:00Z", 0},
	{"2020-01-01T00.00:00Z", 0},
	{"2020-01-01T00:0x:00Z", 0},
	{"2020-01-01T00:00.00Z", 0},
	{"2020-01-01T00:00:0xZ", 0},
	{"2020-01-01T23:59:59Z", 1577923199},
	{"2020-01-01T00:00:00+0x:00", 0},
	{"2020-01-01T00:00:00+0100", 0},
	{"2020-01-01T00:00:00+01:0", 0},
	{"2020-01-01T00:00:00+01:", 0},
	{"2020-01-01T00:00:00+01:x0", 0},
	{"2020-01-01T00:00:00+01:0x", 0},
	{"2020-01-01T00:00:00+24:00", 0},
	{"2020-01-01T00:00:00+00:60", 0},
	{"2020-01-02T00:00:00+23:59", 1577836860},
	{"2020-01-01T00:00:00*01:00", 0},
	{"0001-01-01T00:00:00Z", -62135596800},
};

static void
test_instants(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(instants); i++) {
		time_t instant = 0;
		bool accepted = timestamp_parse(
			instants[i].text, strlen(instants[i].text), &instant);
		if (accepted != (instants[i].instant != 0) ||
			instant != instants[i].instant) {
			fail_msg("%s: %lld", instants[i].text,
				(long long)instant);
		}
	}
}

/* The last day of each month, and the one after it. */
static void
test_ends_of_months(void **state)
{
	static const int lasts[] = {
		31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

	(void)state;
	for (int i = 0; i < 12; i++) {
		char text[40];
		time_t instant = 0;

		(void)snprintf(text, sizeof(text), "2024-%02d-%02dT00:00:00Z",
			i + 1, lasts[i]);
		assert_true(timestamp_parse(text, strlen(text), &instant));
		(void)snprintf(text, sizeof(text), "2024-%02d-%02dT00:00:00Z",
			i + 1, lasts[i] + 1);
		assert_false(timestamp_parse(text, strlen(text), &instant));
	}
}

/* A text is as long as it is said to be, and may end anywhere. */
static void
test_every_end(void **state)
{
	static const char whole[] = "2018-01-09T22:20:02.5+01:00";

	(void)state;
	for (size_t length = 1; length < sizeof(whole); length++) {
		char *text = malloc(length); /* nothing behind it */
		time_t instant = 5;

		assert_non_null(text);
		memcpy(text, whole, length);
		assert_int_equal(timestamp_parse(text, length, &instant),
			length == sizeof(whole) - 1);
		free(text);
	}
}

static void
test_no_text(void **state)
{
	time_t instant = 5;

	(void)state;
	assert_false(timestamp_parse(NULL, 0, &instant));
	assert_false(timestamp_parse("2020\0", 5, &instant));
	assert_false(timestamp_parse("2020-01-01T00:00:00\0", 20, &instant));
	assert_false(timestamp_parse("2020-01-01T00:00:00Z", 10, &instant));
	assert_int_equal(instant, 5);
}

/* Every day of four centuries, there and back, against the C library. */
static void
test_round_trip(void **state)
{
	(void)state;
	for (time_t day = -11676096000; day < 15000000000;
		day += TIMESTAMP_DAY_S) {
		char text[TIMESTAMP_TEXT_SIZE];
		time_t back = 1;
		timestamp_text(day + 86399, text);
		assert_true(timestamp_parse(text, strlen(text), &back));
		assert_int_equal(back, day + 86399);
	}
}

static const char *const refused_http[] = {
	"Sun  06 Nov 1994 08:49:37 GMT",
	"Sun,_06 Nov 1994 08:49:37 GMT",
	"Sun, 6x Nov 1994 08:49:37 GMT",
	"Sun, 06_Nov 1994 08:49:37 GMT",
	"Sun, 06 Nov_1994 08:49:37 GMT",
	"Sun, 06 Nov 19x4 08:49:37 GMT",
	"Sun, 06 Nov 1994_08:49:37 GMT",
	"Sun, 06 Nov 1994 08:49.37 GMT",
	"Sun, 06 xyz 1994 08:49:37 GMT",
	"Sun, 06 Nox 1994 08:49:37 GMT",
	"Sun, 31 Nov 1994 08:49:37 GMT",
	"Sun, 06 Nov 1994 08:49:37 GMT ",
};

static void
test_http_dates(void **state)
{
	time_t instant = 0;

	(void)state;
	assert_true(timestamp_parse_http(
		"Sun, 06 Nov 1994 08:49:37 GMT", &instant));
	assert_int_equal(instant, 784111777);
	assert_false(timestamp_parse_http(
		"Sunday, 06-Nov-94 08:49:37 GMT", &instant));
	assert_false(timestamp_parse_http(
		"Sun, 06 anF 1994 08:49:37 GMT", &instant));
	assert_false(timestamp_parse_http(
		"Sun, 06 Nov 1994 08:49:37 CET", &instant));
	assert_false(timestamp_parse_http("", &instant));
	assert_false(timestamp_parse_http(NULL, &instant));
	for (size_t i = 0; i < COUNT_OF(refused_http); i++) {
		if (timestamp_parse_http(refused_http[i], &instant)) {
			fail_msg("%s", refused_http[i]);
		}
	}
	assert_int_equal(instant, 784111777);
	assert_true(timestamp_parse_http(
		"Thu, 01 Jan 1970 00:00:01 GMT", &instant));
	assert_int_equal(instant, 1);
	assert_true(timestamp_parse_http(
		"Fri, 31 Dec 1999 23:59:59 GMT", &instant));
	assert_int_equal(instant, 946684799);
}

static void
test_days(void **state)
{
	time_t instant = 5;

	(void)state;
	assert_true(timestamp_parse_day("2024-02-29", &instant));
	assert_int_equal(instant, 1709164800);
	assert_true(timestamp_parse_day("2020-07-01T10:36:43Z", &instant));
	assert_int_equal(instant, 1593599803);
	assert_false(timestamp_parse_day("2023-02-29", &instant));
	assert_false(timestamp_parse_day("2024-02-29 ", &instant));
	assert_false(timestamp_parse_day("2024-02", &instant));
	assert_false(timestamp_parse_day("", &instant));
	assert_int_equal(instant, 1593599803);
}

static void
test_what_no_calendar_has(void **state)
{
	char text[TIMESTAMP_TEXT_SIZE];

	(void)state;
	assert_string_equal(
		timestamp_text(253402300799, text), "9999-12-31T23:59:59Z");
	assert_string_equal(timestamp_text(253402300800, text), "never");
	assert_string_equal(
		timestamp_text(-30610224000, text), "1000-01-01T00:00:00Z");
	assert_string_equal(timestamp_text(-30610224001, text), "never");
	/* What .NET writes for no date at all. */
	assert_string_equal(timestamp_text(-62135596800, text), "never");
	assert_string_equal(timestamp_text(INT64_MAX, text), "never");
}

static void
test_durations(void **state)
{
	static const struct {
		const char *text;
		int64_t seconds; /* -1: refused */
	} cases[] = {
		{"0", 0},
		{"900", 900},
		{"900s", 900},
		{"15m", 900},
		{"6h", 21600},
		{"30d", 2592000},
		{"2w", 1209600},
		{"", -1},
		{"-1", -1},
		{"1.5h", -1},
		{"6 h", -1},
		{"6hh", -1},
		{"h", -1},
		{"99999999999999999999", -1},
		{"9999w", -1},
		{"0x10", -1},
		{"3660d", 316224000},
		{"3661d", -1},
		{"316224000", 316224000},
		{"316224001", -1},
		{"/", -1},
		{":", -1},
		{"1/", -1},
		{"1:", -1},
		{"60y", -1},
		{"1w", 604800},
	};

	(void)state;
	assert_false(timestamp_parse_duration(NULL, &(int64_t){0}));
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		int64_t seconds = -1;
		bool accepted =
			timestamp_parse_duration(cases[i].text, &seconds);
		if (accepted != (cases[i].seconds >= 0) ||
			seconds != cases[i].seconds) {
			fail_msg("\"%s\": %lld", cases[i].text,
				(long long)seconds);
		}
	}
}

static void
test_unknown_is_zero(void **state)
{
	(void)state;
	assert_int_equal(timestamp_earliest(0, 5), 5);
	assert_int_equal(timestamp_earliest(5, 0), 5);
	assert_int_equal(timestamp_earliest(6, 5), 5);
	assert_int_equal(timestamp_earliest(5, 6), 5);
	assert_int_equal(timestamp_latest(0, 5), 5);
	assert_int_equal(timestamp_latest(7, 5), 7);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_instants),
		cmocka_unit_test(test_ends_of_months),
		cmocka_unit_test(test_every_end),
		cmocka_unit_test(test_no_text),
		cmocka_unit_test(test_round_trip),
		cmocka_unit_test(test_http_dates),
		cmocka_unit_test(test_days),
		cmocka_unit_test(test_what_no_calendar_has),
		cmocka_unit_test(test_durations),
		cmocka_unit_test(test_unknown_is_zero),
	};

	return cmocka_run_group_tests_name("timestamp", tests, NULL, NULL);
}
