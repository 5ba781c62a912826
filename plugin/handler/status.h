// SPDX-License-Identifier: MIT
/*
 * status - telling an overview, to people or as JSON.  Foreign text is cleaned.
 */
#ifndef HANDLER_STATUS_H
#define HANDLER_STATUS_H

#include "handler/overview.h"

#include <stdio.h>

void status_print_json(const struct overview *overview, FILE *out);

/* Reads it, and prints it as one of these. */
MUST_CHECK bool status_print(const struct config *config, const char *tenant,
	bool as_json, FILE *out, struct error *err);

#endif
