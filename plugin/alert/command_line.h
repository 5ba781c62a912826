// SPDX-License-Identifier: MIT
/*
 * command_line - one external command of Nagios, as a line of its pipe.
 *
 * https://assets.nagios.com/downloads/nagioscore/docs/nagioscore/4/en/extcommands.html
 * Pure but for what it prints into.
 */
#ifndef ALERT_COMMAND_LINE_H
#define ALERT_COMMAND_LINE_H

#include "alert/alert.h"

#include <limits.h>
#include <stddef.h>

/* Written in one piece, so that it mixes with nobody's. */
#define COMMAND_LINE_SIZE PIPE_BUF

/*
 * With its newline; a comment is cut to what fits.  False for a name no service
 * of Nagios can have, as it would change the command.
 */
MUST_CHECK bool command_line(const struct alert_message *message, time_t now,
	char line[COMMAND_LINE_SIZE], size_t *length, struct error *err);

#endif
