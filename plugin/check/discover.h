// SPDX-License-Identifier: MIT
/*
 * discover - one service for each mailbox: for the import of a configuration
 * tool as JSON, or as objects of Icinga 2 or Nagios.
 *
 * What is listed is what the check reports: a restored mailbox leaves after a
 * day, a lost one stays until it is released or long overdue.  Names are made
 * of a to z, 0 to 9 and -, which no monitoring system takes for anything else;
 * they begin with what stands before the @ and end in the first digits of the
 * object id, so two never collide and a change of domain or case keeps them.
 * Nothing of it changes from run to run but what changed in the directory.
 */
#ifndef CHECK_DISCOVER_H
#define CHECK_DISCOVER_H

#include "check/json_writer.h"
#include "check/report.h"

/*
 * Prints them all, or fails and prints nothing where a tenant cannot be judged
 * by data of our days: whoever creates services by this list removes those that
 * are not in it.  Of DISCOVER_RESULTS each tenant says so for itself, and
 * nothing fails.
 */
MUST_CHECK bool discover_print(
	const struct report *report, FILE *out, struct error *err);

/*
 * For handle_mailbox_expiry sync: each service with what a check of this one
 * mailbox would answer now, byte for byte, and its rank (1 is the most urgent);
 * each tenant with whether it could be judged by data of our days.  Where it
 * could not, nothing may be removed for not being listed.
 */
void discover_results(const struct report *report, FILE *out);

/* Whether what is not listed can be believed to be gone; else why not. */
bool discover_is_judged(const struct view *view, const char **problem);

/* The members that describe one of them. */
void discover_describe(
	struct json_writer *json, const struct report_item *entry);

#endif
