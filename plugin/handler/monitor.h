// SPDX-License-Identifier: MIT
/*
 * monitor - the way to one Icinga 2: its secret, its certificates, a transport.
 */
#ifndef HANDLER_MONITOR_H
#define HANDLER_MONITOR_H

#include "alert/icinga2.h"
#include "config/config.h"

#define MONITOR_QUESTION_S 10 /* of one question */

/* All NULL: closed. */
struct monitor {
	struct transport *transport;
	struct icinga2 *icinga2;
};

/* Asks nothing yet; to be closed, also where it failed. */
MUST_CHECK bool monitor_open(const struct icinga2_site *site,
	time_t (*clock)(void), struct monitor *monitor, struct error *err);
void monitor_close(struct monitor *monitor);

#endif
