// SPDX-License-Identifier: MIT
#include "snmp/value.h"

#include "test.h"

#include <string.h>

static void
test_numbers(void **state)
{
	struct value value;

	(void)state;
	memset(&value, 0x5a, sizeof(value));
	value_integer(&value, -5);
	assert_int_equal(value.type, VALUE_INTEGER);
	assert_int_equal(value.number, -5);
	assert_int_equal(value.length, 0);
	value_integer(&value, INT64_C(1) << 40);
	assert_int_equal(value.number, INT32_MAX);
	value_integer(&value, -(INT64_C(1) << 40));
	assert_int_equal(value.number, INT32_MIN);
	value_unsigned(&value, UINT64_MAX);
	assert_int_equal(value.type, VALUE_UNSIGNED);
	assert_int_equal(value.number, UINT32_MAX);
	value_counter(&value, (UINT64_C(1) << 32) + 7);
	assert_int_equal(value.number, 7); /* it wraps */
	value_truth(&value, true);
	assert_int_equal(value.number, 1);
	value_truth(&value, false);
	assert_int_equal(value.number, 2);
	value_epoch(&value, 1772438400);
	assert_int_equal(value.number, 1772438400);
	value_epoch(&value, 0);
	assert_int_equal(value.number, 0);
	/* Long ago is not the same as not known. */
	value_epoch(&value, -1);
	assert_int_equal(value.number, 1);
	value_epoch(&value, INT64_C(1) << 40);
	assert_int_equal(value.number, UINT32_MAX);
}

static const struct {
	time_t instant;
	size_t length;
	unsigned char octets[11];
} instants[] = {
	{0, 8, {0}},
	{-62135596801, 8, {0}}, /* before the year 1 */
	{-62135596800, 11, {0, 1, 1, 1, 0, 0, 0, 0, '+', 0, 0}},
	{-11644473600, 11, {0x06, 0x41, 1, 1, 0, 0, 0, 0, '+', 0, 0}},
	{-1, 11, {0x07, 0xb1, 12, 31, 23, 59, 59, 0, '+', 0, 0}},
	{1772438400, 11, {0x07, 0xea, 3, 2, 8, 0, 0, 0, '+', 0, 0}},
	{1709251199, 11, {0x07, 0xe8, 2, 29, 23, 59, 59, 0, '+', 0, 0}},
	{253402300799, 11, {0x27, 0x0f, 12, 31, 23, 59, 59, 0, '+', 0, 0}},
	{INT64_C(2005949145599), 11,
		{0xff, 0xff, 12, 31, 23, 59, 59, 0, '+', 0, 0}},
	{INT64_C(2005949145600), 8, {0}},
	{INT64_C(1) << 50, 8, {0}},
};

static void
test_instants(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(instants); i++) {
		struct value value;
		memset(&value, 0x5a, sizeof(value));
		value_instant(&value, instants[i].instant);
		assert_int_equal(value.type, VALUE_OCTETS);
		assert_int_equal(value.number, 0);
		assert_int_equal(value.length, instants[i].length);
		assert_memory_equal(
			value.octets, instants[i].octets, value.length);
	}
}

static void
test_texts(void **state)
{
	char text[1000];
	struct value value;

	(void)state;
	value_text(&value, NULL);
	assert_int_equal(value.length, 0);
	value_text(&value, "a|b\n\x1b\xe2\x80\xae"
			   "c\xff");
	assert_string_equal(value.octets, "a b  c?");
	memset(text, 'x', sizeof(text));
	text[sizeof(text) - 1] = '\0';
	value_text(&value, text);
	assert_int_equal(value.length, VALUE_TEXT_LIMIT);
	assert_string_equal(value.octets + VALUE_TEXT_LIMIT - 3, "...");
	/* Not cut within a character. */
	for (size_t i = 0; i + 2 < sizeof(text); i += 2) {
		memcpy(text + i, "\xc3\xa9", 2);
	}
	value_text(&value, text);
	assert_true(value.length <= VALUE_TEXT_LIMIT);
	assert_memory_equal(value.octets + value.length - 5, "\xc3\xa9...", 5);
	value_guid(&value, &(struct guid){{0xab, 0xcd}});
	assert_string_equal(
		value.octets, "abcd0000-0000-0000-0000-000000000000");
	assert_int_equal(value.length, 36);
}

/* One that is clean already is taken as it is, up to what fits. */
static void
test_clean_texts(void **state)
{
	char text[VALUE_TEXT_LIMIT + 2];
	struct value value;

	(void)state;
	value_clean_text(&value, "a|b");
	assert_int_equal(value.type, VALUE_OCTETS);
	assert_int_equal(value.length, 3);
	assert_memory_equal(value.octets, "a|b", 3);
	memset(text, '|', sizeof(text));
	text[VALUE_TEXT_LIMIT] = '\0';
	value_clean_text(&value, text);
	assert_int_equal(value.length, VALUE_TEXT_LIMIT);
	assert_memory_equal(value.octets, text, VALUE_TEXT_LIMIT);
	text[VALUE_TEXT_LIMIT] = '|';
	text[VALUE_TEXT_LIMIT + 1] = '\0';
	value_clean_text(&value, text);
	assert_int_equal(value.length, VALUE_TEXT_LIMIT);
	assert_memory_equal(value.octets + VALUE_TEXT_LIMIT - 3, "...", 3);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_numbers),
		cmocka_unit_test(test_instants),
		cmocka_unit_test(test_texts),
		cmocka_unit_test(test_clean_texts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
