// SPDX-License-Identifier: MIT
/*
 * intake - what lies in the inbox becomes rows of handler.db.
 */
#ifndef HANDLER_INTAKE_H
#define HANDLER_INTAKE_H

#include "handler/work.h"

/*
 * So much of one owner is kept within an hour, in requests and in bytes of
 * their texts.  What comes beyond is refused without its text, and that is
 * said: who may ask may not fill the disk with it.  A core that acknowledges
 * for everybody is far below, at 5 KB a second.
 */
#define INTAKE_OWNER_LIMIT 10000
#define INTAKE_OWNER_LIMIT_BYTES (16 * 1024 * 1024)

/*
 * Takes everything that is there; a file that cannot be read as a request
 * becomes a refused row.
 */
MUST_CHECK bool intake(struct work *work, struct error *err);

#endif
