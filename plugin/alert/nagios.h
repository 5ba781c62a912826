// SPDX-License-Identifier: MIT
/*
 * nagios - Nagios Core 4 and Naemon: status.dat to read, the command pipe to
 * write.
 *
 * https://assets.nagios.com/downloads/nagioscore/docs/nagioscore/4/en/extcommands.html
 */
#ifndef ALERT_NAGIOS_H
#define ALERT_NAGIOS_H

#include "alert/alert.h"

#define NAGIOS_STATUS_LIMIT_BYTES ((size_t)512 * 1024 * 1024)

/*
 * Every service of status.dat that is acknowledged and has the custom variable
 * _MBX_TENANT, in the order of their names; nothing is visited unless all could
 * be read.  `created_at`: when the core wrote it; what happened after is not in
 * it.  ERROR_WAIT: it is not there, or was changed while it was read.
 */
MUST_CHECK bool nagios_acknowledged(const struct nagios_site *site,
	acknowledgement_fn *visit, void *context, time_t *created_at,
	struct error *err);

/*
 * One service, acknowledged or not, also without _MBX_TENANT; `*found` false:
 * not in there.
 */
MUST_CHECK bool nagios_find(const struct nagios_site *site, const char *host,
	const char *service, acknowledgement_fn *visit, void *context,
	bool *found, time_t *created_at, struct error *err);

/* The first from text in memory, which a fuzzer can reach. */
MUST_CHECK bool nagios_read_status(const char *text, size_t length,
	acknowledgement_fn *visit, void *context, time_t *created_at,
	struct error *err);

/*
 * Writes one command into the pipe without ever waiting or creating anything.
 * ERROR_WAIT: nobody reads it now.  Whether Nagios knows the service it does
 * not tell; a semicolon in the text becomes a comma.
 */
MUST_CHECK bool nagios_tell(const struct nagios_site *site,
	const struct alert_message *message, time_t now, struct error *err);

/* Whether the pipe could be written to now; writes nothing. */
MUST_CHECK bool nagios_listens(
	const struct nagios_site *site, struct error *err);

/*
 * Tells it to read its configuration anew.  One that Nagios does not accept is
 * the end of Nagios: only after a look with "nagios -v".
 */
MUST_CHECK bool nagios_restart(
	const struct nagios_site *site, time_t now, struct error *err);

#endif
