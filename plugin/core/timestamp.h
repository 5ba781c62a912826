// SPDX-License-Identifier: MIT
/*
 * timestamp - instants as Microsoft Graph and HTTP write them, and durations as
 * people write them.
 *
 * Instants are UTC seconds since the epoch; 0 means "not known" wherever a
 * time_t of ours is stored, so the epoch itself cannot be told from it (no
 * mailbox is that old).  Pure: knows no time zone and does not ask the clock.
 */
#ifndef CORE_TIMESTAMP_H
#define CORE_TIMESTAMP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#define TIMESTAMP_TEXT_SIZE 21 /* 2026-11-22T14:00:00Z and the end */
#define TIMESTAMP_MINUTE_S 60
#define TIMESTAMP_HOUR_S (60 * TIMESTAMP_MINUTE_S)
#define TIMESTAMP_DAY_S (24 * TIMESTAMP_HOUR_S)

/*
 * RFC 3339 section 5.6 with 0 to 9 fraction digits (Graph sends 0 to 7), which
 * are cut, and Z or a numeric offset.  A leap second counts as the next second.
 * Years 1 to 9999.  The whole of `text` must be the instant.
 */
bool timestamp_parse(const char *text, size_t length, time_t *instant);

/* IMF-fixdate of RFC 9110 section 5.6.7: "Sun, 06 Nov 1994 08:49:37 GMT". */
bool timestamp_parse_http(const char *text, time_t *instant);

/* A day, 2026-11-22, as its first second, or an instant as above. */
bool timestamp_parse_day(const char *text, time_t *instant);

/*
 * RFC 3339 text into `text`, which it returns; before year 1000 and beyond year
 * 9999 "never".
 */
const char *timestamp_text(time_t instant, char text[TIMESTAMP_TEXT_SIZE]);

/*
 * "900", "15m", "6h", "30d", "2w" as seconds; a bare number is seconds.  At
 * most ten years; no sign, no blank, no fraction.
 */
bool timestamp_parse_duration(const char *text, int64_t *seconds);

/* The largest instant that is known: 0 counts as unknown, not as early. */
time_t timestamp_latest(time_t a, time_t b);
/* The smallest instant that is known. */
time_t timestamp_earliest(time_t a, time_t b);

#endif
