// SPDX-License-Identifier: MIT
/*
 * capture - running a program to its end and keeping what it says.
 *
 * Its standard input is /dev/null; standard output and standard error come
 * together, as an operator would see them.  No shell is between.
 */
#ifndef PROCESS_CAPTURE_H
#define PROCESS_CAPTURE_H

#include "core/error.h"

#include <stddef.h>

struct capture_request {
	const char *const *argv; /* argv[0] is an absolute path */
	const char *const *environment;
	size_t limit_bytes; /* more is an error, not a cut */
	int limit_s;	    /* longer, and it is killed with its group */
};

struct capture {
	char *text; /* also terminated by a zero byte; to be freed */
	size_t length;
	int code; /* its exit code */
};

/*
 * Fails when it cannot be started, says too much, takes too long, or is ended
 * by a signal; whatever it exits with by itself is true.
 */
MUST_CHECK bool capture_run(const struct capture_request *request,
	struct capture *capture, struct error *err);

#endif
