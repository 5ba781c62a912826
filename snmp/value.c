// SPDX-License-Identifier: MIT
#include "snmp/value.h"

#include <stdio.h>
#include <string.h>

#include "core/text.h"
#include "core/timestamp.h"

static int64_t
between(int64_t number, int64_t least, int64_t most)
{
	return number < least ? least : number > most ? most : number;
}

static void
set_number(struct value *value, enum value_type type, int64_t number)
{
	value->type = type;
	value->number = number;
	value->length = 0;
}

void
value_integer(struct value *value, int64_t number)
{
	set_number(value, VALUE_INTEGER, between(number, INT32_MIN, INT32_MAX));
}

void
value_unsigned(struct value *value, uint64_t number)
{
	set_number(value, VALUE_UNSIGNED,
		number > UINT32_MAX ? UINT32_MAX : (int64_t)number);
}

void
value_counter(struct value *value, uint64_t number)
{
	set_number(value, VALUE_COUNTER, (int64_t)(number & UINT32_MAX));
}

void
value_truth(struct value *value, bool truth)
{
	set_number(value, VALUE_INTEGER, truth ? 1 : 2);
}

static void
set_octets(struct value *value, size_t length)
{
	value->type = VALUE_OCTETS;
	value->number = 0;
	value->length = length;
}

void
value_text(struct value *value, const char *text)
{
	text_clean(text == NULL ? "" : text, true, value->octets,
		sizeof(value->octets));
	set_octets(value, strlen(value->octets));
}

void
value_clean_text(struct value *value, const char *text)
{
	size_t length = strlen(text);

	if (length > VALUE_TEXT_LIMIT) {
		value_text(value, text);
		return;
	}
	memcpy(value->octets, text, length);
	set_octets(value, length);
}

void
value_guid(struct value *value, const struct guid *guid)
{
	_Static_assert(GUID_TEXT_SIZE <= VALUE_TEXT_LIMIT, "a GUID fits");
	(void)guid_text(guid, value->octets);
	set_octets(value, GUID_TEXT_SIZE - 1);
}

/* RFC 2579: year in two octets, then one each; the offset is "+" 0 0. */
void
value_instant(struct value *value, time_t instant)
{
	struct tm parts = {0};
	int year = 0;

	if (instant == 0 || gmtime_r(&instant, &parts) == NULL ||
		parts.tm_year < 1 - 1900 || parts.tm_year > 65535 - 1900) {
		memset(value->octets, 0, 8);
		set_octets(value, 8);
		return;
	}
	year = parts.tm_year + 1900;
	value->octets[0] = (char)(year >> 8);
	value->octets[1] = (char)(year & 0xff);
	value->octets[2] = (char)(parts.tm_mon + 1);
	value->octets[3] = (char)parts.tm_mday;
	value->octets[4] = (char)parts.tm_hour;
	value->octets[5] = (char)parts.tm_min;
	value->octets[6] = (char)parts.tm_sec;
	value->octets[7] = 0;
	value->octets[8] = '+';
	value->octets[9] = 0;
	value->octets[10] = 0;
	set_octets(value, 11);
}

void
value_epoch(struct value *value, time_t instant)
{
	value_unsigned(value, instant < 0 ? 1 : (uint64_t)instant);
}
