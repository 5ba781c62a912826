// SPDX-License-Identifier: MIT
#include "check/html_writer.h"

#include "test.h"

#include <stdlib.h>

#include "core/stream.h"

#define GONE "\xef\xbf\xbd"

static const struct {
	const char *name;
	const char *from;
	const char *to;
} texts[] = {
	{"nothing", NULL, ""},
	{"plain", "Ada", "Ada"},
	{"an umlaut", "J\xc3\xb6rg", "J\xc3\xb6rg"},
	{"markup", "<b a=\"1\" c='2'>&amp;",
		"&lt;b a=&quot;1&quot; c=&#39;2&#39;&gt;&amp;amp;"},
	{"no UTF-8", "a\xff\xc3", "a" GONE GONE},
	{"a newline", "a\nb", "a" GONE "b"},
	{"C1",
		"a\xc2\x9b"
		"b",
		"a" GONE "b"},
	{"turned",
		"\xe2\x80\xae"
		"ada",
		GONE "ada"},
	{"not seen",
		"a\xe2\x80\x8b"
		"b",
		"a" GONE "b"},
	{"a tag", "\xf3\xa0\x81\x81", GONE},
	{"a bar", "a|b", "a|b"},
};

static void
test_text(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(texts); i++) {
		char *text = NULL;
		size_t size = 0;
		FILE *out = stream_open(&text, &size);

		html_text(texts[i].from, out);
		assert_int_equal(fclose(out), 0);
		print_message("%s\n", texts[i].name);
		assert_string_equal(text, texts[i].to);
		free(text);
	}
}

static const struct {
	uint64_t count;
	const char *exact;
	const char *brief;
} counts[] = {
	{0, "0", "0"},
	{999, "999", "999"},
	{1000, "1000", "1.0k"},
	{9999, "9999", "9.9k"},
	{10000, "10.0k", "10k"},
	{99999, "99.9k", "99k"},
	{100000, "100k", "100k"},
	{999999, "999k", "999k"},
	{1000000, "1.0M", "1.0M"},
	{10000000, "10.0M", "10M"},
	{100000000, "100M", "100M"},
};

static void
test_counts(void **state)
{
	char text[HTML_COUNT_SIZE];

	(void)state;
	for (size_t i = 0; i < COUNT_OF(counts); i++) {
		assert_string_equal(
			html_count(counts[i].count, text), counts[i].exact);
		assert_string_equal(html_count_short(counts[i].count, text),
			counts[i].brief);
	}
}

static void
test_days(void **state)
{
	char day[HTML_DAY_SIZE];
	char *text = NULL;
	size_t size = 0;
	FILE *out = stream_open(&text, &size);

	(void)state;
	/* 2027-01-15T08:00:00Z, a Friday */
	assert_int_equal(html_day_of_month(1800000000), 15);
	assert_int_equal(html_weekday(1800000000), 5);
	assert_string_equal(
		html_day(1800000000, 1800000000, day), "Fri 15 Jan");
	assert_string_equal(html_day(1800000000, 1, day), "15 Jan 2027");
	html_instant(0, 1, out);
	html_instant(1800000000, 1800000000, out);
	assert_int_equal(fclose(out), 0);
	assert_string_equal(text,
		"\xe2\x80\x93<time datetime=\"2027-01-15T08:00:00Z\">"
		"Fri 15 Jan 08:00 UTC</time>");
	free(text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_text),
		cmocka_unit_test(test_counts),
		cmocka_unit_test(test_days),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
