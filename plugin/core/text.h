// SPDX-License-Identifier: MIT
/*
 * text - foreign text made fit for a terminal, a status line and a web page of
 * a monitoring system; and durations as people say them.
 *
 * Names come from a directory in which every employee may write his own.  Pure.
 */
#ifndef CORE_TEXT_H
#define CORE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Copies `from` (NULL: "-") into `to` of `size` bytes, which it returns:
 * control characters, | (it begins performance data), line separators,
 * bidirectional overrides and invisible characters become a blank or vanish,
 * < and > become ( and ), so that no web page takes a name for a tag, and
 * invalid UTF-8 and, unless `utf8`, everything beyond ASCII becomes ?.  What
 * does not fit is cut at a character and ends in "...".
 */
const char *text_clean(const char *from, bool utf8, char *to, size_t size);

/* Bytes of the UTF-8 character (RFC 3629) at `text`; 0 when it is invalid. */
size_t text_character_length(const char *text);

/*
 * The code point of the valid character at `text` where it moves a cursor,
 * turns text or is not seen, as a control character of either set; else 0.
 */
uint32_t text_hidden_code(const char *text);

#define TEXT_DURATION_SIZE 32

/* "3d 4h", "5h 10m", "12m", "40s", never more than two units; "-2d 3h". */
const char *text_duration(int64_t seconds, char text[TEXT_DURATION_SIZE]);

#endif
