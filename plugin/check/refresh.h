// SPDX-License-Identifier: MIT
/*
 * refresh - making data fresh before they are judged: one collector a tenant,
 * however many checks want one.
 */
#ifndef CHECK_REFRESH_H
#define CHECK_REFRESH_H

#include "check/view.h"

struct refresh_settings {
	const struct config *config;
	const struct check_options *options;
	const char *const *environment;
	int64_t (*clock_ms)(void); /* monotonic */
	int64_t until_ms;	   /* stop waiting then */
};

/*
 * Starts collectors for the tenants whose data, as read so far, are old (unless
 * one is running, or this user may not write the state directory), waits until
 * they end, and leaves these views to be judged anew.  A
 * collector that is still running at the limit goes on by itself.  An attempt
 * that ended after the wait began is the answer, good or bad: it is not
 * repeated.
 */
void refresh_views(const struct refresh_settings *settings, struct view *views,
	size_t count);

#endif
