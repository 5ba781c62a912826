// SPDX-License-Identifier: MIT
#include "throttle.h"

/* Seconds until the next write would pass; 0: this one does. */
static double
take_from_bucket(
	struct throttle *throttle, const struct switches *switches, time_t now)
{
	double rate = (double)switches->write_limit /
		      (double)switches->write_period_s;

	if (throttle->began_at == 0) {
		throttle->left = (double)switches->write_limit;
	} else {
		throttle->left += rate * (double)(now - throttle->began_at);
	}
	throttle->began_at = now;
	if (throttle->left > (double)switches->write_limit) {
		throttle->left = (double)switches->write_limit;
	}
	throttle->left -= 1;
	/* A whole one has to be there then, not just no debt. */
	return throttle->left >= 0 ? 0 : (1 - throttle->left) / rate;
}

static double
take_from_window(
	struct throttle *throttle, const struct switches *switches, time_t now)
{
	if (throttle->began_at == 0 ||
		now >= throttle->began_at + switches->write_period_s) {
		throttle->began_at = now;
		throttle->left = (double)switches->write_limit;
	}
	throttle->left -= 1;
	if (throttle->left >= 0) {
		return 0;
	}
	return (double)(throttle->began_at + switches->write_period_s - now);
}

bool
throttle_write(const struct call *call, struct reply *reply)
{
	struct tenant *tenant = call->tenant;
	const struct switches *switches = &tenant->switches;
	double wait_s = 0;

	if (switches->write_limit == 0) {
		return false;
	}
	wait_s =
		switches->write_model == WRITES_IN_WINDOW
			? take_from_window(&tenant->writes, switches, call->now)
			: take_from_bucket(
				  &tenant->writes, switches, call->now);
	if (wait_s <= 0) {
		return false;
	}
	reply_error(call, reply, 429, "TooManyRequests",
		"Too many requests. Please retry again later.");
	reply_header(reply, "Retry-After", "%.3f", wait_s);
	reply_header(reply, "x-ms-throttle-scope",
		"Tenant_Application/Write/%s", call->app->client_id);
	reply_header(reply, "x-ms-throttle-information", "WriteLimitExceeded");
	return true;
}
