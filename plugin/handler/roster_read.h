// SPDX-License-Identifier: MIT
/*
 * roster_read - what check_mailbox_expiry --discover results has said.
 *
 * Strict: a program of another version, or half an answer, is no roster.
 */
#ifndef HANDLER_ROSTER_READ_H
#define HANDLER_ROSTER_READ_H

#include "core/roster.h"

#define ROSTER_READ_LIMIT_BYTES ((size_t)64 * 1024 * 1024)

/* Replaces `roster`, which is zeroed; it holds together (roster_check). */
MUST_CHECK bool roster_read(const char *text, size_t length,
	struct roster *roster, struct error *err);

#endif
