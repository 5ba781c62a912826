// SPDX-License-Identifier: MIT
/*
 * monitors - every Icinga 2 of the configuration, opened when it is first
 * spoken to.  One that does not answer is let alone for a while, which the
 * worker remembers: thousands may want to tell it something.
 */
#ifndef HANDLER_MONITORS_H
#define HANDLER_MONITORS_H

#include "handler/monitor.h"
#include "handler/work.h"

struct monitors {
	struct work *work;
	struct monitor *each; /* in the order of the configuration */
};

void monitors_init(struct monitors *monitors, struct work *work);
void monitors_release(struct monitors *monitors);

/*
 * The one of that name, or the only one; open until monitors_release().
 * ERROR_WAIT: it is let alone until `*not_before`.  ERROR_CONFIG: there is
 * none,
 * `*not_before` untouched.  Else it cannot be opened (its password file, most
 * often), and is tried again at `*not_before`.
 */
MUST_CHECK bool monitors_reach(struct monitors *monitors, const char *instance,
	struct icinga2 **icinga2, time_t *not_before, struct error *err);

/* What came of a question to it; NULL: it answered. */
void monitors_heard(struct monitors *monitors, const char *instance,
	const struct error *failure, time_t *not_before);

/* Since when it does not answer; 0: it does, or was not asked. */
time_t monitors_silent_since(
	const struct monitors *monitors, const char *instance);

/* The longer, the more often it failed. */
time_t monitors_wait_s(int64_t failures, time_t limit_s);

#endif
