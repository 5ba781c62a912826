// SPDX-License-Identifier: MIT
/*
 * finding - what a self-test says: one line for each thing it looked at, and
 * below it what to do where that is not fine.
 *
 *   ok    contoso token: granted to the reader
 *   FAIL  contoso User.Read.All: not permitted to read users (403)
 *         do: grant it in Microsoft Entra and give admin consent
 */
#ifndef CORE_FINDING_H
#define CORE_FINDING_H

#include <stdbool.h>

enum finding_level {
	FINDING_OK,
	FINDING_SKIP, /* could not or need not be looked at */
	FINDING_WARN, /* works, but not as well as it might */
	FINDING_FAIL, /* something will not work */
};

/* Told of each as it is found: lines without the last line end. */
typedef void finding_fn(void *context, const char *lines);

struct findings {
	finding_fn *tell;
	void *context;
	unsigned failures;
	unsigned warnings;
};

/* `what` was looked at and is fine; the rest says how. */
void finding_ok(struct findings *findings, const char *what, const char *format,
	...) __attribute__((format(printf, 3, 4)));

/* The same where it is not; `advice` is what to do, NULL: nothing. */
void finding_add(struct findings *findings, enum finding_level level,
	const char *what, const char *advice, const char *format, ...)
	__attribute__((format(printf, 5, 6)));

#endif
