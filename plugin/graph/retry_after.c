// SPDX-License-Identifier: MIT
#include "graph/retry_after.h"

#include <string.h>

#include "core/timestamp.h"

#define BACKOFF_MAX_S 60

/* "2", "2.128"; false for anything else. */
static bool
parse_seconds(const char *text, int64_t *wait_s)
{
	static const char digits[] = "0123456789";
	size_t whole = strspn(text, digits);
	const char *rest = text + whole;
	int64_t seconds = 0;

	if (whole == 0) {
		return false;
	}
	for (size_t i = 0; i < whole && seconds <= RETRY_AFTER_MAX_S; i++) {
		seconds = seconds * 10 + (text[i] - '0');
	}
	if (*rest == '.') {
		size_t fraction = strspn(rest + 1, digits);
		if (strspn(rest + 1, "0") < fraction) {
			seconds++;
		}
		rest += 1 + fraction;
	}
	if (*rest != '\0') {
		return false;
	}
	*wait_s = seconds;
	return true;
}

bool
retry_after_parse(const char *text, time_t now, int64_t *wait_s)
{
	int64_t seconds = 0;
	time_t instant = 0;

	if (text == NULL) {
		return false;
	}
	text += strspn(text, " \t");
	if (!parse_seconds(text, &seconds)) {
		if (!timestamp_parse_http(text, &instant)) {
			return false;
		}
		seconds = instant > now ? (int64_t)(instant - now) : 0;
	}
	*wait_s = seconds > RETRY_AFTER_MAX_S ? RETRY_AFTER_MAX_S : seconds;
	return true;
}

/* splitmix64, by Sebastiano Vigna, in the public domain. */
static uint64_t
draw(uint64_t *state)
{
	uint64_t z = *state += UINT64_C(0x9e3779b97f4a7c15);

	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return z ^ (z >> 31);
}

int64_t
retry_after_backoff(unsigned tries, uint64_t *state)
{
	int64_t full_s = tries >= 6 ? BACKOFF_MAX_S : INT64_C(1) << tries;
	int64_t half_s = full_s / 2;

	if (half_s == 0) {
		return full_s;
	}
	return half_s + (int64_t)(draw(state) % (uint64_t)(half_s + 1));
}
