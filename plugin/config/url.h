// SPDX-License-Identifier: MIT
/*
 * url - the plain web addresses the configuration takes.
 *
 * SCHEME://HOST[:PORT][/PATH]: no user, no password, no query, no fragment.
 * Pure.
 */
#ifndef CONFIG_URL_H
#define CONFIG_URL_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Whether `text` is such an address and its scheme one of `schemes`, which ends
 * with NULL; `*length` is then its length without slashes at the end.
 */
bool url_check(const char *text, const char *const schemes[], size_t *length);

/* Labels of letters, digits and inner hyphens, joined by dots. */
bool url_is_host_name(const char *text, size_t length);

#endif
