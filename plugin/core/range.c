// SPDX-License-Identifier: MIT
#include "core/range.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/timestamp.h"

#define RANGE_END_LIMIT_DAYS 36500.0

/* In seconds; days where none is written. */
static double
take_unit(const char **at)
{
	static const struct {
		char letter;
		double seconds;
	} units[] = {
		{'s', 1},
		{'m', TIMESTAMP_MINUTE_S},
		{'h', TIMESTAMP_HOUR_S},
		{'d', TIMESTAMP_DAY_S},
		{'w', 7.0 * TIMESTAMP_DAY_S},
	};

	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
		if (**at == units[i].letter) {
			(*at)++;
			return units[i].seconds;
		}
	}
	return TIMESTAMP_DAY_S;
}

/* Digits with at most one point; strtod would also take hex, nan and blanks. */
static bool
take_number(const char **at, double *seconds)
{
	char digits[24];
	const char *start = *at;
	const char *end = start + (*start == '-' ? 1 : 0);
	size_t span = strspn(end, "0123456789");
	size_t length = 0;

	if (span == 0) {
		return false;
	}
	end += span;
	if (*end == '.') {
		span = strspn(end + 1, "0123456789");
		if (span == 0) {
			return false;
		}
		end += 1 + span;
	}
	length = (size_t)(end - start);
	if (length >= sizeof(digits)) {
		return false;
	}
	memcpy(digits, start, length);
	digits[length] = '\0';
	*at = end;
	*seconds = strtod(digits, NULL) * take_unit(at);
	return fabs(*seconds) <= RANGE_END_LIMIT_DAYS * TIMESTAMP_DAY_S;
}

static bool
parse_bounds(const char *at, struct range *range)
{
	double first_s = 0;
	bool has_first = false;

	if (strncmp(at, "~:", 2) == 0) {
		range->start_s = -INFINITY;
		at += 2;
	} else {
		has_first = take_number(&at, &first_s);
		if (has_first && *at == '\0') {
			if (range->inside) { /* @10 is @0:10 */
				range->end_s = first_s;
			} else {
				range->start_s = first_s;
			}
			return range->start_s <= range->end_s;
		}
		if (*at != ':') {
			return false;
		}
		range->start_s = has_first ? first_s : 0;
		at++;
		if (*at == '\0') {
			return has_first;
		}
	}
	if (*at == '\0') {
		return true;
	}
	return take_number(&at, &range->end_s) && *at == '\0' &&
	       range->start_s <= range->end_s;
}

bool
range_parse(const char *text, struct range *range, struct error *err)
{
	struct range parsed = {.is_set = true, .end_s = INFINITY};
	const char *at = text;

	if (*at == '@') {
		parsed.inside = true;
		at++;
	}
	if (strlen(text) >= sizeof(parsed.text) || !parse_bounds(at, &parsed)) {
		return error_set(err, ERROR_USAGE,
			"\"%.40s\" is not a threshold range; write for example "
			"10: (alert below 10 days left), 36h: or @0:5",
			text);
	}
	memcpy(parsed.text, text, strlen(text) + 1);
	*range = parsed;
	return true;
}

bool
range_alerts(const struct range *range, int64_t left_s)
{
	bool is_inside = false;

	if (!range->is_set) {
		return false;
	}
	is_inside = (double)left_s >= range->start_s &&
		    (double)left_s <= range->end_s;
	return range->inside ? is_inside : !is_inside;
}

bool
range_equal(const struct range *a, const struct range *b)
{
	return a->is_set == b->is_set && a->inside == b->inside &&
	       !(a->start_s < b->start_s) && !(a->start_s > b->start_s) &&
	       !(a->end_s < b->end_s) && !(a->end_s > b->end_s);
}

bool
range_lower_bound_s(const struct range *range, int64_t *bound_s)
{
	if (!range->is_set || range->inside || isinf(range->start_s) ||
		!isinf(range->end_s)) {
		return false;
	}
	*bound_s = (int64_t)range->start_s;
	return true;
}
