// SPDX-License-Identifier: MIT
/*
 * ingest - what a monitoring system tells: an alert was acknowledged, or a
 * state changed.
 *
 * Runs as the monitoring core's user, while the core waits: it puts the request
 * down and returns.  It knows nothing of Microsoft 365, holds no secret and
 * decides nothing.
 */
#ifndef HANDLER_INGEST_H
#define HANDLER_INGEST_H

#include "handler/deliver.h"
#include "handler/options.h"

struct ingest_settings {
	const struct deliver_settings *deliver;
	/* Its tenant is in the configuration. */
	const struct handler_options *options;
	/* From the environment, as somebody typed them; NULL: not there. */
	const char *author;
	const char *comment;
	time_t now;
};

/*
 * Whether it is to be put down.  Most of what a core tells is none of ours: all
 * notifications but acknowledgements; recoveries and SOFT states, which no
 * policy acts on.
 */
bool ingest_is_meant(const struct handler_options *options);

/* Puts it down. */
MUST_CHECK bool ingest(
	const struct ingest_settings *settings, struct error *err);

#endif
