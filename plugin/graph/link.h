// SPDX-License-Identifier: MIT
/*
 * link - where a link to a next page may lead.  Pure.
 */
#ifndef GRAPH_LINK_H
#define GRAPH_LINK_H

#include "core/error.h"

#include <stddef.h>

/*
 * A copy of `text` in `*link` when it is an absolute URL of the same scheme,
 * host and port as `graph_url`; ERROR_REMOTE otherwise, naming the foreign
 * host.
 */
MUST_CHECK bool link_accept(const char *text, size_t length,
	const char *graph_url, char **link, struct error *err);

#endif
