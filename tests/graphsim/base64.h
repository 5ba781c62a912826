// SPDX-License-Identifier: MIT
#ifndef GRAPHSIM_BASE64_H
#define GRAPHSIM_BASE64_H

/*
 * base64 - the URL-safe alphabet without padding, as JSON Web Tokens use it.
 */

#include <stdbool.h>
#include <stddef.h>

#include "text.h"

void base64url_add(struct text *out, const unsigned char *data, size_t size);

/* Appends the bytes of `size` characters; false when they are not base64url. */
bool base64url_decode(struct text *out, const char *data, size_t size);

#endif
