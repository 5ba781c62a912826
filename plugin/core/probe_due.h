// SPDX-License-Identifier: MIT
/*
 * probe_due - whether a collector run asks a mailbox for its purpose.
 *
 * In every run: what was never asked, what answered as a user, what changed its
 * plan, what came back from the bin, and for a day what answered and has fallen
 * silent (an answer may lag by hours, or be missing once).  Other silent ones
 * with the daily look, shared ones with the weekly, or if they could not be
 * asked then with the next daily.  Pure.
 * https://learn.microsoft.com/graph/api/user-get-mailboxsettings
 */
#ifndef CORE_PROBE_DUE_H
#define CORE_PROBE_DUE_H

#include "core/mailbox.h"

struct probe_look {
	time_t at;
	bool is_daily;
	bool is_weekly;
};

/* `before`: what was known until this look; NULL: nothing. */
bool probe_is_due(const struct mailbox *before, const struct mailbox *after,
	const struct probe_look *look);

#endif
