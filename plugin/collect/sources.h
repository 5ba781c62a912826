// SPDX-License-Identifier: MIT
/*
 * sources - the optional sources of a run: without them it is degraded, not
 * partial.
 */
#ifndef COLLECT_SOURCES_H
#define COLLECT_SOURCES_H

#include "collect/gather.h"

/*
 * The directory audit: exact instants, and who did it.  Fails only when what
 * was read cannot be put down; a listing that broke off counts for nothing.
 */
MUST_CHECK bool sources_read_audit(struct gather *gather, struct error *err);

/*
 * The mailboxes themselves.  Also learns from what is new whether dates move
 * with a removal (gather->history).
 */
MUST_CHECK bool sources_ask_mailboxes(struct gather *gather, struct error *err);

#endif
