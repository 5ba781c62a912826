// SPDX-License-Identifier: MIT
#include "core/clock.h"

bool
clock_check(int64_t offset_s, struct error *err)
{
	if (offset_s <= CLOCK_LIMIT_S && offset_s >= -CLOCK_LIMIT_S) {
		return true;
	}
	return error_set(err, ERROR_CONFIG,
		"this host's clock is %lld s %s Microsoft Graph's: correct it "
		"(NTP), or every deadline is wrong",
		(long long)(offset_s < 0 ? -offset_s : offset_s),
		offset_s > 0 ? "behind" : "ahead of");
}

bool
clock_is_future(time_t at, time_t now)
{
	return at > now + CLOCK_LIMIT_S;
}

bool
clock_is_within(time_t since, int64_t limit_s, time_t now)
{
	return !clock_is_future(since, now) &&
	       (int64_t)now - (int64_t)since < limit_s;
}
