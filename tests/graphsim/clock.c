// SPDX-License-Identifier: MIT
#include "clock.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static time_t
monotonic_s(void)
{
	struct timespec now;

	if (clock_gettime(CLOCK_MONOTONIC, &now) != 0) {
		abort();
	}
	return now.tv_sec;
}

time_t
clock_now(const struct clock *clock)
{
	if (!clock->running) {
		return clock->set_to;
	}
	return clock->set_to + (monotonic_s() - clock->set_when);
}

void
clock_set(struct clock *clock, time_t to)
{
	clock->set_to = to;
	clock->set_when = monotonic_s();
}

bool
clock_parse(const char *text, time_t *at)
{
	struct tm parts = {0};
	const char *rest = strptime(text, "%Y-%m-%d", &parts);

	if (rest == NULL) {
		return false;
	}
	if (*rest == '\0') {
		*at = timegm(&parts);
		return true;
	}
	rest = strptime(rest, "T%H:%M:%S", &parts);
	if (rest == NULL) {
		return false;
	}
	if (*rest == '.') {
		size_t digits = strspn(rest + 1, "0123456789");

		if (digits < 1 || digits > 7) {
			return false;
		}
		rest += 1 + digits;
	}
	if (strcmp(rest, "Z") != 0) {
		return false;
	}
	*at = timegm(&parts);
	return true;
}

bool
clock_parse_duration(const char *text, long *seconds)
{
	char *end = NULL;
	long value = strtol(text, &end, 10);
	long unit;

	if (end == text || value < 0 || value > 100L * 365 * CLOCK_DAY_S) {
		return false;
	}
	if (strcmp(end, "") == 0 || strcmp(end, "s") == 0) {
		unit = 1;
	} else if (strcmp(end, "m") == 0) {
		unit = 60;
	} else if (strcmp(end, "h") == 0) {
		unit = 3600;
	} else if (strcmp(end, "d") == 0) {
		unit = CLOCK_DAY_S;
	} else {
		return false;
	}
	*seconds = value * unit;
	return true;
}

/* Breaking a time down is slow and neighbours often share it. */
static const char *
whole_seconds(time_t at)
{
	static char text[CLOCK_TEXT_SIZE];
	static time_t cached;
	struct tm parts;

	if (text[0] != '\0' && cached == at) {
		return text;
	}
	if (gmtime_r(&at, &parts) == NULL ||
		strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%S", &parts) ==
			0) {
		abort();
	}
	cached = at;
	return text;
}

void
clock_format(time_t at, unsigned digits, char text[CLOCK_TEXT_SIZE])
{
	/* The model counts seconds; the fraction is made up, but constant. */
	unsigned fraction = (unsigned)at * 2654435761U % 10000000U;
	char tail[16];

	if (digits == 0) {
		snprintf(text, CLOCK_TEXT_SIZE, "%.19sZ", whole_seconds(at));
		return;
	}
	snprintf(tail, sizeof(tail), "%07u", fraction);
	snprintf(text, CLOCK_TEXT_SIZE, "%.19s.%.*sZ", whole_seconds(at),
		(int)(digits < 7 ? digits : 7), tail);
}

void
clock_format_http(time_t at, char text[CLOCK_TEXT_SIZE])
{
	struct tm parts;

	if (gmtime_r(&at, &parts) == NULL ||
		strftime(text, CLOCK_TEXT_SIZE, "%a, %d %b %Y %H:%M:%S GMT",
			&parts) == 0) {
		abort();
	}
}
