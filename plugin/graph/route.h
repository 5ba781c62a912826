// SPDX-License-Identifier: MIT
/*
 * route - the way from this host to the Graph of one tenant: its certificates
 * and its proxy, and how long somebody may keep us waiting.
 */
#ifndef GRAPH_ROUTE_H
#define GRAPH_ROUTE_H

#include "core/tenant.h"
#include "net/transport.h"

struct route_settings {
	const struct tenant *tenant;	     /* both borrowed for the call */
	const struct credential *credential; /* reader or writer */
	unsigned connect_limit_s;
	unsigned stall_s;      /* silent for so long is given up */
	time_t (*clock)(void); /* wall clock, from main.c */
};

/*
 * A new transport, to be freed by its ops.  Plain HTTP is for the endpoint of a
 * managed identity, on this host, and for nothing else.
 */
MUST_CHECK bool route_open(const struct route_settings *settings,
	struct transport **transport, struct error *err);

#endif
