// SPDX-License-Identifier: MIT
/*
 * nagios_objects - one service a mailbox for Nagios: the file of objects that
 * is made for it, and the results it is fed with.
 *
 * The file is what is there: it is read before it is written, and what it says
 * stays where nothing is known to the contrary.  Nobody else writes it.
 */
#ifndef ALERT_NAGIOS_OBJECTS_H
#define ALERT_NAGIOS_OBJECTS_H

#include "core/error.h"
#include "core/roster.h"
#include "core/site.h"

#include <time.h>

#define NAGIOS_OBJECTS_LIMIT_BYTES ((size_t)32 * 1024 * 1024)

/* One of them, under the name it has; borrowed. */
struct nagios_entry {
	const char *name;
	const struct roster_service *service;
	bool is_there; /* Nagios knows it already */
};

/*
 * Its text, to be freed; "" where it is empty or not there.  Fails for one that
 * we have not made.
 */
MUST_CHECK bool nagios_objects_read(
	const char *path, char **text, struct error *err);

/* What such a text says; to be released one by one. */
MUST_CHECK bool nagios_objects_parse(const char *text,
	struct roster_found **found, size_t *count, struct error *err);

/*
 * The text for these, to be freed; sorts them.  `is_fed`: results come through
 * check_result_path, and Nagios checks only when they do not.
 */
char *nagios_objects_text(
	struct nagios_entry *entries, size_t count, bool is_fed);

/* Replaces the file in one piece. */
MUST_CHECK bool nagios_objects_write(
	const char *path, const char *text, struct error *err);

/* Puts the results of all that are there into check_result_path. */
MUST_CHECK bool nagios_feed(const struct nagios_site *site,
	const struct nagios_entry *entries, size_t count, time_t checked_at,
	struct error *err);

#endif
