// SPDX-License-Identifier: MIT
/*
 * status - telling an overview, to people or as JSON.  Foreign text is cleaned.
 */
#ifndef HANDLER_STATUS_H
#define HANDLER_STATUS_H

#include "handler/overview.h"

#include <stdio.h>

void status_print_text(const struct overview *overview, FILE *out);
void status_print_json(const struct overview *overview, FILE *out);

#endif
