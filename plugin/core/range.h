// SPDX-License-Identifier: MIT
/*
 * range - alert thresholds on the time that is left.
 *
 * Grammar of the Monitoring Plugins guidelines, "Threshold and Ranges":
 * [@][start:][end]; the ends belong to the range; outside alerts, with @ inside
 * alerts.  Numbers are days unless a unit follows (14d, 36h, 90m, 30s, 2w). One
 * documented exception: a bare N, without a colon, means "less than N days",
 * what everybody means who types it here, that is N:.  Pure.
 */
#ifndef CORE_RANGE_H
#define CORE_RANGE_H

#include "core/error.h"

#include <stdbool.h>
#include <stdint.h>

#define RANGE_TEXT_SIZE 64

struct range {
	bool is_set;		    /* false: never alerts */
	bool inside;		    /* @ */
	double start_s;		    /* -INFINITY for ~ */
	double end_s;		    /* INFINITY when left out */
	char text[RANGE_TEXT_SIZE]; /* as it was given */
};

/* Fails with ERROR_USAGE, naming what would be right. */
MUST_CHECK bool range_parse(
	const char *text, struct range *range, struct error *err);

bool range_alerts(const struct range *range, int64_t left_s);

bool range_equal(const struct range *a, const struct range *b);

/*
 * Seconds below which the range alerts, for consumers that take a plain number;
 * false when it is not of that form.
 */
bool range_lower_bound_s(const struct range *range, int64_t *bound_s);

#endif
