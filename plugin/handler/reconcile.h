// SPDX-License-Identifier: MIT
/*
 * reconcile - asking the monitoring systems what is acknowledged, for what was
 * not told: without a notification, or while this host was down.
 *
 * Whatever handler.db does not know yet is put down as a request.  Also what is
 * too old to be acted on: the policy leaves it alone, and its row in handler.db
 * is how we remember that it was seen.
 *
 * It also starts the worker (deliver.h) where one left something: cron is all
 * that a site without systemd has.
 */
#ifndef HANDLER_RECONCILE_H
#define HANDLER_RECONCILE_H

#include "handler/deliver.h"

#include <stdio.h>

struct reconcile_settings {
	const struct deliver_settings *deliver;
	time_t now;
	time_t (*clock)(void);
	FILE *say; /* what was new */
	bool verbose;
};

/*
 * Asks all of them.  Where one cannot be asked, or one request cannot be put
 * down, the others are gone on with and the first reason is the error.
 */
MUST_CHECK bool reconcile(
	const struct reconcile_settings *settings, struct error *err);

#endif
