// SPDX-License-Identifier: MIT
/*
 * value - what one variable of the MIB holds, in SMIv2's own terms.
 *
 * Pure.  What a program of ours does not know is said by a value too ("", 0,
 * the DateAndTime of all zeros), never by a hole in a table: a walk goes on.
 */
#ifndef SNMP_VALUE_H
#define SNMP_VALUE_H

#include "core/guid.h"
#include "core/tenant.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#define VALUE_TEXT_LIMIT 255 /* of an SnmpAdminString, in octets */

enum value_type {
	VALUE_INTEGER,	/* Integer32 and enumerations */
	VALUE_UNSIGNED, /* Unsigned32, Gauge32 */
	VALUE_COUNTER,	/* Counter32 */
	VALUE_OCTETS,
};

struct value {
	enum value_type type;
	int64_t number;
	size_t length; /* of octets */
	char octets[VALUE_TEXT_LIMIT + 1];
};

/* Numbers beyond the type's range stop at its ends. */
void value_integer(struct value *value, int64_t number);
void value_unsigned(struct value *value, uint64_t number);
void value_counter(struct value *value, uint64_t number);
/* TruthValue: true(1), false(2). */
void value_truth(struct value *value, bool truth);
/* SnmpAdminString; NULL is "".  Cleaned for people and cut. */
void value_text(struct value *value, const char *text);
/* One that was cleaned before. */
void value_clean_text(struct value *value, const char *text);
void value_guid(struct value *value, const struct guid *guid);
/* DateAndTime in UTC; 0 is '0000000000000000'H. */
void value_instant(struct value *value, time_t instant);
/* Seconds since the epoch as Unsigned32; 0: not known, 1: long before it. */
void value_epoch(struct value *value, time_t instant);

#endif
