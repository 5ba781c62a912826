// SPDX-License-Identifier: MIT
/*
 * virtual_transport - another transport under the clock of a simulated tenant.
 *
 * Requests take no simulated time; to wait moves the simulation's clock, so
 * that minutes of patience take no real ones.
 */
#ifndef DOUBLES_VIRTUAL_TRANSPORT_H
#define DOUBLES_VIRTUAL_TRANSPORT_H

#include "net/transport.h"

struct virtual_transport {
	struct transport base;
	struct transport *inner; /* borrowed */
	const char *clock_url;	 /* ".../admin/clock"; borrowed */
	time_t now;
	time_t began_at;
};

/* Asks the simulation for its time. */
MUST_CHECK bool virtual_transport_init(struct virtual_transport *transport,
	struct transport *inner, const char *clock_url, struct error *err);

#endif
