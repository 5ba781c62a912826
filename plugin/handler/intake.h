// SPDX-License-Identifier: MIT
/*
 * intake - what lies in the inbox becomes rows of handler.db.
 */
#ifndef HANDLER_INTAKE_H
#define HANDLER_INTAKE_H

#include "handler/work.h"

/*
 * Takes everything that is there; a file that cannot be read as a request
 * becomes a refused row.
 */
MUST_CHECK bool intake(struct work *work, struct error *err);

#endif
