// SPDX-License-Identifier: MIT
/*
 * error - what went wrong, in words an operator can act on.
 *
 * Whatever can fail returns bool and takes a `struct error *` last: true, or
 * false with `err` filled in and every other output untouched.  The function
 * that meets the failure records its cause with error_set(); callers on the way
 * up add where it happened with error_prefix().  Text never carries secrets.
 */
#ifndef CORE_ERROR_H
#define CORE_ERROR_H

#include <stdbool.h>

#define MUST_CHECK __attribute__((warn_unused_result))

/* Named after what the reader has to do, not after what failed. */
enum error_code {
	ERROR_NONE,
	ERROR_USAGE,	  /* correct the command line */
	ERROR_CONFIG,	  /* correct the configuration or a file it names */
	ERROR_PERMISSION, /* grant the right that is named */
	ERROR_DISK,	  /* make room, repair, or correct file modes */
	ERROR_WAIT,	  /* the other side is busy or away: it passes */
	ERROR_REMOTE,	  /* the other side answered what it must not */
	ERROR_OUTDATED,	  /* data of another version of this package */
	ERROR_INTERNAL,	  /* tell us */
};

#define ERROR_TEXT_SIZE 640

struct error {
	enum error_code code;
	char text[ERROR_TEXT_SIZE]; /* one line, no newline */
};

/*
 * Records a cause; always returns false.  Control characters in the formatted
 * text are replaced by blanks; what does not fit is cut between characters.
 */
bool error_set(struct error *err, enum error_code code, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/*
 * Puts "<formatted>: " in front of the recorded text; always returns false.
 * When both do not fit the prefix is dropped, never the cause.
 */
bool error_prefix(struct error *err, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

#endif
