// SPDX-License-Identifier: MIT
/*
 * aadsts - what to do about a refusal of Microsoft's token endpoint.
 *
 * https://learn.microsoft.com/entra/identity-platform/reference-error-codes
 */
#ifndef GRAPH_AADSTS_H
#define GRAPH_AADSTS_H

#include "core/error.h"

#include <stddef.h>

/*
 * Turns the body of a refused token request (HTTP `status`) into an error. Only
 * codes get from the body into the text, never what was sent.
 */
void aadsts_explain(
	int status, const char *body, size_t length, struct error *err);

/* Whether this looks like a page for people rather than JSON. */
bool aadsts_is_html(const char *content_type, const char *body);

#endif
