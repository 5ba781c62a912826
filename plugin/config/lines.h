// SPDX-License-Identifier: MIT
/*
 * lines - the lines of a configuration text, as inih's reader wants them.
 *
 * The library does not say on which line a key stands, splits what is longer
 * than its buffer, and joins what begins with a blank to the value before it.
 * So the lines are counted here, the latter two refused, and section headers,
 * which the library would cut at 49 characters, kept.
 */
#ifndef CONFIG_LINES_H
#define CONFIG_LINES_H

#include "core/error.h"

#include <stdbool.h>
#include <stddef.h>

#define LINES_LIMIT_BYTES 198 /* of one line; comments may be longer */

struct lines {
	const char *next;
	const char *end;
	int number;	     /* of the line that was taken last, from 1 */
	bool takes_indented; /* blanks in front are dropped, not refused */
};

/* `text` is borrowed for as long as the lines are used. */
void lines_init(struct lines *lines, const char *text, size_t length);

enum line_kind { LINE_END, LINE_EMPTY, LINE_HEADER, LINE_KEY, LINE_BAD };

/*
 * Takes one line; comments count as empty.  A header or key line is written to
 * `line`, terminated, without the line end.  LINE_BAD: `err` says why, without
 * the line's number.
 */
enum line_kind lines_take(struct lines *lines, char line[LINES_LIMIT_BYTES + 1],
	struct error *err);

#endif
