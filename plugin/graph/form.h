// SPDX-License-Identifier: MIT
/*
 * form - percent-encoding for queries and for application/x-www-form-urlencoded
 * bodies (RFC 3986 section 2.1).  Pure.
 */
#ifndef GRAPH_FORM_H
#define GRAPH_FORM_H

/* A copy with everything but letters, digits and -._~ encoded. */
char *form_encode(const char *text) __attribute__((returns_nonnull));

#endif
